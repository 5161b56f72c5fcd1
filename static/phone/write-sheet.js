/** A sheet with one thing to write: counted, kept as a draft, sent when it is complete. */

import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { _ } from "../words.js";
import { draftOf, keepDraft } from "./drafts.js";
import { isNearlyLong, isTooLong, room } from "./long.js";
import { isMuted, mutedLine } from "./muted.js";
import { Sheet } from "./sheet.js";

/** Whoever is one says `place`, `label`, `hint`, `button`, and what `send(text, form)` does. */
export class WriteSheet extends Sheet {
  /** @returns {string} where the draft is kept */
  get place() {
    return this.localName;
  }

  get writes() {
    return true;
  }

  /** @returns {string} */
  get label() {
    return "";
  }

  /** @returns {string} */
  get hint() {
    return "";
  }

  /** @returns {string} */
  get button() {
    return _("Send");
  }

  /** May the words be left out? */
  get isOptional() {
    return false;
  }

  /** Is it for nobody to read but the facilitators? Then somebody who is muted may write it. */
  get isPrivate() {
    return false;
  }

  /** More fields. @returns {unknown} */
  more() {
    return nothing;
  }

  /** @param {string} _text @param {FormData} _form */
  send(_text, _form) {}

  body() {
    if (isMuted() && !this.isPrivate) return mutedLine();
    const draft = draftOf(this.place);
    return html`<form class="write" @submit=${this.#submit}>
      <div class="field">
        <label for="${this.localName}-text">${this.label}</label>
        <textarea autofocus class="input" id="${this.localName}-text" rows="3" dir="auto" .value=${live(draft)} @input=${this.#write}></textarea>
        <span class="field-hint"><span class=${isNearlyLong(draft) ? "is-near" : ""}>${room(draft)}</span>${this.hint ? html` · ${this.hint}` : nothing}</span>
      </div>
      ${this.more()}
      <button class="button button--now button--wide" ?disabled=${(!this.isOptional && !draft.trim()) || isTooLong(draft)}>${this.button}</button>
    </form>`;
  }

  /** @param {InputEvent} event */
  #write(event) {
    keepDraft(this.place, /** @type {HTMLTextAreaElement} */ (event.target).value);
    this.requestUpdate();
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    this.send(draftOf(this.place).trim(), new FormData(/** @type {HTMLFormElement} */ (event.target)));
    keepDraft(this.place, "");
    this.close();
  }
}
