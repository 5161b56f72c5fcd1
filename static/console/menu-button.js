/** A button with a menu: opens by click, Enter or arrow down; arrows walk, Escape and a click elsewhere close. */

import { html, nothing } from "lit";
import { Leaf } from "../element.js";
import { icon } from "../parts/icon.js";

/**
 * `items`: what can be done, in order; "-" draws a line. `isOn` marks what holds now.
 * @typedef {{label: string, about?: string, isOn?: boolean, href?: string, do?: () => unknown}} Item
 */
class MenuButton extends Leaf {
  static properties = {
    label: {},
    icon: {},
    items: { attribute: false },
    iconOnly: { type: Boolean, attribute: "icon-only" },
    disabled: { type: Boolean },
    kind: {},
    isOpen: { state: true },
  };

  constructor() {
    super();
    this.label = "";
    this.icon = "";
    /** @type {(Item | "-")[]} */
    this.items = [];
    this.iconOnly = false;
    this.disabled = false;
    this.kind = "";
    this.isOpen = false;
  }

  render() {
    return html`<div class="menu-place" @keydown=${this.#key} @focusout=${this.#left}>
      <button
        class="button button--small ${this.kind} ${this.iconOnly ? "button--square" : ""}"
        aria-haspopup="menu"
        aria-expanded=${this.isOpen}
        aria-label=${this.iconOnly ? this.label : nothing}
        title=${this.iconOnly ? this.label : nothing}
        ?disabled=${this.disabled}
        @click=${() => this.#toggle()}
      >
        ${this.icon ? icon(this.icon) : nothing}${this.iconOnly ? nothing : html`<span>${this.label}</span>`}
      </button>
      ${this.isOpen ? html`<div class="menu" role="menu" aria-label=${this.label}>${this.items.map((item) => this.#item(item))}</div>` : nothing}
    </div>`;
  }

  /** @param {Item | "-"} item */
  #item(item) {
    if (item === "-") return html`<hr />`;
    const words = html`<span>${item.label}${item.about ? html`<small class="menu-about">${item.about}</small>` : nothing}</span>${item.isOn ? icon("check") : nothing}`;
    if (item.href)
      return html`<a class="menu-item" role="menuitem" tabindex="-1" href=${item.href} target="_blank" rel="noopener" @click=${this.#close}>${words}</a>`;
    return html`<button
      class="menu-item"
      role=${item.isOn === undefined ? "menuitem" : "menuitemradio"}
      aria-checked=${item.isOn ?? nothing}
      tabindex="-1"
      @click=${() => this.#choose(item)}
    >${words}</button>`;
  }

  /** @param {Item} item */
  #choose(item) {
    this.#close();
    this.#button?.focus();
    item.do?.();
  }

  async #toggle() {
    this.isOpen = !this.isOpen;
    await this.updateComplete;
    if (this.isOpen) this.#items.find((each) => each.ariaChecked === "true")?.focus();
    if (this.isOpen && !this.contains(document.activeElement?.closest(".menu") ?? null))
      this.#items[0]?.focus();
  }

  #close = () => {
    this.isOpen = false;
  };

  /** @param {FocusEvent} event */
  #left(event) {
    if (!this.contains(/** @type {Node | null} */ (event.relatedTarget))) this.#close();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!this.isOpen) this.#toggle();
      const at = this.#items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
      this.#items.at((at + step) % this.#items.length)?.focus();
    } else if (event.key === "Escape" && this.isOpen) {
      event.stopPropagation();
      this.#close();
      this.#button?.focus();
    }
  }

  get #button() {
    return this.querySelector("button");
  }

  /** @returns {HTMLElement[]} */
  get #items() {
    return [...this.querySelectorAll(".menu-item")].map((each) => /** @type {HTMLElement} */ (each));
  }
}

customElements.define("menu-button", MenuButton);
