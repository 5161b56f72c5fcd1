/** A lane of the wall: its title, its notes, and what can be done with it. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { _, ngettext, number } from "../../words.js";
import { reading } from "../reading.js";
import { sliced } from "../slices.js";
import { mergeInto, takeAway } from "./acts.js";
import "../menu-button.js";
import "./place-menu.js";
import "./wall-slice.js";

/**
 * @typedef {import("../clusters.js").ConsoleClusters} On
 * @typedef {import("./wall.js").Lane} Lane
 */

const coarse = matchMedia("(pointer: coarse)");

/** A cluster. @param {On} on @param {Lane} lane */
export function clusterLane(on, lane) {
  const { place, title, notes } = lane;
  const shown = on.folds.shown(lane);
  const more = shown.found - shown.notes.length;
  return html`<section class="lane ${on.lookOf(place)} ${notes.length ? "" : "is-empty"}" data-place=${place} aria-label=${title} aria-keyshortcuts=${keyOf(on, place) || nothing}>
    <header class="lane-head">
      ${on.naming.place === place ? titleField(on, place) : titleLine(on, lane, shown.found)}
      ${on.merging === place ? mergeMenu(on, place, title) : nothing}
    </header>
    <div class="lane-body">
      ${noteList(on, lane, shown.notes, title)}
      ${notes.length ? nothing : html`<p class="lane-hint">${_("Drop notes here")}</p>`}
      ${
        more > 0 || shown.isUnfolded
          ? html`<footer class="lane-foot"><button class="note-act" aria-expanded=${more <= 0} @click=${() => turn(on, place)}>
            ${more > 0 ? ngettext("{n} more", "{n} more", more) : _("Show fewer")}</button></footer>`
          : nothing
      }
    </div>
  </section>`;
}

/** What has no place yet. @param {On} on @param {Lane} lane */
export function tray(on, lane) {
  const shown = on.folds.shown(lane);
  return html`<section class="tray lane ${on.lookOf("ungrouped")}" data-place="ungrouped" aria-label=${_("Ungrouped notes")}>
    <header class="lane-head">
      <h2 class="lane-title">${_("Ungrouped")}</h2>
      <span class="lane-count">${countWords(shown.found, lane.notes.length)}</span>
    </header>
    <div class="lane-body">
      ${noteList(on, lane, shown.notes, _("Ungrouped notes"))}
      ${lane.notes.length ? nothing : html`<p class="lane-hint">${on.wall.lanes.some((each) => each.notes.length) ? _("Every note has a place.") : _("No notes yet.")}</p>`}
    </div>
  </section>`;
}

/** Where a new cluster begins: a place to drop on, then a lane that asks for its title. @param {On} on @param {Lane} lane */
export function newLane(on, lane) {
  const isNamed = on.naming.place === "new";
  return html`<section class="lane lane--new ${on.lookOf("new")} ${isNamed ? "" : "is-empty"}" data-place="new" aria-label=${_("New cluster")}>
    <header class="lane-head">
      ${isNamed ? titleField(on, "new") : html`<h2 class="lane-title">${_("New cluster")}</h2>`}
    </header>
    <div class="lane-body">
      ${noteList(on, lane, lane.notes, _("New cluster"))}
      ${isNamed ? html`<p class="lane-hint">${_("Enter keeps it. Escape puts the notes back.")}</p>` : html`<button class="lane-drop" @click=${() => on.naming.begin([])}>${coarse.matches ? _("Drop notes here, or tap") : _("Drop notes here, or press N")}</button>`}
    </div>
  </section>`;
}

/** @param {On} on @param {Lane} lane @param {number} found */
function titleLine(on, { place, title, notes }, found) {
  const key = keyOf(on, place);
  return html`<h2 class="lane-title" dir="auto" @click=${() => on.naming.open(place)}>${title}</h2>
    <span class="lane-facts">${key ? html`<kbd aria-hidden="true" title=${_("Press {key} to move a note here", { key })}>${key}</kbd> ` : nothing}<span class="lane-count">${countWords(found, notes.length)}</span></span>
    ${on.canSort ? html`<menu-button class="lane-menu" icon="down" icon-only kind="button--plain" label=${_("What can be done with “{title}”", { title })} .items=${menuOf(on, place, notes)}></menu-button>` : nothing}`;
}

