/** One action: what, who, by when, where it came from; its owner accepts it and later says how it went. */

import { html, nothing } from "lit";
import { Element } from "../../element.js";
import { icon } from "../../parts/icon.js";
import { isMuted } from "../../phone/muted.js";
import { latest, send } from "../../phone/sending.js";
import { takesPart } from "../../phone/standing.js";
import { refusal, unsent } from "../../phone/unsent.js";
import { store } from "../../store.js";
import { _, day } from "../../words.js";
import "../board/note-editor.js";

class ActionCard extends Element {
  static properties = { action: { attribute: false } };

  #isClosing = false;

  constructor() {
    super();
    /** @type {any} */
    this.action = null;
  }

  render() {
    const { action } = this;
    const closing = latest("action.close", (data) => data.action === action.seq);
    return html`<article class="action ${this.#isMine ? "is-mine" : ""}">
      <p class="action-text" dir="auto">${action.text}</p>
      <p class="action-facts">${this.#who}${action.due ? html`<span>${_("by {day}", { day: day(action.due) })}</span>` : nothing}<span>${this.#status}</span></p>
      ${action.from === null ? nothing : source(action.from)}
      ${action.outcome ? html`<p class="parked-outcome"><b>${_("What happened with it:")}</b> <span dir="auto">${action.outcome}</span></p>` : nothing}
      ${refusal(this.#accepting)}
      ${closing && closing.state !== "saved" ? unsent(closing, closing.data.outcome) : nothing}
      ${this.#isClosing && !isMuted() ? this.#editor : this.#acts}
    </article>`;
  }

  get #isMine() {
    return store.me !== undefined && this.action.owner === store.me.seq;
  }

  get #who() {
    const { owner } = this.action;
    if (owner === null) return html`<b>${_("Nobody yet")}</b>`;
    if (this.#isMine) return html`<b>${_("You")}</b>`;
    return html`<b dir="auto">${store.get(`person/${owner}`)?.name || _("Somebody")}</b>`;
  }

  get #accepting() {
    return latest("action.accept", (data) => data.action === this.action.seq);
  }

  get #isAccepted() {
    return this.action.status === "accepted" || (this.#accepting && this.#accepting.state !== "refused");
  }

  get #status() {
    if (this.action.status === "closed") return _("closed");
    if (this.#isAccepted) return html`${icon("check")} ${_("accepted")}`;
    return this.action.owner === null ? _("proposed") : _("not accepted yet");
  }

  get #acts() {
    const { action } = this;
    if (!takesPart() || !this.#isMine || action.status === "closed" || store.workshop.state !== "open")
      return nothing;
    if (!this.#isAccepted && action.may_accept) {
      return html`<button class="button button--now" @click=${() => send("action.accept", { action: action.seq }, (data) => data.action === action.seq)}>${_("I will do it")}</button>`;
    }
    if (isMuted()) return nothing;
    return html`<button class="note-act" @click=${() => this.#closing(true)}>${_("Say what happened with it")}</button>`;
  }

  get #editor() {
    return html`<note-editor .text=${""} .place="outcome/${this.action.seq}"
      @save=${(/** @type {CustomEvent<string>} */ event) => this.#close(event.detail)} @leave=${() => this.#closing(false)}></note-editor>`;
  }

  /** @param {string} outcome */
  #close(outcome) {
    const { seq } = this.action;
    send("action.close", { action: seq, outcome }, (data) => data.action === seq);
    this.#closing(false);
  }

  /** @param {boolean} isClosing */
  #closing(isClosing) {
    this.#isClosing = isClosing;
    this.requestUpdate();
  }
}

/** Where an action came from, in its own words. @param {number} seq */
function source(seq) {
  const words = store.get(`cluster/${seq}`)?.title ?? store.get(`note/${seq}`)?.text;
  return words
    ? html`<p class="action-from">${_("Comes from:")} <q dir="auto" lang=${store.get(`note/${seq}`)?.language ?? nothing}>${words}</q></p>`
    : nothing;
}

customElements.define("action-card", ActionCard);
