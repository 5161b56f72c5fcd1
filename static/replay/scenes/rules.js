/** Ground rules with how people stood to them. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { _, ngettext } from "../../words.js";

/** @typedef {import("../recording.js").Recording} Recording */
/** @typedef {import("../recording.js").Shown} Shown */

/** @type {Record<string, () => string>} */
const STATUS = {
  suggested: () => _("Suggested"),
  proposed: () => _("Proposed"),
  adopted: () => _("Adopted"),
  set_aside: () => _("Set aside"),
};

/** @param {Recording} seen @param {Shown} stage */
export function rules(seen, stage) {
  const found = seen.of("rule").filter((each) => each.stage === stage.seq);
  return html`<ol class="replay-list">${repeat(
    found,
    (rule) => rule.key,
    (rule, n) => html`<li class=${rule.status === "adopted" ? "rule is-adopted" : "rule"}>
      <span class="rule-number">${n + 1}</span>
      <p class="rule-text" dir="auto">${said(seen, rule)}</p>
      <p class="rule-status"><b>${STATUS[rule.status]?.() ?? rule.status}</b>${responses(rule.responses)}</p>
      ${(rule.reasons ?? []).map((/** @type {string} */ reason) => html`<p class="rule-status" dir="auto">${reason}</p>`)}
    </li>`,
  )}</ol>`;
}

/** @param {Recording} seen @param {Shown} rule */
function said(seen, rule) {
  if (!("accepts" in rule)) return rule.text;
  const who = seen.at("person", rule.accepts)?.name || _("this person");
  return _("We accept {who} as facilitator.", { who });
}

/** @param {Record<string, number> | undefined} counts */
function responses(counts) {
  if (!counts || !(counts.agree || counts.live_with || counts.object)) return nothing;
  return [
    counts.agree && ngettext("{n} agrees", "{n} agree", counts.agree),
    counts.live_with && ngettext("{n} can live with it", "{n} can live with it", counts.live_with),
    counts.object && ngettext("{n} objects", "{n} object", counts.object),
  ]
    .filter(Boolean)
    .map((words) => html` · ${words}`);
}
