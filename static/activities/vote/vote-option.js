/** One thing to vote on: what it says, this person's dots, one more, one less. */

import { html, nothing } from "lit";
import { Element } from "../../element.js";
import { icon } from "../../parts/icon.js";
import { forReader, translated } from "../../parts/translations.js";
import { openSheet } from "../../phone/sheet.js";
import { mayWrite } from "../../phone/standing.js";
import { store } from "../../store.js";
import { _, ngettext, number } from "../../words.js";
import { dots } from "./ballot.js";

/** Longer than this, it is a note rather than a title, and gets the whole width. */
const LONG = 48;

class VoteOption extends Element {
  static properties = {
    stage: { attribute: false },
    option: { attribute: false },
    points: { type: Number },
    left: { type: Number },
  };

  constructor() {
    super();
    /** @type {any} */
    this.stage = null;
    /** @type {any} */
    this.option = null;
    this.points = 0;
    this.left = 0;
  }

  render() {
    const { option, points, stage } = this;
    const title = titleOfOption(option);
    return html`<div class="vote ${points ? "is-mine" : ""} ${title.length > LONG ? "vote--words" : ""}" role="group" aria-label=${title}>
      <div>
        <h2 class="vote-title" dir="auto" lang=${noteOf(option)?.language ?? nothing}>${title}</h2>
        ${translated(forReader(noteOf(option) ?? {}))}
        ${notesOf(option)}
        ${option.points === undefined ? nothing : html`<span class="vote-about">${pointsFrom(option)}</span>`}
      </div>
      ${mayWrite(stage) ? this.#control : points ? this.#dots : nothing}
    </div>`;
  }

  get #dots() {
    const most = this.stage.per_item;
    return dots(most, this.points, _("{n} of {all} dots", { n: number(this.points), all: number(most) }));
  }

  get #control() {
    const mayAdd = this.left > 0 && this.points < this.stage.per_item;
    // aria-disabled keeps the focus where the thumb is when the last dot is spent.
    return html`<div class="vote-control">
      <button class="button button--plain button--square" aria-label=${_("Take one dot back")} aria-disabled=${this.points ? "false" : "true"}
        @click=${() => this.points && this.#say(this.points - 1)}>${icon("minus")}</button>
      ${this.#dots}
      <button class="button button--square" aria-label=${_("Give one dot")} aria-disabled=${mayAdd ? "false" : "true"}
        @click=${() => mayAdd && this.#say(this.points + 1)}>${icon("plus")}</button>
    </div>`;
  }

  /** @param {number} points */
  #say(points) {
    this.dispatchEvent(new CustomEvent("points", { detail: points }));
  }
}

/** The wording that was frozen when the vote opened. @param {any} option @returns {string} */
export function titleOfOption(option) {
  return (
    option.title ??
    store.get(`cluster/${option.target}`)?.title ??
    store.get(`note/${option.target}`)?.text ??
    ""
  );
}

/** The note that is voted on, where it is one. @param {any} option */
export function noteOf(option) {
  return option.title ? undefined : store.get(`note/${option.target}`);
}

/** The notes behind a cluster, to be read before voting. @param {any} option */
export function notesOf(option) {
  const cluster = store.get(`cluster/${option.target}`);
  if (!cluster) return nothing;
  return html`<button class="note-act vote-about" @click=${() => openSheet("cluster-sheet", cluster.seq)}>${ngettext("{n} note", "{n} notes", cluster.notes)}</button>`;
}

/** @param {any} option */
function pointsFrom(option) {
  if (!option.points) return _("no dots");
  const given = ngettext("{n} dot", "{n} dots", option.points);
  return `${given} · ${ngettext("from {n} person", "from {n} people", option.voters)}`;
}

customElements.define("vote-option", VoteOption);
