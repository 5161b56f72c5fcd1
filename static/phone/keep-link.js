/** The link that whoever was here may keep: it opens the minutes when their seat is long forgotten. */

import { html, nothing } from "lit";
import { copied, LINGER } from "../copied.js";
import { Element } from "../element.js";
import { say } from "../say.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import { here } from "./here.js";

/** A room asks for it at the same moment, so each waits a little, and not as long as the others. */
const SPREAD = 3000;

class KeepLink extends Element {
  #link = "";
  #label = "";
  #isComing = false;

  connectedCallback() {
    super.connectedCallback();
    this.#link = store.you.keep ?? "";
    const mayKeep = store.you.role === "participant" || store.you.role === "observer";
    this.#isComing = !this.#link && mayKeep && !here.looking;
    if (this.#isComing) window.setTimeout(() => this.#fetch(), SPREAD * Math.random());
  }

  render() {
    if (!this.#link && !this.#isComing) return nothing;
    return html`<section class="keep"><h2><label for="keep">${_("Keep this link")}</label></h2>
      <p id="keep-hint">${_("With this link you can open the minutes later, also on another device. Keep it for yourself: everybody with this link can read what you saw and what is kept about you, and can erase it.")}</p>
      <div class="keep-row">
        <input class="input" id="keep" readonly aria-describedby="keep-hint" .value=${this.#link || "…"}>
        <button class="button" ?disabled=${!this.#link} @click=${this.#copy}>${this.#label || _("Copy")}</button>
      </div></section>`;
  }

  async #fetch() {
    try {
      const answer = await fetch(`/w/${here.code}/archive/link`, { headers: { Accept: "application/json" } });
      this.#link = (await answer.json()).keep ?? "";
    } catch {
      // Whoever loads the page again finds it in the view.
      this.#link = "";
    }
    this.#isComing = false;
    this.requestUpdate();
  }

  async #copy() {
    const field = /** @type {HTMLInputElement} */ (this.querySelector("input"));
    this.#label = (await copied(field))
      ? _("Copied")
      : _("Not copied. Select the link and copy it yourself.");
    say(this.#label);
    this.requestUpdate();
    window.setTimeout(() => {
      this.#label = "";
      this.requestUpdate();
    }, LINGER);
  }
}

customElements.define("keep-link", KeepLink);
