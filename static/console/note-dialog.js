/** One note, whole: who wrote it where and when, and what a facilitator can do with it. */

import { html, nothing } from "lit";
import { sectorMark } from "../parts/sector-mark.js";
import { labelOf, languageName } from "../parts/translations.js";
import { store } from "../store.js";
import { _, clockTime } from "../words.js";
import { addAction } from "./action-dialog.js";
import { act, ask } from "./ask.js";
import { confirm } from "./confirm-dialog.js";
import { Dialog, open } from "./dialog.js";
import { toast } from "./toasts.js";
import { takeTranslation, translate } from "./translation-dialog.js";

class NoteDialog extends Dialog {
  note = 0;

  get heading() {
    return store.get(`board/${this.#record?.board}`)?.question ?? _("Note");
  }

  get size() {
    return "dialog--note";
  }

  get #record() {
    return store.get(`note/${this.note}`);
  }

  body() {
    const note = this.#record;
    if (!note) return html`<p>${_("Its author has removed this note.")}</p>`;
    return html`<p class="note-whole" dir="auto" lang=${note.language ?? nothing}>${note.text}</p>
      ${this.#translations(note)}
      <p class="note-who">${this.#who(note)}</p>
      ${note.state ? html`<p class="field-hint">${this.#standing(note)}</p>` : nothing}
      ${store.workshop.state === "closed" ? nothing : html`<div class="dialog-more">${this.#acts(note)}</div>`}`;
  }

  /** All there are, each with what can be done with it. @param {any} note */
  #translations(note) {
    const isOver = store.workshop.state === "closed";
    return Object.entries(note.translations ?? {}).map(
      ([code, words]) => html`<div class="note-translation">
        <span class="note-tongue">${labelOf(code)}</span> <span class="words" dir="auto" lang=${code}>${words}</span>
        ${
          isOver
            ? nothing
            : html`<span class="note-acts">
                <button class="note-act" type="button" aria-label=${_("Change the translation ({language})", { language: languageName(code) })} @click=${() => this.#translate(note, code)}>${_("Change")}</button>
                <button class="note-act" type="button" aria-label=${_("Remove the translation ({language})", { language: languageName(code) })} @click=${() => takeTranslation(note, code)}>${_("Remove")}</button></span>`
        }</div>`,
    );
  }

  /** @param {any} note */
  #who(note) {
    const name = note.by ? store.get(`person/${note.by}`)?.name : "";
    const who =
      note.sector === undefined
        ? _("Nobody knows who wrote it")
        : [name, note.sector].filter(Boolean).join(_(", "));
    return html`${note.sector === undefined ? nothing : sectorMark(note.sector, true)} <bdi>${who}</bdi>
      <time>${clockTime(note.at)}</time>${note.seeded ? html`<span>${_("brought along")}</span>` : nothing}${note.edited ? html`<span>${_("edited")}</span>` : nothing}`;
  }

  /** @param {any} note */
  #standing(note) {
    if (note.state === "held") return _("Held: only its author and facilitators see it.");
    if (note.quarantined) return _("Hidden because its author was removed.");
    return note.reason
      ? _("Hidden. You told its author: {reason}", { reason: note.reason })
      : _("Hidden from everyone but its author.");
  }

  /** @param {any} note */
  #acts(note) {
    const isParked = store.of("parked").some((item) => item.note === note.seq && item.status === "open");
    /** @param {string} label @param {() => unknown} does */
    const button = (label, does) =>
      html`<button class="button button--small" type="button" @click=${does}>${label}</button>`;
    return html`
      ${note.state ? button(note.state === "held" ? _("Release") : _("Show again"), () => this.#do(act("note.release", { note: note.seq }))) : nothing}
      ${note.state === "hidden" ? nothing : button(note.state === "held" ? _("Keep hidden") : _("Hide"), () => this.#hide(note))}
      ${isParked ? html`<span class="field-hint">${_("It is parked.")}</span>` : button(_("Park"), () => this.#do(park(note.seq)))}
      ${button(_("Make it an action"), () => this.#action(note))}
      ${note.state === "hidden" || note.erased ? nothing : button(_("Add a translation"), () => this.#translate(note))}`;
  }

  /** @param {Promise<boolean>} done */
  async #do(done) {
    if (await done) this.close();
  }

  /** @param {any} note @param {string} [language] */
  #translate(note, language) {
    this.close();
    translate(note.seq, language);
  }

  /** @param {any} note */
  #hide(note) {
    this.close();
    hide(note);
  }

  /** @param {any} note */
  #action(note) {
    this.close();
    addAction({ text: note.text, from: note.seq });
  }
}

customElements.define("note-dialog", NoteDialog);

/** @param {number} note */
export function openNote(note) {
  return open(Object.assign(new NoteDialog(), { note }));
}

/** Put a note on the parking lot. @param {number} note */
export async function park(note) {
  const isDone = await act("park.add", { note });
  if (isDone) toast(_("Parked. It needs an answer before the workshop closes."));
  return isDone;
}

/** Hide a note from everyone but its author, who hears why. @param {any} note */
export function hide(note) {
  return confirm({
    heading: _("Hide this note?"),
    about: note.text,
    verb: _("Hide"),
    label: _("Why? One sentence to its author"),
    hint: _("Only its author reads it. You can show the note again at any time."),
    send: async (reason) => {
      const wrong = await ask("note.hide", { note: note.seq, reason });
      // One that was held was seen by nobody yet: to show it is another matter.
      if (!wrong && note.state !== "held")
        toast(_("The note is hidden."), _("Undo"), () => act("note.release", { note: note.seq }));
      return wrong;
    },
  });
}
