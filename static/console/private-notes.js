/** What a facilitator writes down for themselves. It stays on this device and goes nowhere. */

import { html } from "lit";
import { Leaf } from "../element.js";
import { _ } from "../words.js";

const PLACE = `private${location.pathname}`;

class PrivateNotes extends Leaf {
  render() {
    return html`<section>
      <div class="side-head"><h2><label for="private">${_("Only for you")}</label></h2></div>
      <textarea class="input private" id="private" rows="4" dir="auto" aria-describedby="private-hint" .defaultValue=${kept()} @input=${keep}></textarea>
      <p class="field-hint" id="private-hint">${_("Kept in this browser and never sent.")}</p>
    </section>`;
  }
}

customElements.define("private-notes", PrivateNotes);

function kept() {
  try {
    return localStorage.getItem(PLACE) ?? "";
  } catch {
    return "";
  }
}

/** @param {Event} event */
function keep(event) {
  try {
    localStorage.setItem(PLACE, /** @type {HTMLTextAreaElement} */ (event.target).value);
  } catch {
    // A full or forbidden storage: it lives as long as the page.
  }
}
