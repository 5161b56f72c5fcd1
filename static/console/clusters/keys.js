/** What keys do on a note of the wall. */

import { placeOf } from "./roving.js";

/** @typedef {import("../clusters.js").ConsoleClusters} On */

const WALK = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"];

/** @param {On} on @param {KeyboardEvent} event */
export function keyOnNote(on, event) {
  const target = /** @type {HTMLElement} */ (event.target);
  const note = Number(target.dataset?.note);
  if (!note || event.defaultPrevented || event.altKey) return;
  if (press(on, event, target, note)) event.preventDefault();
}

/**
 * True where the key meant something.
 * @param {On} on @param {KeyboardEvent} event @param {HTMLElement} target @param {number} note
 */
function press(on, event, target, note) {
  const command = event.ctrlKey || event.metaKey;
  if (WALK.includes(event.key)) return walk(on, event, target, note);
  if (command && letterOf(event) === "a") return on.chooseAll(placeOf(target));
  if (command) return false;
  if (event.key === " ") return event.shiftKey ? on.chooseUntil(target) : on.toggle(note);
  if (event.key === "F2") return on.naming.open(placeOf(target));
  if (event.key === "Enter") return on.open(note);
  if (!on.canSort) return false;
  if (letterOf(event) === "m") return on.openMenu(note);
  if (letterOf(event) === "n") return on.put(on.held(note), "new");
  if (letterOf(event) === "u") return on.put(on.held(note), "ungrouped");
  return false;
}

/** @param {On} on @param {KeyboardEvent} event @param {HTMLElement} from @param {number} note */
function walk(on, event, from, note) {
  const to = on.roving.next(from, event.key);
  if (!to) return true;
  const isSameLane = placeOf(to) === placeOf(from);
  if (event.shiftKey && isSameLane) {
    if (!on.choice.has(note)) on.toggle(note);
    on.chooseUntil(to);
  }
  on.roving.go(to);
  return true;
}

/** The Latin letter of a key, whatever the keyboard writes. @param {KeyboardEvent} event */
function letterOf({ key, code }) {
  return /^[a-z]$/i.test(key) ? key.toLowerCase() : code.replace("Key", "").toLowerCase();
}
