/** How long a stage has left, by the server's clock. It draws itself once a second and nothing else. */

import { html, nothing } from "lit";
import { Leaf } from "../element.js";
import { say } from "../say.js";
import { store } from "../store.js";
import { _ } from "../words.js";

const ENDING = 60;

/**
 * `ends`: seconds since 1970, or null. `halted`: the workshop is paused, and the clock stands still.
 * `aloud`: who cannot see it hears the last minute begin and the time run out.
 */
class StageTimer extends Leaf {
  static properties = {
    ends: { attribute: false },
    halted: { type: Boolean },
    aloud: { type: Boolean },
  };

  #tick = 0;

  constructor() {
    super();
    /** @type {number | null} */
    this.ends = null;
    this.halted = false;
    this.aloud = false;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#tick);
  }

  connectedCallback() {
    super.connectedCallback();
    this.requestUpdate();
  }

  render() {
    clearTimeout(this.#tick);
    if (!this.ends) return nothing;
    const left = this.ends - store.clock();
    if (left <= 0) return html`<span class="timer">${_("Time is up")}</span>`;
    if (this.halted) return html`<span class="timer">${minutes(left)} <small>${_("paused")}</small></span>`;
    this.#tick = window.setTimeout(() => this.#next(), (left % 1) * 1000 + 20);
    const ending = left <= ENDING ? " is-ending" : "";
    return html`<span class="timer${ending}" role="timer">${minutes(left)} <small>${_("left")}</small></span>`;
  }

  #next() {
    const left = Math.ceil((this.ends ?? 0) - store.now());
    if (this.aloud && left === ENDING) say(_("One minute left."));
    if (this.aloud && left <= 0) say(_("Time is up."));
    this.requestUpdate();
  }
}

/** 4:12. @param {number} seconds */
export function minutes(seconds) {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

customElements.define("stage-timer", StageTimer);
