/** The question board on a phone: one question at a time, one's own notes first. */

import { html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { Element } from "../element.js";
import { ask } from "../phone/ask.js";
import { choiceAt, keepChoice } from "../phone/drafts.js";
import { isMuted } from "../phone/muted.js";
import { isRevealed, mayWrite } from "../phone/standing.js";
import { whoseNotes } from "../phone/whose.js";
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
      ${ask(stage, board.question, isMuted() ? _("Read what others write.") : _("Write one idea at a time."), mayWrite(stage) && !isMuted() ? `${whoSees(stage)} ${whoseNotes(stage.settings.identity)}` : "")}
      <own-notes .stage=${stage} .board=${board.seq}></own-notes>
      <other-notes .stage=${stage} .board=${board}></other-notes>
    </main>`;
  }

  get #chosen() {
    return choiceAt(`stage/${this.stage.seq}`);
  }

  /** @param {CustomEvent<number>} event */
  #choose(event) {
    keepChoice(`stage/${this.stage.seq}`, event.detail);
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

/** Who sees a note; with what is shown of its author it is said before anybody writes (P4). @param {any} stage */
function whoSees(stage) {
  const { visibility } = stage.settings;
  if (visibility === "own" && !isRevealed(stage)) {
    return stage.revealed_round
      ? _("Until all notes are shown together, only you and the facilitators see your new notes.")
      : _("Until all notes are shown together, only you and the facilitators see your notes.");
  }
  if (visibility === "facilitators")
    return _("A facilitator reads your notes first. Then the others see them.");
  return _("Everyone sees your notes immediately.");
}

customElements.define("board-stage", BoardStage);
