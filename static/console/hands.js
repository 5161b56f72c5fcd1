/** Hands that are up, in the order in which the rule calls them. The rule stands there for all to see. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Element } from "../element.js";
import { store } from "../store.js";
import { _, ngettext } from "../words.js";
import { act } from "./ask.js";
import { showPeople } from "./people-dialog.js";

/** @type {Record<string, string>} */
const ORDERS = {
  fewest_turns: _("spoke least"),
  sectors: _("sector that spoke least"),
  first_come: _("waits longest"),
};

/** What a hand is raised for; simply to speak needs no word. @type {Record<string, string>} */
const KINDS = {
  respond: _("to respond"),
  question: _("a question"),
  process: _("how we work"),
  technical: _("technical"),
};

class ConsoleHands extends Element {
  render() {
    const hands = store.of("hand").sort((a, b) => a.place - b.place);
    const order = store.get("queue/1")?.order ?? "fewest_turns";
    const mayRaise = store.workshop.state === "open" || store.workshop.state === "paused";
    return html`<section>
      <div class="side-head"><h2>${_("Hands")}</h2>
        <label><span class="unseen">${_("Who is called first")}</span>
          <select class="side-select" @change=${this.#order}>
            ${Object.entries(ORDERS).map(([key, label]) => html`<option value=${key} ?selected=${key === order}>${label}</option>`)}
          </select></label></div>
      <ol class="queue">${repeat(
        hands,
        (hand) => hand.seq,
        (hand) => this.#hand(hand),
      )}</ol>
      ${hands.length ? nothing : html`<p class="side-empty">${_("No hand is up.")}</p>`}
      ${mayRaise ? html`<button class="button button--small button--plain side-act" @click=${() => showPeople()}>${_("Queue somebody")}</button>` : nothing}
    </section>`;
  }

  /** @param {any} hand */
  #hand(hand) {
    const person = store.get(`person/${hand.person}`);
    const name = person?.name || _("No name");
    const about = [person?.sector, KINDS[hand.kind], turns(hand)].filter(Boolean);
    return html`<li class="hand ${hand.speaking ? "is-speaking" : ""}">
      <bdi>${name}</bdi><small>${about.map((each, n) => html`${n ? _(", ") : nothing}<bdi>${each}</bdi>`)}</small>
      ${
        hand.speaking
          ? html`<button class="button button--small" aria-label=${_("Done: {name}", { name })} @click=${() => act("hand.lower", { person: hand.person })}>${_("Done")}</button>`
          : html`<button class="button button--small" aria-label=${_("Call {name}", { name })} @click=${() => act("hand.call", { person: hand.person })}>${_("Call")}</button>`
      }
    </li>`;
  }

  /** @param {Event} event */
  #order(event) {
    act("hand.order", { order: /** @type {HTMLSelectElement} */ (event.target).value });
  }
}

customElements.define("console-hands", ConsoleHands);

/** How often somebody had the floor before. @param {any} hand */
function turns(hand) {
  const before = hand.turns - (hand.speaking ? 1 : 0);
  return before > 0 ? ngettext("spoke once", "spoke {n} times", before) : _("first time");
}
