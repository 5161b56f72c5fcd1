/** Where the chosen notes belong: in a cluster that is there, in a new one, or in none. */

import { html, nothing } from "lit";
import { isMuted, mutedLine } from "../../phone/muted.js";
import { Sheet } from "../../phone/sheet.js";
import { refuse, toast } from "../../phone/toast.js";
import { connection } from "../../socket.js";
import { store } from "../../store.js";
import { _, ngettext, number } from "../../words.js";

class MoveSheet extends Sheet {
  #wrong = "";

  /** The first cluster can only be a new one. */
  get writes() {
    return this.#clusters.length === 0;
  }

  get #clusters() {
    return store.of("cluster").filter((cluster) => cluster.stage === this.about?.stage.seq);
  }

  get heading() {
    return ngettext("Move {n} note to…", "Move {n} notes to…", this.about?.notes.length ?? 0);
  }

  body() {
    const { notes } = this.about;
    const anyPlaced = notes.some(
      (/** @type {number} */ seq) => store.get(`note/${seq}`)?.cluster !== undefined,
    );
    return html`
      ${isMuted() ? mutedLine() : this.#new}
      <ul class="ways">
        ${this.#clusters.map(
          (cluster) =>
            html`<li><button class="way" @click=${() => this.#move(cluster)}><bdi>${cluster.title}</bdi> <small>${number(cluster.notes)}</small></button></li>`,
        )}
        ${anyPlaced ? html`<li><button class="way" @click=${() => this.#move(null)}>${_("Into no cluster")}</button></li>` : nothing}
      </ul>`;
  }

  get #new() {
    return html`<form class="field" @submit=${this.#add}>
        <label for="new-cluster">${_("A new cluster")}</label>
        <div class="field-row">
          <input ?autofocus=${this.writes} class="input" id="new-cluster" name="title" dir="auto" autocomplete="off" placeholder=${_("What do these notes say?")}>
          <button class="button button--ink">${_("Add it")}</button>
        </div>
        ${this.#wrong ? html`<span class="field-wrong" role="alert">${this.#wrong}</span>` : nothing}
      </form>`;
  }

  /** @param {SubmitEvent} event */
  #add(event) {
    event.preventDefault();
    const title = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("title"));
    const { stage, notes } = this.about;
    return this.#do("cluster.add", { stage: stage.seq, title, notes }, title);
  }

  /** @param {any} cluster */
  #move(cluster) {
    return this.#do("note.move", { notes: this.about.notes, cluster: cluster?.seq ?? null }, cluster?.title);
  }

  /** @param {string} name @param {any} data @param {string} [title] */
  async #do(name, data, title) {
    const { stage, notes } = this.about;
    const answer = await connection.command(name, data);
    if (answer.refused !== undefined) {
      this.#wrong = answer.refused || _("There is no connection. Try again when the connection is back.");
      return this.requestUpdate();
    }
    this.#wrong = "";
    this.close();
    this.dispatchEvent(new CustomEvent("moved"));
    const moved = title
      ? ngettext("{n} note moved to: {title}", "{n} notes moved to: {title}", notes.length, { title })
      : ngettext("{n} note moved.", "{n} notes moved.", notes.length);
    toast(moved, _("Undo"), () => undo(stage.seq));
  }
}

/** Take back one's own latest act. @param {number} stage */
async function undo(stage) {
  const answer = await connection.command("cluster.undo", { stage });
  if (answer.refused !== undefined)
    refuse(answer.refused || _("There is no connection. Try again when the connection is back."));
}

customElements.define("move-sheet", MoveSheet);
