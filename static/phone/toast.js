/** One short word about what was just done, with a way back. */

import { html, nothing } from "lit";
import { Leaf } from "../element.js";
import { say, warn } from "../say.js";

const STAYS = 8000;

/** @typedef {{sentence: string, label?: string, act?: () => void, isWrong?: boolean}} Toast */

class PhoneToast extends Leaf {
  /** @type {Toast | null} */
  #toast = null;
  #timer = 0;

  /** @param {Toast} toast */
  show(toast) {
    clearTimeout(this.#timer);
    this.#toast = toast;
    this.#timer = window.setTimeout(() => this.#leave(), STAYS);
    (toast.isWrong ? warn : say)(toast.sentence);
    this.requestUpdate();
  }

  render() {
    const toast = this.#toast;
    if (!toast) return nothing;
    const act = () => {
      this.#leave();
      toast.act?.();
    };
    return html`<div class="toast"><span>${toast.sentence}</span>
      ${toast.label ? html`<button class="note-act" @click=${act}>${toast.label}</button>` : nothing}
    </div>`;
  }

  clear() {
    if (this.#toast) this.#leave();
  }

  #leave() {
    clearTimeout(this.#timer);
    this.#toast = null;
    this.requestUpdate();
  }
}

customElements.define("phone-toast", PhoneToast);

/** What it was about is not on the page any more. */
export function clearToast() {
  /** @type {PhoneToast | null} */ (document.querySelector("phone-toast"))?.clear();
}

/** @param {string} sentence @param {string} [label] @param {() => void} [act] */
export function toast(sentence, label, act) {
  show({ sentence, label, act });
}

/** What was not done, and why. @param {string} sentence */
export function refuse(sentence) {
  show({ sentence, isWrong: true });
}

/** @param {Toast} toast */
function show(toast) {
  /** @type {PhoneToast | null} */ (document.querySelector("phone-toast"))?.show(toast);
}
