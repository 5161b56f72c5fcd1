/**
 * A note as a slip of paper: who in the margin, the words, and below them how it stands and
 * what can be done with it. The same card shows what is still on its way.
 */

import { html, nothing } from "lit";
import { Leaf } from "../element.js";
import { _ } from "../words.js";
import { icon } from "./icon.js";
import { sectorMark } from "./sector-mark.js";
import { forReader, translated } from "./translations.js";

/** Milliseconds for which a note that has just come keeps its mark. */
export const LINGER = 2400;

/**
 * `note`: a record of the store, or `{text}` of one on its way.
 * `state`: "" for a note that needs no word about it, or one of STATES.
 * `reason`: a sentence below the words. `facts` and `acts`: templates for the foot.
 * `author`: the name to show, where the stage shows names. `selected`, `fresh`: how it looks.
 */
class NoteCard extends Leaf {
  static properties = {
    note: { attribute: false },
    state: {},
    reason: {},
    author: {},
    facts: { attribute: false },
    acts: { attribute: false },
    selected: { type: Boolean },
    fresh: { type: Boolean },
  };

  constructor() {
    super();
    /** @type {import("./translations.js").Note} */
    this.note = { text: "" };
    this.state = "";
    this.reason = "";
    this.author = "";
    /** @type {unknown} */
    this.facts = nothing;
    /** @type {unknown} */
    this.acts = nothing;
    this.selected = false;
    this.fresh = false;
  }

  render() {
    return html`<article class=${this.#classes}>
      <span class="note-margin">${this.#margin}</span>
      <p class="note-text" dir="auto" lang=${this.note.language ?? nothing}>${this.note.text}</p>
      ${translated(forReader(this.note))}
      ${this.reason ? html`<p class="note-reason">${this.reason}</p>` : nothing}
      ${this.#foot}
    </article>`;
  }

  get #classes() {
    const { state, selected, fresh, note } = this;
    const classes = [
      "note",
      state && `is-${state}`,
      selected && "is-selected",
      fresh && "is-new",
      note.mine && "is-own",
    ];
    return classes.filter(Boolean).join(" ");
  }

  get #margin() {
    if (this.state === "waiting" || this.state === "delayed") return icon("clock");
    if (this.state === "refused") return icon("stop");
    if (this.state === "hidden" || this.state === "held") return icon("hidden");
    // An anonymous note says nothing of its author, not even that there is a sector to know.
    return this.note.sector === undefined ? nothing : sectorMark(this.note.sector);
  }

  get #foot() {
    const word = STATES[this.state]?.();
    const { edited, seeded } = this.note;
    const any = word || this.author || edited || seeded || this.facts !== nothing || this.acts !== nothing;
    if (!any) return nothing;
    return html`<footer class="note-foot">
      ${word ? html`<span class="note-state">${this.state === "saved" ? icon("check") : nothing}${word}</span>` : nothing}
      ${this.author ? html`<bdi>${this.author}</bdi>` : nothing}
      ${seeded ? html`<span>${_("from before")}</span>` : nothing}
      ${edited ? html`<span>${_("changed")}</span>` : nothing}
      ${this.facts}
      ${this.acts === nothing ? nothing : html`<span class="note-acts">${this.acts}</span>`}
    </footer>`;
  }
}

/** How a note stands, in a word or two. @type {Record<string, () => string>} */
const STATES = {
  waiting: () => _("Waiting for the connection"),
  delayed: () => _("It is sent again automatically."),
  sending: () => _("Sending"),
  saved: () => _("Saved"),
  refused: () => _("Not posted"),
  held: () => _("A facilitator reads it first"),
  hidden: () => _("Hidden by a facilitator"),
  removed: () => _("Removed"),
};

customElements.define("note-card", NoteCard);
