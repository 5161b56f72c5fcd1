/**
 * Whoever uses a keyboard or listens keeps their place: where what they were on has gone from the
 * page, because a note was removed or a step ended, they go on in the part it was in.
 */

import { connection } from "./socket.js";
import { store } from "./store.js";

/** Until the elements on the page are drawn. */
const DRAWN = 50;

export function keepPlace() {
  /** Where the reader was, and all it stood in. @type {Element[]} */
  let place = [];
  let timer = 0;
  const look = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => goOn(place), DRAWN);
  };
  addEventListener("focusin", ({ target }) => {
    place = [];
    for (let each = /** @type {Element | null} */ (target); each; each = each.parentElement) place.push(each);
  });
  addEventListener("focusout", look);
  store.addEventListener("change", look);
  connection.addEventListener("change", look);
}

/** @param {Element[]} place */
function goOn(place) {
  const isLost = document.activeElement === document.body && place.length > 0 && !place[0].isConnected;
  if (!isLost) return;
  const left = place.find((each) => each.isConnected) ?? document.body;
  const dialog = [...document.querySelectorAll("dialog[open]")].at(-1);
  const part = dialog ?? left.closest("main, aside, nav") ?? document.querySelector("main") ?? document.body;
  const within = /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll("[tabindex], button:enabled"));
  const next = [/** @type {HTMLElement} */ (part), ...within, document.querySelector("main")];
  const found = next.find(
    (each) => each?.matches("[tabindex], button") && each.checkVisibility?.() !== false,
  );
  found?.focus({ preventScroll: true });
}
