/** What becomes of what was sent, for whoever cannot see it: a note saved, anything refused. */

import { say } from "../say.js";
import { _ } from "../words.js";

/** @param {import("../outbox.js").Outbox} outbox */
export function sayWhatBecomesOf(outbox) {
  /** @type {Map<string, string>} */
  const states = new Map();
  outbox.addEventListener("change", () => {
    for (const { id, name, state, sentence } of outbox.items) {
      if (states.get(id) === state) continue;
      states.set(id, state);
      if (state === "refused") say(_("Not sent. {sentence}", { sentence }));
      else if (state === "saved" && name === "note.add") say(_("Your note is saved."));
    }
  });
}
