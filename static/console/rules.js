/** Ground rules: each with how people responded, why some object, and what can be done about it. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Element } from "../element.js";
import { icon } from "../parts/icon.js";
import { sectorMark } from "../parts/sector-mark.js";
import { store } from "../store.js";
import { _, ngettext, number } from "../words.js";
import { act, ask } from "./ask.js";
import { stackedBar } from "./bars.js";
import { confirm } from "./confirm-dialog.js";

const MAY_SUGGEST = ["draft", "open", "locked"];
const ORDER = ["proposed", "suggested", "adopted", "set_aside"];

class ConsoleRules extends Element {
  static properties = { stage: { type: Number } };

  constructor() {
    super();
    this.stage = 0;
  }

  render() {
    const stage = store.get(`stage/${this.stage}`);
    if (!stage) return nothing;
    const rules = store.of("rule").filter((rule) => rule.stage === this.stage);
    const unasked = this.#unasked(stage, rules);
    return html`<div class="rules-board">
      ${this.#about(stage)}
      <ol class="rule-list">
        ${repeat(
          rules,
          (rule) => rule.seq,
          (rule, n) => this.#rule(rule, n + 1, stage),
        )}
      </ol>
      ${rules.length ? nothing : html`<p class="empty"><b>${_("No rule yet.")}</b> ${_("People propose up to three each on their phones, as soon as the stage is open.")}</p>`}
      <div class="rule-acts">
        ${this.#adoptAll(stage, rules)}
        ${MAY_SUGGEST.includes(stage.state) ? html`<button class="button button--small" @click=${() => suggest(stage)}>${icon("plus")} ${_("Suggest a rule")}</button>` : nothing}
        ${unasked.map(
          (
            person,
          ) => html`<button class="button button--small" @click=${() => act("rule.nominate", { stage: this.stage, person: person.seq })}>
          ${_("Ask if people accept {name}", { name: person.name })}</button>`,
        )}</div>
    </div>`;
  }

  /** One press for all the rules that nobody stands against. @param {any} stage @param {any[]} rules */
  #adoptAll(stage, rules) {
    const ready = rules.filter((rule) => isReady(rule, stage));
    if (ready.length < 2) return nothing;
    return html`<button class="button button--small button--ink" @click=${() => adopt(ready)}>${ngettext("Adopt the {n} rule that is ready", "Adopt the {n} rules that are ready", ready.length)}</button>`;
  }

  /** @param {any} stage */
  #about(stage) {
    if (stage.needed === undefined) return nothing;
    return html`<p class="rules-about">${_("You can adopt a rule when {needed} of {people} people have responded and nobody objects. Who gave which response is not saved.", { needed: number(stage.needed), people: number(stage.people) })}</p>`;
  }

  /** The facilitators with a name about whom nobody was asked yet. @param {any} stage @param {any[]} rules */
  #unasked(stage, rules) {
    if (stage.state !== "open" && stage.state !== "locked") return [];
    const asked = new Set(rules.filter((rule) => rule.status !== "set_aside").map((rule) => rule.accepts));
    return store
      .of("person")
      .filter(
        (person) => person.role === "facilitator" && person.here && person.name && !asked.has(person.seq),
      );
  }

  /** @param {any} rule @param {number} n @param {any} stage */
  #rule(rule, n, stage) {
    const isPending = ORDER.indexOf(rule.status) < 2;
    return html`<li class="rule rule--console is-${rule.status.replace("_", "-")}">
      <span class="rule-number">${number(n)}</span>
      <div class="rule-what">
        <p class="rule-text" dir="auto">${ruleText(rule)}</p>
        ${rule.before ? html`<p class="rule-before">${_("Before:")} <del dir="auto">${rule.before}</del></p>` : nothing}
        <p class="rule-status">${this.#status(rule)}</p>
        ${isPending && rule.reasons.length ? this.#reasons(rule) : nothing}
      </div>
      ${stage.state === "draft" ? nothing : html`<div class="rule-side">${this.#responses(rule, stage)}${this.#acts(rule, stage, isPending)}</div>`}
    </li>`;
  }

  /** @param {any} rule */
  #status(rule) {
    /** @type {Record<string, string>} */
    const words = {
      suggested: _("Suggested by the facilitators"),
      proposed: rule.version > 1 ? _("Changed, so asked again") : _("Proposed"),
      adopted: _("Adopted"),
      set_aside: _("Set aside"),
    };
    const by = rule.by ? store.get(`person/${rule.by}`)?.name : "";
    return html`<b>${words[rule.status]}</b> ${rule.sector ? html`${sectorMark(rule.sector, true)} <bdi>${[by, rule.sector].filter(Boolean).join(_(", "))}</bdi>` : nothing}`;
  }

  /** @param {any} rule */
  #reasons(rule) {
    return html`<ul class="rule-reasons" aria-label=${_("Why some object")}>
      ${rule.reasons.map((/** @type {string} */ reason) => html`<li dir="auto">${reason}</li>`)}
    </ul>`;
  }

  /** @param {any} rule @param {any} stage */
  #responses(rule, stage) {
    const { agree, live_with: live, object } = rule.responses;
    const people = Math.max(stage.people ?? rule.answered, rule.answered, 1);
    return html`<div class="rule-responses">
      ${stackedBar([agree, live, object], people, stage.needed)}
      <p>${ngettext("{n} agrees", "{n} agree", agree)}, ${ngettext("{n} can live with it", "{n} can live with it", live)},
        <span class=${object ? "rubric" : ""}>${ngettext("{n} objects", "{n} object", object)}</span></p>
    </div>`;
  }

  /** @param {any} rule @param {any} stage @param {boolean} isPending */
  #acts(rule, stage, isPending) {
    if (stage.state !== "open" && stage.state !== "locked") return nothing;
    const missing = stage.needed - rule.answered;
    return html`<div class="rule-acts">
      ${isPending ? html`<button class="button button--small ${isReady(rule, stage) ? "button--ink" : ""}" ?disabled=${!isReady(rule, stage)} @click=${() => act("rule.adopt", { rule: rule.seq })}>${_("Adopt")}</button>` : nothing}
      ${rule.accepts ? nothing : html`<button class="button button--small" @click=${() => amend(rule)}>${_("Change")}</button>`}
      ${isPending ? html`<button class="button button--small button--plain" @click=${() => act("rule.set_aside", { rule: rule.seq })}>${_("Set this rule aside")}</button>` : nothing}
      ${isPending && missing > 0 ? html`<small>${ngettext("{n} response is missing", "{n} responses are missing", missing)}</small>` : nothing}
      ${isPending && missing <= 0 && rule.responses.object ? html`<small>${_("Change its words, or set it aside")}</small>` : nothing}
    </div>`;
  }
}

customElements.define("console-rules", ConsoleRules);

/** A rule in words, also where it asks about a person. @param {any} rule */
function ruleText(rule) {
  if (!rule.accepts) return rule.text;
  const name = store.get(`person/${rule.accepts}`)?.name;
  return name
    ? _("We accept {name} as facilitator.", { name })
    : _("We accept the facilitator, who has not said their name.");
}

/** May this rule be adopted now? The server has the last word. @param {any} rule @param {any} stage */
function isReady(rule, stage) {
  const isPending = ORDER.indexOf(rule.status) < 2 && (stage.state === "open" || stage.state === "locked");
  return isPending && rule.responses.object === 0 && rule.answered >= stage.needed;
}

/** One after the other; the first that is refused ends it. @param {any[]} rules */
async function adopt(rules) {
  for (const rule of rules) if (!(await act("rule.adopt", { rule: rule.seq }))) return;
}

/** @param {any} stage */
function suggest(stage) {
  return confirm({
    heading: _("Suggest a rule"),
    about: _("People are asked if they agree, as with every rule."),
    verb: _("Suggest it"),
    label: _("Rule"),
    isNeeded: true,
    send: (text) => ask("rule.propose", { stage: stage.seq, text }),
  });
}

/** @param {any} rule */
function amend(rule) {
  return confirm({
    heading: _("Change this rule"),
    about: rule.answered
      ? ngettext(
          "{n} response no longer counts. Everyone is asked again.",
          "{n} responses no longer count. Everyone is asked again.",
          rule.answered,
        )
      : "",
    verb: _("Ask with this wording"),
    label: _("Rule"),
    value: rule.text,
    isNeeded: true,
    send: (text) => ask("rule.amend", { rule: rule.seq, text }),
  });
}
