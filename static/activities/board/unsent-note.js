/** A note the server has not confirmed: waiting, or refused with the reason and what can be done. */

import { html, nothing } from "lit";
import { Element } from "../../element.js";
import { reasonOf, stateOf } from "../../phone/sending.js";
import { toast } from "../../phone/toast.js";
import { connection } from "../../socket.js";
import { store } from "../../store.js";
import { _ } from "../../words.js";
import { quote } from "./board-note.js";
import "../../parts/note-card.js";

class UnsentNote extends Element {
  static properties = { item: { attribute: false } };

  constructor() {
    super();
    /** @type {import("../../outbox.js").Item} */
    this.item = { id: "", name: "", data: {}, state: "waiting", at: 0 };
  }

  render() {
    const { item } = this;
    const note = {
      text: item.data.text,
      mine: true,
      sector: item.state === "saved" ? store.me?.sector : undefined,
    };
    return html`<note-card .note=${note} .state=${stateOf(item)} .reason=${reasonOf(item)}
      .facts=${item.data.on ? quote(item.data.on) : nothing}
      .acts=${item.state === "refused" ? this.#acts : nothing}></note-card>`;
  }

  get #acts() {
    return html`
      <button class="note-act" @click=${() => connection.outbox.again(this.item.id)}>${_("Send again")}</button>
      <button class="note-act" @click=${() => this.#takeBack()}>${_("Edit")}</button>
      <button class="note-act" @click=${() => this.#discard()}>${_("Delete")}</button>
    `;
  }

  #takeBack() {
    this.dispatchEvent(new CustomEvent("take-back", { bubbles: true, detail: this.item.data.text }));
    connection.outbox.discard(this.item.id);
  }

  #discard() {
    const main = this.closest("main");
    const { id, data } = this.item;
    connection.outbox.discard(id);
    toast(_("Note deleted."), _("Restore it"), () =>
      main?.dispatchEvent(new CustomEvent("take-back", { detail: data.text })),
    );
  }
}

customElements.define("unsent-note", UnsentNote);
