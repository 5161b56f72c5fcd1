/** Boards as columns, and clusters as lanes with a tray for what lies in none. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { _, ngettext } from "../../words.js";
import { notesList } from "./note.js";

/** @typedef {import("../recording.js").Recording} Recording */
/** @typedef {import("../recording.js").Shown} Shown */

/** @param {Recording} seen @param {Shown} stage */
export function board(seen, stage) {
  const boards = seen.of("board").filter((each) => each.stage === stage.seq);
  const notes = grouped(seen.of("note"), "board");
  return lanes(
    boards.map((each) => ({
      key: each.key,
      title: each.question,
      notes: notes.get(each.seq) ?? [],
      count: each.notes,
      isTray: false,
    })),
    seen,
  );
}

/** @param {Recording} seen @param {Shown} stage */
export function clusters(seen, stage) {
  const own = seen.of("cluster").filter((each) => each.stage === stage.seq);
  const boards = new Set(
    seen
      .of("board")
      .filter((each) => each.stage === stage.of)
      .map((each) => each.seq),
  );
  const notes = grouped(
    seen.of("note").filter((note) => boards.has(note.board)),
    "cluster",
  );
  const placed = new Set(own.map((each) => each.seq));
  const loose = [...notes].filter(([place]) => !placed.has(place)).flatMap(([, found]) => found);
  loose.sort((one, other) => one.seq - other.seq);
  const found = own.map((each) => ({
    key: each.key,
    title: each.title,
    notes: notes.get(each.seq) ?? [],
    count: each.notes,
    isTray: false,
  }));
  const tray = { key: "tray", title: _("Not grouped"), notes: loose, count: loose.length, isTray: true };
  return lanes(loose.length ? [tray, ...found] : found, seen);
}

/** @param {Shown[]} notes @param {string} field @returns {Map<any, Shown[]>} */
function grouped(notes, field) {
  /** @type {Map<any, Shown[]>} */
  const groups = new Map();
  for (const note of notes) {
    const place = note[field] ?? null;
    const group = groups.get(place);
    if (group) group.push(note);
    else groups.set(place, [note]);
  }
  return groups;
}

/**
 * @param {{key: string, title: string, notes: Shown[], count: number, isTray: boolean}[]} found
 * @param {Recording} seen
 */
function lanes(found, seen) {
  return html`<div class="replay-lanes is-close">${repeat(
    found,
    (each) => each.key,
    ({ title, notes, count, isTray }) => html`<section class=${isTray ? "lane tray" : "lane"}>
      <div class="lane-head">
        <h4 class="lane-title" dir="auto">${title}</h4>
        <span class="lane-count">${ngettext("{n} note", "{n} notes", Math.max(count ?? 0, notes.length))}</span>
      </div>
      <div class="lane-body">${notes.length ? notesList(seen, notes) : unseen(count)}</div>
    </section>`,
  )}</div>`;
}

/** Notes that are counted, and not shown yet. @param {number} count */
function unseen(count) {
  return count ? html`<p class="lane-foot">${_("It was hidden until the reveal.")}</p>` : nothing;
}
