/** One more question for a check-in or an evaluation. */

import { html, nothing } from "lit";
import { _ } from "../words.js";
import { ask } from "./ask.js";
import { Dialog, lines, open, text } from "./dialog.js";

/** How a question is answered. @type {Record<string, string>} */
export const FORMS = {
  scale: _("On a scale"),
  choice: _("One of several choices"),
  word: _("In one word"),
  text: _("In their own words"),
  plus: _("What should stay"),
  delta: _("What should change"),
};

class AskDialog extends Dialog {
  static properties = { form: { state: true } };

  stage = 0;

  constructor() {
    super();
    this.form = "scale";
  }

  get heading() {
    return _("Add a question");
  }

  get verb() {
    return _("Add");
  }

  body() {
    return html`<label class="field"><span class="field-label">${_("Question")}</span>
        <textarea class="input" name="text" rows="2" maxlength="200" required dir="auto" autofocus></textarea></label>
      <label class="field"><span class="field-label">${_("How people answer")}</span>
        <select class="input" name="form" @change=${this.#choose}>
          ${Object.entries(FORMS).map(([key, label]) => html`<option value=${key} ?selected=${key === this.form}>${label}</option>`)}
        </select></label>
      ${this.form === "scale" ? this.#scale() : nothing}
      ${
        this.form === "choice"
          ? html`<label class="field"><span class="field-label">${_("Choices")}</span>
            <textarea class="input" name="choices" rows="4" required dir="auto"></textarea><span class="field-hint">${_("One on each line.")}</span></label>`
          : nothing
      }`;
  }

  #scale() {
    return html`<div class="field-row">
      <label class="field"><span class="field-label">${_("1 means")}</span><input class="input" name="low" maxlength="60" dir="auto" .defaultValue=${_("not at all")} /></label>
      <label class="field"><span class="field-label">${_("The highest means")}</span><input class="input" name="high" maxlength="60" dir="auto" .defaultValue=${_("fully")} /></label>
      <label class="field field--short"><span class="field-label">${_("Steps")}</span><input class="input input--number" type="number" name="steps" min="2" max="10" .defaultValue=${"5"} /></label>
    </div>`;
  }

  /** @param {Event} event */
  #choose = (event) => {
    this.form = /** @type {HTMLSelectElement} */ (event.target).value;
  };

  /** @param {FormData} form */
  send(form) {
    /** @type {any} */
    const data = { stage: this.stage, text: text(form, "text"), form: this.form };
    if (this.form === "choice") data.choices = lines(form, "choices");
    if (this.form === "scale")
      Object.assign(data, {
        low: text(form, "low"),
        high: text(form, "high"),
        steps: Number(text(form, "steps")) || 5,
      });
    return ask("question.add", data);
  }
}

customElements.define("ask-dialog", AskDialog);

/** @param {number} stage */
export function addAsk(stage) {
  return open(Object.assign(new AskDialog(), { stage }));
}
