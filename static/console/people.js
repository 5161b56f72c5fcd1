/** The right-hand column: who is here and who is still silent, hands in fair order, held notes, own notes. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { sectorMark } from "../parts/sector-mark.js";
import { connection } from "../socket.js";
import { store } from "../store.js";
import { _, ngettext, number } from "../words.js";
import { act, ask } from "./ask.js";
import { chosen } from "./chosen.js";
import { confirm } from "./confirm-dialog.js";
import { Follower } from "./follower.js";
import "./concerns.js";
import "./hands.js";
import { hide } from "./note-dialog.js";
import { showPeople } from "./people-dialog.js";
import "./private-notes.js";
import "./waiting.js";

class ConsolePeople extends Follower {
  render() {
    if (!store.isReady) return nothing;
    return html`<console-waiting></console-waiting>${this.#here()}${store.workshop.state === "closed" ? nothing : html`<console-hands></console-hands>`}<console-concerns></console-concerns>${this.#held()}<private-notes></private-notes>`;
  }

  #here() {
    const { online, by_sector: present } = connection.presence;
    const { people, sectors } = store.workshop;
    // Before anybody has written, everyone is quiet, and that says nothing.
    const quiet = chosen.stage?.writers ? (chosen.stage.quiet ?? {}) : {};
    const rest = online - Object.values(present).reduce((sum, n) => sum + n, 0);
    /** @param {string} sector @param {string} label @param {number} n */
    const row = (sector, label, n) => html`<li class="presence-row">
      ${sectorMark(sector, true)}<span dir="auto">${label}</span><span class="amount">${number(n)}</span>
      ${quiet[sector] ? html`<small>${ngettext("{n} has not written yet", "{n} have not written yet", quiet[sector])}</small>` : nothing}
    </li>`;
    return html`<section>
      <div class="side-head"><h2>${_("Here")}</h2><span>${connection.isCounted ? _("{online} of {people} joined", { online: number(online), people: number(people) }) : nothing}</span></div>
      ${people || store.workshop.state === "closed" ? nothing : html`<p class="side-empty">${_("Nobody yet. Press “Invite” for the code.")}</p>`}
      <ul class="presence">
        ${people ? sectors.map((/** @type {string} */ sector) => row(sector, sector, present[sector] ?? 0)) : nothing}
        ${rest > 0 || quiet[""] ? row("", _("No sector"), rest) : nothing}
      </ul>
      <button class="button button--small button--plain side-act" @click=${() => showPeople()}>${_("See everyone")}</button>
    </section>`;
  }

  #held() {
    const held = store.of("note").filter((note) => note.state === "held");
    if (!held.length) return nothing;
    const isOver = store.workshop.state === "closed";
    return html`<section>
      <div class="side-head"><h2>${_("Held notes")}</h2><span>${number(held.length)}</span></div>
      ${isOver || held.length < 2 ? nothing : html`<button class="button button--small side-act" @click=${() => releaseAll(held.length)}>${_("Release all")}</button>`}
      <div class="notes is-close">
        ${repeat(
          held,
          (note) => note.seq,
          (note) =>
            html`<note-card .note=${note} state="waits" .acts=${
              isOver
                ? nothing
                : html`
            <button class="note-act" @click=${() => act("note.release", { note: note.seq })}>${_("Release")}</button>
            <button class="note-act" @click=${() => hide(note)}>${_("Keep hidden")}</button>`
            }></note-card>`,
        )}
      </div>
    </section>`;
  }
}

customElements.define("console-people", ConsolePeople);

/** What people have seen is not hidden again, so it is asked about. @param {number} n */
function releaseAll(n) {
  return confirm({
    heading: ngettext("Release {n} note?", "Release all {n} notes?", n),
    about: _("Everyone sees them at once. Read them first."),
    verb: _("Release all"),
    send: () => ask("note.release_all"),
  });
}
