/**
 * Light mode: text only, and what is new every few seconds, where the network is poor or somebody
 * wants it so. It comes by itself when a network turns out to be poor, and stays for a while, so that
 * it does not come and go with every bus that passes.
 */

import { say } from "../say.js";
import { connection } from "../socket.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import { toast } from "./toast.js";

/** @typedef {"auto" | "on" | "off"} Choice */

const PLACE = "light";

/** Answers slower than this say that the network is poor; so many in a row are believed. Milliseconds. */
const SLOW = 3000;
const QUICK = 1200;
const BELIEVED = 3;
/** A line that is lost so often within so long is poor as well. */
const MOST_LOST = 3;
const WITHIN = 180_000;
/** How long light mode stays at least; twice as long each time it came in vain. */
const STAYS = 300_000;

/** @type {Choice} */
let choice = kept();
let isPoor = false;
let slow = 0;
let quick = 0;
/** @type {number[]} */
let losses = [];
let stays = STAYS;
let until = 0;

/** What somebody chose on this device. */
export const lightChoice = () => choice;

/** @param {Choice} wanted */
export function chooseLight(wanted) {
  choice = wanted;
  try {
    localStorage.setItem(PLACE, wanted);
  } catch {
    // Then it holds as long as this page.
  }
  settle();
}

/** Watch how this phone's network does, and lighten the connection when it is poor. */
export function watchNetwork() {
  network()?.addEventListener?.("change", settle);
  connection.addEventListener("took", (event) => measured(/** @type {CustomEvent<number>} */ (event).detail));
  connection.addEventListener("lost", lost);
  settle();
}

/** The network as the device itself describes it. @returns {any} */
const network = () => /** @type {any} */ (navigator).connection;

/** Does the device say that data is dear or slow? */
function isSaidToBePoor() {
  const { saveData, effectiveType } = network() ?? {};
  return Boolean(saveData) || effectiveType === "slow-2g" || effectiveType === "2g";
}

/** An answer took so long. @param {number} ms */
function measured(ms) {
  slow = ms > SLOW ? slow + 1 : 0;
  quick = ms < QUICK && connection.link === "live" ? quick + 1 : 0;
  if (!isPoor && slow >= BELIEVED) worsened();
  else if (isPoor && quick >= BELIEVED && Date.now() > until) {
    isPoor = false;
    stays *= 2;
    settle();
  }
}

function lost() {
  // A server that restarts, or a device without any network, says nothing about how good it is.
  if (connection.link !== "gone") return;
  losses = [...losses.filter((at) => Date.now() - at < WITHIN), Date.now()];
  if (losses.length >= MOST_LOST) worsened();
}

function worsened() {
  isPoor = true;
  until = Date.now() + stays;
  slow = quick = 0;
  losses = [];
  settle();
}

function settle() {
  const wasLight = connection.isLight;
  const isLight = choice === "on" || (choice === "auto" && (isPoor || isSaidToBePoor()));
  document.documentElement.classList.toggle("is-light", isLight);
  connection.lighten(isLight);
  if (isLight === wasLight || choice !== "auto") return;
  const sentence = isLight
    ? _("Your connection is slow, so light mode is on. What is new comes every few seconds.")
    : _("Light mode is off. What is new comes at once.");
  if (store.isReady) toast(sentence);
  else say(sentence);
}

/** @returns {Choice} */
function kept() {
  try {
    const found = localStorage.getItem(PLACE);
    return found === "on" || found === "off" ? found : "auto";
  } catch {
    return "auto";
  }
}
