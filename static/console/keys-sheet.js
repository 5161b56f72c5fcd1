/** The list of all keys, by place, and the switch for those of one letter. */

import { html } from "lit";
import { _ } from "../words.js";
import { Dialog, open } from "./dialog.js";
import { letters } from "./letters.js";

/** @returns {[string, [string, string][]][]} */
const PLACES = () => [
  [
    _("Everywhere"),
    [
      ["?", _("This list")],
      ["/", _("Find in notes")],
      ["G", _("Go to the red button, the next thing to do. Enter presses it")],
      ["L", _("Lock the stage, or unlock it")],
      ["+", _("Give the stage one more minute")],
      ["P", _("See what phones show")],
      ["[ ]", _("Look at the stage before or after")],
      [".", _("Back to the stage that is going on")],
      [_("Escape"), _("Close a menu, a dialog or the search")],
    ],
  ],
  [
    _("On a board"),
    [
      [_("Arrows"), _("From note to note, and from question to question")],
      ["J K", _("To the next note, to the note before")],
      [_("Home, End"), _("To the first note, to the last note")],
      [_("Enter"), _("Open a note: read it whole, hide it, park it, make it an action")],
    ],
  ],
  [
    _("While you sort"),
    [
      ["1 – 9", _("Move the note to the cluster with this number")],
      ["0", _("Put the note back to the ungrouped notes")],
      ["M", _("Move the note: type the first letters of a cluster")],
      ["N", _("Begin a new cluster with the note")],
      ["R", _("Rename the cluster")],
      ["U", _("Undo the last thing done in sorting. Ctrl Z does the same")],
      [_("Space"), _("Choose several notes. The keys above then move all of them")],
      [_("Shift arrows"), _("Choose more notes")],
      ["Ctrl A", _("Choose all notes of a cluster")],
      [_("Arrows"), _("From note to note, and from cluster to cluster")],
      ["J K", _("To the next note, to the note before")],
      [_("Home, End"), _("To the first note, to the last note")],
      [_("Enter"), _("Open a note: read it whole, hide it, park it, make it an action")],
    ],
  ],
  [
    _("After M, in the list of clusters"),
    [
      [_("Letters"), _("Show only clusters with these letters in their title")],
      [_("Arrows"), _("Go through the clusters")],
      [_("Enter"), _("Move. If no cluster has this title, a new one is made")],
      [_("Escape"), _("Leave the note where it is")],
    ],
  ],
  [
    _("On phones"),
    [
      [_("Enter"), _("Post the note")],
      [_("Shift Enter"), _("Begin a new line")],
    ],
  ],
];

class KeysDialog extends Dialog {
  get heading() {
    return _("Keys");
  }

  get size() {
    return "dialog--wide";
  }

  get isLong() {
    return true;
  }

  body() {
    return html`<label class="choice keys-switch"><input type="checkbox" .checked=${letters.isOn} @change=${this.#turn} />
      <span>${_("Use keys of one letter, number or sign")}
        <small>${_("Switch them off if they act when you do not want it, for example when you speak to your computer. All of it can be done with Tab and Enter too. Letters then lead to the next note that begins with them.")}</small></span></label>
    <div class="keys-places">${PLACES().map(
      ([place, keys]) => html`<section>
        <h3>${place}</h3>
        <dl class="keys">${keys.map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl>
      </section>`,
    )}</div>`;
  }

  /** @param {Event} event */
  #turn(event) {
    letters.turn(/** @type {HTMLInputElement} */ (event.target).checked);
  }
}

customElements.define("keys-dialog", KeysDialog);

export function showKeys() {
  if (!document.querySelector("keys-dialog")) open(new KeysDialog());
}
