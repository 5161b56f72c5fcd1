/** A sheet: what comes up from the lower edge, within reach of a thumb, and goes down again. */

import { html, nothing } from "lit";
import { Element } from "../element.js";
import { icon } from "../parts/icon.js";
import { _ } from "../words.js";

/** Whoever is a sheet says its `heading` and draws its `body`, which is there only while it is open. */
export class Sheet extends Element {
  isUp = false;
  /** What it was opened for. @type {any} */
  about = null;

  /** @returns {string} */
  get heading() {
    return "";
  }

  /** Does one write here at once? Otherwise the heading is read first. */
  get writes() {
    return false;
  }

  /** @returns {unknown} */
  body() {
    return nothing;
  }

  /** @param {any} [about] */
  async open(about = null) {
    this.about = about;
    this.isUp = true;
    this.requestUpdate();
    await this.updateComplete;
    if (!this.dialog?.open) this.dialog?.showModal();
  }

  close() {
    this.dialog?.close();
    // The dialog itself says so a moment later.
    this.closed();
  }

  /** @returns {HTMLDialogElement | null} */
  get dialog() {
    return this.querySelector("dialog");
  }

  render() {
    return html`<dialog class="dialog sheet" aria-labelledby=${this.isUp ? `${this.localName}-title` : nothing}
        @close=${() => this.closed()} @click=${(/** @type {Event} */ event) => event.target === this.dialog && this.close()}>
      ${this.isUp ? this.#inside() : nothing}
    </dialog>`;
  }

  closed() {
    this.isUp = false;
    this.requestUpdate();
  }

  #inside() {
    return html`<div class="sheet-inside">
      <div class="sheet-head">
        <h2 id="${this.localName}-title" dir="auto" tabindex="-1" ?autofocus=${!this.writes}>${this.heading}</h2>
        <button class="button button--plain button--square" aria-label=${_("Close")} @click=${() => this.close()}>${icon("cross")}</button>
      </div>
      ${this.body()}
    </div>`;
  }
}

/** Take every sheet of this page down. */
export function closeSheets() {
  for (const dialog of document.querySelectorAll("dialog[open]")) {
    const sheet = /** @type {Sheet} */ (dialog.parentElement);
    sheet.close();
  }
}

/** Bring up a sheet of this page; another one goes down. @param {string} name @param {any} [about] */
export function openSheet(name, about) {
  closeSheets();
  /** @type {Sheet | null} */ (document.querySelector(name))?.open(about);
}
