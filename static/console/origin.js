/** Where an outcome came from: the words of a note or the title of a cluster. */

import { store } from "../store.js";
import { _ } from "../words.js";

/** @param {number} seq @returns {string} */
export function originText(seq) {
  const cluster = store.get(`cluster/${seq}`);
  return store.get(`note/${seq}`)?.text ?? cluster?.title ?? _("something that is no longer here");
}
