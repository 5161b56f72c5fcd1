/** Keys for those who do not want to reach for the mouse. None of them changes the workshop. */

import { html } from "lit";
import { store } from "../store.js";
import { _ } from "../words.js";
import { chosen } from "./chosen.js";
import { Dialog, open } from "./dialog.js";

/** @type {[string, string, () => void][]} */
const KEYS = [
  ["/", _("Find in notes"), () => document.getElementById("find")?.focus()],
  ["[", _("Look at the stage before"), () => step(-1)],
  ["]", _("Look at the stage after"), () => step(1)],
  [".", _("Back to the stage that is going on"), () => chosen.show(null)],
  ["?", _("This list"), () => showKeys()],
];

addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const isTyping = target.closest("input, textarea, select, dialog[open], [contenteditable]");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const found = KEYS.find(([key]) => key === event.key);
  if (!found) return;
  event.preventDefault();
  found[2]();
});

/** @param {number} by */
function step(by) {
  const stages = store.stages.map((stage) => stage.seq);
  const to = stages[stages.indexOf(chosen.stage?.seq ?? 0) + by];
  if (to) chosen.show(to);
}

class KeysDialog extends Dialog {
  get heading() {
    return _("Keys");
  }

  body() {
    const more = [
      [_("Arrows"), _("From note to note, and from board to board")],
      [_("Enter"), _("Open a note: read it whole, hide it, park it, make it an action")],
      [_("Space"), _("Choose a note to sort; Shift and the arrows choose more")],
      ["M", _("Move the chosen notes: type where to")],
      ["N", _("Begin a cluster with the chosen notes")],
      ["U", _("Ungroup the chosen notes")],
      [_("Ctrl Z"), _("Undo the last thing done in sorting")],
      [_("Escape"), _("Close a menu or a dialog")],
    ];
    return html`<dl class="keys">
      ${[...KEYS, ...more].map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}
    </dl>`;
  }
}

customElements.define("keys-dialog", KeysDialog);

export function showKeys() {
  open(new KeysDialog());
}
