/**
 * A wall of words that fills the screen: as large as it fits, and page by page where it does
 * not. Nobody needs to turn the pages; the arrow keys do it, too.
 *
 * @typedef {import("./deck.js").Slide} Slide
 */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Leaf } from "../element.js";
import { _, number } from "../words.js";

/** The steps of size in screen-wall.css, from the largest. Where nothing fits, pages have size `PAGED`. */
const SIZES = [1, 2, 3, 4, 5, 6];
const PAGED = 6;
/** How long a page stays, in seconds: more words, more time. */
const SHORTEST = 12;
const LONGEST = 30;
const LETTERS_A_SECOND = 45;

class ScreenWall extends Leaf {
  static properties = { slides: { attribute: false }, kind: {} };

  #slide = 0;
  #page = 0;
  #pages = 1;
  #turn = 0;
  #isTurning = false;
  #watch = new ResizeObserver(() => this.#fit());
  #keys = (/** @type {KeyboardEvent} */ event) => this.#press(event);

  constructor() {
    super();
    /** @type {Slide[]} */
    this.slides = [];
    this.kind = "notes";
  }

  connectedCallback() {
    super.connectedCallback();
    this.#watch.observe(this);
    addEventListener("keydown", this.#keys);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#watch.disconnect();
    removeEventListener("keydown", this.#keys);
    clearTimeout(this.#turn);
    this.#turn = 0;
  }

  render() {
    this.#slide = Math.min(this.#slide, this.slides.length - 1);
    const slide = this.slides[this.#slide];
    if (!slide) return nothing;
    const alone = slide.groups.length === 1 && slide.groups[0].title;
    return html`
      ${
        this.classList.contains("is-headless")
          ? nothing
          : html`<div class="wall-head">
              <h1 class=${alone ? "is-long" : ""} dir="auto">${alone ? slide.groups[0].title : slide.title}</h1>
              <p class="wall-about">${alone ? slide.groups[0].about : slide.about}</p>
              <p class="wall-place"></p>
            </div>`
      }
      <div class="wall wall--${this.kind}">
        ${repeat(
          slide.groups,
          (group) => group.key,
          (group) => html`<section class="wall-group">
            ${
              alone || !group.title
                ? nothing
                : html`<header class="lane-head">
                    <h2 class="lane-title" dir="auto">${group.title}</h2>
                    <span class="lane-count">${group.about}</span>
                  </header>`
            }
            ${group.items.map((item) => item.body)}
          </section>`,
        )}
      </div>`;
  }

  updated() {
    // What the cards draw comes after us, so it is measured when they are done.
    setTimeout(() => this.#fit());
    if (!this.#turn) this.#wait();
  }

  get #wall() {
    return /** @type {HTMLElement | null} */ (this.querySelector(".wall"));
  }

  /** Choose the largest size that fits, count the pages, and show the right one. */
  #fit() {
    const wall = this.#wall;
    if (!wall || !this.isConnected) return;
    const fits = SIZES.some((size) => {
      wall.dataset.size = String(size);
      return isWhole(wall);
    });
    if (!fits) wall.dataset.size = String(PAGED);
    wall.classList.toggle("is-paged", !fits);
    const gap = Number.parseFloat(getComputedStyle(wall).columnGap) || 0;
    const step = wall.clientWidth + gap;
    this.#pages = fits ? 1 : Math.max(1, Math.round((wall.scrollWidth + gap) / step));
    this.#page = Math.min(this.#page, this.#pages - 1);
    const sign = getComputedStyle(wall).direction === "rtl" ? -1 : 1;
    wall.scrollLeft = sign * this.#page * step;
    this.#tell(wall);
  }

  /** Say where we are; a new page settles in. @param {HTMLElement} wall */
  #tell(wall) {
    const place = this.querySelector(".wall-place");
    const words = [];
    if (this.slides.length > 1)
      words.push(_("{n} of {all}", { n: number(this.#slide + 1), all: number(this.slides.length) }));
    if (this.#pages > 1)
      words.push(_("page {n} of {all}", { n: number(this.#page + 1), all: number(this.#pages) }));
    if (place) place.textContent = words.join(_(", "));
    if (this.#isTurning)
      wall.animate([{ opacity: 0 }, { opacity: 1 }], { duration: SETTLE, easing: "ease-out" });
    this.#isTurning = false;
  }

  #wait() {
    clearTimeout(this.#turn);
    const letters = this.slides[this.#slide]?.groups.reduce((sum, group) => sum + lettersOf(group), 0) ?? 0;
    const seconds = letters / this.#pages / LETTERS_A_SECOND;
    const dwell = Math.min(Math.max(seconds, SHORTEST), LONGEST);
    this.#turn = window.setTimeout(() => this.#go(1), dwell * 1000);
  }

  /** @param {number} by */
  #go(by) {
    const page = this.#page + by;
    const count = Math.max(this.slides.length, 1);
    if (page >= 0 && page < this.#pages) this.#page = page;
    else {
      this.#slide = (this.#slide + by + count) % count;
      this.#page = 0;
    }
    this.#isTurning = count > 1 || this.#pages > 1;
    this.requestUpdate();
    this.#wait();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const forward = getComputedStyle(this).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (event.key === forward || event.key === "PageDown") this.#go(1);
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight" || event.key === "PageUp") this.#go(-1);
  }
}

const SETTLE = matchMedia("(prefers-reduced-motion: reduce)").matches ? 1 : 260;

/** @param {import("./deck.js").Group} group */
function lettersOf(group) {
  return group.items.reduce((sum, item) => sum + item.text.length, 0);
}

/** Is nothing of it cut off? A pixel is a rounding. @param {HTMLElement} wall */
function isWhole(wall) {
  return wall.scrollWidth <= wall.clientWidth + 1 && wall.scrollHeight <= wall.clientHeight + 1;
}

customElements.define("screen-wall", ScreenWall);
