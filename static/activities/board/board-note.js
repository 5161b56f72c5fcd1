/** A note on the board: one's own can be reworded or removed, any can be built on, parked or flagged. */

import { html, nothing } from "lit";
import { Leaf } from "../../element.js";
import { isMuted } from "../../phone/muted.js";
import { latest, reasonOf, send, stateOf } from "../../phone/sending.js";
import { openSheet } from "../../phone/sheet.js";
import { mayWrite, takesPart } from "../../phone/standing.js";
import { refuse, toast } from "../../phone/toast.js";
import { connection } from "../../socket.js";
import { store } from "../../store.js";
import { _ } from "../../words.js";
import "../../parts/note-card.js";
import "./note-editor.js";

const QUOTED = 40;

/**
 * What a board knows of all its notes at once, so that one note need not look for itself.
 * @typedef {{open: boolean, parked: Set<number>, muted: boolean, flags: boolean, flagged: Set<number>}} Board
 */

/** @param {any} stage @returns {Board} */
export function boardOf(stage) {
  const parked = store.of("parked").filter((item) => item.status === "open" && item.note !== null);
  const told = store.of("concern").filter((concern) => concern.status === "open");
  // Of an anonymous stage that is closed nothing more is kept, not even who flags a note.
  const isGone = stage.settings.identity === "anonymous" && stage.state === "closed";
  return {
    open: mayWrite(stage),
    parked: new Set(parked.map((item) => item.note)),
    muted: isMuted(),
    flags: takesPart() && store.workshop.state !== "closed" && !isGone,
    flagged: new Set(told.map((concern) => concern.note)),
  };
}

/** A note that is drawn again only when something it shows has changed. @param {any} note @param {Board} board */
export function boardNote(note, board, fresh = false) {
  const edit = note.mine ? latest("note.edit", (data) => data.note === note.seq) : undefined;
  const author = note.by === undefined || note.mine ? "" : (store.get(`person/${note.by}`)?.name ?? "");
  return html`<board-note .note=${note} .edit=${edit} .author=${author} .link=${edit ? stateOf(edit) : ""}
    ?open=${board.open} ?parked=${board.parked.has(note.seq)} ?fresh=${fresh} ?muted=${board.muted}
    ?flags=${board.flags} ?flagged=${board.flagged.has(note.seq)}></board-note>`;
}

class BoardNote extends Leaf {
  static properties = {
    note: { attribute: false },
    edit: { attribute: false },
    author: {},
    link: {},
    open: { type: Boolean },
    parked: { type: Boolean },
    fresh: { type: Boolean },
    muted: { type: Boolean },
    flags: { type: Boolean },
    flagged: { type: Boolean },
  };

  #isEditing = false;

  constructor() {
    super();
    /** @type {any} */
    this.note = null;
    /** @type {import("../../outbox.js").Item | undefined} */
    this.edit = undefined;
    this.author = "";
    this.link = "";
    this.open = false;
    this.parked = false;
    this.fresh = false;
    this.muted = false;
    this.flags = false;
    this.flagged = false;
  }

  render() {
    const { note, edit } = this;
    if (this.#isEditing && !this.muted) return this.#editor(edit?.data.text ?? note.text);
    const words =
      edit && edit.state !== "saved"
        ? { ...note, text: edit.data.text, language: undefined, translations: undefined }
        : note;
    return html`<note-card .note=${words} .state=${this.#state(edit)} .reason=${reasonOf(edit) || (note.reason ?? "")}
      .author=${this.author} .facts=${this.#builds ? quote(note.on) : nothing} .acts=${this.#acts(edit)}
      ?fresh=${this.fresh}></note-card>`;
  }

  /** @param {import("../../outbox.js").Item | undefined} edit */
  #state(edit) {
    if (edit && edit.state !== "saved") return stateOf(edit);
    return this.note.state ?? (this.note.mine ? "saved" : "");
  }

