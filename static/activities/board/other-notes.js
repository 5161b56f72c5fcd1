/** What others wrote under one question; and of what is still hidden, how much. Oldest first, so that what is read stays put. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Element } from "../../element.js";
import { LINGER } from "../../parts/note-card.js";
import { sent } from "../../phone/sending.js";
import { isRevealed } from "../../phone/standing.js";
import { store } from "../../store.js";
import { _, ngettext } from "../../words.js";
import { boardNote, boardOf } from "./board-note.js";

const MANY = 20;
const AT_ONCE = 5;

class OtherNotes extends Element {
  static properties = { stage: { attribute: false }, board: { attribute: false } };

  /** @type {Set<number> | null} */
  #known = null;
  /** @type {Set<number>} */
  #fresh = new Set();

  constructor() {
    super();
    /** @type {any} */
    this.stage = null;
    /** @type {any} */
    this.board = null;
  }

  render() {
    const all = store.of("note").filter((note) => note.board === this.board.seq);
    // What is everyone's comes a moment before the word that it is this person's own.
    const saved = new Set(sent("note.add", () => true).map((item) => item.seq));
    const shown = all.filter((note) => !note.mine && note.state !== "removed" && !saved.has(note.seq));
    this.#notice(shown);
    const here = new Set(all.filter((note) => note.state !== "removed").map((note) => note.seq));
    const roots = shown.filter((note) => !here.has(note.on));
    const built = builtOn(shown);
    const board = boardOf(this.stage);
    if (this.#isEmpty) return html`<p class="empty">${_("Nobody has written here yet.")}</p>`;
    return html`${this.#isVeiled ? this.#veil(all, shown.length > 0) : nothing}
      ${shown.length ? this.#group(shown, roots, built, board) : nothing}`;
  }

  /** @param {any[]} shown @param {any[]} roots @param {Map<number, any[]>} built @param {import("./board-note.js").Board} board */
  #group(shown, roots, built, board) {
    return html`<section class="phone-group" aria-labelledby="others">
      <div class="group-head"><h2 id="others">${_("Notes from other people")}</h2>
        <span>${ngettext("{n} note", "{n} notes", shown.length)}</span></div>
      <div class="notes ${shown.length > MANY ? "notes--long" : ""}">
        ${repeat(
          roots,
          (note) => note.seq,
          (note) => this.#thread(note, built.get(note.seq) ?? [], board),
        )}
      </div>
    </section>`;
  }

  get #isEmpty() {
    return !this.board.notes && !sent("note.add", (data) => data.board === this.board.seq).length;
  }

  get #isVeiled() {
    return (
      this.stage.settings.visibility === "own" && !isRevealed(this.stage) && this.stage.state !== "closed"
    );
  }

  /**
   * @param {any[]} here the notes of this question that this phone has
   * @param {boolean} isLater what was shown in an earlier round is here, and was written by the same people
   */
  #veil(here, isLater) {
    const counted = here.filter((note) => (note.state ?? "shown") === "shown");
    const notes = this.board.notes - counted.length;
    const writers = isLater ? 0 : this.board.writers - (counted.length ? 1 : 0);
    if (notes <= 0) return nothing;
    const from =
      writers > 0
        ? ngettext("{n} other person has written here.", "{n} other people have written here.", writers)
        : "";
    const waiting = ngettext("{n} note is still hidden.", "{n} notes are still hidden.", notes);
    return html`<section class="veil" aria-label=${_("Notes from other people")}>
      <b>${from} ${waiting}</b>
      <span>${_("Everyone will see them at the same time.")}</span>
    </section>`;
  }

  /** @param {any} note @param {any[]} built what others built on it @param {import("./board-note.js").Board} board */
  #thread(note, built, board) {
    const card = (/** @type {any} */ each) => boardNote(each, board, this.#fresh.has(each.seq));
    return html`${card(note)}${built.map((other) => html`<div class="note-on">${card(other)}</div>`)}`;
  }

  /** Mark what has just come, for a moment; when everything comes at once nothing is marked. @param {any[]} shown */
  #notice(shown) {
    const known = this.#known ?? new Set(shown.map((note) => note.seq));
    const fresh = shown.filter((note) => !known.has(note.seq));
    this.#known = known;
    for (const note of fresh) known.add(note.seq);
    if (!fresh.length || fresh.length > AT_ONCE) return;
    for (const note of fresh) this.#fresh.add(note.seq);
    setTimeout(() => {
      for (const note of fresh) this.#fresh.delete(note.seq);
      this.requestUpdate();
    }, LINGER);
  }
}

/** Notes by the one they build on. @param {any[]} notes @returns {Map<number, any[]>} */
function builtOn(notes) {
  const built = new Map();
  for (const note of notes) {
    if (note.on !== undefined) built.set(note.on, [...(built.get(note.on) ?? []), note]);
  }
  return built;
}

customElements.define("other-notes", OtherNotes);
