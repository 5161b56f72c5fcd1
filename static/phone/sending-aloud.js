/** What becomes of what was sent: heard by whoever cannot see it, shown where nothing else would show it. */

import { say } from "../say.js";
import { _ } from "../words.js";
import { toast } from "./toast.js";

/** What has no place of its own on the page where a refusal could stand. */
const UNSEEN = new Set(["hand.raise", "hand.lower", "stage.done", "rule.acknowledge"]);

/** @param {import("../outbox.js").Outbox} outbox */
export function sayWhatBecomesOf(outbox) {
  /** @type {Map<string, string>} */
  const states = new Map();
  outbox.addEventListener("change", () => {
    for (const { id, name, state, sentence = "" } of outbox.items) {
      if (states.get(id) === state) continue;
      states.set(id, state);
      if (state === "refused" && UNSEEN.has(name)) {
        toast(sentence);
        outbox.discard(id);
      } else if (state === "refused") say(_("Not sent. {sentence}", { sentence }));
      else if (state === "saved" && name === "note.add") say(_("Your note is saved."));
    }
  });
}
