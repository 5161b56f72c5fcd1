/** Add a question to a board, reword one, or take away one that nobody wrote under. */

import { html, nothing } from "lit";
import { store } from "../store.js";
import { _ } from "../words.js";
import { ask } from "./ask.js";
import { confirm } from "./confirm-dialog.js";
import { Dialog, open, text } from "./dialog.js";

const MOST = 200;

/** @param {number} stage */
export function addQuestion(stage) {
  return confirm({
    heading: _("Add a question"),
    verb: _("Add"),
    label: _("Question"),
    hint: _("Phones show it at once."),
    isNeeded: true,
    most: MOST,
    send: (question) => ask("board.add", { stage, question }),
  });
}

class QuestionDialog extends Dialog {
  board = 0;

  get heading() {
    return _("Edit this question");
  }

  get verb() {
    return _("Save");
  }

  body() {
    const board = store.get(`board/${this.board}`);
    return html`<label class="field"><span class="field-label">${_("Question")}</span>
        <textarea class="input" name="question" rows="3" maxlength=${MOST} required dir="auto" .defaultValue=${board?.question ?? ""} autofocus></textarea>
        <span class="field-hint">${_("What people have written stays under it.")}</span></label>
      ${board?.notes ? nothing : html`<button class="button button--small button--plain" type="button" @click=${this.#remove}>${_("Remove this question")}</button>`}`;
  }

  #remove = async () => {
    this.wrong = await ask("board.remove", { board: this.board });
    if (!this.wrong) this.close();
  };

  /** @param {FormData} form */
  send(form) {
    return ask("board.edit", { board: this.board, question: text(form, "question") });
  }
}

customElements.define("question-dialog", QuestionDialog);

/** @param {any} board */
export function editQuestion(board) {
  if (store.workshop.state === "closed") return;
  open(Object.assign(new QuestionDialog(), { board: board.seq }));
}
