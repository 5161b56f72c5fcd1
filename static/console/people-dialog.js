/** Everyone who joined: find somebody, put them in the queue, or ask them to leave. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { sectorMark } from "../parts/sector-mark.js";
import { connection } from "../socket.js";
import { store } from "../store.js";
import { _, ngettext } from "../words.js";
import { act, ask } from "./ask.js";
import { confirm } from "./confirm-dialog.js";
import { Dialog, open } from "./dialog.js";

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
    const people = store
      .of("person")
      .filter((person) => person.here && wordsOf(person).includes(this.find))
      .sort((a, b) => a.name.localeCompare(b.name));
    return html`<label class="field"><span class="unseen">${_("Find by name, sector or organisation")}</span>
        <input class="input" type="search" autocomplete="off" placeholder=${_("Find by name, sector or organisation")} @input=${this.#look} autofocus /></label>
      <ul class="everyone">${repeat(
        people,
        (person) => person.seq,
        (person) => this.#row(person),
      )}</ul>
      ${people.length ? nothing : html`<p class="side-empty">${_("Nobody found. Try other words.")}</p>`}`;
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
      <small>${isOnline ? "" : _("not connected")} ${person.turns ? ngettext("spoke once", "spoke {n} times", person.turns) : ""}</small>
      ${
        store.workshop.state === "draft" || store.workshop.state === "closed"
          ? html`<span></span>`
          : isUp
            ? html`<small>${_("in the queue")}</small>`
            : html`<button class="button button--small" type="button" aria-label=${_("Queue {name}", { name })} @click=${() => act("hand.raise", { person: person.seq })}>${_("Queue")}</button>`
      }
      ${person.role === "participant" ? html`<button class="button button--small button--plain" type="button" aria-label=${_("Remove {name}", { name })} @click=${() => remove(person.seq, name)}>${_("Remove")}</button>` : html`<span></span>`}
    </li>`;
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

/** @param {number} person @param {string} name */
function remove(person, name) {
  return confirm({
    heading: _("Remove {name}?", { name }),
    about: _(
      "They cannot send anything any more. What they wrote stays. You can hide their notes one by one.",
    ),
    verb: _("Remove {name}", { name }),
    send: () => ask("person.remove", { person }),
  });
}
