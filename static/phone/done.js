/** "I am done here": a flag the facilitator counts, and nobody is stopped by. */

import { html, nothing } from "lit";
import { icon } from "../parts/icon.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import { latest, send } from "./sending.js";
import { mayWrite } from "./standing.js";
import { held } from "./unsent.js";

/** @param {any} stage */
export function isDone(stage) {
  const onItsWay = latest("stage.done", (data) => data.stage === stage.seq);
  if (onItsWay && onItsWay.state !== "refused") return onItsWay.data.done;
  return store.me?.done?.includes(stage.seq) ?? false;
}

/** @param {any} stage */
export function doneButton(stage) {
  if (!mayWrite(stage)) return nothing;
  const done = isDone(stage);
  const wait = held(latest("stage.done", (data) => data.stage === stage.seq));
  const toggle = () =>
    send("stage.done", { stage: stage.seq, done: !done }, (data) => data.stage === stage.seq);
  return html`<button class="note-act" aria-pressed=${done ? "true" : "false"} @click=${toggle}>
    ${done ? html`${icon("check")} ${_("You have finished here")}` : _("I have finished here")}
  </button>${wait}`;
}
