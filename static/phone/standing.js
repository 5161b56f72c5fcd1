/** What the person at this phone may do now. The server decides; this saves a vain attempt. */

import { connection } from "../socket.js";
import { store } from "../store.js";
import { _ } from "../words.js";

/** The server takes what was written before the bell for so many seconds more. */
export const GRACE = 10;

/** Is there a participant at this phone, rather than somebody who only looks? */
export function takesPart() {
  return store.you.role === "participant" && store.you.person !== null && !connection.ended;
}

/** Has the time of a stage run out? @param {any} stage */
export function isOver(stage) {
  return stage.state === "open" && stage.timer !== null && store.clock() > stage.timer.ends + GRACE;
}

/** @param {any} stage */
export function isOpen(stage) {
  return store.workshop.state === "open" && stage.state === "open" && !isOver(stage);
}

/** May this person write in a stage? @param {any} stage */
export function mayWrite(stage) {
  return takesPart() && isOpen(stage);
}

/** Why nobody can write in a stage, in a sentence; nothing while it is open. @param {any} stage */
export function whyNot(stage) {
  if (store.workshop.state === "paused") return _("The workshop is paused. Wait until it continues.");
  if (isOver(stage)) return _("The time is over. Ask a facilitator if you need more time.");
  if (stage.state === "draft") return _("This stage has not begun yet.");
  if (stage.state === "locked") return _("This stage is locked at the moment. Your texts are safe.");
  if (stage.state === "revealed") return _("This stage is over. Everyone sees the results.");
  if (stage.state === "closed") return _("This stage is closed.");
  return "";
}

/** Does everybody see what others wrote or chose? @param {any} stage */
export function isRevealed(stage) {
  return stage.revealed_round >= stage.round;
}
