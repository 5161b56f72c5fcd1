/** What becomes of what was sent: heard by whoever cannot see it, shown where nothing else would show it. */

import { sum, warn } from "../say.js";
import { _, ngettext } from "../words.js";
import { refuse } from "./toast.js";

/** What has no place of its own on the page where a refusal could stand. */
const UNSEEN = new Set(["hand.raise", "hand.lower", "stage.done", "rule.acknowledge"]);

/** What says what became of it by itself. */
const SEEN = new Set([...UNSEEN, "vote.cast", "park.add"]);

/** @param {import("../outbox.js").Outbox} outbox */
export function sayWhatBecomesOf(outbox) {
  /** @type {Map<string, string>} */
  const states = new Map();
  outbox.addEventListener("change", () => {
    for (const { id, name, state, sentence = "" } of outbox.items) {
      if (states.get(id) === state) continue;
      states.set(id, state);
      if (state === "refused" && UNSEEN.has(name)) {
        refuse(sentence);
        outbox.discard(id);
      } else if (state === "refused") warn(_("Not sent. {sentence}", { sentence }));
      else if (state === "saved" && name === "note.add") sum("saved note", 1, savedWords);
      else if (state === "saved" && !SEEN.has(name)) sum("saved", 1, () => _("Saved."));
    }
  });
}

/** @param {number} n */
function savedWords(n) {
  return ngettext("Your note is saved.", "{n} notes of yours are saved.", n);
}
