/**
 * A dot vote, for whoever runs it: what is put to the vote and by which rule, how many have
 * voted, and what came of it. No tally is here before the server sends one.
 */

import { html, nothing } from "lit";
import { store } from "../store.js";
import { _, ngettext, number } from "../words.js";
import { act } from "./ask.js";
import { Follower } from "./follower.js";
import { candidates, latestCounted, optionsOf, wordsOf } from "./vote/options.js";
import { results } from "./vote/results.js";
import { rule, secrecy } from "./vote/rule.js";

/** @typedef {import("../store.js").Shown} Shown */

class ConsoleVote extends Follower {
  static properties = { stage: { type: Number } };

  constructor() {
    super();
    this.stage = 0;
  }

  render() {
    const stage = store.get(`stage/${this.stage}`);
    if (!stage) return nothing;
    const options = stage.state === "draft" ? candidates(stage) : optionsOf(stage, stage.round);
    const isCounted = options.some((option) => option.points !== undefined);
    return html`<div class="ballot ${isCounted ? "is-counted" : ""}">
      <div class="ballot-main">
        ${isCounted ? results(stage, options) : this.#listed(stage, options)} ${this.#earlier(stage)}
      </div>
      <aside class="ballot-side">
        ${stage.state === "draft" ? nothing : this.#turnout(stage)}
        <section>
          <h2>${rule(stage)}</h2>
          <p>${secrecy(stage)}</p>
        </section>
        ${isCounted && stage.state !== "open" ? this.#meaning() : nothing}
        ${isCounted ? this.#tie(stage, options) : nothing}
      </aside>
    </div>`;
  }

  /** What is put to the vote, in no order of merit. @param {Shown} stage @param {Shown[]} options */
  #listed(stage, options) {
    const { target } = stage.settings;
    if (!options.length)
      return html`<div class="empty"><b>${_("There is nothing to vote on yet.")}</b>
        <p>${target === "clusters" ? _("First group notes in the clusters stage. Then people can vote on the clusters.") : _("First reveal the notes of the board. Then people can vote on them.")}</p></div>`;
    return html`<h2 class="ballot-head">${counted(target, options.length, stage.state === "draft")}</h2>
      <ol class="ballot-list">
        ${options.map((option) => html`<li class="ballot-option"><span dir="auto">${wordsOf(option)}</span>${this.#size(option)}</li>`)}
      </ol>`;
  }

  /** @param {Shown} option */
  #size(option) {
    const cluster = store.get(`cluster/${option.target}`);
    return cluster ? html`<small>${ngettext("{n} note", "{n} notes", cluster.notes)}</small>` : nothing;
  }

  /** @param {Shown} stage */
  #turnout(stage) {
    const { voted = 0, people = 0, spent, dots } = stage;
    const dealt = voted * dots;
    return html`<section>
      <p class="ballot-turnout"><span class="amount">${number(voted)}</span> ${ngettext("of {n} person voted", "of {n} people voted", people)}</p>
      <svg class="result-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="track" width="100" height="6"></rect><rect class="fill" width=${people ? (100 * voted) / people : 0} height="6"></rect>
      </svg>
      ${spent === undefined ? nothing : html`<p>${_("They gave {spent} of their {dealt} dots.", { spent: number(spent), dealt: number(dealt) })}</p>`}
    </section>`;
  }

  #meaning() {
    return html`<section><h2>${_("Dots set priorities. They do not decide.")}</h2>
      <p>${_("Next, agree what to do about the result, and who does it.")}</p></section>`;
  }

  /** @param {Shown} stage @param {Shown[]} options */
  #tie(stage, options) {
    const tied = options.filter((option) => option.tied && option.points).length;
    if (!tied || stage.state === "open" || stage.state === "locked") return nothing;
    return html`<section><h2>${_("A tie")}</h2>
      <p>${ngettext("{n} option shares its place with another.", "{n} options share their places.", tied)} ${_("A run-off is a second vote on the same options. The first result stays.")}</p>
      <button class="button button--small" @click=${() => act("stage.reopen", { stage: stage.seq })}>${_("Run-off: vote once more")}</button>
    </section>`;
  }

  /** What the round before came to, while a new one goes on. @param {Shown} stage */
  #earlier(stage) {
    const earlier = latestCounted(stage, stage.round - 1);
    if (!earlier) return nothing;
    return html`<details class="ballot-earlier"><summary>${_("Round {n}, as it was shown", { n: number(earlier.round) })}</summary>
      ${results(stage, earlier.options)}</details>`;
  }
}

/** @param {string} target @param {number} n @param {boolean} isDraft */
function counted(target, n, isDraft) {
  if (target === "notes")
    return isDraft
      ? ngettext("{n} note can be voted on", "{n} notes can be voted on", n)
      : ngettext("{n} note is in the vote", "{n} notes are in the vote", n);
  return isDraft
    ? ngettext("{n} cluster can be voted on", "{n} clusters can be voted on", n)
    : ngettext("{n} cluster is in the vote", "{n} clusters are in the vote", n);
}

customElements.define("console-vote", ConsoleVote);
