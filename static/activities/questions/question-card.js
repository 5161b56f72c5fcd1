/** One question: a scale, a choice, or words; and after the reveal what everyone answered. */

import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { Element } from "../../element.js";
import { icon } from "../../parts/icon.js";
import { draftOf, keepDraft } from "../../phone/drafts.js";
import { isNearlyLong, isTooLong, room } from "../../phone/long.js";
import { isMuted, mutedLine } from "../../phone/muted.js";
import { stateOf } from "../../phone/sending.js";
import { mayWrite } from "../../phone/standing.js";
import { held, refusal } from "../../phone/unsent.js";
import { _, number } from "../../words.js";
import { answerTo, giveAnswer, sentAnswer } from "./answers.js";
import { resultOf } from "./results.js";

const WORD = 40;
const NOTE = 280;

class QuestionCard extends Element {
  static properties = {
    stage: { attribute: false },
    question: { attribute: false },
    number: { type: Number },
  };

  /** @type {string | null} */
  #draft = null;

  constructor() {
    super();
    /** @type {any} */
    this.stage = null;
    /** @type {any} */
    this.question = null;
    this.number = 0;
  }

  render() {
    const { question } = this;
    const item = sentAnswer(question);
    return html`<div class="ask-card" role="group" aria-labelledby="question-${question.seq}">
      <h2 class="ask-text" id="question-${question.seq}" dir="auto">${sign(question.form)}${question.text}</h2>
      ${mayWrite(this.stage) ? this.#control : this.#given}
      ${item && stateOf(item) === "sending" ? html`<p class="ask-status">${_("Sending")}</p>` : held(item)}
      ${refusal(item)}
      ${question.result ? resultOf(question) : nothing}
    </div>`;
  }

  get #control() {
    if (this.question.form === "scale") return this.#scale;
    return this.question.form === "choice" ? this.#choice : this.#words;
  }

  get #scale() {
    const { question } = this;
    const answer = answerTo(question);
    return html`<div class="scale">
        ${Array.from({ length: question.steps }, (_each, at) => at + 1).map(
          (
            step,
          ) => html`<label class="response"><input type="radio" name="question-${question.seq}" .checked=${live(answer === step)}
            @change=${() => giveAnswer(question, step)}><span>${number(step)}</span></label>`,
        )}
      </div>
      ${question.low || question.high ? html`<p class="scale-ends"><span dir="auto">${question.low}</span><span dir="auto">${question.high}</span></p>` : nothing}`;
  }

  get #choice() {
    const { question } = this;
    const answer = answerTo(question);
    return html`<div class="choices">
      ${question.choices.map(
        (
          /** @type {string} */ choice,
          /** @type {number} */ at,
        ) => html`<label class="choice"><input type="radio" name="question-${question.seq}"
          .checked=${live(answer === at)} @change=${() => giveAnswer(question, at)}><span dir="auto">${choice}</span></label>`,
      )}
    </div>`;
  }

  get #words() {
    if (isMuted()) return html`${this.#given}${mutedLine()}`;
    const { question } = this;
    const given = String(answerTo(question) ?? "");
    const draft = this.#writing ?? given;
    const limit = question.form === "word" ? WORD : NOTE;
    const isSaid = draft.trim() === given && given !== "";
    const label = question.form === "word" ? _("One word") : _("Your answer");
    return html`<form class="words-form" @submit=${this.#submit}>
      <textarea class="input" rows=${question.form === "word" ? 1 : 2} dir="auto" aria-label=${label} placeholder=${label}
        .value=${live(draft)} @input=${this.#write} @keydown=${this.#onKey}></textarea>
      <div class="composer-foot">
        <span class=${isNearlyLong(draft, limit) ? "is-near" : ""}>${isNearlyLong(draft, limit) ? room(draft, limit) : nothing}</span>
        ${
          isSaid
            ? html`<span class="note-state">${icon("check")} ${_("Answered")}</span>`
            : html`<button class="button button--ink button--small" ?disabled=${!draft.trim() || isTooLong(draft, limit)}>${given ? _("Change answer") : _("Answer")}</button>`
        }
      </div>
    </form>`;
  }

  /** One's own answer, when nothing can be changed any more. */
  get #given() {
    const { question } = this;
    const answer = answerTo(question);
    if (answer === undefined) return nothing;
    const words =
      question.form === "choice"
        ? question.choices[Number(answer)]
        : question.form === "scale"
          ? number(Number(answer))
          : answer;
    return html`<p class="ask-status">${_("Your answer:")} <b dir="auto">${words}</b></p>`;
  }

  /** What is being written, or was refused; an emptied field stays empty. @returns {string | null} */
  get #writing() {
    if (this.#draft !== null) return this.#draft;
    const item = sentAnswer(this.question);
    return draftOf(this.#place) || (item?.state === "refused" ? String(item.data.answer) : null);
  }

  get #place() {
    return `question/${this.question.seq}/answer`;
  }

  /** @param {InputEvent} event */
  #write(event) {
    this.#draft = /** @type {HTMLTextAreaElement} */ (event.target).value;
    keepDraft(this.#place, this.#draft);
    this.requestUpdate();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    this.#submit(event);
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const draft = (this.#writing ?? "").trim();
    if (!draft || isTooLong(draft, this.question.form === "word" ? WORD : NOTE)) return;
    this.#draft = null;
    keepDraft(this.#place, "");
    giveAnswer(this.question, draft);
  }
}

/** What should stay, what should change. @param {string} form */
function sign(form) {
  if (form === "plus") return html`${icon("plus")} `;
  return form === "delta" ? html`<span class="delta" aria-hidden="true">Δ</span> ` : nothing;
}

customElements.define("question-card", QuestionCard);
