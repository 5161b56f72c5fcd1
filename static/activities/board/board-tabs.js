/** The questions as tabs, each with a count and a dot where others wrote since one last looked. */

import { html, nothing } from "lit";
import { Element } from "../../element.js";
import { isRevealed } from "../../phone/standing.js";
import { store } from "../../store.js";
import { _, ngettext, number } from "../../words.js";

const STEPS = /** @type {Record<string, number>} */ ({ ArrowRight: 1, ArrowLeft: -1 });

class BoardTabs extends Element {
  static properties = { stage: { attribute: false }, boards: { attribute: false }, board: { type: Number } };

  /** How many notes a question had when it was last looked at. @type {Map<number, number>} */
  #seen = new Map();

  constructor() {
    super();
    /** @type {any} */
    this.stage = null;
    /** @type {any[]} */
    this.boards = [];
    this.board = 0;
  }

  render() {
    return html`<nav class="phone-tabs" aria-label=${_("Questions")}><div class="tabs" role="tablist" aria-label=${_("Questions")} @keydown=${this.#step}>
      ${this.boards.map((board, at) => this.#tab(board, at + 1))}
    </div></nav>`;
  }

  /** @param {any} board @param {number} place */
  #tab(board, place) {
    const isHere = board.seq === this.board;
    if (isHere || !this.#seen.has(board.seq)) this.#seen.set(board.seq, board.notes);
    const isNew = this.#showsAll && board.notes > (this.#seen.get(board.seq) ?? 0);
    const n = this.#showsAll ? board.notes : notesHere(board.seq);
    const words =
      this.#showsAll || this.stage.revealed_round
        ? ngettext("{n} note", "{n} notes", n)
        : ngettext("{n} note of yours", "{n} notes of yours", n);
    return html`<button class="tab ${isNew ? "is-new" : ""}" role="tab" id="tab-${board.seq}"
        aria-selected=${isHere ? "true" : "false"} aria-controls="main" tabindex=${isHere ? 0 : -1}
        @click=${() => this.#choose(board.seq)}>
      ${_("Q{place}", { place: number(place) })} <small aria-hidden="true">${number(n)}</small><span class="unseen">${words}${isNew ? html` (${_("new notes")})` : nothing}</span>
    </button>`;
  }

  get #showsAll() {
    return this.stage.settings.visibility !== "own" || isRevealed(this.stage);
  }

  /** @param {number} board */
  #choose(board) {
    this.dispatchEvent(new CustomEvent("choose", { detail: board }));
  }

  /** @param {KeyboardEvent} event */
  async #step(event) {
    const isTurned = document.documentElement.dir === "rtl";
    const step = (STEPS[event.key] ?? 0) * (isTurned ? -1 : 1);
    if (!step) return;
    event.preventDefault();
    const at = this.boards.findIndex((board) => board.seq === this.board);
    const next = this.boards[(at + step + this.boards.length) % this.boards.length];
    this.#choose(next.seq);
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector(`#tab-${next.seq}`))?.focus();
  }
}

/** One's own: not what was brought along, and not what others wrote in an earlier round. @param {number} board */
function notesHere(board) {
  const own = store.of("note").filter((note) => note.board === board && note.mine);
  return own.filter((note) => note.state !== "removed").length;
}

customElements.define("board-tabs", BoardTabs);
