/** One rule: its wording with what changed, how it stands, and where one answers it. */

import { html, nothing } from "lit";
import { Element } from "../../element.js";
import { sectorMark } from "../../parts/sector-mark.js";
import { wordDiff } from "../../parts/word-diff.js";
import { isMuted } from "../../phone/muted.js";
import { wordingOf } from "../../phone/rules-sheet.js";
import { latest, send } from "../../phone/sending.js";
import { mayWrite } from "../../phone/standing.js";
import { refusal, unsent } from "../../phone/unsent.js";
import { _, ngettext, number } from "../../words.js";
import { isPending, responseTo, sentTo } from "./responses.js";
import "../board/note-editor.js";
import "./rule-answer.js";

class RuleCard extends Element {
  static properties = { stage: { attribute: false }, rule: { attribute: false }, number: { type: Number } };

  #isAmending = false;

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
      ${this.#isAmending && !isMuted() ? this.#editor : html`<p class="rule-text" dir="auto">${this.#wording}</p>`}
      ${this.#status(given)}
      ${rule.reasons?.length ? this.#reasons(rule.reasons) : nothing}
      ${refusal(sentTo(rule))}
      ${amend && amend.state !== "saved" ? html`<div class="rule-amend">${unsent(amend)}</div>` : nothing}
      ${canAnswer ? html`<rule-answer .rule=${rule} .number=${this.number}></rule-answer>` : nothing}
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
        rule.may_amend && isPending(rule) && mayWrite(this.stage) && !this.#isAmending && !isMuted()
          ? html` <button class="note-act" @click=${() => this.#amending(true)}>${_("Change the words")}</button>`
          : nothing
      }
    </p>`;
  }

  /** @param {unknown} given */
  #standing(given) {
    const { status, version } = this.rule;
    if (status === "adopted") return _("Adopted");
    if (status === "set_aside") return _("Set aside");
    if (version > 1 && !given) return _("New words: please answer again");
    return status === "suggested" ? _("Suggested") : _("Proposed");
  }

  /** @param {string[]} reasons */
  #reasons(reasons) {
    return html`<ul class="reasons" aria-label=${_("Objections")}>${reasons.map((reason) => html`<li dir="auto">${reason}</li>`)}</ul>`;
  }

  get #editor() {
    return html`<note-editor class="rule-text" .text=${this.rule.text} .place="rule/${this.rule.seq}"
      @save=${(/** @type {CustomEvent<string>} */ event) => this.#amend(event.detail)}
      @leave=${() => this.#amending(false)}></note-editor>`;
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
  return [ngettext("{n} answered", "{n} answered", answered), objections].join(_(", "));
}

/** @param {string} response */
function yours(response) {
  if (response === "agree") return _("you agreed");
  return response === "object" ? _("you objected") : _("you can accept it");
}

customElements.define("rule-card", RuleCard);
