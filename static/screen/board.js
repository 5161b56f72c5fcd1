/** A board: while people write, its questions and how much was written; then the notes. */

import { html, nothing } from "lit";
import { outOf } from "../parts/out-of.js";
import { nameOf, titleOf } from "../parts/titles.js";
import { forReader, translated } from "../parts/translations.js";
import { _, ngettext, number } from "../words.js";
import { both, bothOf } from "./both.js";
import { slidesOf } from "./deck.js";
import { inOrder, noteItem } from "./notes.js";
import { fact, figure, grouped, heading } from "./parts.js";
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
  const items = boards.map((each) => ({ text: each.question, body: asked(each, notes.get(each.seq) ?? []) }));
  const slides = slidesOf([{ key: "asked", title: "", items }], { title: titleOf(stage) });
  return {
    main: html`${heading(stage)}<screen-wall class="is-headless" kind="asked" .slides=${slides}></screen-wall>`,
    facts: html`
      ${figure(stage.writers, both("of {people} have written", { people: outOf(stage.writers, store.workshop.people) }))}
      ${stage.done ? figure(stage.done, bothOf("is done", "are done", stage.done)) : nothing}
      ${stage.state === "locked" ? fact(both("Please stop writing"), both("The board is locked. Nothing is lost.")) : nothing}`,
  };
}

/** A question and how many notes it has; where notes are open to all, the newest one. @param {Shown} board @param {Shown[]} notes */
function asked(board, notes) {
  const newest = notes[notes.length - 1];
  return html`<div class="asking ${board.notes ? "" : "is-empty"}">
    <span class="amount asking-count">${number(board.notes)}</span>
    <h2 dir="auto">${board.question}</h2>
    <p class="asking-about">
      ${
        board.notes
          ? ngettext("note from {people}", "notes from {people}", board.notes, {
              people: ngettext("{n} person", "{n} people", board.writers),
            })
          : _("Nobody has written here yet.")
      }
    </p>
    ${newest ? html`<p class="asking-newest" dir="auto" lang=${newest.language ?? nothing}>${newest.text}</p>${translated(forReader(newest))}` : nothing}
  </div>`;
}

/** @param {Shown} stage @param {Shown[]} boards @param {Map<number, Shown[]>} notes */
function written(stage, boards, notes) {
  const groups = boards.map((each) => ({
    key: each.seq,
    title: each.question,
    about: ngettext("{n} note", "{n} notes", each.notes),
    items: inOrder(notes.get(each.seq) ?? []).map((note) => noteItem(note)),
  }));
  const slides = slidesOf(groups, { title: titleOf(stage) });
  return {
    wide: true,
    about: slides.length > 1 || groups.length === 1 ? titleOf(stage) : nameOf(stage.activity),
    main: html`<screen-wall .slides=${slides}></screen-wall>`,
  };
}
