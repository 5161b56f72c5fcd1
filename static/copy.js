/** Buttons that copy a link: `data-copy` is the id of its field. Without a script they stay hidden. */

import { say } from "./say.js";
import { _ } from "./words.js";

const LINGER = 2000;

for (const each of document.querySelectorAll("[data-copy]")) {
  const button = /** @type {HTMLButtonElement} */ (each);
  button.hidden = false;
  button.addEventListener("click", () => press(button));
}

/** @param {HTMLButtonElement} button */
async function press(button) {
  const field = /** @type {HTMLInputElement} */ (document.getElementById(button.dataset.copy ?? ""));
  const label = /** @type {ChildNode} */ (button.lastChild);
  const before = label.textContent;
  const said = (await copied(field)) ? _("Copied") : _("Press Ctrl+C");
  label.textContent = ` ${said}`;
  say(said);
  window.setTimeout(() => {
    label.textContent = before;
  }, LINGER);
}

/** Copy what stands in a field. @param {HTMLInputElement} field */
async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Without https a page has no clipboard, but what is selected can still be copied.
    field.select();
    return document.execCommand("copy");
  }
}
