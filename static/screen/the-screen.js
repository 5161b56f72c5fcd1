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
import { corner } from "./place.js";
import { sheetOf } from "./sheets.js";

export class TheScreen extends Element {
  render() {
    if (connection.ended) return this.#ended;
    if (!store.isReady) return nothing;
    const sheet = sheetOf(store);
    this.className = `screen ${sheet.wide ? "is-wide" : ""} ${sheet.name ? `screen--${sheet.name}` : ""}`;
    return html`
      <header class="screen-head">
        ${pilcrow()} <b dir="auto">${store.workshop.title}</b>
        ${sheet.about ? html`<span dir="auto">${sheet.about}</span>` : nothing}
        ${connection.link === "live" ? nothing : html`<connection-dot></connection-dot>`}
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

  /** @param {import("./sheets.js").Sheet} sheet */
  #timer(sheet) {
    const halted = store.workshop.state === "paused";
    return sheet.ends && !halted
      ? html`<stage-timer class="clock" .ends=${sheet.ends}></stage-timer>`
      : nothing;
  }

  get #ended() {
    this.className = "screen";
    return html`<main class="sheet said">
      <h1>${_("This screen is no longer connected.")}</h1>
      <p>${_("Open the screen link of the workshop once more.")}</p>
    </main>`;
  }
}

customElements.define("the-screen", TheScreen);