/** The key that moves notes into a cluster, where there is one. @param {On} on @param {string} place */
function keyOf(on, place) {
  return on.canSort && !coarse.matches ? (on.places.find((each) => each.place === place)?.key ?? "") : "";
}

/** @param {On} on @param {string} place @param {Lane["notes"]} notes */
function menuOf(on, place, notes) {
  const split = {
    label: _("Split…"),
    about: _("Leave out the notes that stay. Then press “New cluster”."),
    do: () => on.split(place),
  };
  const merge = { label: _("Merge into…"), do: () => on.merge(place) };
  return [
    { label: _("Rename"), do: () => on.naming.open(place) },
    ...(notes.length > 1 ? [split] : []),
    ...(on.places.length > 1 ? [merge] : []),
    "-",
    {
      label: _("Remove the cluster"),
      about: _("Its notes are ungrouped again"),
      do: () => takeAway(on, place),
    },
  ];
}

/** The title as a field: what was typed stays in it until the server took it. @param {On} on @param {string} place */
function titleField(on, place) {
  return html`<textarea
    class="input lane-input" rows="2" maxlength="80" dir="auto" .defaultValue=${on.naming.typed} ?readonly=${on.naming.isBusy}
    aria-label=${place === "new" ? _("Title of the new cluster") : _("Title of the cluster")}
    placeholder=${_("What do these have in common?")}
    @input=${(/** @type {Event} */ event) => {
      on.naming.typed = typedIn(event);
    }}
    @keydown=${(/** @type {KeyboardEvent} */ event) => titleKey(on, event)}
    @blur=${(/** @type {FocusEvent} */ event) => on.leaveField(typedIn(event))}
  ></textarea>`;
}

/** @param {On} on @param {KeyboardEvent} event */
function titleKey(on, event) {
  event.stopPropagation();
  if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
  event.preventDefault();
  if (event.key === "Enter") on.naming.keep(typedIn(event), false);
  else on.naming.leave();
}

/** @param {Event} event */
function typedIn(event) {
  return /** @type {HTMLTextAreaElement} */ (event.target).value.replace(/\s+/g, " ").trim();
}

/** @param {On} on @param {string} place @param {string} title */
function mergeMenu(on, place, title) {
  return html`<place-menu
    class="merge-into" label=${_("Merge “{title}” into", { title })} .places=${on.places.filter((each) => each.place !== place)}
    @over=${(/** @type {CustomEvent} */ event) => on.move.over(event.detail.place)}
    @pick=${(/** @type {CustomEvent} */ event) => mergeAs(on, place, event.detail.place)}
    @leave=${() => on.leaveMenu()}
  ></place-menu>`;
}

/** @param {On} on @param {string} place @param {string} into */
function mergeAs(on, place, into) {
  on.leaveMenu();
  mergeInto(on, place, into);
}

/** @param {On} on @param {string} place */
function turn(on, place) {
  on.folds.turn(place);
  on.requestUpdate();
}

/** @param {On} on @param {Lane} lane @param {Lane["notes"]} notes @param {string} label */
function noteList(on, { place, notes: all }, notes, label) {
  if (!notes.length) return nothing;
  const stop = on.roving.stop(place, notes);
  // Of a lane that is folded, whoever hears it learns how many there are in all.
  const of = notes.length < all.length && !reading.find ? all.length : 0;
  return html`<div class="notes" role="listbox" aria-multiselectable="true" aria-label=${label}>
    ${repeat(
      sliced(notes.map((note, n) => ({ ...itemOf(on, note, note.seq === stop), of, n: of && n + 1 }))),
      (slice) => slice.key,
      ({ items, at }) => html`<wall-slice .items=${items} .at=${at}></wall-slice>`,
    )}
  </div>`;
}

/** @param {On} on @param {Lane["notes"][0]} note @param {boolean} isStop */
function itemOf(on, note, isStop) {
  return {
    note,
    isStop,
    look: on.noteLook(note.seq),
    isChosen: on.choice.has(note.seq),
    question: on.wall.questions.get(note.board),
    find: reading.find,
    isParked: on.wall.parked.has(note.seq),
  };
}

/** @param {number} found @param {number} all */
function countWords(found, all) {
  return found === all ? number(all) : _("{found} of {all}", { found: number(found), all: number(all) });
}
