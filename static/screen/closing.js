/** The workshop is over: thanks, what came of it, and where it can be read. */

import { html, nothing } from "lit";
import { _, ngettext, number } from "../words.js";
import { both } from "./both.js";
import { place } from "./place.js";
import { adopted } from "./rules.js";

/** @param {import("../store.js").Store} store @returns {import("./sheets.js").Sheet} */
export function closing(store) {
  const { workshop } = store;
  const rules = adopted(store).filter((rule) => rule.accepts === undefined).length;
  /** @type {[number, (n: number) => string][]} */
  const numbers = [
    [workshop.people ?? 0, (n) => ngettext("person", "people", n)],
    [rules, (n) => ngettext("rule agreed", "rules agreed", n)],
    [store.of("note").filter((note) => !note.seeded).length, (n) => ngettext("note", "notes", n)],
    [store.of("note").filter((note) => note.seeded).length, () => _("brought along")],
    [store.of("cluster").length, (n) => ngettext("cluster", "clusters", n)],
    [store.of("action").length, (n) => ngettext("action", "actions", n)],
  ];
  return {
    name: "closing",
    alone: true,
    head: _("Dialogue"),
    main: html`<div class="closing">
      <h1>${both("Thank you.")}</h1>
      <p class="closing-title" dir="auto">${workshop.title}</p>
      <ul class="closing-numbers">
        ${numbers.filter(([n]) => n > 0).map(([n, words]) => html`<li><span class="amount">${number(n)}</span> ${words(n)}</li>`)}
      </ul>
      <p class="closing-where">
        <span class="rubric">${both("Read the minutes")}</span>
        ${both("Open them on your phone, or at {address}", { address: html`<b>${place.archive}</b>` })}
      </p>
      ${workshop.seal ? seal(workshop.seal.hash) : nothing}
    </div>`,
  };
}

/** The hash that closed the record, short enough to be photographed. @param {string} hash */
function seal(hash) {
  return html`<p class="closing-seal"><span>${_("Sealed")}</span> <span>sha-256</span>
    <b dir="ltr">${hash.slice(0, 4)} ${hash.slice(4, 8)} … ${hash.slice(-4)}</b></p>`;
}
