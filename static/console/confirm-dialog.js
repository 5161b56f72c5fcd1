/** Asks before what cannot be taken back, and for the one line that goes with it, if any. */

import { html, nothing } from "lit";
import { Dialog, open, text } from "./dialog.js";

/**
 * @typedef {{heading: string, about?: string, verb: string, label?: string, hint?: string, value?: string,
 *   isNeeded?: boolean, most?: number, send: (line: string) => Promise<string>}} Question
 */

class ConfirmDialog extends Dialog {
  /** @type {Question} */
  question = { heading: "", verb: "", send: async () => "" };

  get heading() {
    return this.question.heading;
  }

  get verb() {
    return this.question.verb;
  }

  body() {
    const { about, label, hint, value = "", isNeeded = false, most = 280 } = this.question;
    return html`
      ${about ? html`<p dir="auto">${about}</p>` : nothing}
      ${
        label
          ? html`<label class="field"><span class="field-label">${label}</span>
            <textarea class="input" name="line" rows="3" dir="auto" maxlength=${most} ?required=${isNeeded} .defaultValue=${value} autofocus></textarea>
            ${hint ? html`<span class="field-hint">${hint}</span>` : nothing}</label>`
          : nothing
      }`;
  }

  /** @param {FormData} form */
  send(form) {
    return this.question.send(text(form, "line"));
  }
}

customElements.define("confirm-dialog", ConfirmDialog);

/** @param {Question} question */
export function confirm(question) {
  return open(Object.assign(new ConfirmDialog(), { question }));
}
