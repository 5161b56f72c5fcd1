/** The map on the screen: one question open at a time, all of them in turn. */

import { html } from "lit";
import { Element } from "../element.js";
import { layout } from "../map.js";
import { drawing, measure } from "../parts/map-drawing.js";
import { store } from "../store.js";
import { _, ngettext, number } from "../words.js";
import { grouped } from "./parts.js";

const DWELL = 20;

/** @param {import("../store.js").Store} store @returns {import("./sheets.js").Sheet} */
export function map(store) {
  return {
    name: "map",
    wide: true,
    about: ngettext("Map of {n} note", "Map of {n} notes", store.of("note").length),
    main: html`<h1 class="unseen" dir="auto">${store.workshop.title}</h1><screen-map class="map-scroll"></screen-map>`,
  };
}

/** What can be seen now, as a tree. @param {import("../store.js").Store} store @returns {import("../map/page.js").MapTree} */
function treeOf(store) {
  const notes = grouped(store.of("note"), (note) => note.board);
  const clusters = store.of("cluster");
  return {
    theme: store.workshop.title,
    questions: store.of("board").map((board) => ({
      key: board.seq,
      text: board.question,
      clusters: clustersOf(notes.get(board.seq) ?? [], clusters, store.workshop.sectors),
    })),
  };
}

/**
 * @typedef {import("../store.js").Shown} Shown
 * @param {Shown[]} notes @param {Shown[]} clusters @param {string[]} sectors
 * @returns {import("../map/page.js").MapCluster[]}
 */
function clustersOf(notes, clusters, sectors) {
  const byCluster = grouped(notes, (note) => note.cluster ?? null);
  const leaf = (/** @type {Shown} */ note) => ({
    text: note.text,
    mark: sectors.indexOf(note.sector) + 1,
    language: note.language,
    sector: note.sector,
  });
  const named = clusters
    .filter((cluster) => byCluster.has(cluster.seq))
    .map((cluster) => ({
      key: cluster.seq,
      title: cluster.title,
      notes: (byCluster.get(cluster.seq) ?? []).map(leaf),
    }));
  const loose = byCluster.get(null) ?? [];
  if (!loose.length) return named;
  const title = named.length ? _("Not grouped") : "";
  return [...named, { key: "loose", title, tool: true, notes: loose.map(leaf) }];
}

class ScreenMap extends Element {
  /** @type {import("../map/page.js").Open} */
  #open = { question: 0, cluster: null, from: 0 };
  #next = this.#open;
  #turn = 0;
  #watch = new ResizeObserver(() => this.requestUpdate());

  connectedCallback() {
    super.connectedCallback();
    this.#watch.observe(this);
    this.#turn = window.setInterval(() => {
      this.#open = this.#next;
      this.requestUpdate();
    }, DWELL * 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#watch.disconnect();
    clearInterval(this.#turn);
  }

  render() {
    const tree = treeOf(store);
    const width = Math.max(this.clientWidth, 960);
    const height = Math.max(this.clientHeight, 540);
    const mirrored = document.documentElement.dir === "rtl";
    const more = (/** @type {number} */ n) => `+${number(n)}`;
    const count = (/** @type {number} */ n) => ngettext("{n} note", "{n} notes", n);
    const options = { width, height, measure, mirrored, more, count, plain: number, open: this.#open };
    const { shapes, next } = layout(tree, options);
    this.#next = next;
    const label = _("Map: the theme, {n} questions and their clusters", { n: tree.questions.length });
    return drawing(shapes, { width, height, label });
  }
}

customElements.define("screen-map", ScreenMap);
