/** What was agreed, pinned to every view: one rule at a time, so that it stays legible. */

import { html, nothing } from "lit";
import { Element } from "../element.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import { adopted } from "./rules.js";

const DWELL = 14;

class AgreedLine extends Element {
  #turn = 0;
  #place = 0;

  connectedCallback() {
    super.connectedCallback();
    this.#turn = window.setInterval(() => {
      this.#place += 1;
      this.requestUpdate();
    }, DWELL * 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.#turn);
  }

  render() {
    const rules = adopted(store).filter((rule) => rule.accepts === undefined);
    if (rules.length === 0) return nothing;
    const place = this.#place % rules.length;
    return html`<footer class="agreed">
      <b>${_("We agreed")}</b> <span class="rule-number">${place + 1}</span>
      <span class="agreed-text" dir="auto">${rules[place].text}</span>
    </footer>`;
  }
}

customElements.define("agreed-line", AgreedLine);
