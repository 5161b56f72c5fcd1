/** Who waits before the door, first thing among the people: let in or turn away, singly or all. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { sectorMark } from "../parts/sector-mark.js";
import { store } from "../store.js";
import { _, ngettext, number } from "../words.js";
import { act, ask } from "./ask.js";
import { confirm } from "./confirm-dialog.js";
import { Follower } from "./follower.js";

/** How many guests are on the list, as the page knew when it was made. */
const invited = Number(document.getElementById("guests")?.dataset.invited ?? 0);

/** Whoever asked to come in and was not answered, in the order they came. */
export function waitingPeople() {
  return store
    .of("person")
    .filter((person) => person.waiting)
    .sort((a, b) => a.seq - b.seq);
}

class ConsoleWaiting extends Follower {
  render() {
    if (!store.isReady || store.workshop.state === "closed") return nothing;
    return html`${this.#door()}${this.#room()}${this.#guests()}`;
  }

  #door() {
    if (store.workshop.door !== "locked") return nothing;
    return html`<section>
      <div class="side-head"><h2>${_("The door is locked")}</h2></div>
      <p class="side-empty">${_("Nobody new comes in. Whoever was in can come back.")}</p>
      <button class="button button--small side-act" @click=${() => act("door.unlock")}>${_("Unlock the door")}</button>
    </section>`;
  }

  #room() {
    const waiting = waitingPeople();
    if (!waiting.length) return nothing;
    return html`<section>
      <div class="side-head"><h2>${_("Waiting room")}</h2><span>${number(waiting.length)}</span></div>
      ${waiting.length < 2 ? nothing : html`<button class="button button--small button--now side-act" @click=${() => letIn(waiting)}>${_("Let all in")}</button>`}
      <ul class="everyone">${repeat(
        waiting,
        (person) => person.seq,
        (person) => this.#row(person),
      )}</ul>
    </section>`;
  }

  /** @param {any} person */
  #row(person) {
    const name = person.name || _("No name");
    return html`<li class="everyone-row everyone-row--waiting">
      ${sectorMark(person.sector, true)}
      <span><bdi class="everyone-name">${name}</bdi><small dir="auto">${[person.organisation, person.sector].filter(Boolean).join(_(", "))}</small></span>
      <span class="everyone-acts">
        <button class="button button--small" aria-label=${_("Let in: {name}", { name })} @click=${() => letIn([person])}>${_("Let in")}</button>
        <button class="button button--small button--plain" aria-label=${_("Turn away: {name}", { name })} @click=${() => turnAway(person.seq, name)}>${_("Turn away")}</button>
      </span>
    </li>`;
  }

  #guests() {
    if (!invited) return nothing;
    const came = store.of("person").filter((person) => person.invited).length;
    const words = ngettext("{came} of {n} invited has come.", "{came} of {n} invited have come.", invited, {
      came: number(came),
    });
    return html`<section><p class="side-empty">${words}</p></section>`;
  }
}

customElements.define("console-waiting", ConsoleWaiting);

/** Exactly those who were on the page when it was pressed. @param {any[]} people */
function letIn(people) {
  return act("person.let_in", { people: people.map((person) => person.seq) });
}

/** Their name is erased, so it is asked about. @param {number} person @param {string} name */
function turnAway(person, name) {
  return confirm({
    heading: _("Turn {name} away?", { name }),
    about: _("They do not come in, and their name is erased. They are told, and can ask again twice."),
    verb: _("Turn away"),
    send: () => ask("person.turn_away", { person }),
  });
}
