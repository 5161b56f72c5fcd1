/** So many of so many people. */

import { number } from "../words.js";

/**
 * The whole that a number of people is out of. It is never fewer: whoever wrote and was removed afterwards
 * still counts among those who wrote, and not among those who are here.
 * @param {number} part
 * @param {number} [people]
 */
export function outOf(part, people = 0) {
  return number(Math.max(people, part));
}
