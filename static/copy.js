/** Buttons that copy a link: `data-copy` is the id of its field. Without a script they stay hidden. */

import { copied, LINGER } from "./copied.js";
import { say } from "./say.js";
import { _ } from "./words.js";

for (const each of document.querySelectorAll("[data-copy]")) {
  const button = /** @type {HTMLButtonElement} */ (each);
  const label = /** @type {ChildNode} */ (button.lastChild);
  const words = label.textContent;
  button.hidden = false;
  button.addEventListener("click", () => press(button, label, words));
}

/** @param {HTMLButtonElement} button @param {ChildNode} label @param {string | null} words what it says at other times */
async function press(button, label, words) {
  const field = /** @type {HTMLInputElement} */ (document.getElementById(button.dataset.copy ?? ""));
  const said = (await copied(field)) ? _("Copied") : _("Not copied. Select the link and copy it yourself.");
  label.textContent = ` ${said}`;
  say(said);
  window.setTimeout(() => {
    label.textContent = words;
  }, LINGER);
}
