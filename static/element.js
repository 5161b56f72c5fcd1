/** What our elements share: drawn into the page itself, and drawn again when what they show changes. */

import { LitElement } from "lit";
import { connection } from "./socket.js";
import { store } from "./store.js";

export class Element extends LitElement {
  #redraw = () => this.requestUpdate();

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    store.addEventListener("change", this.#redraw);
    connection?.addEventListener("change", this.#redraw);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    store.removeEventListener("change", this.#redraw);
    connection?.removeEventListener("change", this.#redraw);
  }
}

/** An element that shows only what it is given, so that of a thousand notes one redraws. */
export class Leaf extends LitElement {
  createRenderRoot() {
    return this;
  }
}
