/** How much of a lane is in sight: Scan folds a long one after its first notes. */

import { allWords } from "../../parts/translations.js";
import { reading } from "../reading.js";

const FIRST = 5;
const FIRST_WIDE = 30;

export const wide = matchMedia("(min-width: 100rem)");

export class Folds {
  /** @type {Set<string>} */
  #unfolded = new Set();

  /** @param {string} place */
  turn(place) {
    if (!this.#unfolded.delete(place)) this.#unfolded.add(place);
  }

  /** @param {string} place */
  unfold(place) {
    this.#unfolded.add(place);
  }

  /** The notes of a lane that are in sight, and how many fit the search. @param {import("./wall.js").Lane} lane */
  shown({ place, notes }) {
    const found = reading.find ? notes.filter((note) => reading.finds(allWords(note))) : notes;
    const first = wide.matches ? FIRST_WIDE : FIRST;
    const isLong = reading.isScan && !reading.find && Number(place) > 0 && found.length > first + 1;
    const isUnfolded = isLong && this.#unfolded.has(place);
    return { notes: isLong && !isUnfolded ? found.slice(0, first) : found, found: found.length, isUnfolded };
  }
}
