/** The notes that lie in a cluster, to be read. */

import { html } from "lit";
import { Sheet } from "../../phone/sheet.js";
import { store } from "../../store.js";
import { _ } from "../../words.js";
import "../../parts/note-card.js";

class ClusterSheet extends Sheet {
  get heading() {
    return store.get(`cluster/${this.about}`)?.title ?? "";
  }

  body() {
    const notes = notesIn(this.about);
    if (!notes.length) return html`<p>${_("There is no note here that you can see.")}</p>`;
    return html`<div class="notes sheet-notes">${notes.map((note) => html`<note-card .note=${note} .author=${authorOf(note)}></note-card>`)}</div>`;
  }
}

/** @param {number | null} cluster */
export function notesIn(cluster) {
  return store.of("note").filter((note) => note.cluster === cluster && (note.state ?? "shown") === "shown");
}

/** The name of who wrote a note, where names are shown. @param {any} note @returns {string} */
export function authorOf(note) {
  return note.by === undefined ? "" : (store.get(`person/${note.by}`)?.name ?? "");
}

customElements.define("cluster-sheet", ClusterSheet);
