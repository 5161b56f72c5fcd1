/** How the connection stands: a shape and its word. */

import { html } from "lit";
import { Element } from "../element.js";
import { connection } from "../socket.js";
import { _ } from "../words.js";

class ConnectionDot extends Element {
  render() {
    return html`<span class="connection is-${connection.link}">${this.#word}</span>`;
  }

  get #word() {
    return connection.isLight && connection.link === "live" ? _("Light mode") : WORDS[connection.link]();
  }
}

/** @type {Record<import("../socket.js").Link, () => string>} */
const WORDS = {
  live: () => _("Connected"),
  "catching-up": () => _("Loading"),
  restarting: () => _("Restarting"),
  gone: () => _("No connection"),
  offline: () => _("Offline"),
};

customElements.define("connection-dot", ConnectionDot);
