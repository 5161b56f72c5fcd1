/** What several sheets are made of: a heading with its instruction, and facts in large figures. */

import { html, nothing } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { titleOf } from "../parts/titles.js";
import { number } from "../words.js";

/** The title of a stage and what to do now; the server cleaned the instruction. @param {any} stage */
export function heading(stage) {
  return html`<div class="sheet-head">
    <h1 dir="auto">${titleOf(stage)}</h1>
    ${
      stage.instruction_html && stage.state === "open"
        ? html`<div class="rubric" dir="auto">${unsafeHTML(stage.instruction_html)}</div>`
        : nothing
    }
  </div>`;
}

/** A large figure and what it counts. @param {number} n @param {unknown} words */
export function figure(n, words) {
  return html`<p class="figure"><span class="amount">${number(n)}</span> <span>${words}</span></p>`;
}

/** A sentence in the voice of the facts. @param {unknown} title @param {unknown} [words] */
export function fact(title, words = "") {
  return html`<p><b>${title}</b>${words}</p>`;
}

/** @template T @param {Iterable<T>} things @param {(thing: T) => unknown} key @returns {Map<any, T[]>} */
export function grouped(things, key) {
  const groups = new Map();
  for (const thing of things) {
    const name = key(thing);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(thing);
  }
  return groups;
}
