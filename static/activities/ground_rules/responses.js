/** What this person said to a rule, on its way or on the server. */

import { latest } from "../../phone/sending.js";
import { store } from "../../store.js";

/** Can a rule still be responded to? @param {any} rule */
export function isPending(rule) {
  return rule.status === "suggested" || rule.status === "proposed";
}

/** The response on its way, refused or not. @param {any} rule */
export function sentTo(rule) {
  return latest("rule.respond", (data) => data.rule === rule.seq && data.version === rule.version);
}

/** The response that counts, or will. @param {any} rule @returns {{response: string, reason?: string} | undefined} */
export function responseTo(rule) {
  const item = sentTo(rule);
  if (item && item.state !== "refused") return item.data;
  return /** @type {any} */ (store.of("response").find((response) => response.rule === rule.seq));
}
