/** What everyone answered: counts for a scale or a choice, words for the others. Never whose. */

import { html, nothing, svg } from "lit";
import { _, ngettext, number } from "../../words.js";

/** @param {any} question */
export function resultOf(question) {
  const { counts, texts, mean, n } = question.result;
  if (texts)
    return html`<ul class="texts ${question.form === "word" ? "texts--words" : ""}">${texts.map((/** @type {string} */ text) => html`<li dir="auto">${text}</li>`)}</ul>`;
  const names =
    question.form === "choice"
      ? question.choices
      : counts.map((/** @type {number} */ _count, /** @type {number} */ at) => number(at + 1));
  const most = Math.max(1, ...counts);
  return html`
    <dl class="counts">${counts.map((/** @type {number} */ count, /** @type {number} */ at) => bar(names[at], count, most))}</dl>
    <p class="ask-status">${ngettext("{n} answer", "{n} answers", n)}${mean === undefined || mean === null ? nothing : html` · ${_("mean {mean}", { mean: number(mean) })}`}</p>`;
}

/** @param {string} name @param {number} count @param {number} most */
function bar(name, count, most) {
  return html`<dt dir="auto">${name}</dt><dd>
    <svg class="result-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${svg`<rect class="fill" width=${(100 * count) / most} height="10"></rect>`}</svg>
    <output>${number(count)}</output></dd>`;
}
