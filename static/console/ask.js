/** What the facilitator asks of the server. A no is shown, and nothing that was typed is lost. */

import { isPassing, newId } from "../outbox.js";
import { connection } from "../socket.js";
import { _ } from "../words.js";
import { refuse } from "./toasts.js";

let unanswered = { wish: "", id: "" };

/**
 * Send a command. What had no answer may have been done: asked again at once, it keeps its id and is done once.
 * @param {string} name
 * @param {any} [data]
 */
export async function once(name, data = {}) {
  const wish = JSON.stringify([name, data]);
  const id = unanswered.wish === wish ? unanswered.id : newId();
  const answer = await connection.command(name, data, id);
  unanswered = answer.reason === "offline" ? { wish, id } : { wish: "", id: "" };
  return answer;
}

/**
 * Send a command. The answer is "" when it was done, or the sentence that says why not.
 * @param {string} name
 * @param {any} [data]
 */
export async function ask(name, data) {
  const answer = await once(name, data);
  if (answer.reason === "offline")
    return _("The server did not answer. Wait for “Connected”, then press again.");
  if (answer.refused && isPassing(answer))
    return _("{sentence} Press again in a moment.", { sentence: answer.refused });
  return answer.reason ? answer.refused || _("That did not work. Press again.") : "";
}

/**
 * Send a command from a button: what it refuses is shown as a toast.
 * @param {string} name
 * @param {any} [data]
 */
export async function act(name, data) {
  const wrong = await ask(name, data);
  if (wrong) refuse(wrong);
  return wrong === "";
}
