/** Another title for a cluster. */

import { html, nothing } from "lit";
import { Sheet } from "../../phone/sheet.js";
import { connection } from "../../socket.js";
import { _ } from "../../words.js";

class RenameSheet extends Sheet {
  #wrong = "";

  get writes() {
    return true;
  }

  get heading() {
    return _("Rename the cluster");
  }

  body() {
    return html`<form class="field" @submit=${this.#rename}>
      <label for="cluster-title">${_("What do these notes say?")}</label>
      <div class="field-row">
        <input autofocus class="input" id="cluster-title" name="title" dir="auto" autocomplete="off" .value=${this.about.title}>
        <button class="button button--ink">${_("Rename")}</button>
      </div>
      ${this.#wrong ? html`<span class="field-wrong" role="alert">${this.#wrong}</span>` : nothing}
    </form>`;
  }

  /** @param {SubmitEvent} event */
  async #rename(event) {
    event.preventDefault();
    const title = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("title"));
    const answer = await connection.command("cluster.rename", { cluster: this.about.seq, title });
    this.#wrong =
      answer.refused === undefined
        ? ""
        : answer.refused || _("There is no connection. Try again when the connection is back.");
    if (this.#wrong) this.requestUpdate();
    else this.close();
  }
}

customElements.define("rename-sheet", RenameSheet);
