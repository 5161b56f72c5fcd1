/** Who I am here, as others may see me; and how I take my seat to another device. */

import { html, nothing } from "lit";
import { Element } from "../element.js";
import { sectorMark } from "../parts/sector-mark.js";
import { say } from "../say.js";
import { connection } from "../socket.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import { here } from "./here.js";
import { isMuted } from "./muted.js";

/** Does this workshop ask for no names? Then there is none to change. */
const isUnnamed = document.getElementById("phone")?.dataset.unnamed !== undefined;

class MeCard extends Element {
  #isEditing = false;
  #wrong = "";

  render() {
    const me = store.me;
    if (!me) return nothing;
    return html`<section class="me" aria-label=${_("You")}>
      ${this.#isEditing ? this.#form(me) : this.#shown(me)}
      ${store.you.rejoin ? this.#rejoin(store.you.rejoin) : nothing}
      <p class="me-kept"><a href="/w/${here.code}/me">${_("What is kept about me")}</a></p>
    </section>`;
  }

  /** @param {any} me */
  #shown(me) {
    return html`<div class="me-who">
      <p><b dir="auto">${me.name || _("No name")}</b>
        ${me.sector ? html`<span>${sectorMark(me.sector, true)} <bdi>${me.sector}</bdi></span>` : nothing}
        ${me.organisation ? html`<span dir="auto">${me.organisation}</span>` : nothing}</p>
      ${isMuted() || isUnnamed ? nothing : html`<button class="note-act" @click=${() => this.#edit(true)}>${_("Change name")}</button>`}
    </div>`;
  }

  /** @param {any} me */
  #form(me) {
    return html`<form class="field ${this.#wrong ? "is-wrong" : ""}" @submit=${this.#save}>
      <label for="my-name">${_("Your name")}</label>
      <input class="input" id="my-name" name="name" autocomplete="given-name" dir="auto" .value=${me.name}>
      ${this.#wrong ? html`<span class="field-wrong" role="alert">${this.#wrong}</span>` : nothing}
      <div class="dialog-acts">
        <button class="button" type="button" @click=${() => this.#edit(false)}>${_("Cancel")}</button>
        <button class="button button--ink">${_("Save name")}</button>
      </div>
    </form>`;
  }

  /** @param {string} code */
  #rejoin(code) {
    return html`<div class="me-rejoin">
      <p>${_(
        "To continue on another device, open {address} on that device. Choose “I was here before”. Then enter this code:",
        {
          // An address reads from left to right in every script.
          address: `\u2066${here.host}/join/${here.code}\u2069`,
        },
      )}</p>
      <p class="code">${code}</p>
    </div>`;
  }

  /** @param {boolean} isEditing */
  async #edit(isEditing) {
    this.#isEditing = isEditing;
    this.#wrong = "";
    this.requestUpdate();
    await this.updateComplete;
    if (isEditing) this.querySelector("input")?.select();
    else this.querySelector("button")?.focus();
  }

  /** @param {SubmitEvent} event */
  async #save(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    this.#wrong = await rename(String(new FormData(form).get("name")));
    if (this.#wrong) return this.requestUpdate();
    this.#edit(false);
    say(_("Your name is saved."));
  }
}

/** Names are kept beside the record of what happened, so they have a way of their own. @param {string} name */
async function rename(name) {
  try {
    const response = await fetch(`/w/${here.code}/me`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ name }),
    });
    const answer = await response.json();
    return response.ok ? "" : (answer.refused ?? _("That was not saved. Try again."));
  } catch {
    return connection.link === "live"
      ? _("That was not saved. Try again.")
      : _("There is no connection. Try again when the connection is back.");
  }
}

customElements.define("me-card", MeCard);
