/** Check-in and evaluation on a phone: a few questions, answered in secret. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Element } from "../element.js";
import { nameOf } from "../parts/titles.js";
import { ask } from "../phone/ask.js";
import { isRevealed, mayWrite, takesPart } from "../phone/standing.js";
import { forgotten } from "../phone/whose.js";
import { store } from "../store.js";
import { _, ngettext, number } from "../words.js";
import { answerTo } from "./questions/answers.js";
import "./questions/question-card.js";

class QuestionsStage extends Element {
  static properties = { stage: { attribute: false } };

  constructor() {
    super();
    /** @type {any} */
    this.stage = null;
  }

  render() {
    const { stage } = this;
    const questions = store.of("question").filter((question) => question.stage === stage.seq);
    const answered = questions.filter((question) => answerTo(question) !== undefined).length;
    return html`
      <main class="phone-main" id="main" tabindex="0">
        ${ask(stage, stage.title || nameOf(stage.activity), _("Answer the questions that you want to answer."), secret(stage))}
        <div class="notes">
          ${repeat(
            questions,
            (question) => question.seq,
            (question, at) =>
              html`<question-card .stage=${stage} .question=${question} .number=${at + 1}></question-card>`,
          )}
        </div>
      </main>
      ${
        takesPart() && mayWrite(stage)
          ? html`<footer class="phone-foot"><div class="composer-foot">
              <span>${_("{n} of {all} answered", { n: number(answered), all: number(questions.length) })}</span>
              <span>${ngettext("{n} person so far", "{n} people so far", stage.answered ?? 0)}</span></div></footer>`
          : nothing
      }
    `;
  }
}

/** @param {any} stage */
function secret(stage) {
  if (isRevealed(stage)) return "";
  return `${_("Nobody sees who answered what.")} ${forgotten()} ${_("Everyone sees the results at the end.")}`;
}

customElements.define("questions-stage", QuestionsStage);
