/** The map of a workshop, to be opened question by question. */

import { html, LitElement, nothing } from "lit";
import { layout } from "../map.js";
import { _, ngettext, number } from "../words.js";
import { drawing, measure } from "./map-drawing.js";

/** Shapes are laid out for a page this wide; narrower ones scroll. */
const NARROWEST = 960;
const HEIGHT = 0.62;

export class ArchiveMap extends LitElement {
  /** @type {import("../map/page.js").MapTree} */
  tree = { theme: "", questions: [] };
  /** @type {import("../map/page.js").Open} */
  #open = { question: 0, cluster: null, from: 0 };
  #watch = new ResizeObserver(() => this.requestUpdate());

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#watch.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#watch.disconnect();
  }

  render() {
    const width = Math.max(this.clientWidth, NARROWEST);
    const height = Math.round(width * HEIGHT);
    const { shapes, next } = layout(this.tree, {
      width,
      height,
      measure,
      open: this.#open,
      mirrored: document.documentElement.dir === "rtl",
      more: (n) => `+${number(n)}`,
      count: (n) => ngettext("{n} note", "{n} notes", n),
      plain: number,
    });
    const label = _("Map of the questions and their clusters", { n: this.tree.questions.length });
    const choose = (/** @type {number} */ question) => this.#show({ question, cluster: null, from: 0 });
    return html`
      <p class="map-acts">
        <span>${_("Choose a question to open it.")}</span>
        <span class="map-sideways">${_("The map is wider than the screen. Slide it sideways.")}</span>
        ${
          next.question === this.#open.question && next !== this.#open && (next.cluster || next.from)
            ? html`<button class="note-act" type="button" @click=${() => this.#show(next)}>${_("More of this question")}</button>`
            : nothing
        }
      </p>
      <div class="map-scroll">${drawing(shapes, { width, height, label, choose })}</div>`;
  }

  /** On a narrow screen the theme comes first, and from there one goes to either side. */
  firstUpdated() {
    const scroll = this.querySelector(".map-scroll");
    const theme = this.querySelector(".map .theme");
    if (!scroll || !theme) return;
    const [box, window] = [theme.getBoundingClientRect(), scroll.getBoundingClientRect()];
    scroll.scrollLeft += box.left + box.width / 2 - (window.left + window.width / 2);
  }

  /** @param {import("../map/page.js").Open} open */
  #show(open) {
    this.#open = open;
    this.requestUpdate();
  }
}

customElements.define("archive-map", ArchiveMap);
