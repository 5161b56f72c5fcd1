/** Small sentences that several parts of the console say. */

import { html } from "lit";
import { store } from "../store.js";
import { _, ngettext, number } from "../words.js";

/** @type {Record<string, string>} */
const STATES = {
  draft: _("Not yet open"),
  open: _("Open"),
  paused: _("Paused"),
  locked: _("Locked"),
  revealed: _("Revealed"),
  closed: _("Closed"),
};

/** @param {string} state */
export function stagePill(state) {
  return html`<span class="stage-pill is-${state}">${STATES[state] ?? state}</span>`;
}

/** @param {number} n */
const minutesWords = (n) => ngettext("{n} minute", "{n} minutes", n);

/** The questions of a board as it is now: some are added or brought along before it opens. */
const boardsOf = (/** @type {any} */ stage) => store.of("board").filter((board) => board.stage === stage.seq);

/** What a stage is about, in the margin of the run sheet. @param {any} stage */
export function brief(stage) {
  const { settings } = stage;
  const parts = [];
  if (stage.activity === "board" && stage.state === "draft")
    parts.push(ngettext("{n} question", "{n} questions", boardsOf(stage).length));
  else if (stage.activity === "board") parts.push(ngettext("{n} note", "{n} notes", stage.notes));
  else if (stage.activity === "ground_rules" && stage.state !== "draft") parts.push(rulesWords(stage));
  else if (stage.activity === "clusters" && stage.state !== "draft")
    parts.push(_("{placed} of {notes} placed", { placed: number(stage.placed), notes: number(stage.notes) }));
  else if (stage.activity === "vote") parts.push(ngettext("{n} dot each", "{n} dots each", settings.dots));
  else if (stage.answered) parts.push(ngettext("{n} answered", "{n} answered", stage.answered));
  if (settings.minutes) parts.push(minutesWords(settings.minutes));
  return parts.join(_(", "));
}

/** @param {any} stage */
export function rulesWords(stage) {
  const parts = [ngettext("{n} adopted", "{n} adopted", stage.adopted)];
  if (stage.proposed) parts.push(ngettext("{n} open", "{n} open", stage.proposed));
  if (stage.set_aside) parts.push(ngettext("{n} set aside", "{n} set aside", stage.set_aside));
  return parts.join(_(", "));
}
