/** Some notes of a question, one below the other. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { forReader } from "../../parts/translations.js";
import { _ } from "../../words.js";
import { openNote } from "../note-dialog.js";
import { Slice } from "../slices.js";

/** @typedef {{note: any, author: string, isFresh: boolean}} Item */

class BoardSlice extends Slice {
  render() {
    return html`${repeat(
      this.items,
      ({ note }) => note.seq,
      (item, n) => this.#note(item, this.at === 0 && n === 0),
    )}`;
  }

  /** @param {Item} item @param {boolean} isFirst the one that Tab comes to */
  #note({ note, author, isFresh }, isFirst) {
    const words = [note.text, ...forReader(note).map(([, words]) => words), note.sector];
    return html`<div role="listitem" class=${note.on ? "note-on" : ""}>
      <note-card
        role="button"
        aria-label=${[...words, note.state === "held" && _("Held")].filter(Boolean).join(_(", "))}
        tabindex=${isFirst ? 0 : -1}
        .note=${note}
        .state=${note.state === "held" ? "waits" : (note.state ?? "")}
        .facts=${note.state === "held" ? html`<span>${_("Held")}</span>` : nothing}
        .author=${author}
        .fresh=${isFresh}
        @click=${() => openNote(note.seq)}
      ></note-card>
    </div>`;
  }
}

customElements.define("board-slice", BoardSlice);
