/** Keys for the whole console. Those of a board and of sorting stand where the notes are. */

import { connection } from "../socket.js";
import { store } from "../store.js";
import { act } from "./ask.js";
import { chosen } from "./chosen.js";
import { more } from "./clock.js";
import { showKeys } from "./keys-sheet.js";
import { isTyping, letterOf } from "./letters.js";
import { showDialog } from "./menus.js";
import { currentStage } from "./moment.js";
import { toNotes } from "./to-notes.js";

/** What each key does. @type {Record<string, () => unknown>} */
const KEYS = {
  "/": () => document.getElementById("find")?.focus(),
  "[": () => step(-1),
  "]": () => step(1),
  ".": () => chosen.show(null),
  g: () => /** @type {HTMLElement | null} */ (document.querySelector(".bar .button--now"))?.focus(),
  l: () => lock(),
  "+": () => addMinute(),
  j: () => toNotes(),
  k: () => toNotes(),
  p: () => store.isReady && showDialog("preview"),
  "?": () => showKeys(),
};

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || isTyping(event) || connection.ended) return;
  const does = KEYS[letterOf(event)];
  if (!does) return;
  event.preventDefault();
  does();
});

/** @param {number} by */
function step(by) {
  const stages = store.stages.map((stage) => stage.seq);
  const to = stages[stages.indexOf(chosen.stage?.seq ?? 0) + by];
  if (to) chosen.show(to);
}

/** Lock what is open, or unlock it. A second press takes it back. */
function lock() {
  const stage = currentStage();
  if (store.workshop.state !== "open" || !stage) return;
  if (stage.state === "open") act("stage.lock", { stage: stage.seq });
  else if (stage.state === "locked") act("stage.open", { stage: stage.seq });
}

function addMinute() {
  const stage = currentStage();
  if (stage && stage.state !== "revealed" && store.workshop.state === "open") more(stage, 1);
}
