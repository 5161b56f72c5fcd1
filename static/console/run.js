/** The run sheet: what was, what is, what comes, and how well the time fits. Click a stage to look at it. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon, pilcrow } from "../parts/icon.js";
import { titleOf } from "../parts/titles.js";
import { store } from "../store.js";
import { _, ngettext, number } from "../words.js";
import { act } from "./ask.js";
import { chosen } from "./chosen.js";
import { Follower } from "./follower.js";
import { currentStage, isOngoing, nextStage } from "./moment.js";
import { addStage, removeStage } from "./stage-dialog.js";
import { shortTime, timesOf } from "./times.js";
import { brief, stagePill } from "./words.js";

const MINUTE = 60_000;

class ConsoleRun extends Follower {
  #tick = 0;
  /** The stage whose place is being changed, so that its buttons keep the focus. */
  #isChanging = false;

  connectedCallback() {
    super.connectedCallback();
    this.#tick = window.setInterval(() => this.requestUpdate(), MINUTE / 2);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#tick);
  }

  render() {
    if (!store.isReady) return nothing;
    const stages = store.stages;
    const { at, late } = timesOf(stages, store.now());
    return html`<div>
        <div class="side-head"><h2>${_("Run sheet")}</h2><span>${this.#lateness(late)}</span></div>
        <ol class="run-list">${repeat(
          stages,
          (stage) => stage.seq,
          (stage, n) => this.#item(stage, at.get(stage.seq), stages, n),
        )}</ol>
        ${stages.length ? nothing : html`<p class="run-empty">${_("Nothing yet. Add what you want to do first.")}</p>`}
      </div>
      ${store.workshop.state === "closed" ? nothing : this.#foot(stages)}
      <div class="run-lists">
        ${this.#list("actions", _("Actions"), store.of("action").filter((each) => each.status !== "closed").length)}
        ${this.#list("parked", _("Parking lot"), store.of("parked").filter((each) => each.status === "open").length)}
      </div>`;
  }

  /** @param {any[]} stages */
  #foot(stages) {
    return html`<div class="run-next">
      <button class="button button--small button--plain" @click=${() => addStage()}>${icon("plus")}${_("Add a stage")}</button>
      ${
        stages.length > 1
          ? html`<button class="button button--small button--plain" aria-pressed=${this.#isChanging} @click=${this.#change}>${this.#isChanging ? _("Done moving") : _("Move stages")}</button>`
          : nothing
      }
    </div>`;
  }

  #change = () => {
    this.#isChanging = !this.#isChanging;
    this.requestUpdate();
  };

  /** @param {number | undefined} late minutes */
  #lateness(late) {
    if (late === undefined || store.workshop.state === "closed") return nothing;
    if (late > 0) return html`<span class="is-late">${ngettext("{n} min late", "{n} min late", late)}</span>`;
    return late < -1 ? ngettext("{n} min early", "{n} min early", -late) : _("on time");
  }

  /** @param {any} stage @param {number | undefined} at @param {any[]} stages @param {number} n */
  #item(stage, at, stages, n) {
    const isCurrent = stage.seq === currentStage()?.seq;
    const isNext = stage.seq === nextStage()?.seq;
    const isShown = stage.seq === chosen.stage?.seq;
    const classes = [
      "run-item",
      isCurrent && "is-current",
      !isCurrent && isOngoing(stage) && "is-going",
      isNext && "is-next",
      stage.state === "closed" && "is-past",
      isShown && "is-shown",
    ];
    return html`<li class=${classes.filter(Boolean).join(" ")} aria-current=${isCurrent ? "step" : nothing}>
      <span class="run-at">${isCurrent ? pilcrow() : at ? shortTime(at) : nothing}</span>
      <div>
        <button class="run-open" aria-pressed=${isShown} @click=${() => chosen.show(stage.seq)}>
          <span class="run-title" dir="auto">${titleOf(stage)}</span>
          <span class="run-about">${brief(stage)}</span>
          ${isOngoing(stage) && !isCurrent ? stagePill(stage.state) : nothing}
        </button>
        ${this.#isChanging ? this.#moves(stage, stages, n) : nothing}
      </div>
    </li>`;
  }

  /** @param {any} stage @param {any[]} stages @param {number} n */
  #moves(stage, stages, n) {
    /** @param {number | undefined} after */
    const move = (after) => act("stage.move", { stage: stage.seq, after: after ?? null });
    return html`<span class="run-moves">
      <button class="button button--small button--square" ?disabled=${n === 0} aria-label=${_("Move up: {stage}", { stage: titleOf(stage) })} @click=${() => move(stages[n - 2]?.seq)}>${icon("up")}</button>
      <button class="button button--small button--square" ?disabled=${n === stages.length - 1} aria-label=${_("Move down: {stage}", { stage: titleOf(stage) })} @click=${() => move(stages[n + 1].seq)}>${icon("down")}</button>
      ${
        stage.state === "draft"
          ? html`<button class="button button--small button--square button--plain" aria-label=${_("Remove: {stage}", { stage: titleOf(stage) })} title=${_("Remove")} @click=${() => removeStage(stage)}>${icon("cross")}</button>`
          : nothing
      }
    </span>`;
  }

  /** @param {"actions" | "parked"} what @param {string} label @param {number} n */
  #list(what, label, n) {
    return html`<button class="run-list-open" aria-pressed=${chosen.what === what} @click=${() => chosen.show(what)}>
      <span>${label}</span><span class="amount">${number(n)}</span>
    </button>`;
  }
}

customElements.define("console-run", ConsoleRun);
