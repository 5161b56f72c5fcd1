/** Everyone who joined: find somebody, put them in the queue, or ask them to leave. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { sectorMark } from "../parts/sector-mark.js";
import { connection } from "../socket.js";
import { store } from "../store.js";
import { _, ngettext } from "../words.js";
import { act } from "./ask.js";
import { Dialog, open } from "./dialog.js";
import { remove } from "./removal-dialog.js";
import { toast } from "./toasts.js";

class PeopleDialog extends Dialog {
  static properties = { find: { state: true } };

  constructor() {
    super();
    this.find = "";
  }

  get heading() {
    return ngettext("{n} person has joined", "{n} people have joined", store.workshop.people);
  }

  get size() {
    return "dialog--wide";
  }

  body() {
    const found = store
      .of("person")
      .filter((person) => wordsOf(person).includes(this.find))
      .sort((a, b) => a.name.localeCompare(b.name));
    const people = found.filter((person) => person.here);
    // Whose name was erased does not come back as who they were.
    const wasHere = (/** @type {any} */ person) => !person.erased && !person.waiting && !person.turned_away;
    const removed = found.filter((person) => !person.here && wasHere(person));
    return html`<label class="field"><span class="unseen">${_("Find by name, sector or organisation")}</span>
        <input class="input" type="search" autocomplete="off" placeholder=${_("Find by name, sector or organisation")} @input=${this.#look} autofocus /></label>
      <ul class="everyone">${repeat(
        people,
        (person) => person.seq,
        (person) => this.#row(person),
      )}</ul>
      ${found.length ? nothing : html`<p class="side-empty">${_("Nobody found. Try other words.")}</p>`}
      ${
        removed.length
          ? html`<h3 class="everyone-head">${_("Removed")}</h3>
            <ul class="everyone">${repeat(
              removed,
              (person) => person.seq,
              (person) => this.#removed(person),
            )}</ul>`
          : nothing
      }`;
  }

  /** Somebody who was asked to leave, and the way back. @param {any} person */
  #removed(person) {
    const name = person.name || _("No name");
    return html`<li class="everyone-row everyone-row--removed">
      ${sectorMark(person.sector, true)}
      <span><bdi class="everyone-name">${name}</bdi><small dir="auto">${[person.organisation, person.sector].filter(Boolean).join(_(", "))}</small></span>
      ${
        isOver() || person.role !== "participant"
          ? html`<span></span>`
          : html`<button class="button button--small" type="button" aria-label=${_("Let {name} back", { name })} @click=${() => act("person.readmit", { person: person.seq })}>${_("Let back")}</button>`
      }
    </li>`;
  }

  /** @param {any} person */
  #row(person) {
    const isOnline = connection.presence.people?.includes(person.seq) ?? true;
    const isUp = store.of("hand").some((hand) => hand.person === person.seq);
    const name = person.name || _("No name");
    const about = [person.organisation, person.sector, person.role === "facilitator" ? _("facilitator") : ""];
    return html`<li class="everyone-row">
      ${sectorMark(person.sector, true)}
      <span><bdi class="everyone-name">${name}</bdi><small dir="auto">${about.filter(Boolean).join(_(", "))}</small></span>
      <small>${person.muted ? html`<b>${_("muted")}</b> ` : nothing}${isOnline ? "" : _("not connected")} ${person.turns ? ngettext("spoke once", "spoke {n} times", person.turns) : ""}</small>
      ${
        store.workshop.state === "draft" || store.workshop.state === "closed"
          ? html`<span></span>`
          : isUp
            ? html`<small>${_("in the queue")}</small>`
            : html`<button class="button button--small" type="button" aria-label=${_("Queue {name}", { name })} @click=${() => act("hand.raise", { person: person.seq })}>${_("Queue")}</button>`
      }
      ${person.role === "participant" && !isOver() ? this.#moderation(person, name) : html`<span></span>`}
    </li>`;
  }

  /** @param {any} person @param {string} name */
  #moderation(person, name) {
    return html`<span class="everyone-acts">${
      person.muted
        ? html`<button class="button button--small" type="button" aria-label=${_("Let {name} write again", { name })} @click=${() => act("person.unmute", { person: person.seq })}>${_("Unmute")}</button>`
        : html`<button class="button button--small button--plain" type="button" aria-label=${_("Mute {name}", { name })} @click=${() => mute(person.seq, name)}>${_("Mute")}</button>`
    }<button class="button button--small button--plain" type="button" aria-label=${_("Remove {name}", { name })} @click=${() => this.#remove(person.seq, name)}>${_("Remove")}</button></span>`;
  }

  /** @param {number} person @param {string} name */
  #remove(person, name) {
    this.close();
    remove(person, name);
  }

  /** @param {Event} event */
  #look(event) {
    this.find = /** @type {HTMLInputElement} */ (event.target).value.trim().toLocaleLowerCase();
  }
}

customElements.define("people-dialog", PeopleDialog);

export function showPeople() {
  return open(new PeopleDialog());
}

/** @param {any} person */
const wordsOf = (person) => `${person.name} ${person.organisation} ${person.sector}`.toLocaleLowerCase();

const isOver = () => store.workshop.state === "closed";

/** They and the facilitators know it, and nobody else. @param {number} person @param {string} name */
async function mute(person, name) {
  if (await act("person.mute", { person }))
    toast(
      _("{name} is muted: they cannot write, and they are told. Nobody else sees it.", { name }),
      _("Undo"),
      () => act("person.unmute", { person }),
    );
}
