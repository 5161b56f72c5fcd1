/** Where a person writes. Enter posts, Shift and Enter begin a line; what is typed is never cut or lost. */

import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { Element } from "../../element.js";
import { icon } from "../../parts/icon.js";
import { doneButton } from "../../phone/done.js";
import { choiceAt, draftOf, keepChoice, keepDraft } from "../../phone/drafts.js";
import { grow } from "../../phone/grow.js";
import { isNearlyLong, isTooLong, room } from "../../phone/long.js";
import { isMuted, mutedLine } from "../../phone/muted.js";
import { send } from "../../phone/sending.js";
import { mayWrite, takesPart } from "../../phone/standing.js";
import { say } from "../../say.js";
import { store } from "../../store.js";
import { _ } from "../../words.js";

export class NoteComposer extends Element {
  static properties = { stage: { attribute: false }, board: { type: Number } };

  constructor() {
    super();
    /** @type {any} */
    this.stage = null;
    this.board = 0;
  }

  render() {
    if (!takesPart()) return nothing;
    const draft = this.#draft;
    if (!mayWrite(this.stage)) return draft ? this.#kept(draft) : nothing;
    if (isMuted()) return this.#muted(draft);
    return html`<form class="composer" aria-label=${_("Write a note")} @submit=${this.#post}>
      ${this.#on}
      <label class="unseen" for="idea">${_("Your idea")}</label>
      <textarea class="input" id="idea" rows="1" dir="auto" enterkeyhint="send" aria-describedby="room"
        placeholder=${_("Write one idea")} .value=${live(draft)} @input=${this.#write} @keydown=${this.#onKey}></textarea>
      <button class="button button--now button--square" aria-label=${_("Post")}>${icon("send", true)}</button>
      <div class="composer-foot">
        <span id="room" class=${isNearlyLong(draft) ? "is-near" : ""}>${room(draft)}</span>
        ${doneButton(this.stage)}
      </div>
    </form>`;
  }

  /** What was being written stays where it is. @param {string} draft */
  #muted(draft) {
    return html`${draft ? this.#kept(draft) : nothing}<div class="composer">${mutedLine()}
      <div class="composer-foot">${doneButton(this.stage)}</div></div>`;
  }

  /** What somebody was writing when the stage was locked. @param {string} draft */
  #kept(draft) {
    return html`<div class="composer composer--kept">
      <textarea class="input" rows="1" dir="auto" readonly aria-label=${_("Not posted yet")} .value=${draft}></textarea>
      <div class="composer-foot"><span>${_("Not posted. Your text is kept on this device.")}</span></div>
    </div>`;
  }

  get #on() {
    const on = store.get(`note/${choiceAt(this.#place)}`);
    if (!on) return nothing;
    return html`<p class="composer-on"><span>${_("Builds on:")} <q dir="auto" lang=${on.language ?? nothing}>${on.text}</q></span>
      <button class="button button--plain button--square button--small" type="button" aria-label=${_("Write a separate note")}
        @click=${() => this.#setOn("")}>${icon("cross")}</button></p>`;
  }

  get #place() {
    return `board/${this.board}`;
  }

  get #draft() {
    return draftOf(this.#place);
  }

  get #field() {
    return /** @type {HTMLTextAreaElement | null} */ (this.querySelector("textarea"));
  }

  /** Write a note that builds on another. @param {number} note */
  buildOn(note) {
    this.#setOn(note);
    this.#field?.focus();
  }

  /** Take words back to where they can be changed; what stands there already stays. @param {string} text */
  takeBack(text) {
    this.#keep([this.#draft.trim(), text].filter(Boolean).join("\n"));
    this.#field?.focus();
  }

  /** @param {number | ""} on */
  #setOn(on) {
    keepChoice(this.#place, on);
    this.requestUpdate();
    this.#field?.focus();
  }

  /** @param {string} text */
  async #keep(text) {
    keepDraft(this.#place, text);
    this.requestUpdate();
    await this.updateComplete;
    if (this.#field) grow(this.#field);
  }

  /** @param {InputEvent} event */
  #write(event) {
    this.#keep(/** @type {HTMLTextAreaElement} */ (event.target).value);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    this.#post(event);
  }

  /** @param {Event} event */
  #post(event) {
    event.preventDefault();
    const text = this.#draft.trim();
    this.#field?.focus();
    if (!text) return;
    if (isTooLong(text)) return say(room(text));
    const on = store.get(`note/${choiceAt(this.#place)}`);
    const note = { board: this.board, text, language: document.documentElement.lang };
    send("note.add", on ? { ...note, on: on.seq } : note);
    keepChoice(this.#place, "");
    this.#keep("");
    this.dispatchEvent(new CustomEvent("posted"));
  }
}

customElements.define("note-composer", NoteComposer);
