/** Where to: a list of places that typing narrows down. Enter takes the one that is marked. */

import { html, nothing } from "lit";
import { Leaf } from "../../element.js";
import { _, number } from "../../words.js";

/** @typedef {{place: string, title: string, count?: number, key?: string, makes?: boolean}} Place */

/**
 * Sends `over` with the place that is marked, `pick` with {place, title} and `leave`.
 * `makes`: what was typed can be the title of a new cluster.
 */
class PlaceMenu extends Leaf {
  static properties = {
    places: { attribute: false },
    label: {},
    makes: { type: Boolean },
    typed: { state: true },
    at: { state: true },
  };

  constructor() {
    super();
    /** @type {Place[]} */
    this.places = [];
    this.label = "";
    this.makes = false;
    this.typed = "";
    this.at = 0;
  }

  render() {
    const shown = this.#shown;
    return html`<div class="menu place-menu" @keydown=${this.#key}>
      <div class="place-list" role="listbox" id="places" aria-label=${this.label}>
        ${shown.map((each, at) => this.#place(each, at))}
        ${shown.length ? nothing : html`<p class="place-none">${_("No cluster has that title.")}</p>`}
      </div>
      <input
        class="input" role="combobox" aria-expanded="true" aria-controls="places" autocomplete="off" dir="auto"
        maxlength="80" aria-activedescendant=${shown.length ? `place-${this.at}` : nothing}
        aria-label=${this.label} placeholder=${_("Type a few letters")} @input=${this.#type}
      />
    </div>`;
  }

  /** @param {Place} each @param {number} at */
  #place(each, at) {
    const key = each.key ? html`<kbd aria-hidden="true">${each.key}</kbd>` : nothing;
    return html`<button
      class="menu-item ${at === this.at ? "is-current" : ""} ${each.count === undefined && this.#shown[at - 1]?.count !== undefined ? "is-apart" : ""}" role="option" id="place-${at}" tabindex="-1"
      aria-selected=${at === this.at} @pointermove=${() => this.#mark(at)} @click=${() => this.#pick(each)}
    ><span dir="auto">${each.title}</span>${each.count === undefined ? nothing : html`<small>${number(each.count)}</small>`}${key}</button>`;
  }

  firstUpdated() {
    this.querySelector("input")?.focus({ preventScroll: true });
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    if (!changed.has("at") && !changed.has("typed")) return;
    this.querySelector(".is-current")?.scrollIntoView({ block: "nearest" });
    this.#tell("over", { place: this.#shown[this.at]?.place ?? "" });
  }

  /** What fits what was typed: titles that begin with it first. */
  get #shown() {
    const typed = plain(this.typed);
    if (!typed) return this.places;
    const begins = this.places.filter((each) => plain(each.title).startsWith(typed));
    const holds = this.places.filter((each) => plain(each.title).includes(typed) && !begins.includes(each));
    const found = [...begins, ...holds];
    if (!this.makes || found.some((each) => plain(each.title) === typed)) return found;
    return [
      ...found,
      { place: "new", title: _("New cluster “{title}”", { title: this.typed.trim() }), makes: true },
    ];
  }

  /** @param {InputEvent} event */
  #type(event) {
    this.typed = /** @type {HTMLInputElement} */ (event.target).value;
    this.at = 0;
  }

  /** @param {number} at */
  #mark(at) {
    this.at = at;
  }

  /** @param {Place} each */
  #pick({ place, makes }) {
    this.#tell("pick", { place, title: makes ? this.typed.trim() : "" });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return event.stopPropagation();
    const shown = this.#shown;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length) this.at = (this.at + step + shown.length) % shown.length;
    else if (event.key === "Enter" && shown[this.at]) this.#pick(shown[this.at]);
    else if (event.key === "Escape" || event.key === "Tab") this.#tell("leave", {});
    else if (!step && event.key !== "Enter") return event.stopPropagation();
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {string} name @param {any} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Letters without case or accents, so that "etre" finds "Être". @param {string} text */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();
}

customElements.define("place-menu", PlaceMenu);
