/** The workshop's own words, as a facilitator writes them: its title, its purpose, and its languages. */

import { html, nothing } from "lit";
import { store } from "../store.js";
import { _ } from "../words.js";
import { ask } from "./ask.js";
import { Dialog, open, text } from "./dialog.js";

/** The languages of this server, as the page lists them. */
const spoken = [...document.querySelectorAll("#languages [lang]")].map((link) => ({
  code: /** @type {HTMLElement} */ (link).dataset.language ?? "",
  name: link.textContent,
  lang: /** @type {HTMLElement} */ (link).lang,
}));

/** @param {string} label @param {string} nothingChosen @param {string} [chosen] */
function choice(label, nothingChosen, chosen = "") {
  return html`<label class="field"><span class="field-label">${label}</span>
    <select class="input" name="language">
      <option value="">${nothingChosen}</option>
      ${spoken.map(({ code, name, lang }) => html`<option value=${code} lang=${lang} ?selected=${code === chosen}>${name}</option>`)}
    </select></label>`;
}

class WorkshopDialog extends Dialog {
  get heading() {
    return _("Title and purpose");
  }

  get verb() {
    return _("Save");
  }

  body() {
    const { title, purpose } = store.workshop;
    return html`<label class="field"><span class="field-label">${_("Title")}</span>
        <input class="input" name="title" required maxlength="120" dir="auto" .defaultValue=${title} autofocus /></label>
      <label class="field"><span class="field-label">${_("Purpose")}</span>
        <textarea class="input" name="purpose" rows="3" maxlength="2000" dir="auto" .defaultValue=${purpose}></textarea></label>
      ${spoken.length > 1 ? this.#languages() : nothing}`;
  }

  #languages() {
    const [first, second] = store.workshop.languages ?? [];
    return html`<div class="field-row">
      ${choice(_("Language of the pages"), _("As each person’s phone asks"), first)}
      ${choice(_("Second language on the screen"), _("None"), second)}
    </div>`;
  }

  /** @param {FormData} form */
  send(form) {
    const [first, second] = form.getAll("language");
    if (second && !first) return _("Choose the language of the pages first.");
    const languages = [first, second].filter(Boolean);
    return ask("workshop.edit", { title: text(form, "title"), purpose: text(form, "purpose"), languages });
  }
}

customElements.define("workshop-dialog", WorkshopDialog);

export function renameWorkshop() {
  return open(new WorkshopDialog());
}
