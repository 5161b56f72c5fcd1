/** Rewording something in its place. What is typed survives a reload; Escape leaves it as it was. */

import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { Leaf } from "../../element.js";
import { draftOf, keepDraft } from "../../phone/drafts.js";
import { grow } from "../../phone/grow.js";
import { isNearlyLong, isTooLong, room } from "../../phone/long.js";
import { _ } from "../../words.js";

/** `text`: how it reads now. `place`: where the draft is kept. Says `save`, `leave` or `remove`. */
class NoteEditor extends Leaf {
  static properties = { text: {}, place: {}, removable: { type: Boolean } };

  #draft = "";

  constructor() {
    super();
    this.text = "";
    this.place = "";
    this.removable = false;
  }

  firstUpdated() {
    const field = /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
    grow(field);
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  willUpdate() {
    if (!this.hasUpdated) this.#draft = draftOf(this.place) || this.text;
  }

  render() {
    const draft = this.#draft;
    const tooLong = isTooLong(draft);
    return html`<form class="note-editor" @submit=${this.#save} @keydown=${this.#onKey}>
      <textarea class="input" rows="2" dir="auto" aria-label=${_("New words")} .value=${live(draft)} @input=${this.#write}></textarea>
      <p class="composer-foot"><span class=${isNearlyLong(draft) ? "is-near" : ""}>${room(draft)}</span></p>
      <div class="dialog-acts">
        ${this.removable ? html`<button class="button button--plain" type="button" @click=${() => this.#say("remove")}>${_("Remove")}</button>` : nothing}
        <button class="button" type="button" @click=${() => this.#say("leave")}>${_("Cancel")}</button>
        <button class="button button--ink" ?disabled=${tooLong || !draft.trim()}>${_("Save")}</button>
      </div>
    </form>`;
  }

  /** @param {InputEvent} event */
  #write(event) {
    const field = /** @type {HTMLTextAreaElement} */ (event.target);
    this.#draft = field.value;
    keepDraft(this.place, field.value);
    grow(field);
    this.requestUpdate();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key === "Escape") this.#say("leave");
    if (
      event.key === "Enter" &&
      !event.shiftKey &&
      !event.isComposing &&
      event.target instanceof HTMLTextAreaElement
    )
      this.#save(event);
  }

  /** @param {Event} event */
  #save(event) {
    event.preventDefault();
    if (this.#draft.trim() && !isTooLong(this.#draft)) this.#say("save");
  }

  /** @param {"save" | "leave" | "remove"} name */
  #say(name) {
    keepDraft(this.place, "");
    this.dispatchEvent(new CustomEvent(name, { detail: this.#draft }));
  }
}

customElements.define("note-editor", NoteEditor);
