/** What a vote came to: places with their ties, points, and from how many people. */

import { html, nothing, svg } from "lit";
import { _, ngettext, number } from "../../words.js";
import { pointsOn } from "./ballot.js";
import { noteOf, notesOf, titleOfOption } from "./vote-option.js";

/** @param {any} stage @param {any[]} options */
export function results(stage, options) {
  const counted = options.filter((vote) => vote.points !== undefined);
  if (!counted.length) return html`<p class="empty">${_("The result of this vote was not shown.")}</p>`;
  const order = [...counted].sort(
    (a, b) => b.points - a.points || b.voters - a.voters || a.target - b.target,
  );
  const most = Math.max(1, ...order.map((vote) => vote.points));
  return html`
    ${stage.people === undefined ? nothing : html`<p class="turnout">${_("{n} of {all} have voted. This shows what is important to people. It is not a decision.", { n: number(stage.voted), all: number(stage.people) })}</p>`}
    <ol class="results">${order.map((vote) => result(stage, vote, most))}</ol>`;
}

/** @param {any} stage @param {any} vote @param {number} most */
function result(stage, vote, most) {
  const own = vote.round === stage.round ? pointsOn(stage, vote) : 0;
  return html`<li class="result ${vote.tied ? "is-tied" : ""}">
    <span class="result-rank">${vote.rank ? number(vote.rank) : ""}</span>
    <span class="result-title" dir="auto" lang=${noteOf(vote)?.language ?? nothing}>${titleOfOption(vote)}</span>
    <span class="result-points">${number(vote.points)} <small>${ngettext("dot", "dots", vote.points)}</small></span>
    <svg class="result-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      ${svg`<rect class="track" width="100" height="10" vector-effect="non-scaling-stroke"></rect><rect class="fill" width=${(100 * vote.points) / most} height="10"></rect>`}
    </svg>
    <span class="result-about">
      <span>${ngettext("from {n} person", "from {n} people", vote.voters)}</span>
      ${vote.tied ? html`<span>${_("same place")}</span>` : nothing}
      ${own ? html`<b>${ngettext("{n} dot of yours", "{n} dots of yours", own)}</b>` : nothing}
      ${notesOf(vote)}
    </span>
  </li>`;
}
