/** Notes in the order in which they are read: the newest first, and below each what builds on it. */

/** @param {any[]} notes oldest first @returns {any[]} */
export function threads(notes) {
  const here = new Set(notes.map((note) => note.seq));
  const first = notes.filter((note) => !here.has(note.on)).reverse();
  return first.flatMap((note) => [note, ...notes.filter((each) => each.on === note.seq)]);
}
