/** What this person wrote under one question: on its way, refused, saved, removed. Newest first. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Element } from "../../element.js";
import { sent, stateOf } from "../../phone/sending.js";
import { store } from "../../store.js";
import { _, ngettext } from "../../words.js";
import { boardNote, boardOf } from "./board-note.js";
import "./unsent-note.js";

class OwnNotes extends Element {
  static properties = { stage: { attribute: false }, board: { type: Number } };

  constructor() {
    super();
    /** @type {any} */
    this.stage = null;
    this.board = 0;
  }

  render() {
    const all = store.of("note").filter((note) => note.board === this.board);
    const own = all.filter((note) => note.mine && note.state !== "removed").reverse();
    const removed = all.filter((note) => note.mine && note.state === "removed").reverse();
    const unsent = sent("note.add", (data) => data.board === this.board)
      .filter((item) => !store.get(`note/${item.seq}`)?.mine)
      .reverse();
    if (!own.length && !removed.length && !unsent.length) return nothing;
    const board = boardOf(this.stage);
    const mine = new Set(own.map((note) => note.seq));
    const roots = own.filter((note) => !mine.has(note.on));
    return html`<section class="phone-group" aria-labelledby="yours">
      <div class="group-head"><h2 id="yours">${_("Your notes")}</h2><span>${tally(own, unsent)}</span></div>
      <div class="notes">
        ${repeat(
          unsent,
          (item) => item.id,
          (item) => html`<unsent-note .item=${item}></unsent-note>`,
        )}
        ${repeat(
          roots,
          (note) => note.seq,
          (note) => thread(note, all, board),
        )}
      </div>
      ${removed.length ? removedNotes(removed, board) : nothing}
    </section>`;
  }
}

/** @typedef {import("./board-note.js").Board} Board */

/** A note with what builds on it, whoever wrote that. @param {any} note @param {any[]} all @param {Board} board */
function thread(note, all, board) {
  const built = all.filter((other) => other.on === note.seq && other.state !== "removed");
  return html`${boardNote(note, board)}${built.map((other) => html`<div class="note-on">${boardNote(other, board)}</div>`)}`;
}

/** @param {any[]} removed @param {Board} board */
function removedNotes(removed, board) {
  return html`<details class="removed">
    <summary>${ngettext("{n} removed note", "{n} removed notes", removed.length)}</summary>
    <div class="notes">${repeat(
      removed,
      (note) => note.seq,
      (note) => boardNote(note, board),
    )}</div>
  </details>`;
}

/** "3 saved, 1 waiting, 1 not posted". @param {any[]} own @param {import("../../outbox.js").Item[]} unsent */
function tally(own, unsent) {
  const count = (/** @type {string} */ state) => unsent.filter((item) => stateOf(item) === state).length;
  const [waiting, refused] = [count("waiting") + count("delayed") + count("sending"), count("refused")];
  const saved = own.length + count("saved");
  return [
    saved && ngettext("{n} saved", "{n} saved", saved),
    waiting && ngettext("{n} waiting", "{n} waiting", waiting),
    refused && ngettext("{n} not posted", "{n} not posted", refused),
  ]
    .filter(Boolean)
    .join(_(", "));
}

customElements.define("own-notes", OwnNotes);
