/** The dot vote on a phone: spend dots, take them back, and at the end what came of it. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Element } from "../element.js";
import { ask } from "../phone/ask.js";
import { latest, send } from "../phone/sending.js";
import { isRevealed, mayWrite, takesPart } from "../phone/standing.js";
import { held, refusal } from "../phone/unsent.js";
import { forgotten } from "../phone/whose.js";
import { say } from "../say.js";
import { store } from "../store.js";
import { _, ngettext, number } from "../words.js";
import { dots, dotsLeft, pointsOn } from "./vote/ballot.js";
import { inOwnOrder } from "./vote/own-order.js";
import { results } from "./vote/results.js";
import "./clusters/cluster-sheet.js";
import "./vote/vote-option.js";

class VoteStage extends Element {
  static properties = { stage: { attribute: false } };

  constructor() {
    super();
    /** @type {any} */
    this.stage = null;
  }

  render() {
    const { stage } = this;
    const options = store.of("vote").filter((vote) => vote.stage === stage.seq && vote.round === stage.round);
    const isCounted =
      isRevealed(stage) || (stage.state === "closed" && options.some((vote) => vote.points !== undefined));
    return html`
      <main class="phone-main" id="main" tabindex="0">
        ${ask(stage, stage.title || _("What is most important?"), toSpend(stage), about(stage))}
        ${isCounted ? results(stage, options) : this.#options(options)}
        ${this.#earlier}
      </main>
      ${isCounted || stage.state === "closed" ? nothing : this.#foot(options)}
      <cluster-sheet></cluster-sheet>
    `;
  }

  /** @param {any[]} options */
  #options(options) {
    const left = dotsLeft(this.stage, options);
    return html`<div class="notes">
      ${repeat(
        inOwnOrder(options),
        (vote) => vote.seq,
        (
          vote,
        ) => html`<vote-option .stage=${this.stage} .option=${vote} .points=${pointsOn(this.stage, vote)} .left=${left}
          @points=${(/** @type {CustomEvent<number>} */ event) => this.#cast(vote, event.detail)}></vote-option>`,
      )}
    </div>`;
  }

  /** What an earlier round showed stays visible. */
  get #earlier() {
    const { stage } = this;
    const round = stage.revealed_round;
    if (!round || round === stage.round) return nothing;
    const options = store.of("vote").filter((vote) => vote.stage === stage.seq && vote.round === round);
    return html`<details class="removed"><summary>${_("Results of round {n}", { n: number(round) })}</summary>${results(stage, options)}</details>`;
  }

  /** @param {any[]} options */
  #foot(options) {
    const { stage } = this;
    const left = dotsLeft(stage, options);
    const cast = latest("vote.cast", (data) => data.stage === stage.seq);
    const voted = _("{n} of {all} have voted. Results come at the end.", {
      n: number(stage.voted ?? 0),
      all: number(stage.people ?? 0),
    });
    return html`<footer class="phone-foot">
      ${refusal(cast)}
      ${held(cast)}
      ${
        takesPart()
          ? html`<div class="budget"><b>${ngettext("{n} dot left", "{n} dots left", left)}</b>
              ${dots(stage.dots, stage.dots - left, _("{n} of {all} dots given", { n: number(stage.dots - left), all: number(stage.dots) }))}</div>`
          : nothing
      }
      <div class="composer-foot"><span>${stage.settings.live ? _("{n} of {all} have voted.", { n: number(stage.voted ?? 0), all: number(stage.people ?? 0) }) : voted}</span></div>
    </footer>`;
  }

  /** @param {any} vote @param {number} points */
  #cast(vote, points) {
    if (!mayWrite(this.stage)) return;
    const stage = this.stage.seq;
    send("vote.cast", { stage, target: vote.target, points }, (data) => data.stage === stage);
    const options = store
      .of("vote")
      .filter((each) => each.stage === stage && each.round === this.stage.round);
    const left = dotsLeft(this.stage, options);
    say(ngettext("{n} dot left", "{n} dots left", left), "dots");
  }
}

/** @param {any} stage */
function toSpend(stage) {
  const all = ngettext("You have {n} dot.", "You have {n} dots.", stage.dots);
  const most = ngettext(
    "Give at most {n} dot to one option.",
    "Give at most {n} dots to one option.",
    stage.per_item,
  );
  return `${all} ${most}`;
}

/** @param {any} stage */
function about(stage) {
  const seen = stage.settings.live
    ? _("Everyone sees the results while you vote, but nobody sees whose dots they are.")
    : _("Nobody sees whose dots they are.");
  return `${seen} ${forgotten()} ${_("You can take dots back until the vote ends. The order is different on every phone.")}`;
}

customElements.define("vote-stage", VoteStage);
