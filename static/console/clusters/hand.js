/** What a mouse or a finger does on the wall: a click chooses, a drag takes what is chosen along. */

import { store } from "../../store.js";
import { ngettext } from "../../words.js";

/** @typedef {import("../clusters.js").ConsoleClusters} On */

/** @param {Element} from */
export function noteAt(from) {
  return Number(from.closest("[data-note]")?.getAttribute("data-note"));
}

/** @param {On} on @param {MouseEvent} event */
export function click(on, event) {
  const target = /** @type {Element} */ (event.target);
  const note = target.closest("[data-note]");
  if (!note) return;
  // A finger has no Ctrl key, so a tap adds; so does a click on the margin, where the tick stands.
  const isTouch = "pointerType" in event && event.pointerType === "touch";
  const adds = event.ctrlKey || event.metaKey || isTouch || target.closest(".note-margin");
  if (event.shiftKey) on.chooseUntil(note);
  else if (adds) on.choice.toggle(noteAt(note));
  else on.choice.only(noteAt(note));
  on.requestUpdate();
}

/** What a drag that begins here would carry. @param {On} on @param {Element} from */
export function thingsAt(on, from) {
  const note = on.canSort ? noteAt(from) : 0;
  if (!note) return [];
  return on.choice.has(note) ? [...on.choice.notes] : [note];
}

/** The first of the notes, and how many there are. @param {number[]} notes */
export function pictured(notes) {
  const picture = document.createDocumentFragment();
  const words = document.createElement("p");
  words.className = "drag-words";
  words.dir = "auto";
  words.textContent = store.get(`note/${notes[0]}`)?.text ?? "";
  picture.append(words);
  if (notes.length > 1) {
    const count = document.createElement("b");
    count.className = "drag-count";
    count.textContent = ngettext("{n} note", "{n} notes", notes.length);
    picture.append(count);
  }
  return picture;
}
