/** Ground rules on a phone: answer each rule, propose one, see what is agreed. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Element } from "../element.js";
import { icon } from "../parts/icon.js";
import { ask } from "../phone/ask.js";
import { doneButton } from "../phone/done.js";
import { isMuted, mutedLine } from "../phone/muted.js";
import { send, sent } from "../phone/sending.js";
import { openSheet } from "../phone/sheet.js";
import { mayWrite, takesPart } from "../phone/standing.js";
import { unsent } from "../phone/unsent.js";
import { whoseIsIt } from "../phone/whose.js";
import { WriteSheet } from "../phone/write-sheet.js";
import { store } from "../store.js";
import { _, ngettext, number } from "../words.js";
import { isPending, responseTo } from "./ground_rules/responses.js";
import "./ground_rules/rule-card.js";

class GroundRulesStage extends Element {
  static properties = { stage: { attribute: false } };

  constructor() {
    super();
    /** @type {any} */
    this.stage = null;
  }

  render() {
    const { stage } = this;
    const rules = store.of("rule").filter((rule) => rule.stage === stage.seq);
    // What was set aside goes to the end; everything else stays where people found it.
    const order = [
      ...rules.filter((rule) => rule.status !== "set_aside"),
      ...rules.filter((rule) => rule.status === "set_aside"),
    ];
    const onTheirWay = sent("rule.propose", (data) => data.stage === stage.seq).filter(
      (item) => !store.get(`rule/${item.seq}`),
    );
    return html`
      <main class="phone-main" id="main" tabindex="0">
        ${ask(stage, stage.title || _("How do we want to treat each other?"), _("Answer each rule."), about(stage))}
        <div class="notes">
          ${repeat(
            order,
            (rule) => rule.seq,
            (rule, at) => html`<rule-card .stage=${stage} .rule=${rule} .number=${at + 1}></rule-card>`,
          )}
          ${onTheirWay.map((item) => unsent(item))}
        </div>
        ${rules.length ? nothing : html`<p class="empty">${_("No rule has been proposed yet.")}</p>`}
      </main>
      ${takesPart() && mayWrite(stage) ? this.#foot(rules.filter(isPending)) : nothing}
      <propose-sheet></propose-sheet>
    `;
  }

  /** @param {any[]} pending */
  #foot(pending) {
    const answered = pending.filter((rule) => responseTo(rule)).length;
    return html`<footer class="phone-foot"><div class="budget">
      <span class="foot-facts"><span>${pending.length ? _("{n} of {all} answered", { n: number(answered), all: number(pending.length) }) : _("You do not need to answer anything now.")}</span> ${doneButton(this.stage)}</span>
      ${isMuted() ? nothing : html`<button class="button" @click=${() => openSheet("propose-sheet", this.stage)}>${icon("plus")} ${_("Propose a rule")}</button>`}
    </div>${isMuted() ? mutedLine() : nothing}</footer>`;
  }
}

/** When a rule counts, and who sees what. @param {any} stage */
function about(stage) {
  if (stage.needed === undefined) return "";
  return ngettext(
    "A rule can be adopted when {n} person has answered and nobody objects. Your answer is secret. If you object, your reason is shown without your name.",
    "A rule can be adopted when {n} people have answered and nobody objects. Your answer is secret. If you object, your reason is shown without your name.",
    stage.needed,
  );
}

class ProposeSheet extends WriteSheet {
  get heading() {
    return _("Propose a rule");
  }

  get place() {
    return `rule-of/${this.about?.seq}`;
  }

  get label() {
    return _("What should we all do, or not do?");
  }

  get hint() {
    return whoseIsIt(this.about?.settings.identity);
  }

  get button() {
    return _("Propose it");
  }

  /** @param {string} text */
  send(text) {
    send("rule.propose", { stage: this.about.seq, text });
    // It stands last, below all that others proposed: show whoever sent it that it is there.
    requestAnimationFrame(() =>
      document
        .querySelector("ground-rules-stage .notes")
        ?.lastElementChild?.scrollIntoView({ block: "nearest" }),
    );
  }
}

customElements.define("ground-rules-stage", GroundRulesStage);
customElements.define("propose-sheet", ProposeSheet);
