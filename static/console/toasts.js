/** Sentences that come up at the foot of the page: what was refused, or what can be undone. */

import { html } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Leaf } from "../element.js";
import { icon } from "../parts/icon.js";
import { say, warn } from "../say.js";
import { _ } from "../words.js";

const STAYS = 9000;

/** @typedef {{id: number, sentence: string, label?: string, act?: () => void}} Toast */

class ConsoleToasts extends Leaf {
  static properties = { toasts: { state: true } };

  constructor() {
    super();
    /** @type {Toast[]} */
    this.toasts = [];
  }

  render() {
    return html`<div class="toasts">
      ${repeat(
        this.toasts,
        (each) => each.id,
        (each) => html`<div class="toast">
          <span>${each.sentence}</span>
          ${each.act ? html`<button class="note-act" @click=${() => this.#do(each)}>${each.label}</button>` : ""}
          <button class="toast-end" aria-label=${_("Dismiss")} @click=${() => this.end(each.id)}>${icon("cross")}</button>
        </div>`,
      )}
    </div>`;
  }

  /** @param {Toast} toast */
  #do(toast) {
    this.end(toast.id);
    toast.act?.();
  }

  /** @param {number} id */
  end(id) {
    this.toasts = this.toasts.filter((each) => each.id !== id);
  }
}

customElements.define("console-toasts", ConsoleToasts);

let count = 0;

/** Take all sentences away: what follows is another matter. */
export function clearToasts() {
  /** @type {ConsoleToasts} */ (document.querySelector("console-toasts")).toasts = [];
}

/**
 * Show a sentence for a while, with one thing to do about it if there is one.
 * @param {string} sentence
 * @param {string} [label]
 * @param {() => void} [act]
 */
export function toast(sentence, label, act) {
  say(sentence);
  show(sentence, label, act);
}

/** Show what was not done, and why. @param {string} sentence */
export function refuse(sentence) {
  warn(sentence);
  show(sentence);
}

/** @param {string} sentence @param {string} [label] @param {() => void} [act] */
function show(sentence, label, act) {
  const place = /** @type {ConsoleToasts} */ (document.querySelector("console-toasts"));
  const id = ++count;
  const others = place.toasts.filter((each) => each.sentence !== sentence);
  place.toasts = [...others.slice(-2), { id, sentence, label, act }];
  window.setTimeout(() => place.end(id), STAYS);
}
