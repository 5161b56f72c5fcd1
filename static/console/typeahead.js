/** Letters lead to the next note that begins with them, where they do nothing else. */

import { letters } from "./letters.js";

const PAUSE = 700;

let typed = "";
let timer = 0;

/**
 * The note that a letter leads to: the next one behind `from` that begins with what was typed,
 * from the start again behind the last. Nothing where letters are keys, or none begins so.
 * @template {HTMLElement} T
 * @param {KeyboardEvent} event @param {T[]} notes in the order they are read @param {T} from
 * @returns {T | undefined}
 */
export function typedTo({ key, ctrlKey, metaKey, altKey }, notes, from) {
  if (letters.isOn || key.length !== 1 || ctrlKey || metaKey || altKey) return undefined;
  if (key === " " && !typed) return undefined;
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    typed = "";
  }, PAUSE);
  typed += key.toLocaleLowerCase();
  const at = notes.indexOf(from);
  // One letter moves on; more letters are about the note one has come to as well.
  const order = [...notes.slice(at + Number(typed.length === 1)), ...notes.slice(0, at + 1)];
  return order.find((note) => wordsOf(note).startsWith(typed));
}

/** @param {Element} note */
function wordsOf(note) {
  return note.querySelector(".note-text")?.textContent?.trim().toLocaleLowerCase() ?? "";
}
