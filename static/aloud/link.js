/** That the connection was lost, and that it is back: said once each, and not of every moment of it. */

import { news } from "../say.js";
import { connection } from "../socket.js";
import { _ } from "../words.js";

let wasLost = false;

export function sayLink() {
  connection.addEventListener("change", () => {
    const isLost = !["live", "catching-up"].includes(connection.link) && !connection.ended;
    const isNews = isLost ? !wasLost : wasLost && connection.link === "live";
    if (isNews) news("link", 0, wordsNow);
  });
}

/** What holds when there is time to say it. */
function wordsNow() {
  if (connection.ended || connection.link === "catching-up") return "";
  const isLost = connection.link !== "live";
  if (isLost === wasLost) return "";
  wasLost = isLost;
  return isLost ? _("There is no connection. What you write is kept.") : _("The connection is back.");
}
