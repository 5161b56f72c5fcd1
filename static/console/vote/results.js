/** What a vote came to: ranked, ties as ties, points beside the people who gave them. */

import { html, nothing } from "lit";
import { store } from "../../store.js";
import { _, ngettext, number } from "../../words.js";
import { addAction } from "../action-dialog.js";
import { wordsOf } from "./options.js";

/** @typedef {import("../../store.js").Shown} Shown */

/** @param {Shown} stage @param {Shown[]} options */
export function results(stage, options) {
  const ranked = [...options].sort((a, b) => b.points - a.points || b.voters - a.voters || a.seq - b.seq);
  const most = Math.max(1, ...ranked.map((option) => option.points));
  const isSeen = stage.state !== "closed" || stage.revealed_round >= options[0].round;
  return html`${isSeen ? nothing : html`<p class="wall-closed">${_("This vote was closed before the result was revealed. Only facilitators see it.")}</p>`}
    <ol class="ballot-results">${ranked.map((option) => result(option, most, option.round === stage.round))}</ol>`;
}

/** @param {Shown} option @param {number} most @param {boolean} isLatest */
function result(option, most, isLatest) {
  const words = wordsOf(option);
  const { points, voters, rank, tied, target } = option;
  const notes = store.get(`cluster/${target}`)?.notes;
  return html`<li class="result ${tied && rank ? "is-tied" : ""}">
    <span class="result-rank">${rank ? number(rank) : nothing}</span>
    <h2 class="result-title" dir="auto">${words}</h2>
    <span class="result-points">${number(points)} <span class="unseen">${ngettext("dot", "dots", points)}</span></span>
    <svg class="result-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="fill" width=${(100 * points) / most} height="6"></rect></svg>
    <p class="result-about">
      <span>${ngettext("from {n} person", "from {n} people", voters)}</span>
      ${tied && rank ? html`<span><b>${_("Tied")}</b></span>` : nothing}
      ${notes === undefined ? nothing : html`<span>${ngettext("{n} note", "{n} notes", notes)}</span>`}
      ${
        rank && isLatest && store.workshop.state !== "closed"
          ? html`<button class="note-act" title=${_("Make “{title}” an action", { title: words })} @click=${() => addAction({ text: words, from: target })}>${_("Make it an action")}</button>`
          : nothing
      }
    </p>
  </li>`;
}
