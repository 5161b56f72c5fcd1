/** What others see of whoever writes, and who could find out more: said before anybody writes (P4, P5). */

import { store } from "../store.js";
import { _ } from "../words.js";

/** Of notes. @param {string} identity */
export function whoseNotes(identity) {
  if (identity === "named") return _("Your name is shown with your notes.");
  if (identity === "anonymous") return `${_("Nobody can see who wrote a note.")} ${forgotten()}`;
  const shown = store.me?.sector
    ? _("Your sector is shown with your notes, not your name.")
    : _("Your name is not shown with your notes.");
  return `${shown} ${findable()}`;
}

/** Of one thing: a rule that is proposed, something that is kept for later. @param {string} identity */
export function whoseIsIt(identity) {
  if (identity === "named") return _("Your name is shown with it.");
  if (identity === "anonymous") return `${_("Nobody can see who wrote it.")} ${forgotten()}`;
  const shown = store.me?.sector
    ? _("Your sector is shown with it, not your name.")
    : _("Your name is not shown with it.");
  return `${shown} ${findable()}`;
}

/** While a stage is open the server knows whose an unsigned entry is, so that they can change it. */
export const forgotten = () => _("When this stage closes, the server forgets it too.");

/** What is not anonymous is signed in the log. */
const findable = () => _("The organisers can still find out who wrote what.");
