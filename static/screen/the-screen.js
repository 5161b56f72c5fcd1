/** The whole screen: a head, one sheet, the agreed rules a line at a time, and how to join. */

import { html, nothing } from "lit";
import { Element } from "../element.js";
import "../parts/connection-dot.js";
import { pilcrow } from "../parts/icon.js";
import "../parts/stage-timer.js";
import { connection } from "../socket.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import "./agreed-line.js";
import { closing } from "./closing.js";
import { corner } from "./place.js";
import { sheetOf } from "./sheets.js";

const COME_BACK = 3000;

export class TheScreen extends Element {
  #isLeaving = false;

  render() {
    if (connection.ended && connection.ended !== "closed") return this.#ended;
    if (!store.isReady) return this.#loading;
    const sheet = connection.ended ? closing(store) : sheetOf(store);
    this.#stay();
    this.className = `screen ${sheet.wide ? "is-wide" : ""} ${sheet.name ? `screen--${sheet.name}` : ""}`;
    return html`
      <header class="screen-head">
        ${pilcrow()} <b dir="auto">${sheet.head ?? store.workshop.title}</b>
        ${sheet.about ? html`<span dir="auto">${sheet.about}</span>` : nothing}
        ${connection.link === "live" || connection.ended ? nothing : html`<connection-dot></connection-dot>`}
        ${sheet.wide ? this.#timer(sheet) : nothing}
      </header>
      <main class="sheet">${sheet.main}</main>
      ${
        sheet.alone
          ? nothing
          : html`<aside class="side">
              ${sheet.wide ? nothing : html`<div class="facts">${this.#timer(sheet)}${sheet.facts ?? nothing}</div>`}
              ${corner()}
            </aside>
            <agreed-line></agreed-line>`
      }`;
  }

  /** Until the first view is here: which workshop it is, as the server wrote it. */
  get #loading() {
    this.className = "screen";
    return html`<header class="screen-head">${pilcrow()} <b dir="auto">${document.title}</b> <connection-dot></connection-dot></header>
      <main class="sheet"><h1 class="unseen" dir="auto">${document.title}</h1></main>`;
  }

  /** @param {import("./sheets.js").Sheet} sheet */
  #timer(sheet) {
    const halted = store.workshop.state === "paused";
    return sheet.ends && !halted
      ? html`<stage-timer class="clock" .ends=${sheet.ends}></stage-timer>`
      : nothing;
  }

  /** The server ends every connection when the workshop closes; the minutes and the map can still be shown. */
  #stay() {
    if (connection.ended !== "closed" || this.#isLeaving) return;
    this.#isLeaving = true;
    setTimeout(() => location.reload(), COME_BACK);
  }

  get #ended() {
    this.className = "screen";
    return html`<main class="sheet said">
      <h1>${_("This screen is no longer connected.")}</h1>
      <p>${_("Open the screen link of the workshop again.")}</p>
    </main>`;
  }
}

customElements.define("the-screen", TheScreen);
