/** Notes in the order in which they are read: the newest first, and below each what builds on it. */

/** @param {any[]} notes oldest first @returns {any[]} */
export function threads(notes) {
  const here = new Set(notes.map((note) => note.seq));
  /** @type {Map<number, any[]>} */
  const below = new Map();
  for (const note of notes) if (here.has(note.on)) below.set(note.on, [...(below.get(note.on) ?? []), note]);
  const first = notes.filter((note) => !here.has(note.on)).reverse();
  return first.flatMap((note) => [note, ...(below.get(note.seq) ?? [])]);
}
