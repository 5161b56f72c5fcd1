/** Actions: what, who, by when, and whether they said yes. */

import { html, nothing } from "lit";
import { dayInWords } from "../parts/day.js";
import { icon } from "../parts/icon.js";
import { titleOf } from "../parts/titles.js";
import { _, ngettext, number } from "../words.js";
import { both } from "./both.js";
import { slidesOf } from "./deck.js";
import "./wall.js";

/**
 * @typedef {import("../store.js").Shown} Shown
 * @param {Shown} stage @param {import("../store.js").Store} store
 * @returns {import("./sheets.js").Sheet}
 */
export function actions(stage, store) {
  const all = store.of("action");
  const items = all.map((action, n) => ({
    text: `${action.text} who and by when`,
    body: row(action, n + 1, store),
  }));
  const slides = slidesOf([{ key: "actions", title: "", items }], {
    title: titleOf(stage),
    about: ngettext("{n} action", "{n} actions", all.length),
  });
  return {
    wide: true,
    main: all.length
      ? html`<screen-wall kind="actions" .slides=${slides}></screen-wall>`
      : html`<div class="said"><h1 dir="auto">${titleOf(stage)}</h1>
          <p>${both("No action yet. An action has a person who does it and a day by which it is done.")}</p></div>`,
  };
}

/** @param {Shown} action @param {number} n @param {import("../store.js").Store} store */
function row(action, n, store) {
  const owner = store.get(`person/${action.owner}`);
  return html`<div class="action is-${action.status}">
    <span class="rule-number">${number(n)}</span>
    <p class="action-text" dir="auto">${action.text}</p>
    <p class="action-about">
      ${owner ? html`<b dir="auto">${owner.name || _("Somebody without a name")}</b>` : html`<span class="rubric">${_("Nobody yet")}</span>`}
      ${action.due ? html`<span>${_("by {day}", { day: dayInWords(action.due) })}</span>` : nothing}
      ${action.status === "accepted" ? html`<span>${icon("check")} ${_("accepted")}</span>` : nothing}
      ${action.status === "closed" ? html`<span dir="auto">${_("Closed: {outcome}", { outcome: action.outcome })}</span>` : nothing}
    </p>
  </div>`;
}
