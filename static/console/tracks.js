/** How many of the page's six tracks each board takes, so that the fullest are not the longest. */

const TRACKS = 6;
const COMFORTABLE = 10;

/** Boards change their width when that makes the fullest shorter by a third, and not for less. */
const WORTH = 1.5;

/**
 * @param {number[]} counts how many notes each board has
 * @param {number[]} [before] what each took until now
 * @returns {number[]}
 */
export function tracksOf(counts, before = []) {
  const now = dealt(counts);
  if (before.length !== counts.length) return now;
  return longest(counts, before) > WORTH * longest(counts, now) ? now : before;
}

/** @param {number[]} counts @param {number[]} tracks */
const longest = (counts, tracks) => Math.max(COMFORTABLE, ...counts.map((count, n) => count / tracks[n]));

/** @param {number[]} counts @returns {number[]} */
function dealt(counts) {
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
