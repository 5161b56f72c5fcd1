/** What is counted: dots once they are revealed, and the answers to questions. */

import { html, nothing, svg } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { _, ngettext, number } from "../../words.js";
import { wordsOf } from "../words.js";

/** @typedef {import("../recording.js").Recording} Recording */
/** @typedef {import("../recording.js").Shown} Shown */

/** @param {Recording} seen @param {Shown} stage */
export function vote(seen, stage) {
  const all = seen.of("vote").filter((each) => each.stage === stage.seq && each.round === stage.round);
  const isCounted = all.some((each) => each.points !== undefined);
  const most = Math.max(1, ...all.map((each) => each.points ?? 0));
  if (isCounted) all.sort((one, other) => (one.rank ?? 0) - (other.rank ?? 0) || one.seq - other.seq);
  return html`
    ${isCounted ? nothing : html`<p class="field-hint">${waiting(stage)}</p>`}
    <ol class="replay-list">${repeat(
      all,
      (option) => option.key,
      (option) => html`<li class=${option.tied ? "result is-tied" : "result"}>
        <span class="result-rank">${option.rank ? number(option.rank) : ""}</span>
        <span class="result-title" dir="auto">${option.title || wordsOf(seen.at("note", option.target)) || _("A note that is not in this record")}</span>
        ${option.points === undefined ? nothing : tally(option, most)}
      </li>`,
    )}</ol>`;
}

/** @param {Shown} option @param {number} most */
function tally({ points, voters }, most) {
  return html`<span class="result-points">${number(points)} <small>${ngettext("dot", "dots", points)}</small></span>
    ${bar(points / most)}
    ${voters === undefined ? nothing : html`<span class="result-about">${ngettext("{n} person", "{n} people", voters)}</span>`}`;
}

/** @param {Shown} stage */
function waiting({ voted, people }) {
  if (!voted) return _("The dots were hidden until the reveal.");
  return _("{voted} of {people} have voted. The dots were hidden until the reveal.", {
    voted: number(voted),
    people: number(people),
  });
}

/** @param {Recording} seen @param {Shown} stage */
export function questions(seen, stage) {
  const found = seen.of("question").filter((each) => each.stage === stage.seq);
  return html`<div class="replay-list">${repeat(
    found,
    (each) => each.key,
    (each) => html`<section class="replay-question">
      <h4 class="lane-title" dir="auto">${each.text}</h4>
      <p class="field-hint">${ngettext("{n} answer", "{n} answers", each.answers ?? 0)}</p>
      ${each.result ? result(each) : nothing}
    </section>`,
  )}</div>`;
}

/** @param {Shown} question */
function result({ result: { counts, texts = [] }, choices = [], low, high }) {
  if (!counts) {
    return html`<ul class="replay-answers">${texts.map((/** @type {string} */ text) => html`<li dir="auto">${text}</li>`)}</ul>`;
  }
  const most = Math.max(1, ...counts);
  /** @type {Record<number, string>} */
  const ends = { 0: low, [counts.length - 1]: high };
  return html`<ul class="replay-counts">${counts.map(
    (/** @type {number} */ count, /** @type {number} */ n) => html`<li>
      <span dir="auto">${choices[n] ?? `${number(n + 1)} ${ends[n] ?? ""}`}</span>${bar(count / most)}<b>${number(count)}</b>
    </li>`,
  )}</ul>`;
}

/** @param {number} share from 0 to 1 */
function bar(share) {
  return html`<svg class="result-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width="100" height="10" vector-effect="non-scaling-stroke"></rect>
    ${share ? svg`<rect class="fill" width=${share * 100} height="10"></rect>` : nothing}</svg>`;
}
