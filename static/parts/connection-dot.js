/** How the connection stands: a shape and its word. */

import { html } from "lit";
import { Element } from "../element.js";
import { connection } from "../socket.js";
import { _ } from "../words.js";

class ConnectionDot extends Element {
  render() {
    return html`<span class="connection is-${connection.link}" role="status">${WORDS[connection.link]()}</span>`;
  }
}

/** @type {Record<import("../socket.js").Link, () => string>} */
const WORDS = {
  live: () => _("Live"),
  "catching-up": () => _("Catching up"),
  restarting: () => _("Restarting"),
  gone: () => _("No connection"),
  offline: () => _("Offline"),
};

customElements.define("connection-dot", ConnectionDot);
