/** How long a stage has left, by the server's clock. It draws itself once a second and nothing else. */

import { html, nothing } from "lit";
import { Leaf } from "../element.js";
import { say } from "../say.js";
import { store } from "../store.js";
import { _ } from "../words.js";

const ENDING = 60;

/** What is said when so many seconds are left. @type {[number, () => string][]} */
const WARNINGS = [
  [300, () => _("5 minutes left.")],
  [ENDING, () => _("One minute left.")],
  [10, () => _("10 seconds left.")],
  [0, () => _("The time is over.")],
];

/**
 * `ends`: seconds since 1970, or null. `halted`: the workshop is paused, and the clock stands still.
 * `aloud`: who cannot see it is warned three times, and hears the time run out.
 */
class StageTimer extends Leaf {
  static properties = {
    ends: { attribute: false },
    halted: { type: Boolean },
    aloud: { type: Boolean },
  };

  #tick = 0;
  /** The seconds that were left when it was last looked at, and until when. */
  #before = { left: 0, ends: 0 };

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
    if (left <= 0) return html`<span class="timer">${_("The time is over")}</span>`;
    if (this.halted) return html`<span class="timer">${minutes(left)} <small>${_("paused")}</small></span>`;
    this.#tick = window.setTimeout(() => this.#next(), (left % 1) * 1000 + 20);
    const ending = left <= ENDING ? " is-ending" : "";
    return html`<span class="timer${ending}" role="timer">${minutes(left)} <small>${_("left")}</small></span>`;
  }

  #next() {
    if (this.aloud) this.#warn(Math.ceil((this.ends ?? 0) - store.now()));
    this.requestUpdate();
  }

  /** A page in the background looks seldom; what it passed is said once, and of several the last. @param {number} left */
  #warn(left) {
    const ends = this.ends ?? 0;
    const before = this.#before.ends === ends ? this.#before.left : left;
    this.#before = { left, ends };
    const passed = WARNINGS.filter(([at]) => left <= at && at < before).at(-1);
    if (passed) say(passed[1](), "clock");
  }
}

/** 4:12. @param {number} seconds */
export function minutes(seconds) {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

customElements.define("stage-timer", StageTimer);
