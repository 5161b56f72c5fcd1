/** An icon from the page's sprite (macros.html: `icons()`). It never stands without words or a label. */

import { html } from "lit";

/** @param {string} name @param {boolean} [turns] an arrow that points where the text goes */
export function icon(name, turns = false) {
  return html`<svg class=${turns ? "icon icon--turns" : "icon"} aria-hidden="true"><use href="#i-${name}"></use></svg>`;
}

/** Beside the one thing that is happening now. */
export function pilcrow() {
  return html`<svg class="pilcrow" viewBox="0 0 16 20" aria-hidden="true"><path d="M6.8 0H16v2h-2.2v18h-2V2H9.6v18h-2V11.2H6.8a5.6 5.6 0 010-11.2z"></path></svg>`;
}
