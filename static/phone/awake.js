/** Keeps the display from going dark while a stage is open and somebody looks at this page. */

import { connection } from "../socket.js";
import { store } from "../store.js";
import { isOpen, takesPart } from "./standing.js";

/** @type {WakeLockSentinel | null} */
let lock = null;
let isAsking = false;

export function stayAwake() {
  store.addEventListener("change", look);
  connection.addEventListener("change", look);
  document.addEventListener("visibilitychange", look);
}

/** Who saves data mostly saves the battery too. */
function isWanted() {
  const isSeen = document.visibilityState === "visible";
  return isSeen && takesPart() && !connection.isLight && store.stages.some(isOpen);
}

async function look() {
  if (!navigator.wakeLock || isAsking) return;
  if (!isWanted()) {
    lock?.release();
    lock = null;
  } else if (!lock || lock.released) {
    isAsking = true;
    // A battery that is nearly empty says no, and then the display goes dark as it always did.
    lock = await navigator.wakeLock.request("screen").catch(() => null);
    isAsking = false;
  }
}
