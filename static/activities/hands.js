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
  ["respond", () => _("I want to answer"), () => _("to what somebody says now")],
  ["question", () => _("I have a question"), () => ""],
  ["process", () => _("It is about how we work together"), () => _("this comes first")],
  ["technical", () => _("Something does not work"), () => _("the sound, the picture or this page")],
];

/** @type {Record<string, () => string>} */
const ORDERS = {
  fewest_turns: () => _("People who spoke least come first."),
  first_come: () => _("The first hand up comes first."),
  sectors: () => _("Sectors that have spoken least come first."),
};

class HandSheet extends Sheet {
  get heading() {
    const hand = store.of("hand")[0];
    if (!hand) return _("Raise your hand");
    return hand.speaking ? _("It is your turn to speak") : _("Your hand is up");
  }

  body() {
    const hand = store.of("hand")[0];
    return html`
      ${hand ? this.#up(hand) : nothing}
      ${hand?.speaking ? nothing : this.#kinds(hand)}
      ${hand ? html`<button class="button button--wide" @click=${this.#lower}>${hand.speaking ? _("I have finished speaking") : _("Lower your hand")}</button>` : nothing}
    `;
  }

  /** @param {any} hand */
  #up(hand) {
    if (hand.speaking)
      return html`<p>${_("Everyone listens to you. Press the button when you have finished.")}</p>`;
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
    if (connection.link !== "live")
      toast(_("There is no connection. Your hand goes up when the connection is back."));
    this.close();
  }

  #lower() {
    send("hand.lower", {}, () => true);
    this.close();
  }
}

customElements.define("hand-sheet", HandSheet);
