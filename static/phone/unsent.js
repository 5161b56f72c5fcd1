/** Words on their way to the server, as a card that says how they stand. */

import { html, nothing } from "lit";
import { connection } from "../socket.js";
import { _ } from "../words.js";
import { reasonOf, stateOf } from "./sending.js";
import "../parts/note-card.js";

/** @param {import("../outbox.js").Item} item @param {string} [text] */
export function unsent(item, text = item.data.text) {
  return html`<note-card .note=${{ text, mine: true }} .state=${stateOf(item)} .reason=${reasonOf(item)}
    .acts=${item.state === "refused" ? again(item) : nothing}></note-card>`;
}

/** What can be done with what was refused. @param {import("../outbox.js").Item} item */
export function again({ id }) {
  return html`
    <button class="note-act" @click=${() => connection.outbox.again(id)}>${_("Send again")}</button>
    <button class="note-act" @click=${() => connection.outbox.discard(id)}>${_("Delete")}</button>`;
}

/** What keeps something from being sent, where no card says it. @param {import("../outbox.js").Item | undefined} item */
export function held(item) {
  const state = item && stateOf(item);
  if (state === "waiting") return html`<p class="ask-status">${_("Waiting for the connection")}</p>`;
  if (state !== "delayed") return nothing;
  return html`<p class="ask-status">${reasonOf(item)} ${_("It is sent again automatically.")}</p>`;
}

/** Why the newest attempt at something was refused; it was said aloud when it was. @param {import("../outbox.js").Item | undefined} item */
export function refusal(item) {
  if (item?.state !== "refused") return nothing;
  return html`<p class="refusal">${item.sentence}</p>`;
}
