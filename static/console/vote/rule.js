/** How a vote counts, in words. */

import { _, ngettext } from "../../words.js";

/** @param {any} stage */
export function rule({ settings: { dots, per_item: most, target } }) {
  const each = ngettext("Each person has {n} dot.", "Each person has {n} dots.", dots);
  if (most >= dots) return each;
  const limit =
    target === "notes"
      ? ngettext("At most {n} on one note.", "At most {n} on one note.", most)
      : ngettext("At most {n} on one cluster.", "At most {n} on one cluster.", most);
  return `${each} ${limit}`;
}

/** Who knows what, and when. @param {any} stage */
export function secrecy({ state, settings: { live, target } }) {
  if (state === "draft") {
    const frozen =
      target === "notes"
        ? _("Once it is open, the notes stay as they are until it ends.")
        : _("Once it is open, the clusters stay as they are until it ends.");
    const seen = live
      ? _("Everyone sees the count while people vote.")
      : _("Nobody sees the result before you reveal it, not even you.");
    return `${frozen} ${seen}`;
  }
  if (state === "revealed") return _("Who gave which dots is not saved.");
  if (state === "closed") return _("The vote is over. Who gave which dots is not saved.");
  if (live)
    return _("Everyone sees the count while people vote. People can take dots back until the vote ends.");
  return _(
    "Nobody sees the result before you reveal it, not even you. People can take dots back until then.",
  );
}
