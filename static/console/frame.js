/**
 * The frame around whatever the middle shows: its title, where it stands, what can be done
 * with it; and in it the view of the stage's activity.
 *
 * A view is an element `console-ACTIVITY` with the property `stage`, the seq of its stage.
 * It draws what stands below the head. Read/Scan and the search belong to the frame; views of
 * notes ask `reading` for both.
 */

import { html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { icon } from "../parts/icon.js";
import { connection } from "../socket.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import "./actions.js";
import { titleOf } from "../parts/titles.js";
import { act } from "./ask.js";
import "./board.js";
import { chosen } from "./chosen.js";
import "./clusters.js";
import { undo, undoWords } from "./clusters/acts.js";
import { Follower } from "./follower.js";
import { showDialog } from "./menus.js";
import { currentStage, hidesSomething, nextStage } from "./moment.js";
import "./parked.js";
import { phonesWords } from "./phones.js";
import "./questions.js";
import { reading } from "./reading.js";
import { toNotes } from "./to-notes.js";
import "./rules.js";
import { addStage, editStage } from "./stage-dialog.js";
import { summary } from "./summary.js";
import "./vote.js";
import { stagePill } from "./words.js";

/** The view of each activity. @type {Record<string, (stage: number) => unknown>} */
const VIEWS = {
  board: (stage) => html`<console-board .stage=${stage}></console-board>`,
  ground_rules: (stage) => html`<console-rules .stage=${stage}></console-rules>`,
  check_in: (stage) => html`<console-questions .stage=${stage}></console-questions>`,
  evaluation: (stage) => html`<console-questions .stage=${stage}></console-questions>`,
  clusters: (stage) => html`<console-clusters .stage=${stage}></console-clusters>`,
  vote: (stage) => html`<console-vote .stage=${stage}></console-vote>`,
  actions: () => html`<console-actions></console-actions>`,
  parking_lot: () => html`<console-parked></console-parked>`,
};

const SHOWS_NOTES = new Set(["board", "clusters"]);

/** A stage's own state, where the bar does not say it and it can still change. @param {any} stage */
const hidesState = (stage) =>
  stage.seq === currentStage()?.seq ||
  store.workshop.state === "draft" ||
  (store.workshop.state === "closed" && stage.state === "draft");

class ConsoleStage extends Follower {
  #bell = 0;

  render() {
    if (connection.ended && connection.ended !== "closed") return this.#ended();
    if (!store.isReady)
      return html`<h1 class="unseen" dir="auto">${document.title}</h1><p class="stage-wait">${_("One moment.")}</p>`;
    if (chosen.what === "actions")
      return this.#plain(_("Actions"), html`<console-actions></console-actions>`);
    if (chosen.what === "parked")
      return this.#plain(_("Parking lot"), html`<console-parked></console-parked>`);
    const { stage } = chosen;
    if (!stage) return this.#empty();
    const view = VIEWS[stage.activity]?.(stage.seq);
    return html`<div class="stage-head">
        <h1 dir="auto">${titleOf(stage)}</h1>
        ${hidesState(stage) ? nothing : stagePill(stage.state)}
        <span class="stage-sum">${summary(stage)}</span>
        <div class="bar-group">${this.#acts(stage)}${SHOWS_NOTES.has(stage.activity) ? this.#reading() : nothing}</div>
      </div>
      ${this.#phones(stage)}
      ${this.#instruction(stage)}
      ${keyed(stage.seq, view)}`;
  }

  /** @param {any} stage */
  #phones(stage) {
    return html`<p class="phones-now">${phonesWords(stage)}
      ${store.workshop.state === "closed" ? nothing : html`<button class="note-act" @click=${() => showDialog("preview")}>${_("See what phones show")}</button>`}</p>`;
  }

  /** When the time runs out nothing arrives from the server, and phones change all the same. */
  updated() {
    clearTimeout(this.#bell);
    const { stage } = chosen;
    if (stage?.state !== "open" || !stage.timer) return;
    const left = stage.timer.ends - store.clock();
    if (left > 0) this.#bell = window.setTimeout(() => this.requestUpdate(), left * 1000 + 100);
  }

  /** @param {any} stage */
  #instruction(stage) {
    if (!stage.instruction || stage.state === "revealed" || stage.state === "closed") return nothing;
    // Markdown, rendered and cleaned on the server.
    return html`<div class="rubric stage-says" dir="auto">${unsafeHTML(stage.instruction_html)}</div>`;
  }

  /** @param {any} stage */
  #acts(stage) {
    if (store.workshop.state === "closed") return nothing;
    return html`${stage.can_undo ? this.#undo(stage) : nothing}
      ${stage.seq === currentStage()?.seq ? nothing : this.#elsewhere(stage)}
      ${this.#again(stage)}
      <button class="button button--small button--plain" @click=${() => editStage(stage)}>${icon("edit")}${_("Edit")}</button>`;
  }

  /** What the bar does for the current stage, for one that is not. @param {any} stage */
  #elsewhere(stage) {
    const isOn = store.workshop.state !== "draft";
    /** @param {string} name @param {string} label */
    const button = (name, label) =>
      html`<button class="button button--small" @click=${() => act(name, { stage: stage.seq })}>${label}</button>`;
    if (stage.state === "draft" && isOn) {
      if (currentStage()) return button("stage.open", _("Open this one too"));
      // The next one is what the red button opens, once the workshop goes on.
      return stage.seq === nextStage()?.seq ? nothing : button("stage.open", _("Open this stage"));
    }
    if (stage.state === "open" || stage.state === "locked")
      return html`${stage.state === "open" ? button("stage.lock", _("Lock")) : button("stage.open", _("Unlock"))}
        ${hidesSomething(stage) ? button("stage.reveal", _("Reveal to all")) : nothing}${button("stage.close", _("Close"))}`;
    return stage.state === "revealed" ? button("stage.close", _("Close")) : nothing;
  }

  /** @param {any} stage */
  #again(stage) {
    if (stage.state !== "revealed" && stage.state !== "closed") return nothing;
    return html`<button class="button button--small button--plain" title=${_("People can write again. What they saw stays visible.")} @click=${() => act("stage.reopen", { stage: stage.seq })}>${_("Open a new round")}</button>`;
  }

  /** @param {any} stage */
  #undo(stage) {
    return html`<button class="button button--small button--plain" @click=${() => undo(stage.seq)}>
      ${icon("undo", true)}${undoWords(stage.can_undo)}
    </button>`;
  }

  #reading() {
    return html`<div class="switch" role="group" aria-label=${_("How notes are shown")}>
        <button class="button button--small" aria-pressed=${!reading.isScan} @click=${() => reading.scan(false)}>${_("Read")}</button
        ><button class="button button--small" aria-pressed=${reading.isScan} @click=${() => reading.scan(true)}>${_("Scan")}</button>
      </div>
      <div class="search">${icon("search")}<label class="unseen" for="find">${_("Find in notes")}</label>
        <input class="input" id="find" type="search" autocomplete="off" placeholder=${_("Find in notes")} @input=${this.#look} @keydown=${this.#leaveSearch} /></div>`;
  }

  /** @param {Event} event */
  #look(event) {
    reading.look(/** @type {HTMLInputElement} */ (event.target).value);
  }

  /** Enter leads to the first note that was found; Escape shows all notes again. @param {KeyboardEvent} event */
  #leaveSearch(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (event.isComposing || !["Enter", "ArrowDown", "Escape"].includes(event.key)) return;
    event.preventDefault();
    if (event.key === "Escape") {
      field.value = "";
      reading.look("");
    }
    toNotes();
  }

  /** @param {string} title @param {unknown} view */
  #plain(title, view) {
    return html`<div class="stage-head"><h1>${title}</h1></div>${view}`;
  }

  #ended() {
    return html`<div class="empty stage-empty" role="alert">
      <b>${_("You are no longer connected to this workshop.")}</b>
      <p>${_("Open your facilitator link again. If that does not help, ask the organiser for a new one.")}</p>
    </div>`;
  }

  #empty() {
    return html`<div class="empty stage-empty">
      <b>${_("The run sheet is empty.")}</b>
      <p>${_("A workshop is a list of stages. For example: arrive, agree on rules, write, sort, vote, decide who does what. Add the first stage. You can change everything later, also during the workshop.")}</p>
      <button class="button" @click=${() => addStage()}>${icon("plus")}${_("Add a stage")}</button>
    </div>`;
  }
}

customElements.define("console-stage", ConsoleStage);
