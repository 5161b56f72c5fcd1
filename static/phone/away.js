/** That the server cannot be reached: since when, and that one can go on writing. */

import { html, nothing } from "lit";
import { connection, NOTICEABLE } from "../socket.js";
import { _ } from "../words.js";

export function away() {
  const { link, since, isRecalled, ended } = connection;
  const isNews = !isRecalled && link !== "offline" && Date.now() / 1000 - since < NOTICEABLE;
  // After the end there is nothing to come back to, and nothing to go on writing.
  if (ended || (link !== "offline" && link !== "gone") || !since || isNews) return nothing;
  const time = moment(1000 * since);
  return html`<p class="phone-away">${
    link === "offline"
      ? _(
          "Offline since {time}. You see what was here then. You can go on writing: it is sent when the connection is back.",
          { time },
        )
      : _(
          "No answer from the server since {time}. You see what was here then. You can go on writing: it is sent when the server answers.",
          { time },
        )
  }</p>`;
}

/** The time of day, and the day where that was not today. @param {number} at milliseconds since 1970 */
function moment(at) {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  const locale = document.documentElement.lang;
  return new Intl.DateTimeFormat(locale, {
    dateStyle: isToday ? undefined : "medium",
    timeStyle: "short",
  }).format(at);
}
