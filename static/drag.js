/**
 * Moving things to a place, whatever the hand. A mouse, a finger, a key and a menu all lift
 * things, pass over places and drop them; behind every drop stands the same `put`.
 *
 * A place is whatever element bears `data-place`.
 */

/** @typedef {(things: number[], place: string) => void} Put */

export class Move {
  /** What is held. @type {number[]} */
  things = [];
  /** Where it would go now. */
  place = "";
  #put;
  #changed;

  /** @param {Put} put @param {() => void} changed draw what is lifted and where it would go */
  constructor(put, changed) {
    this.#put = put;
    this.#changed = changed;
  }

  /** @param {number[]} things */
  lift(things) {
    this.things = things;
    this.#changed();
  }

  /** @param {string} place "" for none */
  over(place) {
    if (place === this.place) return;
    this.place = place;
    this.#changed();
  }

  drop(place = this.place) {
    const { things } = this;
    this.cancel();
    if (place && things.length) this.#put(things, place);
  }

  cancel() {
    this.things = [];
    this.place = "";
    this.#changed();
  }
}

const MOUSE_MOVES = 5;
const FINGER_HOLDS = 380;
const FINGER_TREMBLES = 9;

/**
 * `thingsAt`: what is lifted from an element, or nothing. `pictured`: what follows the pointer.
 * @typedef {{thingsAt: (from: Element) => number[], pictured: (things: number[]) => Node}} Source
 */

/** A mouse lifts when it moves, a finger when it rests; a finger that moves at once scrolls. */
export class Pointer {
  #root;
  #move;
  #source;
  /** @type {{id: number, x: number, y: number, from: Element} | null} */
  #pressed = null;
  #isLifted = false;
  /** @type {HTMLElement | null} */
  #picture = null;
  #x = 0;
  #y = 0;
  #timer = 0;
  #frame = 0;
  #over = new AbortController();

  /** @param {HTMLElement} root @param {Move} move @param {Source} source */
  constructor(root, move, source) {
    this.#root = root;
    this.#move = move;
    this.#source = source;
    root.addEventListener("pointerdown", (event) => this.#press(event));
    root.addEventListener("dragstart", (event) => event.preventDefault());
    // A finger that holds something must not scroll as well, nor open the menu of a long press.
    root.addEventListener("touchmove", (event) => this.#isLifted && event.preventDefault(), {
      passive: false,
    });
    root.addEventListener("contextmenu", (event) => this.#pressed && this.#timer && event.preventDefault());
  }

  /** Is this thing in the hand now? @param {number} thing */
  holds(thing) {
    return this.#isLifted && this.#move.things.includes(thing);
  }

  /** Put everything back. */
  stop() {
    if (this.#isLifted) this.#move.cancel();
    this.#end();
  }

  /** @param {PointerEvent} event */
  #press(event) {
    const from = /** @type {Element} */ (event.target);
    if (event.button !== 0 || !event.isPrimary || this.#pressed) return;
    if (from.closest("button, input, a, .menu") || !this.#source.thingsAt(from).length) return;
    this.#pressed = { id: event.pointerId, x: event.clientX, y: event.clientY, from };
    [this.#x, this.#y] = [event.clientX, event.clientY];
    if (event.pointerType !== "mouse") this.#timer = window.setTimeout(() => this.#lift(), FINGER_HOLDS);
    this.#over = new AbortController();
    const listening = { signal: this.#over.signal };
    addEventListener("pointermove", (moved) => this.#follow(moved), listening);
    addEventListener("pointerup", (up) => this.#release(up), listening);
    addEventListener("pointercancel", () => this.stop(), listening);
    addEventListener("blur", () => this.stop(), listening);
    addEventListener("keydown", (key) => this.#key(key), { ...listening, capture: true });
  }

  /** @param {PointerEvent} event */
  #follow(event) {
    if (event.pointerId !== this.#pressed?.id) return;
    [this.#x, this.#y] = [event.clientX, event.clientY];
    if (!this.#isLifted) {
      const far = Math.hypot(this.#x - this.#pressed.x, this.#y - this.#pressed.y);
      if (event.pointerType === "mouse" ? far < MOUSE_MOVES : far < FINGER_TREMBLES) return;
      if (event.pointerType !== "mouse") return this.#end();
      this.#lift();
    }
    this.#place();
  }

  #lift() {
    if (!this.#pressed) return;
    const things = this.#source.thingsAt(this.#pressed.from);
    if (!things.length) return this.#end();
    this.#isLifted = true;
    this.#root.setPointerCapture(this.#pressed.id);
    getSelection()?.removeAllRanges();
    this.#picture = document.createElement("div");
    this.#picture.className = "drag-picture";
    this.#picture.append(this.#source.pictured(things));
    document.body.append(this.#picture);
    this.#move.lift(things);
    this.#place();
    this.#scroll();
  }

  /** Bring the picture to the pointer, and say what lies under it. */
  #place() {
    this.#picture?.style.setProperty("--x", `${this.#x}px`);
    this.#picture?.style.setProperty("--y", `${this.#y}px`);
    const under = document.elementFromPoint(this.#x, this.#y)?.closest("[data-place]");
    const place = under && this.#root.contains(under) ? under.getAttribute("data-place") : "";
    this.#move.over(place ?? "");
  }

  /** Near an edge, what can scroll there scrolls. */
  #scroll() {
    const step = scrolled(document.elementFromPoint(this.#x, this.#y), this.#y);
    if (step) this.#place();
    this.#frame = requestAnimationFrame(() => this.#scroll());
  }

  /** @param {PointerEvent} event */
  #release(event) {
    if (event.pointerId !== this.#pressed?.id) return;
    const wasLifted = this.#isLifted;
    this.#end();
    if (!wasLifted) return;
    // The click that ends a drag chooses nothing.
    const swallow = (/** @type {Event} */ click) => click.stopPropagation();
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }));
    this.#move.drop();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Escape" || !this.#isLifted) return;
    event.preventDefault();
    event.stopPropagation();
    this.stop();
  }

  #end() {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#over.abort();
    this.#picture?.remove();
    this.#picture = null;
    this.#pressed = null;
    this.#isLifted = false;
    this.#timer = 0;
  }
}

const EDGE = 56;
const FASTEST = 18;

/**
 * Scroll whatever can scroll towards a point near its edge. True where something did.
 * @param {Element | null} under @param {number} y
 */
function scrolled(under, y) {
  for (let box = under; box; box = box.parentElement) {
    const isPage = box === document.scrollingElement;
    if (!isPage && !/auto|scroll/.test(getComputedStyle(box).overflowY)) continue;
    const { top, bottom } = isPage ? { top: 0, bottom: innerHeight } : box.getBoundingClientRect();
    const [above, below] = [EDGE - (y - Math.max(top, 0)), EDGE - (Math.min(bottom, innerHeight) - y)];
    const before = box.scrollTop;
    if (above > 0) box.scrollTop -= Math.ceil((Math.min(above, EDGE) / EDGE) * FASTEST);
    else if (below > 0) box.scrollTop += Math.ceil((Math.min(below, EDGE) / EDGE) * FASTEST);
    if (box.scrollTop !== before) return true;
  }
  return false;
}
