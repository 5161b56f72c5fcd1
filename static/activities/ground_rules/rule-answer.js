/** Three ways to answer a rule; an objection says what would have to change. */

import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { Element } from "../../element.js";
import { icon } from "../../parts/icon.js";
import { draftOf, keepDraft } from "../../phone/drafts.js";
import { isTooLong, room } from "../../phone/long.js";
import { send } from "../../phone/sending.js";
import { _, number } from "../../words.js";
import { responseTo, sentTo } from "./responses.js";

/** @type {[string, string, () => string][]} */
const ANSWERS = [
  ["agree", "agree", () => _("I agree")],
  ["live_with", "live", () => _("I can accept it")],
  ["object", "object", () => _("I object")],
];

class RuleAnswer extends Element {
  static properties = { rule: { attribute: false }, number: { type: Number } };

  #isObjecting = false;
  /** @type {string | null} */
  #draft = null;

  constructor() {
    super();
    /** @type {any} */
    this.rule = null;
    this.number = 0;
  }

  render() {
    const given = responseTo(this.rule);
    return html`${this.#answers(given)}${this.#asksWhy(given) ? this.#why(given) : nothing}`;
  }

  /** @param {{response: string} | undefined} given */
  #answers(given) {
    const chosen = this.#isObjecting ? "object" : given?.response;
    return html`<div class="responses" role="radiogroup" aria-label=${_("Your answer to rule {n}", { n: number(this.number) })}>
      ${ANSWERS.map(
        ([value, sign, label]) => html`<label class="response">
          <input type="radio" name="rule-${this.rule.seq}" value=${value} .checked=${live(chosen === value)} @change=${() => this.#choose(value)}>
          ${icon(sign)}<span>${label()}</span>
        </label>`,
      )}
    </div>`;
  }

  /** @param {{response: string, reason?: string} | undefined} given */
  #asksWhy(given) {
    return this.#isObjecting || given?.response === "object" || this.#refused !== "";
  }

  /** @param {{response: string, reason?: string} | undefined} given */
  #why(given) {
    const said = given?.response === "object" ? (given.reason ?? "") : "";
    const draft = this.#draft ?? (draftOf(this.#place) || this.#refused || said);
    const id = `why-${this.rule.seq}`;
    const isSaid = draft.trim() === said && said !== "";
    return html`<div class="field">
        <label for=${id}>${_("What must change so that you can accept it?")}</label>
        <textarea class="input" id=${id} rows="2" dir="auto" .value=${live(draft)} @input=${this.#write}></textarea>
        <span class="field-hint">${isTooLong(draft) ? room(draft) : _("It is shown without your name.")}</span>
      </div>
      ${isSaid ? nothing : html`<button class="button button--now" ?disabled=${!draft.trim() || isTooLong(draft)} @click=${() => this.#object(draft)}>${_("Send my objection")}</button>`}`;
  }

  /** The reason of an objection that was refused: it stays to be sent again. @returns {string} */
  get #refused() {
    const item = sentTo(this.rule);
    return item?.state === "refused" ? item.data.reason : "";
  }

  get #place() {
    return `objection/${this.rule.seq}`;
  }

  /** @param {string} value */
  async #choose(value) {
    this.#isObjecting = value === "object";
    if (!this.#isObjecting) this.#respond(value, "");
    this.requestUpdate();
    await this.updateComplete;
    // Arrows pass over an answer on their way to the next: only a finger or a mouse goes on to the reason.
    const isByKeys = this.querySelector(".response :focus-visible");
    if (this.#isObjecting && !isByKeys) this.querySelector("textarea")?.focus();
  }

  /** @param {InputEvent} event */
  #write(event) {
    this.#draft = /** @type {HTMLTextAreaElement} */ (event.target).value;
    keepDraft(this.#place, this.#draft);
    this.requestUpdate();
  }

  /** @param {string} reason */
  #object(reason) {
    this.#isObjecting = false;
    this.#draft = null;
    keepDraft(this.#place, "");
    this.#respond("object", reason.trim());
  }

  /** The version says which wording was read. @param {string} response @param {string} reason */
  #respond(response, reason) {
    const { seq, version } = this.rule;
    send("rule.respond", { rule: seq, response, reason, version }, (data) => data.rule === seq);
  }
}

customElements.define("rule-answer", RuleAnswer);
