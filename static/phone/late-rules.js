/** Whoever comes after the rules were agreed reads them first, and says so. */

import { html } from "lit";
import { connection } from "../socket.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import { adoptedRules, ruleList } from "./rules-sheet.js";
import { send } from "./sending.js";
import { Sheet } from "./sheet.js";
import { takesPart } from "./standing.js";

class LateRules extends Sheet {
  #wasAsked = false;

  get heading() {
    return _("Rules that were adopted before you came");
  }

  updated() {
    if (this.#wasAsked || !this.#unread.length) return;
    this.#wasAsked = true;
    this.open();
  }

  body() {
    return html`
      ${ruleList(this.#rulesOf(this.#unread))}
      <p>${_("If you cannot accept one of these rules, tell a facilitator.")}</p>
      <button class="button button--now button--wide" @click=${this.#acknowledge}>${_("I have read them")}</button>
    `;
  }

  /** The stages in which something was agreed before this person came. @returns {number[]} */
  get #unread() {
    const me = store.me;
    if (!me || !takesPart() || store.workshop.state === "closed") return [];
    const earlier = adoptedRules().filter((rule) => rule.adopted_seq < me.came);
    const stages = new Set(earlier.map((rule) => rule.stage));
    return [...stages].filter((stage) => !me.acknowledged.includes(stage) && !this.#isSaying(stage));
  }

  /** @param {number} stage */
  #isSaying(stage) {
    return connection.outbox.items.some(
      (item) => item.name === "rule.acknowledge" && item.data.stage === stage,
    );
  }

  /** @param {number[]} stages */
  #rulesOf(stages) {
    return adoptedRules().filter((rule) => stages.includes(rule.stage));
  }

  #acknowledge() {
    for (const stage of this.#unread) send("rule.acknowledge", { stage });
    this.close();
  }
}

customElements.define("late-rules", LateRules);
