/** Live, catching up or offline: a shape and its word. */

import { html } from "lit";
import { Element } from "../element.js";
import { connection } from "../socket.js";
import { _ } from "../words.js";

class ConnectionDot extends Element {
  render() {
    return html`<span class="connection is-${connection.link}" role="status">${this.#word}</span>`;
  }

  get #word() {
    if (connection.link === "live") return _("Live");
    return connection.link === "offline" ? _("Offline") : _("Catching up");
  }
}

customElements.define("connection-dot", ConnectionDot);
