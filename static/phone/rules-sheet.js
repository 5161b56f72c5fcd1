/** What was agreed, within reach of every screen. */

import { html, nothing } from "lit";
import { store } from "../store.js";
import { _ } from "../words.js";
import { openSheet, Sheet } from "./sheet.js";
import { takesPart } from "./standing.js";

/** The rules that hold, numbered as on the screen; who facilitates comes last. */
export function adoptedRules() {
  const rules = store.of("rule").filter((rule) => rule.status === "adopted");
  const accepts = (/** @type {any} */ rule) => Number(rule.accepts !== undefined);
  return rules.sort((a, b) => accepts(a) - accepts(b) || (a.adopted_seq ?? a.seq) - (b.adopted_seq ?? b.seq));
}

/** The wording of a rule; one that accepts a facilitator is worded here. @param {any} rule @returns {string} */
export function wordingOf(rule) {
  if (rule.accepts === undefined) return rule.text;
  const name = store.get(`person/${rule.accepts}`)?.name;
  return name
    ? _("We accept {name} as facilitator.", { name })
    : _("We accept the facilitator of this workshop.");
}

/** @param {any[]} rules */
export function ruleList(rules) {
  return html`<ol class="agreed">
    ${rules.map((rule) => html`<li dir="auto">${wordingOf(rule)}</li>`)}
  </ol>`;
}

/** The same with what somebody can do who sees one broken. @param {any[]} rules */
function agreed(rules) {
  if (!takesPart() || store.workshop.state === "closed") return ruleList(rules);
  return html`<ol class="agreed">
    ${rules.map(
      (rule) => html`<li><div><span dir="auto">${wordingOf(rule)}</span><br>
        ${rule.accepts === undefined ? html`<button class="note-act" @click=${() => openSheet("concern-sheet", { rule: rule.seq })}>${_("Invoke this rule")}</button>` : nothing}</div></li>`,
    )}
  </ol>
  <p class="field-hint">${_("If somebody breaks a rule, you can tell the facilitators. Nobody else learns of it.")}</p>`;
}

class RulesSheet extends Sheet {
  get heading() {
    return _("Our ground rules");
  }

  body() {
    const rules = adoptedRules();
    const pending = store.of("rule").filter((rule) => ["suggested", "proposed"].includes(rule.status));
    return html`
      ${rules.length ? agreed(rules) : html`<p>${_("No rule is adopted yet.")}</p>`}
      ${pending.length ? html`<h3>${_("Not adopted yet")}</h3>${ruleList(pending)}` : nothing}
    `;
  }
}

customElements.define("rules-sheet", RulesSheet);
