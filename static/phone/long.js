/** How long a text is by the server's measure, and how much room is left. */

import { _, ngettext, number } from "../words.js";

const NOTE_LENGTH = 280;
/** The last seventh of the room is when it is time to say how much is left. */
const NEAR = 7;

/** @param {string} text */
export function lengthOf(text) {
  return [...text.normalize("NFC").trim()].length;
}

/** @param {string} text @param {number} [limit] */
export function isTooLong(text, limit = NOTE_LENGTH) {
  return lengthOf(text) > limit;
}

/** @param {string} text @param {number} [limit] */
export function isNearlyLong(text, limit = NOTE_LENGTH) {
  return lengthOf(text) > limit - limit / NEAR;
}

/** "62 of 280", and past that how many are too many. @param {string} text @param {number} [limit] */
export function room(text, limit = NOTE_LENGTH) {
  const length = lengthOf(text);
  if (length > limit) return ngettext("{n} character too many", "{n} characters too many", length - limit);
  return _("{length} of {limit}", { length: number(length), limit: number(limit) });
}
