/** How many of the page's six tracks each board takes, so that the fullest are not the longest. */

const TRACKS = 6;
const COMFORTABLE = 10;

/** @param {number[]} counts how many notes each board has @returns {number[]} */
export function tracksOf(counts) {
  const least = counts.length === 1 ? 3 : counts.length === 2 ? 2 : 1;
  const tracks = counts.map(() => least);
  for (let free = TRACKS - least * counts.length; free > 0; free--) {
    const each = counts.map((count, n) => count / tracks[n]);
    const fullest = each.indexOf(Math.max(...each));
    if (each[fullest] <= COMFORTABLE) break;
    tracks[fullest] += 1;
  }
  return tracks;
}
