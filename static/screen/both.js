/** What the screen says in two languages, where its workshop has two: the second one smaller, beneath. */

import { html } from "lit";
import { store } from "../store.js";
import { _, broughtAs, ngettext, tongue } from "../words.js";
import { set } from "./set.js";

const brought = document.getElementById("words-second");
const language = brought?.lang ?? "";
const second = brought && tongue(language, broughtAs("words-second"));

/** A text, with values set apart in it where they are given. @param {string} text @param {Record<string, unknown>} [values] */
export function both(text, values) {
  const parts = (/** @type {string} */ said) => (values ? set(said, values) : said);
  return beneath(parts(_(text)), second && parts(second.say(text)));
}

/** @param {string} one @param {string} many @param {number} n @param {Record<string, unknown>} [values] */
export function bothOf(one, many, n, values) {
  return beneath(ngettext(one, many, n, values), second?.count(one, many, n, values));
}

/** @param {unknown} first @param {unknown} other */
function beneath(first, other) {
  return other ? html`${first} <span class="second" lang=${language} dir="auto">${other}</span>` : first;
}

/** The page came in the languages of its workshop, or in none of its own; when those change, so does the page. @type {string | undefined} */
let spoken;
store.addEventListener("change", () => {
  const now = store.workshop.languages?.join() ?? "";
  if (spoken !== undefined && now !== spoken) location.reload();
  spoken = now;
});
