/** Each activity's element. */

import { html } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { titleOf } from "../parts/titles.js";
import { _ } from "../words.js";
import { ask } from "./ask.js";
import "../activities/actions.js";
import "../activities/board.js";
import "../activities/clusters.js";
import "../activities/ground_rules.js";
import "../activities/parking_lot.js";
import "../activities/questions.js";
import "../activities/vote.js";

/** @type {Record<string, (stage: any) => unknown>} */
const VIEWS = {
  check_in: (stage) => html`<questions-stage .stage=${stage}></questions-stage>`,
  ground_rules: (stage) => html`<ground-rules-stage .stage=${stage}></ground-rules-stage>`,
  board: (stage) => html`<board-stage .stage=${stage}></board-stage>`,
  clusters: (stage) => html`<clusters-stage .stage=${stage}></clusters-stage>`,
  vote: (stage) => html`<vote-stage .stage=${stage}></vote-stage>`,
  actions: (stage) => html`<actions-stage .stage=${stage}></actions-stage>`,
  parking_lot: (stage) => html`<parking-lot-stage .stage=${stage}></parking-lot-stage>`,
  evaluation: (stage) => html`<questions-stage .stage=${stage}></questions-stage>`,
};

/** Another stage is another element, so that nothing of the one leaks into the other. @param {any} stage */
export function stageView(stage) {
  return keyed(stage.seq, VIEWS[stage.activity]?.(stage) ?? unknown(stage));
}

/** @param {any} stage */
function unknown(stage) {
  return html`<main class="phone-main" id="main" tabindex="0">${ask(stage, titleOf(stage), _("Listen to the facilitator."))}</main>`;
}
