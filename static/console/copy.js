/** Buttons that copy a link. They show only where a script can copy. */

import { say } from "../say.js";
import { _ } from "../words.js";

if (navigator.clipboard) {
  for (const each of document.querySelectorAll("[data-copy]")) {
    const button = /** @type {HTMLButtonElement} */ (each);
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

/** @param {HTMLButtonElement} button */
async function copy(button) {
  const field = /** @type {HTMLInputElement} */ (document.getElementById(button.dataset.copy ?? ""));
  await navigator.clipboard.writeText(field.value);
  const label = /** @type {ChildNode} */ (button.lastChild);
  const before = label.textContent;
  label.textContent = ` ${_("Copied")}`;
  say(_("Copied"));
  window.setTimeout(() => {
    label.textContent = before;
  }, 2000);
}
