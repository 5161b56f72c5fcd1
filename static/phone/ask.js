/** What is asked now: a question in the voice of people, and in red what to do. */

import { html, nothing } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { isOpen, whyNot } from "./standing.js";

/**
 * @param {any} stage
 * @param {string} title
 * @param {string} todo what to do, while the stage is open; the facilitator's instruction replaces it
 * @param {string} [about] what becomes of it
 */
export function ask(stage, title, todo, about = "") {
  return html`<div class="phone-ask">
    <h1 class="question" id="question" dir="auto">${title}</h1>
    ${isOpen(stage) ? doNow(stage, todo, about) : html`<p class="standing">${whyNot(stage)}</p>`}
  </div>`;
}

/** @param {any} stage @param {string} todo @param {string} about */
function doNow(stage, todo, about) {
  if (!stage.instruction_html) return html`<p><span class="rubric">${todo}</span> ${about}</p>`;
  // The server rendered and cleaned the instruction; nothing else is ever put in as markup.
  return html`<div class="instruction" dir="auto">${unsafeHTML(stage.instruction_html)}</div>
    ${about ? html`<p>${about}</p>` : nothing}`;
}
