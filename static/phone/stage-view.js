/** Each activity's element. */

import { html } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { titleOf } from "../parts/titles.js";
import { _ } from "../words.js";
import { ask } from "./ask.js";
import "../activities/board.js";

/** @type {Record<string, (stage: any) => unknown>} */
const VIEWS = {
  board: (stage) => html`<board-stage .stage=${stage}></board-stage>`,
};

/** Another stage is another element, so that nothing of the one leaks into the other. @param {any} stage */
export function stageView(stage) {
  return keyed(stage.seq, VIEWS[stage.activity]?.(stage) ?? unknown(stage));
}

/** @param {any} stage */
function unknown(stage) {
  return html`<main class="phone-main" id="main">${ask(stage, titleOf(stage), _("Listen to the facilitator."))}</main>`;
}
