/** What this person has spent, and on what. */

import { html } from "lit";
import { latest } from "../../phone/sending.js";
import { store } from "../../store.js";

/** The points this person has on an option: what is on its way counts already. @param {any} stage @param {any} vote */
export function pointsOn(stage, vote) {
  const item = latest("vote.cast", (data) => data.stage === stage.seq && data.target === vote.target);
  if (item && item.state !== "refused") return item.data.points;
  const cast = store
    .of("cast")
    .find((each) => each.stage === stage.seq && each.target === vote.target && each.round === stage.round);
  return cast?.points ?? 0;
}

/** @param {any} stage @param {any[]} options */
export function dotsLeft(stage, options) {
  return stage.dots - options.reduce((sum, vote) => sum + pointsOn(stage, vote), 0);
}

/** @param {number} all @param {number} spent @param {string} label */
export function dots(all, spent, label) {
  return html`<span class="dots" role="img" aria-label=${label}>
    ${Array.from({ length: all }, (_each, at) => html`<i class="dot ${at < spent ? "is-spent" : ""}"></i>`)}
  </span>`;
}
