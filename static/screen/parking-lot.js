/** What was parked, and what becomes of it. */

import { html, nothing } from "lit";
import { sectorMark } from "../parts/sector-mark.js";
import { titleOf } from "../parts/titles.js";
import { _, ngettext } from "../words.js";
import { both } from "./both.js";
import { slidesOf } from "./deck.js";
import "./wall.js";

/**
 * @typedef {import("../store.js").Shown} Shown
 * @param {Shown} stage @param {import("../store.js").Store} store
 * @returns {import("./sheets.js").Sheet}
 */
export function parkingLot(stage, store) {
  const all = store.of("parked");
  const open = all.filter((item) => item.status === "open").length;
  const items = all.map((item) => ({ text: wordsOf(item, store) + item.outcome, body: row(item, store) }));
  const slides = slidesOf([{ key: "parked", title: "", items }], {
    title: titleOf(stage),
    about: ngettext("{n} is still open", "{n} are still open", open),
  });
  return {
    wide: true,
    main: all.length
      ? html`<screen-wall kind="actions" .slides=${slides}></screen-wall>`
      : html`<div class="said"><h1 dir="auto">${titleOf(stage)}</h1><p>${both("Nothing is parked.")}</p></div>`,
  };
}

/** @param {Shown} item @param {import("../store.js").Store} store */
function row(item, store) {
  return html`<div class="action is-${item.status}">
    <span class="rule-number">${sectorMark(item.sector)}</span>
    <p class="action-text" dir="auto" lang=${(item.text ? "" : store.get(`note/${item.note}`)?.language) || nothing}>${wordsOf(item, store)}</p>
    <p class="action-about">${item.outcome ? html`<span dir="auto">${item.outcome}</span>` : nothing}
      ${item.status === "open" ? html`<span class="rubric">${_("still open")}</span>` : nothing}</p>
  </div>`;
}

/** @param {Shown} item @param {import("../store.js").Store} store */
function wordsOf(item, store) {
  return item.text || store.get(`note/${item.note}`)?.text || _("A note that is not shown");
}
