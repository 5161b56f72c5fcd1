/** Where somebody stands: a colour and a shape, in the order the workshop lists its sectors. */

import { html } from "lit";
import { store } from "../store.js";
import { _ } from "../words.js";

/**
 * @param {string | undefined} sector
 * @param {boolean} [isNamed] the sector's name stands beside it, so the mark is decoration
 */
export function sectorMark(sector, isNamed = false) {
  const place = store.workshop.sectors.indexOf(sector);
  const shape = place < 0 ? "none" : (place % 6) + 1;
  if (isNamed) return html`<span class="mark mark--${shape}" aria-hidden="true"></span>`;
  return html`<span class="mark mark--${shape}" role="img" aria-label=${sector || _("No sector")}></span>`;
}
