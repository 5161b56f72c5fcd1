/** Where we are: the workshop, the connection, the stage and its time; and what is always at hand. */

import { html, nothing } from "lit";
import { actionsToAccept } from "../activities/actions.js";
import { Element } from "../element.js";
import { icon, pilcrow } from "../parts/icon.js";
import { nameOf, titleOf } from "../parts/titles.js";
import { connection } from "../socket.js";
import { store } from "../store.js";
import { _, ngettext, number } from "../words.js";
import { away } from "./away.js";
import { leftOverElsewhere } from "./left-over.js";
import { adoptedRules } from "./rules-sheet.js";
import { openSheet } from "./sheet.js";
import { takesPart } from "./standing.js";
import "../parts/connection-dot.js";
import "../parts/stage-timer.js";

class PhoneHead extends Element {
  static properties = { stage: { attribute: false }, others: { attribute: false } };

  constructor() {
    super();
    /** The stage that is shown. @type {any} */
    this.stage = null;
    /** Stages that could be shown instead. @type {any[]} */
    this.others = [];
  }

  render() {
    return html`<header class="phone-head">
      <div class="phone-top">
        <span class="phone-title" dir="auto">${store.workshop.title}</span>
        ${connection.ended ? nothing : html`<connection-dot></connection-dot>`}
        ${this.#tools}
      </div>
      ${this.stage ? this.#stage(this.stage) : nothing}
      ${this.others.length ? this.#others : nothing}
      ${away()}
      ${leftOverElsewhere(this.stage)}
      ${this.#forYou}
    </header>`;
  }

  get #tools() {
    const hand = store.of("hand")[0];
    const canRaise = takesPart() && ["open", "paused"].includes(store.workshop.state);
    return html`<div class="phone-tools">
      ${canRaise ? this.#hand(hand) : nothing}
      ${
        adoptedRules().length
          ? html`<button class="button button--plain button--square" aria-label=${_("Ground rules")}
              @click=${() => openSheet("rules-sheet")}>${icon("rules")}</button>`
          : nothing
      }
      <button class="button button--plain button--square" aria-label=${_("Menu")}
        @click=${() => openSheet("more-sheet")}>${icon("menu")}</button>
    </div>`;
  }

  /** @param {any} hand */
  #hand(hand) {
    const label = !hand
      ? _("Raise your hand")
      : hand.speaking
        ? _("It is your turn to speak")
        : _("Your hand is up: number {place} of {of}", { place: number(hand.place), of: number(hand.of) });
    return html`<button class="button button--plain button--square hand-button" aria-label=${label}
      aria-pressed=${hand ? "true" : "false"} @click=${() => openSheet("hand-sheet")}>
      ${icon("hand")}${hand && !hand.speaking ? html`<span class="amount">${number(hand.place)}</span>` : nothing}
    </button>`;
  }

  /** @param {any} stage */
  #stage(stage) {
    const place = store.workshop.stages.indexOf(stage.seq) + 1;
    const values = { place: number(place), of: number(store.workshop.stages.length) };
    const name = stage.activity === "board" ? titleOf(stage) : nameOf(stage.activity);
    return html`<div class="phone-stage">
      ${stage.state === "open" ? pilcrow() : nothing} <b dir="auto">${name}</b>
      <small>${_("{place} of {of}", values)}</small>
      ${this.#time(stage)}
    </div>`;
  }

  /** What time is left; or that it does not matter now, which whoever has scrolled down must see too. @param {any} stage */
  #time(stage) {
    const isPaused = store.workshop.state === "paused";
    if (!stage.timer && isPaused) return html`<span class="timer">${_("Paused")}</span>`;
    if (!stage.timer && stage.state === "locked") return html`<span class="timer">${_("Locked")}</span>`;
    return html`<stage-timer .ends=${stage.timer?.ends ?? null} ?halted=${isPaused} aloud></stage-timer>`;
  }

  /** What waits for this person alone, wherever the workshop is. */
  get #forYou() {
    if (!takesPart() || !["open", "paused"].includes(store.workshop.state)) return nothing;
    if (store.of("hand")[0]?.speaking)
      return html`<p class="phone-others"><span class="rubric">${_("It is your turn to speak.")}</span>
        <button class="note-act" @click=${() => openSheet("hand-sheet")}>${_("I have finished speaking")}</button></p>`;
    const asked = actionsToAccept();
    if (!asked || this.stage?.activity === "actions") return nothing;
    return html`<p class="phone-others"><span class="rubric">${_("You are asked to do something.")}</span>
      <button class="note-act" @click=${() => openSheet("actions-sheet")}>${ngettext("See the action", "See {n} actions", asked)}</button></p>`;
  }

  get #others() {
    const [other, ...more] = this.others;
    return html`<nav class="phone-others" aria-label=${_("Other open stages")}>
      ${other.seq === store.workshop.current ? html`<span class="rubric">${_("The workshop is now here:")}</span>` : html`<span>${_("Also open:")}</span>`}
      <button class="note-act" @click=${() => this.#go(other)}><bdi>${titleOf(other)}</bdi></button>
      ${
        more.length
          ? html`<button class="note-act" @click=${() => openSheet("more-sheet")}>${ngettext("{n} more", "{n} more", more.length)}</button>`
          : nothing
      }
    </nav>`;
  }

  /** @param {any} stage */
  #go(stage) {
    this.dispatchEvent(new CustomEvent("go", { bubbles: true, detail: stage.seq }));
  }
}

customElements.define("phone-head", PhoneHead);
