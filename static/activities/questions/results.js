/** What everyone answered: counts for a scale or a choice, words for the others. Never whose. */

import { html, nothing, svg } from "lit";
import { _, ngettext, number } from "../../words.js";

/** @param {any} question */
export function resultOf(question) {
  const { counts, texts, mean, n } = question.result;
  if (texts) return question.form === "word" ? wordList(texts) : textList(texts);
  const names =
    question.form === "choice"
      ? question.choices
      : counts.map((/** @type {number} */ _count, /** @type {number} */ at) =>
          [number(at + 1), at ? "" : question.low, at === counts.length - 1 ? question.high : ""]
            .join(" ")
            .trim(),
        );
  const most = Math.max(1, ...counts);
  return html`
    <dl class="counts">${counts.map((/** @type {number} */ count, /** @type {number} */ at) => bar(names[at], count, most))}</dl>
    <p class="ask-status">${ngettext("{n} answer", "{n} answers", n)}${mean === undefined || mean === null ? nothing : html` · ${_("average: {mean}", { mean: number(mean) })}`}</p>`;
}

/** @param {string[]} texts */
function textList(texts) {
  return html`<ul class="texts">${texts.map((text) => html`<li dir="auto">${text}</li>`)}</ul>`;
}

/** Words that several people gave stand once, with how many. @param {string[]} texts */
function wordList(texts) {
  /** @type {Map<string, {word: string, n: number}>} */
  const words = new Map();
  for (const text of texts) {
    const key = text.toLocaleLowerCase();
    const known = words.get(key) ?? { word: text, n: 0 };
    words.set(key, { ...known, n: known.n + 1 });
  }
  const order = [...words.values()].sort((a, b) => b.n - a.n);
  return html`<ul class="texts texts--words">
    ${order.map(({ word, n }) => html`<li dir="auto">${word}${n > 1 ? html` <small>${number(n)}</small>` : nothing}</li>`)}
  </ul>`;
}

/** @param {string} name @param {number} count @param {number} most */
function bar(name, count, most) {
  return html`<dt dir="auto">${name}</dt><dd>
    <svg class="result-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${svg`<rect class="fill" width=${(100 * count) / most} height="10"></rect>`}</svg>
    <span class="amount">${number(count)}</span></dd>`;
}
