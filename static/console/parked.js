/** The parking lot: what was put aside, and what becomes of each before the end. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Element } from "../element.js";
import { icon } from "../parts/icon.js";
import { sectorMark } from "../parts/sector-mark.js";
import { titleOf } from "../parts/titles.js";
import { store } from "../store.js";
import { _, clockTime } from "../words.js";
import { ask } from "./ask.js";
import { confirm } from "./confirm-dialog.js";

class ConsoleParked extends Element {
  render() {
    const items = store.of("parked");
    const isOver = store.workshop.state === "closed";
    const [open, resolved] = [
      items.filter((item) => item.status === "open"),
      items.filter((item) => item.status !== "open"),
    ];
    return html`<div class="listing">
      ${items.length ? nothing : html`<div class="empty"><b>${_("Nothing is parked.")}</b><p>${_("People can park what matters but does not belong here now: on any phone, or by opening a note. Each item needs an answer before the workshop closes.")}</p></div>`}
      <ul class="parked">${repeat(
        [...open, ...resolved],
        (item) => item.seq,
        (item) => this.#item(item, isOver),
      )}</ul>
      ${isOver ? nothing : html`<p class="stage-foot"><button class="button button--small" @click=${add}>${icon("plus")}${_("Park something")}</button></p>`}
    </div>`;
  }

  /** @param {any} item @param {boolean} isOver */
  #item(item, isOver) {
    const stage = store.get(`stage/${item.stage}`);
    return html`<li class="parked-item ${item.status === "open" ? "" : "is-resolved"}">
      <span>${sectorMark(item.sector)}</span>
      <div><p class="table-words" dir="auto" lang=${(item.text ? "" : store.get(`note/${item.note}`)?.language) || nothing}>${parkedText(item)}</p>
        <small><time>${clockTime(item.at)}</time>${stage ? html`, <bdi>${titleOf(stage)}</bdi>` : nothing}</small>
        ${item.outcome ? html`<p class="parked-outcome">${icon("check")} <span dir="auto">${item.outcome}</span></p>` : nothing}</div>
      ${item.status === "open" && !isOver ? html`<button class="button button--small" @click=${() => resolve(item)}>${_("Answer")}</button>` : nothing}
    </li>`;
  }
}

customElements.define("console-parked", ConsoleParked);

/** What is parked, in words: its own, or those of its note. @param {any} item @returns {string} */
export function parkedText(item) {
  return item.text || store.get(`note/${item.note}`)?.text || _("A note that is no longer here");
}

function add() {
  return confirm({
    heading: _("Park something"),
    verb: _("Park"),
    label: _("What should not be forgotten"),
    isNeeded: true,
    send: (text) => ask("park.add", { text }),
  });
}

/** @param {any} item */
function resolve(item) {
  return confirm({
    heading: _("What happens with this?"),
    about: parkedText(item),
    verb: _("Answer"),
    label: _("The answer, or what happens with it and when"),
    hint: _(
      "For example: it becomes an action, it waits for the next meeting, or nothing happens, and why. The minutes show it.",
    ),
    isNeeded: true,
    send: (outcome) => ask("park.resolve", { item: item.seq, outcome }),
  });
}
