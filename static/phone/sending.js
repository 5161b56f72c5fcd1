/** What is on its way: what a person does is shown at once, and made good when the server has it. */

import { connection } from "../socket.js";
import { _ } from "../words.js";

/** @typedef {import("../outbox.js").Item} Item */

/**
 * Send what must not be lost. A refused attempt at the same thing is forgotten.
 * @param {string} name @param {any} data @param {(data: any) => boolean} [isSame]
 */
export function send(name, data, isSame) {
  if (isSame) {
    for (const item of sent(name, isSame)) if (item.state === "refused") connection.outbox.discard(item.id);
  }
  return connection.outbox.post(name, data);
}

/** Everything of a kind on its way, oldest first. @param {string} name @param {(data: any) => boolean} fits */
export function sent(name, fits) {
  return connection.outbox.items.filter((item) => item.name === name && fits(item.data));
}

/** The newest of a kind on its way. @param {string} name @param {(data: any) => boolean} fits */
export function latest(name, fits) {
  return sent(name, fits).at(-1);
}

/** How an item stands, as note cards say it. @param {Item} item */
export function stateOf(item) {
  if (item.state !== "waiting") return item.state;
  if (connection.link !== "live") return "waiting";
  return connection.outbox.why(item.id) ? "delayed" : "sending";
}

/** What the server says about an item: why it was refused, or why it waits. @param {Item | undefined} item */
export function reasonOf(item) {
  if (!item) return "";
  if (item.state === "waiting" && !connection.outbox.isKeeping)
    return _("This phone could not store it. Leave this page open until it is sent.");
  return item.sentence ?? (stateOf(item) === "delayed" ? connection.outbox.why(item.id) : "");
}
