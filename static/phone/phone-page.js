/** The page: the head, and below it the one thing that is happening now. */

import { html } from "lit";
import { hears } from "../aloud/phone.js";
import { Element } from "../element.js";
import { titleOf } from "../parts/titles.js";
import { connection } from "../socket.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import { between, closing, ended } from "./endings.js";
import { lobby } from "./lobby.js";
import { closeSheets } from "./sheet.js";
import { stageView } from "./stage-view.js";
import { GRACE, isOver } from "./standing.js";
import { clearToast } from "./toast.js";
import "../activities/concerns.js";
import "../activities/hands.js";
import "../activities/parking_lot.js";
import "./late-rules.js";
import "./more-sheet.js";
import "./phone-head.js";
import "./rules-sheet.js";

export class PhonePage extends Element {
  /** The stage this person chose to see, or null to go where the workshop goes. @type {number | null} */
  #chosen = null;
  /** @type {number | null} */
  #current = null;
  #state = "";
  #bell = 0;
  /** Is the workshop over since a moment, with what stood open on this page still there? */
  #isEnding = false;

  connectedCallback() {
    this.className = "phone";
    super.connectedCallback();
    this.addEventListener("go", (event) => this.#go(/** @type {CustomEvent<number>} */ (event).detail));
  }

  render() {
    if (connection.ended && connection.ended !== "closed") return ended(connection.ended);
    if (!store.isReady) return this.#loading;
    this.#follow();
    const stage = this.#stage;
    this.#listenForBell(stage);
    return html`
      <phone-head .stage=${this.#isRunning ? stage : null} .others=${this.#isRunning ? this.#others(stage) : []}></phone-head>
      ${this.#body(stage)}
      <phone-toast></phone-toast>
      <rules-sheet></rules-sheet> <more-sheet></more-sheet> <hand-sheet></hand-sheet> <park-sheet></park-sheet> <concern-sheet></concern-sheet>
      <actions-sheet></actions-sheet>
      <late-rules></late-rules>
    `;
  }

  /** Until the first view is here the page says which workshop it is, as the server wrote it. */
  get #loading() {
    return html`<header class="phone-head"><div class="phone-top">
        <h1 class="phone-title" dir="auto">${document.title}</h1><connection-dot></connection-dot>
      </div></header>
      <main class="phone-main" id="main" tabindex="0"><p class="phone-wait">${_("One moment.")}</p></main>`;
  }

  updated() {
    if (this.#isEnding) {
      this.#isEnding = false;
      // Nothing can be sent any more. What somebody was writing stands among what was not sent.
      closeSheets();
      this.requestUpdate();
    }
    const stage = store.isReady && this.#isRunning ? this.#stage : undefined;
    hears(stage?.seq);
    if (store.isReady)
      document.title = [stage && titleOf(stage), store.workshop.title].filter(Boolean).join(" · ");
  }

  get #isRunning() {
    return store.workshop.state === "open" || store.workshop.state === "paused" || this.#chosen !== null;
  }

  /** @param {any} stage */
  #body(stage) {
    if (store.workshop.state === "draft") return lobby();
    const isClosed = store.workshop.state === "closed" || connection.ended === "closed";
    if (isClosed && this.#chosen === null) return closing();
    return stage ? stageView(stage) : between();
  }

  /** Go where the workshop goes, unless somebody is in the middle of a sentence that can still be sent. */
  #follow() {
    const { current } = store.workshop;
    const state = connection.ended || store.workshop.state;
    if (state === "closed" && this.#state !== "closed") {
      this.#chosen = null;
      this.#isEnding = true;
    }
    this.#state = state;
    if (current === this.#current) return;
    const staying = this.#stageOf(this.#chosen ?? this.#current);
    if (this.#current !== null) clearToast();
    const isWriting = this.#isWriting && staying?.state === "open";
    this.#chosen = isWriting ? staying.seq : null;
    this.#current = current;
  }

  get #isWriting() {
    const field = document.activeElement;
    return field instanceof HTMLTextAreaElement && this.contains(field) && field.value.trim() !== "";
  }

  get #stage() {
    const chosen = this.#stageOf(this.#chosen);
    if (chosen && chosen.state !== "draft") return chosen;
    const current = this.#stageOf(store.workshop.current);
    const open = store.stages.filter((stage) => stage.state === "open");
    return current && (current.state !== "closed" || !open.length) ? current : open[0];
  }

  /** What else is open, and where the workshop is when this phone is elsewhere. @param {any} shown */
  #others(shown) {
    const { current } = store.workshop;
    const isCurrent = (/** @type {any} */ stage) => stage.seq === current && stage.state !== "closed";
    const others = store.stages.filter(
      (stage) => stage !== shown && (stage.state === "open" || isCurrent(stage)),
    );
    return others.sort((a, b) => Number(isCurrent(b)) - Number(isCurrent(a)));
  }

  /** @param {number | null} seq */
  #stageOf(seq) {
    return seq === null ? undefined : store.get(`stage/${seq}`);
  }

  /** @param {number} seq */
  async #go(seq) {
    this.#chosen = seq === store.workshop.current ? null : seq;
    this.requestUpdate();
    await this.updateComplete;
    this.querySelector("#main")?.scrollTo(0, 0);
  }

  /** When the time runs out nothing arrives from the server, so look again at that moment. @param {any} stage */
  #listenForBell(stage) {
    clearTimeout(this.#bell);
    if (!stage?.timer || isOver(stage)) return;
    const wait = (stage.timer.ends + GRACE - store.now()) * 1000 + 100;
    this.#bell = window.setTimeout(() => store.lookAgain(), wait);
  }
}

customElements.define("phone-page", PhonePage);
