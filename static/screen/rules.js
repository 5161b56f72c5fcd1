/** Ground rules: while they are agreed, how far each is; then the agreed text. */

import { html, nothing } from "lit";
import { icon } from "../parts/icon.js";
import { outOf } from "../parts/out-of.js";
import { titleOf } from "../parts/titles.js";
import { _, ngettext, number } from "../words.js";
import { both, bothOf } from "./both.js";
import { slidesOf } from "./deck.js";
import { figure, heading } from "./parts.js";
import "./wall.js";

/**
 * @typedef {import("../store.js").Shown} Shown
 * @typedef {import("../store.js").Store} Store
 */

/** The rules that hold, in the order in which they were adopted. @param {Store} store */
export function adopted(store) {
  const rules = store.of("rule").filter((rule) => rule.status === "adopted");
  return rules.sort((a, b) => (a.adopted_seq ?? a.seq) - (b.adopted_seq ?? b.seq));
}

/** @param {Shown} stage @param {Store} store @returns {import("./sheets.js").Sheet} */
export function rules(stage, store) {
  const own = store.of("rule").filter((rule) => rule.stage === stage.seq);
  if (stage.state === "revealed" || stage.state === "closed") return agreement(store, stage);
  const items = own.map((rule, n) => ({
    text: wordsOf(rule, store),
    body: ruleRow(rule, n + 1, stage, store),
  }));
  const slides = slidesOf([{ key: "rules", title: "", items }], { title: titleOf(stage) });
  return {
    name: "rules",
    main: html`${heading(stage)}<screen-wall class="is-headless" kind="rules" .slides=${slides}></screen-wall>`,
    facts: html`
      ${figure(stage.adopted, bothOf("rule is agreed", "rules are agreed", stage.adopted))}
      ${stage.proposed ? figure(stage.proposed, bothOf("is still open", "are still open", stage.proposed)) : nothing}
      ${
        stage.needed
          ? html`<p>${both(
              "A rule can be agreed once {needed} of {people} have answered and nobody objects.",
              {
                needed: number(stage.needed),
                people: number(stage.people),
              },
            )}</p>`
          : nothing
      }`,
  };
}

/** The agreed text, and nothing else. @param {Store} store @param {Shown} [stage] @returns {import("./sheets.js").Sheet} */
export function agreement(store, stage) {
  const agreed = adopted(store).filter((rule) => rule.accepts === undefined);
  const accepted = adopted(store).filter((rule) => rule.accepts !== undefined);
  const title = agreed.length ? _("What we agreed") : stage ? titleOf(stage) : _("Ground rules");
  const items = agreed.map((rule, n) => ({
    text: rule.text,
    body: html`<div class="rule is-adopted"><span class="rule-number">${number(n + 1)}</span><p class="rule-text" dir="auto">${rule.text}</p></div>`,
  }));
  const names = accepted.map((rule) => nameOf(rule, store)).filter(Boolean);
  const about = names.length
    ? ngettext("We accept {names} as facilitator.", "We accept {names} as facilitators.", names.length, {
        names: names.join(_(", ")),
      })
    : "";
  const slides = slidesOf([{ key: "agreed", title: "", items }], { title, about });
  return {
    wide: true,
    name: "rules",
    about: _("Ground rules"),
    main: agreed.length
      ? html`<screen-wall kind="rules" .slides=${slides}></screen-wall>`
      : html`<div class="said"><h1>${title}</h1><p>${both("No rule has been agreed yet.")}</p></div>`,
  };
}

/** @param {Shown} rule @param {number} n @param {Shown} stage @param {Store} store */
function ruleRow(rule, n, stage, store) {
  return html`<div class="rule is-${rule.status}">
    <span class="rule-number">${number(n)}</span>
    <p class="rule-text" dir="auto">${wordsOf(rule, store)}</p>
    <p class="rule-status">${standing(rule, stage)}</p>
  </div>`;
}

/** How far a rule is, in words. @param {Shown} rule @param {Shown} stage */
function standing(rule, stage) {
  if (rule.status === "adopted") return html`<b>${icon("check")} ${_("Agreed")}</b>`;
  if (rule.status === "set_aside") return html`<b>${_("Set aside")}</b>`;
  const { agree, live_with, object } = rule.responses;
  const answered = _("{n} of {people} answered", {
    n: number(rule.answered),
    people: outOf(rule.answered, stage.people),
  });
  const counts = [
    agree ? ngettext("{n} agrees", "{n} agree", agree) : "",
    live_with ? ngettext("{n} can live with it", "{n} can live with it", live_with) : "",
  ].filter(Boolean);
  return html`<span>${answered}</span> ${counts.map((words) => html`<span>${words}</span>`)}
    ${object ? html`<b>${ngettext("{n} objects", "{n} object", object)}</b>` : nothing}`;
}

/** @param {Shown} rule @param {Store} store */
function wordsOf(rule, store) {
  if (rule.accepts === undefined) return rule.text;
  return _("We accept {name} as facilitator.", { name: nameOf(rule, store) || _("this person") });
}

/** @param {Shown} rule @param {Store} store */
function nameOf(rule, store) {
  return store.get(`person/${rule.accepts}`)?.name ?? "";
}
