/** On a narrow page one part shows at a time; these are the tabs between them. */

import { html } from "lit";
import { store } from "../store.js";
import { _, number } from "../words.js";
import { chosen } from "./chosen.js";
import { openConcerns } from "./concerns.js";
import { Follower } from "./follower.js";
import { waitingPeople } from "./waiting.js";

class ConsolePanels extends Follower {
  render() {
    const hands = store.of("hand").length;
    const held = store.of("note").filter((note) => note.state === "held").length;
    const waiting = hands + held + openConcerns().length + waitingPeople().length;
    return html`<div class="tabs">
      ${this.#tab("run", _("Run sheet"), store.stages.length)}
      ${this.#tab("stage", _("Stage"))}
      ${this.#tab("people", _("People"), waiting || store.workshop.people, waiting > 0)}
    </div>`;
  }

  /** @param {string} panel @param {string} label @param {number} [n] @param {boolean} [isNew] */
  #tab(panel, label, n, isNew = false) {
    const isHere = chosen.panel === panel;
    return html`<button class="tab ${isNew && !isHere ? "is-new" : ""}" aria-current=${isHere} @click=${() => chosen.see(panel)}>
      ${label}${n === undefined ? "" : html` <small>${number(n)}</small>`}
    </button>`;
  }
}

customElements.define("console-panels", ConsolePanels);
