/** Clusters on a phone: read them; or, where everyone sorts, choose notes and say where they belong. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Element } from "../element.js";
import { icon } from "../parts/icon.js";
import { ask } from "../phone/ask.js";
import { doneButton } from "../phone/done.js";
import { isMuted } from "../phone/muted.js";
import { openSheet } from "../phone/sheet.js";
import { mayWrite, takesPart } from "../phone/standing.js";
import { store } from "../store.js";
import { _, ngettext, number } from "../words.js";
import { authorOf, notesIn } from "./clusters/cluster-sheet.js";
import "../parts/note-card.js";
import "./clusters/move-sheet.js";
import "./clusters/rename-sheet.js";

class ClustersStage extends Element {
  static properties = { stage: { attribute: false } };

  /** @type {Set<number>} */
  #chosen = new Set();

  constructor() {
    super();
    /** @type {any} */
    this.stage = null;
  }

  render() {
    const { stage } = this;
    const clusters = store.of("cluster").filter((cluster) => cluster.stage === stage.seq);
    const sorts = this.#sorts;
    return html`
      <main class="phone-main" id="main" tabindex="0">
        ${ask(stage, stage.title || _("Which notes belong together?"), ...(sorts ? TO_SORT() : TO_WATCH()))}
        ${sorts ? this.#tray : nothing}
        ${repeat(
          clusters,
          (cluster) => cluster.seq,
          (cluster) => this.#cluster(cluster),
        )}
        ${sorts ? nothing : this.#tray}
      </main>
      ${this.#foot}
      <move-sheet @moved=${this.#moved}></move-sheet> <rename-sheet></rename-sheet>
    `;
  }

  get #sorts() {
    return mayWrite(this.stage) && this.stage.settings.open_to === "everyone";
  }

  get #tray() {
    const boards = new Set(
      store
        .of("board")
        .filter((board) => board.stage === this.stage.of)
        .map((board) => board.seq),
    );
    const inStage = new Set(
      store
        .of("cluster")
        .filter((cluster) => cluster.stage === this.stage.seq)
        .map((cluster) => cluster.seq),
    );
    const loose = store
      .of("note")
      .filter(
        (note) => boards.has(note.board) && (note.state ?? "shown") === "shown" && !inStage.has(note.cluster),
      );
    if (!loose.length) return nothing;
    return html`<details class="cluster cluster--tray" open>
      <summary><span class="lane-title">${_("Not sorted yet")}</span> <span class="lane-count">${number(loose.length)}</span></summary>
      ${this.#notes(loose)}
    </details>`;
  }

  /** @param {any} cluster */
  #cluster(cluster) {
    const notes = notesIn(cluster.seq);
    return html`<details class="cluster" ?open=${!this.#sorts}>
      <summary><span class="lane-title" dir="auto">${cluster.title}</span> <span class="lane-count">${number(cluster.notes)}</span></summary>
      ${this.#sorts && !isMuted() ? html`<button class="note-act" @click=${() => openSheet("rename-sheet", cluster)}>${_("Rename")}</button>` : nothing}
      ${this.#notes(notes)}
    </details>`;
  }

  /** @param {any[]} notes */
  #notes(notes) {
    return html`<div class="notes ${notes.length > 20 ? "notes--long" : ""}">
      ${repeat(
        notes,
        (note) => note.seq,
        (note) => (this.#sorts ? this.#choice(note) : card(note)),
      )}
    </div>`;
  }

  /** @param {any} note */
  #choice(note) {
    const isChosen = this.#chosen.has(note.seq);
    return html`<label class="pick"><input type="checkbox" aria-label=${note.text} lang=${note.language ?? nothing} .checked=${isChosen} @change=${() => this.#choose(note.seq)}>${card(note, isChosen)}</label>`;
  }

  get #foot() {
    const { stage } = this;
    if (!takesPart() || !this.#sorts) return nothing;
    const chosen = [...this.#chosen].filter((seq) => store.get(`note/${seq}`));
    if (!chosen.length) {
      return html`<footer class="phone-foot"><div class="composer-foot">
        <span>${_("{n} of {all} notes sorted", { n: number(stage.placed), all: number(stage.notes) })}</span>${doneButton(stage)}</div></footer>`;
    }
    return html`<footer class="phone-foot"><div class="budget">
      <b>${ngettext("{n} chosen", "{n} chosen", chosen.length)}</b>
      <span class="foot-acts"><button class="button button--plain button--square" aria-label=${_("Clear the choice")} @click=${this.#choseNone}>${icon("cross")}</button>
      <button class="button button--now" @click=${() => openSheet("move-sheet", { stage, notes: chosen })}>${_("Move to…")}</button></span>
    </div></footer>`;
  }

  /** @param {number} seq */
  #choose(seq) {
    if (!this.#chosen.delete(seq)) this.#chosen.add(seq);
    this.requestUpdate();
  }

  /** The notes go elsewhere; whoever uses keys goes on with the one that takes their place. */
  async #moved() {
    const inputs = [.../** @type {NodeListOf<HTMLInputElement>} */ (this.querySelectorAll(".pick input"))];
    const at = inputs.findIndex((input) => input.checked);
    const next =
      inputs.find((input, place) => place > at && !input.checked) ?? inputs.find((input) => !input.checked);
    this.#choseNone();
    await this.updateComplete;
    next?.focus({ preventScroll: true });
  }

  #choseNone() {
    this.#chosen.clear();
    this.requestUpdate();
  }
}

/** @returns {[string, string]} */
const TO_SORT = () => [
  _("Choose notes that say similar things. Then move them together."),
  _("Everyone sorts at the same time. Please do not talk now."),
];
/** @returns {[string, string]} */
const TO_WATCH = () => [_("The facilitator sorts the notes."), _("You can follow it here.")];

/** @param {any} note @param {boolean} [isChosen] */
function card(note, isChosen = false) {
  return html`<note-card .note=${note} .author=${authorOf(note)} ?selected=${isChosen}></note-card>`;
}

customElements.define("clusters-stage", ClustersStage);
