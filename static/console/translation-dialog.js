/** A note in another language: a facilitator writes it, and it stands beneath the note's own words. */

import { html, nothing } from "lit";
import { languageName } from "../parts/translations.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import { act, ask } from "./ask.js";
import { Dialog, open, text } from "./dialog.js";
import { toast } from "./toasts.js";

const LONGEST = 1000;

/** Offered behind the languages of this server. */
const OTHERS = (
  "am ar bn ckb de en es fa fr ha hi hy id it ja ka km ko ku ln lo mg mn ms my ne nl om pa pl ps pt " +
  "ro ru rw si so sq sr sw ta te th ti tl tr uk ur uz vi wo yo zh zu"
).split(" ");

class TranslationDialog extends Dialog {
  note = 0;
  language = "";

  get heading() {
    return this.language ? _("Change a translation") : _("Add a translation");
  }

  get verb() {
    return _("Save");
  }

  get #record() {
    return store.get(`note/${this.note}`);
  }

  body() {
    const note = this.#record;
    if (!note) return html`<p>${_("Its author has removed this note.")}</p>`;
    return html`<p class="note-whole" dir="auto" lang=${note.language ?? nothing}>${note.text}</p>
      <label class="field"><span class="field-label">${_("Language of the translation")}</span>
        <select class="input" name="language" required ?autofocus=${!this.language}>
          ${this.language ? nothing : html`<option value="">${_("Choose a language")}</option>`}
          ${(this.language ? [this.language] : offered(note)).map((code) => html`<option value=${code}>${languageName(code)}</option>`)}
        </select></label>
      <label class="field"><span class="field-label">${_("Translation")}</span>
        <textarea class="input" name="text" rows="4" maxlength=${LONGEST} required dir="auto" ?autofocus=${!!this.language}
          .defaultValue=${note.translations?.[this.language] ?? ""}></textarea>
        <span class="field-hint">${_("People read it under the note. The words of the note do not change.")}</span></label>`;
  }

  /** @param {FormData} form */
  send(form) {
    return ask("note.translate", {
      note: this.note,
      language: text(form, "language"),
      text: text(form, "text"),
    });
  }
}

customElements.define("translation-dialog", TranslationDialog);

/** @param {number} note @param {string} [language] the translation to change; a new one without */
export function translate(note, language = "") {
  return open(Object.assign(new TranslationDialog(), { note, language }));
}

/** Take a translation away; it can be brought back for a while. @param {any} note @param {string} language */
export async function takeTranslation(note, language) {
  const words = note.translations[language];
  const put = (/** @type {string} */ text) => act("note.translate", { note: note.seq, language, text });
  if (await put("")) toast(_("Translation removed."), _("Bring it back"), () => put(words));
}

/** Languages into which a note can be put: those of this server, then others by their names. @param {any} note */
function offered(note) {
  const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#languages [lang]")]);
  const own = [document.documentElement.lang, ...links.map((link) => link.lang)];
  const order = new Intl.Collator(document.documentElement.lang);
  const others = [...OTHERS].sort((one, other) => order.compare(languageName(one), languageName(other)));
  const there = note.translations ?? {};
  // Also the language the note is said to be in: people write in one on a page in another.
  return [...new Set([...own, ...others])].filter((code) => code && !(code in there));
}
