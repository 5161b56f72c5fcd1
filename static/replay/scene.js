/** The workshop at one moment: the stage that is on or was chosen, and what belongs to all stages. */

import { html, nothing } from "lit";
import { _, ngettext, number } from "../words.js";
import { questions, vote } from "./scenes/counted.js";
import { board, clusters } from "./scenes/notes.js";
import { actions, parked } from "./scenes/outcomes.js";
import { rules } from "./scenes/rules.js";
import { stateOf, titleOf } from "./words.js";

/** @typedef {import("./recording.js").Recording} Recording */
/** @typedef {import("./recording.js").Shown} Shown */

/** @type {Record<string, (seen: Recording, stage: Shown) => unknown>} */
const SCENES = {
  check_in: questions,
  ground_rules: rules,
  board,
  clusters,
  vote,
  actions,
  parking_lot: parked,
  evaluation: questions,
};

/** @param {Recording} seen @param {number | null} chosen */
export function scene(seen, chosen) {
  const stage = seen.at("stage", chosen ?? seen.workshop.current);
  return html`
    ${stage ? onStage(seen, stage) : beforeAll(seen, chosen)}
    ${besides(seen, stage, "actions", "action", actions, (n) => ngettext("{n} action", "{n} actions", n))}
    ${besides(seen, stage, "parking_lot", "parked", parked, (n) => ngettext("{n} thing parked", "{n} things parked", n))}`;
}

/** @param {Recording} seen @param {Shown} stage */
function onStage(seen, stage) {
  const place = (seen.workshop.stages ?? []).indexOf(stage.seq) + 1;
  return html`
    <header class="replay-head">
      <h3 dir="auto">${place ? `${number(place)}. ` : ""}${titleOf(stage)}</h3>
      <p>${stateOf(stage.state)} · ${ngettext("{n} person", "{n} people", seen.workshop.people ?? 0)}</p>
    </header>
    ${stage.state === "draft" ? html`<p class="field-hint">${_("This stage had not been opened yet.")}</p>` : SCENES[stage.activity]?.(seen, stage)}`;
}

/** @param {Recording} seen @param {number | null} chosen */
function beforeAll(seen, chosen) {
  const { title = "", people = 0 } = seen.workshop;
  return html`
    <header class="replay-head">
      <h3 dir="auto">${title}</h3>
      <p>${ngettext("{n} person", "{n} people", people)}</p>
    </header>
    <p class="field-hint">${chosen ? _("This stage had not been opened yet.") : _("No stage had been opened yet.")}</p>`;
}

/**
 * What can come up in any stage, folded away under the stage that is shown.
 * @param {Recording} seen @param {Shown | undefined} stage @param {string} activity @param {string} kind
 * @param {(seen: Recording) => unknown} draw @param {(n: number) => string} counted
 */
function besides(seen, stage, activity, kind, draw, counted) {
  const count = seen.of(kind).length;
  if (!count || stage?.activity === activity) return nothing;
  return html`<details class="replay-besides"><summary>${counted(count)}</summary>${draw(seen)}</details>`;
}
