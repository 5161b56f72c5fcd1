/** Raising a hand: for what, and where one stands in the queue. */

import { html, nothing } from "lit";
import { icon } from "../parts/icon.js";
import { send } from "../phone/sending.js";
import { Sheet } from "../phone/sheet.js";
import { toast } from "../phone/toast.js";
import { connection } from "../socket.js";
import { store } from "../store.js";
import { _, number } from "../words.js";

/** @type {[string, () => string, () => string][]} */
const KINDS = [
  ["speak", () => _("I want to speak"), () => ""],
  ["respond", () => _("Direct response"), () => _("to what is being said now")],
  ["question", () => _("A question"), () => ""],
  ["process", () => _("About how we work"), () => _("comes before the others")],
  ["technical", () => _("Something does not work"), () => _("sound, picture, this page")],
];

/** @type {Record<string, () => string>} */
const ORDERS = {
  fewest_turns: () => _("Who has spoken least comes first."),
  first_come: () => _("Who raised a hand first comes first."),
  sectors: () => _("Sectors that have spoken least come first."),
};

class HandSheet extends Sheet {
  get heading() {
    const hand = store.of("hand")[0];
    if (!hand) return _("Raise your hand");
    return hand.speaking ? _("You have the floor") : _("Your hand is up");
  }

  body() {
    const hand = store.of("hand")[0];
    return html`
      ${hand ? this.#up(hand) : nothing}
      ${hand?.speaking ? nothing : this.#kinds(hand)}
      ${hand ? html`<button class="button button--wide" @click=${this.#lower}>${hand.speaking ? _("I have finished") : _("Lower your hand")}</button>` : nothing}
    `;
  }

  /** @param {any} hand */
  #up(hand) {
    if (hand.speaking) return html`<p>${_("Everyone is listening. Say when you have finished.")}</p>`;
    const order = ORDERS[store.get("queue/1")?.order]?.() ?? "";
    return html`<p><b>${_("You are number {place} of {of}.", { place: number(hand.place), of: number(hand.of) })}</b> ${order}</p>`;
  }

  /** @param {any} hand */
  #kinds(hand) {
    return html`<ul class="ways">
      ${KINDS.map(
        ([
          kind,
          name,
          about,
        ]) => html`<li><button class="way" aria-pressed=${hand?.kind === kind ? "true" : "false"} @click=${() => this.#raise(kind)}>
          ${hand?.kind === kind ? icon("check") : icon("hand")} <span>${name()} <small>${about()}</small></span></button></li>`,
      )}
    </ul>`;
  }

  /** @param {string} kind */
  #raise(kind) {
    send("hand.raise", { kind }, () => true);
    if (connection.link !== "live") toast(_("There is no connection. Your hand goes up when it is back."));
    this.close();
  }

  #lower() {
    send("hand.lower", {}, () => true);
    this.close();
  }
}

customElements.define("hand-sheet", HandSheet);
