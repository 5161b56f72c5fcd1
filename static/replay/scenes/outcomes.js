/** What belongs to the whole workshop: who does what, and what was parked. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { _, day } from "../../words.js";
import { wordsOf } from "../words.js";

/** @typedef {import("../recording.js").Recording} Recording */
/** @typedef {import("../recording.js").Shown} Shown */

/** @type {Record<string, () => string>} */
const STATUS = {
  proposed: () => _("Proposed"),
  accepted: () => _("Accepted"),
  closed: () => _("Closed"),
  open: () => _("Parked"),
  resolved: () => _("Answered"),
};

/** @param {Recording} seen */
export function actions(seen) {
  return list(seen.of("action"), (action) => [
    seen.at("person", action.owner)?.name,
    action.due && _("by {day}", { day: day(action.due) }),
    STATUS[action.status]?.(),
    action.outcome,
  ]);
}

/** @param {Recording} seen */
export function parked(seen) {
  const found = seen.of("parked").map((item) => {
    const note = item.text ? undefined : seen.at("note", item.note);
    const text = wordsOf(item) || wordsOf(note) || _("A note that is not in this record");
    return { ...item, text, language: note?.language };
  });
  return list(found, (item) => [STATUS[item.status]?.(), item.outcome]);
}

/** @param {Shown[]} found @param {(each: Shown) => (string | undefined)[]} facts */
function list(found, facts) {
  return html`<ul class="replay-list">${repeat(
    found,
    (each) => each.key,
    (each) => html`<li class="replay-outcome" data-seq=${each.seq}>
      <p class="note-text" dir="auto" lang=${each.language ?? nothing}>${each.text}</p>
      <p class="rule-status">${facts(each)
        .filter(Boolean)
        .map((fact, n) => html`${n ? " · " : nothing}<bdi>${fact}</bdi>`)}</p>
    </li>`,
  )}</ul>`;
}
