/** What can be done with the notes that are chosen. One alone is shown whole: Scan may have cut it. */

import { html, nothing } from "lit";
import { icon } from "../../parts/icon.js";
import { store } from "../../store.js";
import { _, ngettext } from "../../words.js";
import { letters } from "../letters.js";
import "./place-menu.js";

/** @param {import("../clusters.js").ConsoleClusters} on */
export function selectionBar(on) {
  const n = on.choice.size;
  if (!n) return nothing;
  return html`<div class="selection-place ${on.isDragging ? "is-away" : ""}">
    <div class="selection" role="toolbar" aria-label=${_("What to do with the chosen notes")}>
      <b>${ngettext("{n} chosen", "{n} chosen", n)}</b>
      <div class="move-to">
        <button class="button button--small" aria-haspopup="listbox" aria-expanded=${on.isMoving} aria-keyshortcuts=${letters.isOn ? "M" : nothing} @click=${() => on.openMenu()}>
          ${_("Move to…")} ${icon("down")}
        </button>
        ${on.isMoving ? moveMenu(on) : nothing}
      </div>
      <button class="button button--small" aria-keyshortcuts=${letters.isOn ? "N" : nothing} @click=${() => on.put([...on.choice.notes], "new")}>${_("New cluster")}</button>
      <button class="button button--small" @click=${() => on.park()}>${_("Park")}</button>
      <button class="button button--small button--square" aria-label=${_("Choose no notes")} @click=${() => on.letGo()}>${icon("cross")}</button>
      ${n === 1 ? html`<p class="selection-words" dir="auto" lang=${store.get(`note/${[...on.choice.notes][0]}`)?.language ?? nothing}>${store.get(`note/${[...on.choice.notes][0]}`)?.text}</p>` : nothing}
    </div>
  </div>`;
}

/** @param {import("../clusters.js").ConsoleClusters} on */
function moveMenu(on) {
  const places = [
    ...on.places.map((each) => ({ ...each, key: "" })),
    { place: "new", title: _("New cluster"), key: letters.isOn ? "N" : "" },
    { place: "ungrouped", title: _("Back to ungrouped"), key: letters.isOn ? "0" : "" },
  ];
  return html`<place-menu
    makes label=${_("Move to")} .places=${places}
    @over=${(/** @type {CustomEvent} */ event) => on.move.over(event.detail.place)}
    @pick=${(/** @type {CustomEvent} */ event) => on.pick(event.detail)}
    @leave=${() => on.leaveMenu()}
  ></place-menu>`;
}
