/**
 * A long list in slices, so that a thousand notes cost what a screenful costs. A slice is drawn
 * again only when something in it changed; what is far down waits until the page is idle; and what
 * is off the screen is not laid out (`.slice` in the stylesheets).
 */

import { Leaf } from "../element.js";

/** With two and with three notes side by side, rows come out even. */
const SIZE = 12;

/**
 * Cut so that what is put in front changes the first slice only.
 * @template T @param {T[]} all
 * @returns {{key: number, at: number, items: T[]}[]} `key` counts from the end, `at` from the front
 */
export function sliced(all) {
  const count = Math.ceil(all.length / SIZE);
  const first = all.length - (count - 1) * SIZE;
  return Array.from({ length: count }, (_none, at) => ({
    key: count - at,
    at,
    items: at ? all.slice(first + (at - 1) * SIZE, first + at * SIZE) : all.slice(0, first),
  }));
}

/** @type {Slice[]} */
let waiting = [];

/** `items`: what it shows; each is compared field by field. `at`: which slice of the list it is. */
export class Slice extends Leaf {
  static properties = {
    items: { attribute: false, hasChanged: differ },
    // Whatever is put in front, only what was or becomes the first looks different for it.
    at: { attribute: false, hasChanged: isOtherEnd },
  };

  /** The first slice is drawn with the page, the others one by one. */
  isDrawn = false;

  constructor() {
    super();
    /** @type {any[]} */
    this.items = [];
    this.at = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.className = "slice";
    this.setAttribute("role", "presentation");
    waiting.push(this);
    if (waiting.length === 1) later(drawNext);
  }

  /** Only what is drawn is drawn again. */
  shouldUpdate() {
    this.isDrawn ||= this.at === 0;
    return this.isDrawn;
  }

  draw() {
    this.isDrawn = true;
    this.requestUpdate();
  }
}

/** Draw the one nearest to the top. */
function drawNext() {
  waiting = waiting.filter((slice) => slice.isConnected && !slice.isDrawn);
  waiting.sort((one, other) => one.at - other.at);
  waiting.shift()?.draw();
  if (waiting.length) later(drawNext);
}

/** @param {() => void} does */
function later(does) {
  // Safari has no idle moments to offer.
  if ("requestIdleCallback" in window) requestIdleCallback(does, { timeout: 100 });
  else setTimeout(does, 20);
}

/** @param {number} now @param {number | undefined} before */
function isOtherEnd(now, before) {
  return (now === 0) !== (before === 0);
}

/** @param {any[]} now @param {any[] | undefined} before */
function differ(now, before) {
  if (now.length !== before?.length) return true;
  return now.some((item, n) =>
    Object.keys(item).some((field) => item[field] !== /** @type {any[]} */ (before)[n][field]),
  );
}
