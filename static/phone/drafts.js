/**
 * What somebody is writing and has not sent: kept on this device for this person, so that neither a
 * reload nor the end of a stage loses it. A tab keeps to what was written in it.
 */

import { Shelf } from "../shelf.js";
import { store } from "../store.js";
import { here } from "./here.js";

/** Below this are choices, such as of a question; the rest are words. */
const CHOICES = "chosen/";

/** What was written in this tab. @type {Map<string, string>} */
const own = new Map();

/** @param {string} place */
export function draftOf(place) {
  return own.get(key(place)) ?? shelf().get(place)?.text ?? "";
}

/** @param {string} place @param {string} text */
export function keepDraft(place, text) {
  own.set(key(place), text);
  if (text) shelf().put(place, { place, text });
  else shelf().drop(place);
}

/** What was chosen last at a place. @param {string} place */
export const choiceAt = (place) => Number(draftOf(CHOICES + place));

/** @param {string} place @param {number | ""} choice */
export const keepChoice = (place, choice) => keepDraft(CHOICES + place, String(choice));

/** All words that were not sent, by where they were written. */
export function drafts() {
  const kept = shelf()
    .all()
    .map(({ place }) => place);
  const mine = [...own.keys()].filter((each) => each.startsWith(key("")));
  const places = new Set([...kept, ...mine.map((each) => each.slice(key("").length))]);
  const words = [...places].filter((place) => !place.startsWith(CHOICES));
  return words.map((place) => ({ place, text: draftOf(place) })).filter(({ text }) => text.trim());
}

function shelf() {
  return new Shelf(key("").slice(0, -1));
}

/** @param {string} place */
function key(place) {
  return `draft/${here.code}/${store.you.person ?? store.you.role}/${place}`;
}
