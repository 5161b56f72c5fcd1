/** The question board on a phone: one question at a time, one's own notes first. */

import { html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { Element } from "../element.js";
import { ask } from "../phone/ask.js";
import { draftOf, keepDraft } from "../phone/drafts.js";
import { isRevealed, mayWrite } from "../phone/standing.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import "./board/board-tabs.js";
import "./board/note-composer.js";
import "./board/other-notes.js";
import "./board/own-notes.js";

class BoardStage extends Element {
  static properties = { stage: { attribute: false } };

  constructor() {
    super();
    /** @type {any} */
    this.stage = null;
  }

  render() {
    const { stage } = this;
    const boards = store.of("board").filter((board) => board.stage === stage.seq);
    const board = boards.find((each) => each.seq === this.#chosen) ?? boards[0];
    if (!board)
      return html`<main class="phone-main" id="main" tabindex="0">${ask(stage, stage.title, _("There is no question yet."))}</main>`;
    return html`
      ${boards.length > 1 ? html`<board-tabs .stage=${stage} .boards=${boards} .board=${board.seq} @choose=${this.#choose}></board-tabs>` : nothing}
      ${keyed(board.seq, this.#main(board))}
      <note-composer .stage=${stage} .board=${board.seq} @posted=${this.#showOwn}></note-composer>
    `;
  }

  /** @param {any} board */
  #main(board) {
    const { stage } = this;
    return html`<main class="phone-main" id="main" tabindex="0" aria-labelledby="question"
        @build-on=${this.#buildOn} @take-back=${this.#takeBack}>
      ${ask(stage, board.question, _("Write one idea at a time."), whoSees(stage))}
      <own-notes .stage=${stage} .board=${board.seq}></own-notes>
      <other-notes .stage=${stage} .board=${board}></other-notes>
    </main>`;
  }

  get #chosen() {
    return Number(draftOf(`question/${this.stage.seq}`));
  }

  /** @param {CustomEvent<number>} event */
  #choose(event) {
    keepDraft(`question/${this.stage.seq}`, String(event.detail));
    this.requestUpdate();
  }

  get #composer() {
    return /** @type {import("./board/note-composer.js").NoteComposer} */ (
      this.querySelector("note-composer")
    );
  }

  /** @param {CustomEvent<number>} event */
  #buildOn(event) {
    this.#composer.buildOn(event.detail);
  }

  /** @param {CustomEvent<string>} event */
  #takeBack(event) {
    this.#composer.takeBack(event.detail);
  }

  #showOwn() {
    this.querySelector("own-notes section")?.scrollIntoView({ block: "nearest" });
  }
}

/** Who sees a note, and what of its author: said before anybody writes (P4). @param {any} stage */
function whoSees(stage) {
  if (!mayWrite(stage)) return "";
  const { visibility, identity } = stage.settings;
  if (visibility === "own" && !isRevealed(stage)) {
    const words = { author: author(identity) };
    return stage.revealed_round
      ? _("Only you and the facilitators see new notes until they are revealed. {author}", words)
      : _("Only you and the facilitators see your notes until they are revealed. {author}", words);
  }
  if (visibility === "facilitators")
    return _("The facilitator reads them before the others do. {author}", { author: author(identity) });
  return _("Everyone sees them at once. {author}", { author: author(identity) });
}

/** @param {string} identity */
function author(identity) {
  if (identity === "named") return _("Your name stands beside them.");
  if (identity === "anonymous") return _("Nothing is kept of who wrote what.");
  return _("Your sector stands beside them, not your name.");
}

customElements.define("board-stage", BoardStage);
