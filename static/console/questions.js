/** Check-in and evaluation: how many answered, and after the reveal what they answered. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Element } from "../element.js";
import { icon } from "../parts/icon.js";
import { store } from "../store.js";
import { _, ngettext, number } from "../words.js";
import { act } from "./ask.js";
import { addAsk, FORMS } from "./ask-dialog.js";
import { bar } from "./bars.js";

class ConsoleQuestions extends Element {
  static properties = { stage: { type: Number } };

  constructor() {
    super();
    this.stage = 0;
  }

  render() {
    const stage = store.get(`stage/${this.stage}`);
    if (!stage) return nothing;
    const questions = store.of("question").filter((question) => question.stage === this.stage);
    const isBegun = questions.some((question) => question.answers);
    const mayAdd =
      store.workshop.state !== "closed" && ["draft", "open", "locked"].includes(stage.state) && !isBegun;
    return html`<ol class="asks">
        ${repeat(
          questions,
          (question) => question.seq,
          (question, n) => this.#question(question, n + 1, stage),
        )}
      </ol>
      ${questions.length ? nothing : html`<p class="empty"><b>${_("No question yet.")}</b></p>`}
      ${mayAdd ? html`<p class="stage-foot"><button class="button button--small button--plain" @click=${() => addAsk(this.stage)}>${icon("plus")}${_("Add a question")}</button></p>` : nothing}`;
  }

  /** @param {any} question @param {number} n @param {any} stage */
  #question(question, n, stage) {
    const mayRemove =
      store.workshop.state !== "closed" && stage.state !== "closed" && !question.answers && !question.result;
    return html`<li class="ask">
      <span class="rule-number">${number(n)}</span>
      <div>
        <h2 class="ask-text" dir="auto">${question.text}</h2>
        <p class="ask-about">${FORMS[question.form]}${
          stage.state === "draft"
            ? nothing
            : html`, ${ngettext("{n} answer", "{n} answers", question.answers)}`
        }${mayRemove ? html`<button class="note-act ask-act" @click=${() => act("question.remove", { question: question.seq })}>${_("Remove")}</button>` : nothing}</p>
        ${question.result ? this.#result(question) : this.#offer(question, stage)}
      </div>
    </li>`;
  }

  /** Before a reveal: what is offered, and how many took it. @param {any} question @param {any} stage */
  #offer(question, stage) {
    if (stage.state !== "draft")
      return bar(question.answers, Math.max(store.workshop.people, question.answers));
    if (question.form === "choice")
      return html`<p class="ask-about" dir="auto">${question.choices.join(_(", "))}</p>`;
    if (question.form !== "scale" || !question.low) return nothing;
    return html`<p class="ask-about" dir="auto">1 ${question.low} … ${number(question.steps)} ${question.high}</p>`;
  }

  /** @param {any} question */
  #result(question) {
    const { result } = question;
    if (result.texts) return this.#texts(question, result.texts);
    const labels =
      question.form === "choice"
        ? question.choices
        : result.counts.map((/** @type {number} */ _count, /** @type {number} */ n) =>
            stepLabel(question, n + 1),
          );
    const most = Math.max(1, ...result.counts);
    return html`<div class="ask-bars">
      ${result.counts.map(
        (/** @type {number} */ count, /** @type {number} */ n) =>
          html`<div class="ask-bar"><span dir="auto">${labels[n]}</span>${bar(count, most)}<span class="amount">${number(count)}</span></div>`,
      )}
      ${result.mean ? html`<p class="ask-about">${ngettext("Average {mean} of {steps}, {n} answer.", "Average {mean} of {steps}, {n} answers.", result.n, { mean: number(result.mean), steps: number(question.steps) })}</p>` : nothing}
    </div>`;
  }

  /** @param {any} question @param {string[]} texts */
  #texts(question, texts) {
    if (!texts.length) return html`<p class="ask-about">${_("Nobody answered.")}</p>`;
    if (question.form === "word")
      return html`<ul class="ask-texts ask-texts--words">
        ${counted(texts).map(([word, n]) => html`<li><bdi>${word}</bdi>${n > 1 ? html` <b>${number(n)}</b>` : nothing}</li>`)}
      </ul>`;
    return html`<ul class="ask-texts">${texts.map((text) => html`<li dir="auto">${text}</li>`)}</ul>`;
  }
}

customElements.define("console-questions", ConsoleQuestions);

/** @param {any} question @param {number} step */
function stepLabel(question, step) {
  const label = step === 1 ? question.low : step === question.steps ? question.high : "";
  return label ? `${number(step)} ${label}` : number(step);
}

/** The same word once, with how many wrote it, the most frequent first. @param {string[]} words @returns {[string, number][]} */
function counted(words) {
  /** @type {Map<string, [string, number]>} */
  const counts = new Map();
  for (const word of words) {
    const key = word.toLocaleLowerCase();
    counts.set(key, [counts.get(key)?.[0] ?? word, (counts.get(key)?.[1] ?? 0) + 1]);
  }
  return [...counts.values()].sort((a, b) => b[1] - a[1]);
}
