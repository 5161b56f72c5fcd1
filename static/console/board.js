/** A question board: its questions side by side with all their notes, and a word where few have written. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../parts/icon.js";
import { LINGER } from "../parts/note-card.js";
import { sectorMark } from "../parts/sector-mark.js";
import { allWords } from "../parts/translations.js";
import { store } from "../store.js";
import { _, ngettext, number } from "../words.js";
import { Arrivals } from "./arrivals.js";
import "./board/board-slice.js";
import { addQuestion, editQuestion } from "./board-dialog.js";
import { boardHint, isThin } from "./board-hint.js";
import { Follower } from "./follower.js";
import { reading } from "./reading.js";
import { sliced } from "./slices.js";
import { threads } from "./threads.js";
import { tracksOf } from "./tracks.js";
import { rest, walk } from "./walk.js";

class ConsoleBoard extends Follower {
  static properties = { stage: { type: Number } };

  /** The newest note that was here when the view was opened: what is newer arrives. */
  #since = 0;
  /** @type {Map<number, number>} when each new note came */
  #came = new Map();
  #fading = 0;
  /** @type {number[]} */
  #tracks = [];
  #arrivals = new Arrivals(() => this.requestUpdate());

  constructor() {
    super();
    this.stage = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#since = store.seq;
  }

  render() {
    const boards = store.of("board").filter((board) => board.stage === this.stage);
    if (!boards.length) return this.#empty();
    const notes = byBoard(this.#arrivals.letIn(store.of("note")));
    const tracks = tracksOf(
      boards.map((board) => board.notes),
      this.#tracks,
    );
    this.#tracks = tracks;
    const columns = Math.min(
      6,
      tracks.reduce((sum, each) => sum + each, 0),
    );
    const stage = store.get(`stage/${this.stage}`);
    return html`<div class="boards is-close ${reading.isScan ? "is-scan" : ""}" data-columns=${columns} @keydown=${walk} @focusin=${rest}>
        ${repeat(
          boards,
          (board) => board.seq,
          (board, n) => this.#board(board, notes.get(board.seq) ?? [], tracks[n], boards, stage),
        )}
      </div>
      ${stage && !stage.notes ? this.#silence(stage) : nothing}
      ${this.#foot(stage)}`;
  }

  /** @param {any} board @param {any[]} notes @param {number} tracks @param {any[]} boards @param {any} stage */
  #board(board, notes, tracks, boards, stage) {
    const thin = isThin(board, boards, stage);
    const found = reading.find ? notes.filter((note) => reading.finds(allWords(note))) : notes;
    const label = ngettext("{question}: {n} note", "{question}: {n} notes", board.notes, {
      question: board.question,
    });
    return html`<section class="board ${thin ? "is-thin" : ""}" data-tracks=${tracks} aria-label=${label}>
      <header class="board-head">
        <h2>
          <button class="board-question" dir="auto" title=${board.question} @click=${() => editQuestion(board)}>
            <span class="board-count">${number(board.notes)}</span> ${board.question}
          </button>
        </h2>
        <div class="board-tally">${reading.find ? ngettext("{n} found", "{n} found", found.length) : this.#tally(notes)}</div>
      </header>
      <div class="board-body">
        <div class="notes" role="list">
          ${repeat(
            sliced(threads(found).map((note) => this.#item(note))),
            (slice) => slice.key,
            ({ items, at }) => html`<board-slice .items=${items} .at=${at}></board-slice>`,
          )}
        </div>
        ${thin ? boardHint(board, boards, stage) : nothing}
      </div>
    </section>`;
  }

  /** A note with what is shown beside it. @param {any} note @returns {import("./board/board-slice.js").Item} */
  #item(note) {
    const author = note.by ? (store.get(`person/${note.by}`)?.name ?? "") : "";
    return { note, author, isFresh: this.#isFresh(note.seq) };
  }

  /** @param {any[]} notes */
  #tally(notes) {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const { sector, state } of notes)
      if (sector && state !== "hidden") counts.set(sector, (counts.get(sector) ?? 0) + 1);
    return store.workshop.sectors
      .filter((/** @type {string} */ sector) => counts.has(sector))
      .map(
        (/** @type {string} */ sector) =>
          html`<span>${sectorMark(sector)} ${number(counts.get(sector) ?? 0)}</span>`,
      );
  }

  /** A note keeps its mark for a moment, then the page is drawn without it. @param {number} seq */
  #isFresh(seq) {
    if (seq <= this.#since) return false;
    if (!this.#came.has(seq)) {
      this.#came.set(seq, Date.now());
      // One look for all that came, soon after the last of them.
      clearTimeout(this.#fading);
      this.#fading = window.setTimeout(() => this.requestUpdate(), LINGER + 50);
    }
    return Date.now() - (this.#came.get(seq) ?? 0) < LINGER;
  }

  /** @param {any} stage */
  #foot(stage) {
    if (!["draft", "open", "locked"].includes(stage?.state)) return nothing;
    return html`<p class="stage-foot"><button class="button button--small button--plain" @click=${() => addQuestion(this.stage)}>${icon("plus")}${_("Add a question")}</button></p>`;
  }

  /** @param {any} stage */
  #silence(stage) {
    if (stage.state === "draft")
      return html`<p class="boards-silence">${_("Nobody sees these questions before you open the stage. Press one to edit it.")}</p>`;
    if (stage.state !== "open") return nothing;
    return html`<p class="boards-silence">${_("Phones show the questions now. Notes appear here as soon as people write them. Press a question to edit it.")}</p>`;
  }

  #empty() {
    return html`<div class="empty stage-empty">
      <b>${_("No question yet.")}</b>
      <p>${_("People write under a question. Good questions are short, and need more than yes or no as an answer.")}</p>
      <button class="button" @click=${() => addQuestion(this.stage)}>${icon("plus")}${_("Add a question")}</button>
    </div>`;
  }
}

customElements.define("console-board", ConsoleBoard);

/** @param {any[]} notes @returns {Map<number, any[]>} */
function byBoard(notes) {
  const boards = new Map();
  for (const note of notes) {
    if (!boards.has(note.board)) boards.set(note.board, []);
    boards.get(note.board).push(note);
  }
  return boards;
}
