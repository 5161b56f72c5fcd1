/** What somebody is writing and has not sent: kept on this device, so that a reload loses nothing. */

import { here } from "./here.js";

/** @param {string} place */
export function draftOf(place) {
  const draft = unkept.get(place);
  if (draft !== undefined) return draft;
  try {
    return localStorage.getItem(key(place)) ?? "";
  } catch {
    return "";
  }
}

/** @param {string} place @param {string} text */
export function keepDraft(place, text) {
  try {
    if (text) localStorage.setItem(key(place), text);
    else localStorage.removeItem(key(place));
    unkept.delete(place);
  } catch {
    // A full or forbidden storage: what was written lives as long as this page.
    unkept.set(place, text);
  }
}

/** @type {Map<string, string>} */
const unkept = new Map();

/** @param {string} place */
function key(place) {
  return `draft/${here.code}/${place}`;
}
