/** Keeps what somebody reads in its place when something comes above it, where the browser does not. */

import { connection } from "../socket.js";
import { store } from "../store.js";

/** Elements within elements are drawn one after the other; what is moved is moved when all are. */
const drawn = new MessageChannel();
/** What stands first in sight, and how high. @type {{element: Element, top: number} | null} */
let held = null;

drawn.port1.onmessage = () => {
  const main = document.getElementById("main");
  if (held?.element.isConnected && main)
    main.scrollTop += held.element.getBoundingClientRect().top - held.top;
  held = null;
};

function hold() {
  const main = document.getElementById("main");
  if (held || !main?.scrollTop) return;
  const { top, bottom } = main.getBoundingClientRect();
  const element = [...main.querySelectorAll("article, h1, h2, p")].find((each) => {
    const place = each.getBoundingClientRect();
    return place.top >= top && place.top < bottom;
  });
  if (!element) return;
  held = { element, top: element.getBoundingClientRect().top };
  drawn.port2.postMessage("");
}

/** Both tell before anything is drawn anew. */
export function keepInPlace() {
  if (CSS.supports("overflow-anchor", "auto")) return;
  store.addEventListener("change", hold);
  connection.addEventListener("change", hold);
}
