/** What keys do on a note of the wall. */

import { _, number } from "../../words.js";
import { letterOf, plainKey } from "../letters.js";
import { refuse } from "../toasts.js";
import { typedTo } from "../typeahead.js";
import { placeOf } from "./roving.js";

/** @typedef {import("../clusters.js").ConsoleClusters} On */

const WALK = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"];
/** @type {Record<string, number>} */
const STEPS = { j: 1, k: -1 };

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
  if (WALK.includes(event.key)) return walk(on, event, target, note);
  if (event.ctrlKey || event.metaKey) return plainKey(event) === "a" && on.chooseAll(placeOf(target));
  const found = typedTo(event, on.roving.all, target);
  if (found) return goTo(on, found);
  if (event.key === " ") return event.shiftKey ? on.chooseUntil(target) : on.toggle(note);
  if (event.key === "F2") return on.naming.open(placeOf(target));
  if (event.key === "Enter") return on.open(note);
  const letter = letterOf(event);
  if (STEPS[letter]) return goTo(on, on.roving.line(target, STEPS[letter]));
  return on.canSort && sort(on, letter, target, note);
}

/** @param {On} on @param {string} letter @param {HTMLElement} target @param {number} note */
function sort(on, letter, target, note) {
  if (letter === "m") return on.openMenu(note);
  if (letter === "n") return on.put(on.held(note), "new");
  if (letter === "r") return on.naming.open(placeOf(target));
  if (letter === "0") return on.put(on.held(note), "ungrouped");
  if (!/^[1-9]$/.test(letter)) return false;
  const place = on.places[Number(letter) - 1];
  if (place) return on.put(on.held(note), place.place);
  refuse(
    _("There is no cluster with the number {n}. Press N to begin a new one.", { n: number(Number(letter)) }),
  );
  return true;
}

/** @param {On} on @param {HTMLElement | undefined} note */
function goTo(on, note) {
  if (note) on.roving.go(note);
  return true;
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
  return goTo(on, to);
}
