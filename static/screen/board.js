/** A board: while people write, its questions and how much was written; then the notes. */

import { html, nothing } from "lit";
import { titleOf } from "../parts/titles.js";
import { _, ngettext, number } from "../words.js";
import { slidesOf } from "./deck.js";
import { inOrder, noteItem } from "./notes.js";
import { figure, grouped, heading } from "./parts.js";
import "./wall.js";

/**
 * @typedef {import("../store.js").Shown} Shown
 * @param {Shown} stage @param {import("../store.js").Store} store
 * @returns {import("./sheets.js").Sheet}
 */
export function board(stage, store) {
  const boards = store.of("board").filter((each) => each.stage === stage.seq);
  const notes = grouped(store.of("note"), (note) => note.board);
  const isOver = stage.state === "revealed" || stage.state === "closed";
  if (isOver && boards.some((each) => notes.has(each.seq))) return written(stage, boards, notes);
  return {
    main: html`${heading(stage)}
      <ol class="asked" data-many=${boards.length > 8 ? "many" : boards.length > 5 ? "some" : "few"}>
        ${boards.map((each) => asked(each, notes.get(each.seq) ?? []))}
      </ol>`,
    facts: html`
      ${figure(stage.writers, _("of {people} have written", { people: number(store.workshop.people) }))}
      ${stage.done ? figure(stage.done, ngettext("is done", "are done", stage.done)) : nothing}
      ${stage.state === "locked" ? html`<p><b>${_("Pens down")}</b>${_("The board is locked. Nothing is lost.")}</p>` : nothing}`,
  };
}

/** A question and how many notes it has; where notes are open to all, the newest one. @param {Shown} board @param {Shown[]} notes */
function asked(board, notes) {
  const newest = notes[notes.length - 1];
  return html`<li class="asking ${board.notes ? "" : "is-empty"}">
    <output class="asking-count">${number(board.notes)}</output>
    <h2 dir="auto">${board.question}</h2>
    <p class="asking-about">
      ${
        board.notes
          ? _("{notes} from {people}", {
              notes: ngettext("{n} note", "{n} notes", board.notes),
              people: ngettext("{n} person", "{n} people", board.writers),
            })
          : _("Nobody has written here yet.")
      }
    </p>
    ${newest ? html`<p class="asking-newest" dir="auto">${newest.text}</p>` : nothing}
  </li>`;
}

/** @param {Shown} stage @param {Shown[]} boards @param {Map<number, Shown[]>} notes */
function written(stage, boards, notes) {
  const groups = boards.map((each) => ({
    key: each.seq,
    title: each.question,
    about: ngettext("{n} note", "{n} notes", each.notes),
    items: inOrder(notes.get(each.seq) ?? []).map((note) => noteItem(note)),
  }));
  return {
    wide: true,
    main: html`<screen-wall .slides=${slidesOf(groups, { title: titleOf(stage) })}></screen-wall>`,
  };
}
