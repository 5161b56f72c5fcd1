/** A question that stays empty is seen while something can be done about it, and not in the minutes. */

import { html } from "lit";
import { store } from "../store.js";
import { _, ngettext } from "../words.js";
import { act } from "./ask.js";
import { more } from "./clock.js";
import { toast } from "./toasts.js";

/** Fewer than this part of what the other questions have on average is few. */
const FEW = 0.4;
/** Before this many notes for each question nothing can be said. */
const EARLY = 3;
/** After so many seconds an empty question is worth a word, however little there is elsewhere. */
const LONG = 180;

/** @param {any} board @param {any[]} boards @param {any} stage */
export function isThin(board, boards, stage) {
  if (stage?.state !== "open" || boards.length < 2) return false;
  const usual = usualOf(board, boards);
  if (board.notes === 0 && usual > 0 && store.now() - (stage.opened ?? store.now()) > LONG) return true;
  return usual >= EARLY && board.notes < FEW * usual;
}

/** @param {any} board @param {any[]} boards @param {any} stage */
export function boardHint(board, boards, stage) {
  const usual = Math.round(usualOf(board, boards));
  return html`<div class="board-hint">
    <p><span class="rubric">${board.notes ? _("Few are here.") : _("Nobody is here.")}</span>
      ${board.notes ? ngettext("{n} person has written.", "{n} people have written.", board.writers) : ""}
      ${ngettext("The other questions have about {n} note each.", "The other questions have about {n} notes each.", usual)}</p>
    <button class="button button--small" @click=${() => invite(board, stage)}>${_("Invite people here")}</button>
    <button class="button button--small button--plain" @click=${() => more(stage, 3)}>${_("Add 3 minutes")}</button>
  </div>`;
}

/** Let the instruction, which stands in red everywhere, lead to this question. @param {any} board @param {any} stage */
async function invite(board, stage) {
  const before = stage.instruction;
  const instruction = _("Few have written here so far: {question} What would you add?", {
    question: board.question,
  });
  if (!(await act("stage.edit", { stage: stage.seq, instruction }))) return;
  toast(_("Every phone now says: look at this question."), _("Undo"), () =>
    act("stage.edit", { stage: stage.seq, instruction: before }),
  );
}

/** How many notes the other questions have on average. @param {any} board @param {any[]} boards @returns {number} */
function usualOf(board, boards) {
  const others = boards.filter((each) => each !== board);
  return others.reduce((total, each) => total + each.notes, 0) / others.length;
}
