/** A note in the replay: the words, and beside them where they come from, as far as may be said. */

import { html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { forReader, translated } from "../../parts/translations.js";
import { _ } from "../../words.js";
import { wordsOf } from "../words.js";

/** @typedef {import("../recording.js").Recording} Recording */
/** @typedef {import("../recording.js").Shown} Shown */

/** Notes in their order, each behind the one it builds on where that lies here too. @param {Recording} seen @param {Shown[]} notes */
export function notesList(seen, notes) {
  return html`<div class="notes">${repeat(
    built(notes),
    ({ note }) => note.seq,
    ({ note, depth }) =>
      guard([note, depth, seen.fresh.has(note.key), seen.workshop.sectors], () =>
        card(seen, note, depth > 0),
      ),
  )}</div>`;
}

/** @param {Shown[]} notes */
function built(notes) {
  const here = new Map(notes.map((note) => [note.seq, /** @type {Shown[]} */ ([])]));
  const first = /** @type {Shown[]} */ ([]);
  for (const note of notes) (here.get(note.on) ?? first).push(note);
  /** @type {{note: Shown, depth: number}[]} */
  const order = [];
  const add = (/** @type {Shown} */ note, /** @type {number} */ depth) => {
    order.push({ note, depth });
    for (const next of here.get(note.seq) ?? []) add(next, depth + 1);
  };
  for (const note of first) add(note, 0);
  return order;
}

/** @param {Recording} seen @param {Shown} note @param {boolean} isBuilt */
function card(seen, note, isBuilt) {
  const isNew = seen.fresh.has(note.key);
  const classes = ["note", note.state && `is-${note.state}`, isNew && "is-new", isBuilt && "note-on"];
  const name = seen.at("person", note.by)?.name;
  const state = STATES[note.state]?.();
  return html`<article class=${classes.filter(Boolean).join(" ")} data-seq=${note.seq}>
    <span class="note-margin">${sectorMark(seen, note.sector)}</span>
    <p class="note-text" dir="auto" lang=${note.language ?? nothing}>${note.erased ? html`<em>${wordsOf(note)}</em>` : note.text}</p>
    ${translated(forReader(note))}
    ${name || state ? html`<footer class="note-foot">${name ? html`<bdi>${name}</bdi>` : nothing}${state ? html`<span>${state}</span>` : nothing}</footer>` : nothing}
  </article>`;
}

/** @type {Record<string, () => string>} */
const STATES = {
  held: () => _("With the facilitator"),
  hidden: () => _("Hidden by the facilitator"),
};

/** Where somebody stands: a colour and a shape, in the order the workshop lists its sectors. @param {Recording} seen @param {string | undefined} sector */
export function sectorMark(seen, sector) {
  if (sector === undefined) return nothing;
  const place = (seen.workshop.sectors ?? []).indexOf(sector);
  const shape = place < 0 ? "none" : (place % 6) + 1;
  return html`<span class="mark mark--${shape}" role="img" aria-label=${sector || _("No sector")}></span>`;
}
