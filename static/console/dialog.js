/** A dialog: a question with a form. It stays, with all that was typed, until the server agreed. */

import { html, nothing } from "lit";
import { Element } from "../element.js";
import { _ } from "../words.js";

let count = 0;

export class Dialog extends Element {
  /** @type {import("lit").PropertyDeclarations} */
  static properties = { wrong: { state: true }, isBusy: { state: true } };

  #id = `dialog-${++count}`;

  constructor() {
    super();
    this.wrong = "";
    this.isBusy = false;
  }

  /** What it is about. */
  get heading() {
    return "";
  }

  /** The label of the button that does it; "" where there is nothing to send. */
  get verb() {
    return "";
  }

  /** One of "", "dialog--wide". */
  get size() {
    return "";
  }

  /** Is the answer no more than reading? Then there is one way out. */
  get way() {
    return this.verb ? _("Cancel") : _("Done");
  }

  /** Is there more to read than the window holds? Then one begins at its heading, not at its first field. */
  get isLong() {
    return false;
  }

  /** @returns {unknown} */
  body() {
    return nothing;
  }

  /**
   * Send what the form holds. "" closes the dialog; a sentence is shown and keeps it open.
   * @param {FormData} _form
   * @returns {Promise<string> | string}
   */
  send(_form) {
    return "";
  }

  render() {
    return html`<dialog class="dialog ${this.size}" aria-labelledby=${this.#id} @close=${() => this.remove()}>
      <form class="dialog-form" @submit=${this.#submit}>
        <div class="dialog-head"><h2 id=${this.#id} dir="auto" tabindex="-1" ?autofocus=${this.isLong}>${this.heading}</h2></div>
        ${this.body()}
        ${this.wrong ? html`<p class="field-wrong" role="alert">${this.wrong}</p>` : nothing}
        <div class="dialog-acts">
          <button class="button ${this.verb ? "" : "button--ink"}" type="button" @click=${() => this.close()}>${this.way}</button>
          ${this.verb ? html`<button class="button button--ink" ?disabled=${this.isBusy}>${this.verb}</button>` : nothing}
        </div>
      </form>
    </dialog>`;
  }

  close() {
    this.querySelector("dialog")?.close();
  }

  /** @param {SubmitEvent} event */
  #submit = async (event) => {
    event.preventDefault();
    this.isBusy = true;
    this.wrong = "";
    this.wrong = await this.send(new FormData(/** @type {HTMLFormElement} */ (event.target)));
    this.isBusy = false;
    if (!this.wrong) this.close();
  };
}

/** Show a dialog over the page. @param {Dialog} dialog */
export async function open(dialog) {
  document.body.append(dialog);
  await dialog.updateComplete;
  dialog.querySelector("dialog")?.showModal();
}

/** The text of a field. @param {FormData} form @param {string} name */
export function text(form, name) {
  return String(form.get(name) ?? "").trim();
}

/** The lines of a field that hold something. @param {FormData} form @param {string} name */
export function lines(form, name) {
  return text(form, name)
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}