  /** Own notes stand apart from others', so they say what they build on. */
  get #builds() {
    const { mine, on } = this.note;
    return mine && on !== undefined && !store.get(`note/${on}`)?.mine;
  }

  /** @param {import("../../outbox.js").Item | undefined} edit */
  #acts(edit) {
    const { note } = this;
    if (edit?.state === "refused") return this.#again(edit);
    if (!this.open) return note.mine ? nothing : this.#flag;
    if (note.state === "removed") return this.#act(_("Restore"), this.#restore);
    const build =
      note.on === undefined && (note.state ?? "shown") === "shown" && !this.muted
        ? this.#act(_("Build on"), this.#build)
        : nothing;
    // Who is muted may still take back what they wrote.
    const own = () =>
      this.muted ? this.#act(_("Remove"), this.#removeIt) : this.#act(_("Edit"), this.#edit);
    return html`${build} ${note.mine ? own() : html`${this.#park} ${this.#flag}`}`;
  }

  get #flag() {
    if (!this.flags) return nothing;
    return this.flagged
      ? html`<span>${_("flagged, only for the facilitators")}</span>`
      : this.#act(_("Flag this note"), this.#flagIt);
  }

  get #park() {
    return this.parked
      ? html`<span>${_("in the parking lot")}</span>`
      : this.#act(_("Keep for later"), this.#parkIt);
  }

  /** @param {import("../../outbox.js").Item} edit */
  #again(edit) {
    return html`
      ${this.#act(_("Send again"), () => connection.outbox.again(edit.id))}
      ${this.#act(_("Edit"), this.#edit)}
      ${this.#act(_("Delete"), () => connection.outbox.discard(edit.id))}
    `;
  }

  /** @param {string} label @param {() => void} act */
  #act(label, act) {
    return html`<button class="note-act" @click=${act}>${label}</button>`;
  }

  /** @param {string} text */
  #editor(text) {
    return html`<note-editor .text=${text} .place="note/${this.note.seq}" removable
      @save=${(/** @type {CustomEvent<string>} */ event) => this.#save(event.detail)}
      @leave=${() => this.#leave()} @remove=${() => this.#remove()}></note-editor>`;
  }

  #edit = () => {
    this.#isEditing = true;
    this.requestUpdate();
  };

  async #leave() {
    this.#isEditing = false;
    this.requestUpdate();
    await this.updateComplete;
    await /** @type {any} */ (this.querySelector("note-card"))?.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector(".note-act:last-of-type"))?.focus();
  }

  /** @param {string} text */
  #save(text) {
    const { seq } = this.note;
    if (text.trim() !== this.note.text)
      send(
        "note.edit",
        { note: seq, text, language: document.documentElement.lang },
        (data) => data.note === seq,
      );
    this.#leave();
  }

  async #remove() {
    this.#isEditing = false;
    if (await done("note.remove", { note: this.note.seq }))
      toast(_("Note removed."), _("Restore it"), this.#restore);
    this.requestUpdate();
  }

  #restore = () => done("note.restore", { note: this.note.seq });

  #removeIt = () => this.#remove();

  #flagIt = () => openSheet("concern-sheet", { note: this.note.seq });

  #parkIt = async () => {
    if (await done("park.add", { note: this.note.seq }))
      toast(_("It is in the parking lot now. The facilitators see it."));
  };

  #build = () => {
    this.dispatchEvent(new CustomEvent("build-on", { bubbles: true, detail: this.note.seq }));
  };
}

/** Do something now; a no is said. @param {string} name @param {any} data */
export async function done(name, data) {
  const answer = await connection.command(name, data);
  if (answer.refused === undefined) return true;
  refuse(answer.refused || _("There is no connection. Try again when the connection is back."));
  return false;
}

/** What a note builds on, in a few words. @param {number} on */
export function quote(on) {
  const note = store.get(`note/${on}`);
  const text = note?.text;
  if (!text) return html`<span>${_("builds on another note")}</span>`;
  const short = text.length > QUOTED ? `${text.slice(0, QUOTED).trimEnd()}…` : text;
  return html`<span class="quoted">${_("builds on:")} <q dir="auto" lang=${note?.language ?? nothing}>${short}</q></span>`;
}

customElements.define("board-note", BoardNote);
