/** One rule: its wording with what changed, how it stands, and three ways to answer. */

import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { Element } from "../../element.js";
import { icon } from "../../parts/icon.js";
import { sectorMark } from "../../parts/sector-mark.js";
import { wordDiff } from "../../parts/word-diff.js";
import { draftOf, keepDraft } from "../../phone/drafts.js";
import { isTooLong, room } from "../../phone/long.js";
import { wordingOf } from "../../phone/rules-sheet.js";
import { latest, send } from "../../phone/sending.js";
import { mayWrite } from "../../phone/standing.js";
import { refusal, unsent } from "../../phone/unsent.js";
import { _, ngettext, number } from "../../words.js";
import { isPending, responseTo, sentTo } from "./responses.js";
import "../board/note-editor.js";

/** @type {[string, string, () => string][]} */
const ANSWERS = [
  ["agree", "agree", () => _("Agree")],
  ["live_with", "live", () => _("Can live with it")],
  ["object", "object", () => _("Object")],
];

class RuleCard extends Element {
  static properties = { stage: { attribute: false }, rule: { attribute: false }, number: { type: Number } };

  #isObjecting = false;
  #isAmending = false;
  /** @type {string | null} */
  #draft = null;

  constructor() {
    super();
    /** @type {any} */
    this.stage = null;
    /** @type {any} */
    this.rule = null;
    this.number = 0;
  }

  render() {
    const { rule } = this;
    const given = responseTo(rule);
    const amend = latest("rule.amend", (data) => data.rule === rule.seq);
    const canAnswer = isPending(rule) && mayWrite(this.stage);
    return html`<article class="rule ${rule.status === "adopted" ? "is-adopted" : ""} ${rule.status === "set_aside" ? "is-set-aside" : ""}"
        aria-label=${_("Rule {n}", { n: number(this.number) })}>
      <span class="rule-number">${number(this.number)}</span>
      ${this.#isAmending ? this.#editor : html`<p class="rule-text" dir="auto">${this.#wording}</p>`}
      ${this.#status(given)}
      ${rule.reasons?.length ? this.#reasons(rule.reasons) : nothing}
      ${refusal(sentTo(rule))}
      ${amend && amend.state !== "saved" ? html`<div class="rule-amend">${unsent(amend)}</div>` : nothing}
      ${canAnswer ? this.#answers(given) : nothing}
      ${canAnswer && this.#asksWhy(given) ? this.#why(given) : nothing}
    </article>`;
  }

  get #wording() {
    const { rule } = this;
    return rule.before && isPending(rule) ? wordDiff(rule.before, rule.text) : wordingOf(rule);
  }

  /** @param {{response: string} | undefined} given */
  #status(given) {
    const { rule } = this;
    return html`<p class="rule-status">
      ${rule.sector === undefined ? nothing : sectorMark(rule.sector)}
      <b>${this.#standing(given)}</b>${rule.answered ? html` · ${tally(rule)}` : nothing}
      ${given && !isPending(rule) ? html` · ${yours(given.response)}` : nothing}
      ${
        rule.may_amend && isPending(rule) && mayWrite(this.stage) && !this.#isAmending
          ? html` <button class="note-act" @click=${() => this.#amending(true)}>${_("Reword")}</button>`
          : nothing
      }
    </p>`;
  }

  /** @param {unknown} given */
  #standing(given) {
    const { status, version } = this.rule;
    if (status === "adopted") return _("Adopted");
    if (status === "set_aside") return _("Set aside");
    if (version > 1 && !given) return _("New wording, please answer again");
    return status === "suggested" ? _("Suggested") : _("Proposed");
  }

  /** @param {string[]} reasons */
  #reasons(reasons) {
    return html`<ul class="reasons" aria-label=${_("Objections")}>${reasons.map((reason) => html`<li dir="auto">${reason}</li>`)}</ul>`;
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
        <label for=${id}>${_("What would have to change?")}</label>
        <textarea class="input" id=${id} rows="2" dir="auto" .value=${live(draft)} @input=${this.#write}></textarea>
        <span class="field-hint">${isTooLong(draft) ? room(draft) : _("Shown without your name.")}</span>
      </div>
      ${isSaid ? nothing : html`<button class="button button--now" ?disabled=${!draft.trim() || isTooLong(draft)} @click=${() => this.#object(draft)}>${_("Send objection")}</button>`}`;
  }

  get #editor() {
    return html`<note-editor class="rule-text" .text=${this.rule.text} .place="rule/${this.rule.seq}"
      @save=${(/** @type {CustomEvent<string>} */ event) => this.#amend(event.detail)}
      @leave=${() => this.#amending(false)}></note-editor>`;
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

  /** @param {string} text */
  #amend(text) {
    const { seq } = this.rule;
    if (text.trim() !== this.rule.text) send("rule.amend", { rule: seq, text }, (data) => data.rule === seq);
    this.#amending(false);
  }

  /** @param {boolean} isAmending */
  #amending(isAmending) {
    this.#isAmending = isAmending;
    this.requestUpdate();
  }
}

/** "14 answered, 1 objects". @param {any} rule */
function tally(rule) {
  const { answered, responses } = rule;
  const objections = responses.object
    ? ngettext("{n} objects", "{n} object", responses.object)
    : _("nobody objects");
  return `${ngettext("{n} answered", "{n} answered", answered)}, ${objections}`;
}

/** @param {string} response */
function yours(response) {
  if (response === "agree") return _("you agreed");
  return response === "object" ? _("you objected") : _("you can live with it");
}

customElements.define("rule-card", RuleCard);
