/** Notes as the screen shows them: what builds on a note stands below it. */

import { html } from "lit";
import "../parts/note-card.js";
import { forReader } from "../parts/translations.js";
import { store } from "../store.js";

/** @typedef {import("../store.js").Shown} Shown */

/** Each note, followed by those that build on it. @param {Shown[]} notes @returns {Shown[]} */
export function inOrder(notes) {
  const seqs = new Set(notes.map((note) => note.seq));
  const stands = notes.filter((note) => !seqs.has(note.on));
  return stands.flatMap((note) => [note, ...notes.filter((other) => other.on === note.seq)]);
}

/** @param {Shown} note @param {boolean} [isNested] @returns {import("./deck.js").Item} */
export function noteItem(note, isNested = note.on !== undefined) {
  const author = note.by === undefined ? "" : (store.get(`person/${note.by}`)?.name ?? "");
  return {
    text: [note.text, ...forReader(note).map(([, words]) => words)].join("\n"),
    body: html`<note-card class=${isNested ? "note-on" : ""} .note=${note} .author=${author}></note-card>`,
  };
}
