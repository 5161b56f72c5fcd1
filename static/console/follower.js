/** An element that also draws itself anew when another part of the page is chosen. */

import { Element } from "../element.js";
import { chosen } from "./chosen.js";
import { reading } from "./reading.js";

export class Follower extends Element {
  #redraw = () => this.requestUpdate();

  connectedCallback() {
    super.connectedCallback();
    chosen.addEventListener("change", this.#redraw);
    reading.addEventListener("change", this.#redraw);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    chosen.removeEventListener("change", this.#redraw);
    reading.removeEventListener("change", this.#redraw);
  }
}
