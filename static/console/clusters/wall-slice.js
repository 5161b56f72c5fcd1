/** Some notes of a lane, as options of its list. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Slice } from "../slices.js";
import "./wall-note.js";

/**
 * `look`: classes. `n` of `of`: its place in a lane that shows only its first notes; 0 elsewhere.
 * `isStop`: Tab comes to this one. `question`: the number of its question.
 * @typedef {{note: import("../../store.js").Shown, look: string, isStop: boolean, isChosen: boolean,
 *   question?: number, find: string, isParked: boolean, n: number, of: number}} Item
 */

export class WallSlice extends Slice {
  render() {
    return html`${repeat(
      this.items,
      ({ note }) => note.seq,
      (
        /** @type {Item} */ { note, look, isStop, isChosen, question, find, isParked, n, of },
      ) => html`<wall-note
        class="note ${look}" role="option" data-note=${note.seq} tabindex=${isStop ? 0 : -1}
        aria-selected=${isChosen} aria-posinset=${n || nothing} aria-setsize=${of || nothing} .note=${note} .question=${question} .find=${find} .isParked=${isParked}
      ></wall-note>`,
    )}`;
  }

  /** Draw now what waits to be drawn: the keyboard is on one of these notes. */
  flush() {
    if (this.isUpdatePending) this.performUpdate();
  }
}

customElements.define("wall-slice", WallSlice);
