/** What somebody sees who was muted: a calm line where they would write. Nobody else sees it. */

import { html } from "lit";
import { store } from "../store.js";
import { _ } from "../words.js";

export function isMuted() {
  return store.me?.muted === true;
}

export function mutedWords() {
  return _(
    "A facilitator has muted you, so you cannot write now. You can still vote, answer scales and raise your hand. If this is a mistake, speak to a facilitator.",
  );
}

export function mutedLine() {
  return html`<p class="muted-line">${mutedWords()}</p>`;
}
