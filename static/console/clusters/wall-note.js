/** A note on the wall: the sector and the question in its margin, and its words. */

import { html, nothing } from "lit";
import { Leaf } from "../../element.js";
import { sectorMark } from "../../parts/sector-mark.js";
import { forReader, translated } from "../../parts/translations.js";
import { _, number } from "../../words.js";

/** `question`: its number. `find`: the letters to mark. `isParked`: it waits in the parking lot too. */
class WallNote extends Leaf {
  static properties = {
    note: { attribute: false },
    question: { attribute: false },
    find: { attribute: false },
    isParked: { attribute: false },
  };

  constructor() {
    super();
    /** @type {import("../../store.js").Shown | undefined} */
    this.note = undefined;
    this.question = 0;
    this.find = "";
    this.isParked = false;
  }

  render() {
    if (!this.note) return nothing;
    const { sector, text, language, edited, seeded } = this.note;
    return html`<span class="note-margin">
        ${sector === undefined ? nothing : sectorMark(sector)}
        <abbr class="from" title=${_("Question {n}", { n: number(this.question) })}>${_("Q{n}", { n: number(this.question) })}</abbr>
      </span>
      <p class="note-text" dir="auto" lang=${language ?? nothing}>${marked(text, this.find)}</p>
      ${translated(forReader(this.note))}
      ${
        edited || seeded || this.isParked
          ? html`<footer class="note-foot">${seeded ? html`<span>${_("brought along")}</span>` : nothing}${edited ? html`<span>${_("edited")}</span>` : nothing}${this.isParked ? html`<span>${_("parked")}</span>` : nothing}</footer>`
          : nothing
      }`;
  }
}

/** A text with what was looked for in marks. @param {string} text @param {string} find lower case */
function marked(text, find) {
  const parts = [];
  const lower = text.toLocaleLowerCase();
  // A few letters change their length in lower case; then nothing is marked.
  if (!find || lower.length !== text.length) return text;
  let end = 0;
  for (let at = lower.indexOf(find); at >= 0; at = lower.indexOf(find, end)) {
    parts.push(text.slice(end, at), html`<mark>${text.slice(at, at + find.length)}</mark>`);
    end = at + find.length;
  }
  return [...parts, text.slice(end)];
}

customElements.define("wall-note", WallNote);
