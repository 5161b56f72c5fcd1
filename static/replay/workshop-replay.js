/**
 * A workshop played again: a slider over its whole time, and below it what could be seen then.
 *
 * `src` is the address of the data, which is fetched when the element comes near the window;
 * `packed` is the id of an element of the page that holds it instead.
 */

import { html, LitElement, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { say } from "../say.js";
import { _, ngettext, number } from "../words.js";
import { bar, STEPS, sign } from "./bar.js";
import { move, places } from "./flip.js";
import { fetched, framesOf, unpacked } from "./loading.js";
import { Recording } from "./recording.js";
import { scene } from "./scene.js";
import { SPEEDS, Timeline } from "./timeline.js";
import { audienceOf, clock, date, titleOf, turnOf } from "./words.js";

class WorkshopReplay extends LitElement {
  static properties = { src: {}, packed: {} };

  /** @type {import("./loading.js").Replay | null} */
  #replay = null;
  #timeline = new Timeline([]);
  /** @type {number[]} */
  #bars = [];
  /** @type {Map<string, Recording>} */
  #recordings = new Map();
  #audience = "";
  #time = 0;
  #moment = 0;
  #speed = 1;
  #frame = 0;
  #played = 0;
  /** The stage that was chosen, and the one that was jumped to. @type {number | null} */
  #chosen = null;
  /** @type {number | null} */
  #jumped = null;
  #trouble = "";
  /** @type {Map<string, DOMRect>} */
  #places = new Map();
  #near = new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && this.#load(), {
    rootMargin: "600px",
  });

  constructor() {
    super();
    this.src = "";
    this.packed = "";
  }

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    this.replaceChildren();
    super.connectedCallback();
    this.#near.observe(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#near.disconnect();
    this.#pause();
  }

  async #load() {
    this.#near.disconnect();
    try {
      this.#begin(await (this.packed ? unpacked(this.packed) : fetched(this.src)));
    } catch {
      this.#trouble = this.packed
        ? _("This browser is too old for the replay. Open the file in a newer browser, or read the minutes.")
        : _("The replay could not be loaded. Load the page again.");
    }
    this.requestUpdate();
  }

  /** @param {import("./loading.js").Replay} replay */
  #begin(replay) {
    this.#replay = replay;
    this.#timeline = new Timeline(replay.moments);
    this.#bars = this.#timeline.bars();
    this.#speed = this.#timeline.speed;
    this.#audience = replay.audiences[0];
    this.#go(this.#opening);
  }

  /** Where the first stage begins: before it there is nothing to be seen. */
  get #opening() {
    const opened = this.#jumps.filter(({ state }) => state === "opened");
    const first = opened.find(({ stage }) => stage !== null) ?? opened[0];
    return first ? this.#timeline.begin(this.#timeline.of(first.seq)) : 0;
  }

  get #jumps() {
    return this.#replay?.stages ?? [];
  }

  get #seen() {
    const replay = /** @type {import("./loading.js").Replay} */ (this.#replay);
    let recording = this.#recordings.get(this.#audience);
    if (!recording) {
      recording = new Recording(framesOf(replay, this.#audience));
      this.#recordings.set(this.#audience, recording);
    }
    if (recording.moment !== this.#moment) recording.seek(this.#moment);
    return recording;
  }

  // ---- Time

  /** Go to a time; say so where nobody watches it pass. @param {number} time */
  #go(time, isAloud = false) {
    this.#time = Math.min(Math.max(time, 0), this.#timeline.length);
    this.#moment = this.#timeline.at(this.#time);
    if (isAloud) say(`${this.#clock}, ${this.#sentence}`, "moment");
    this.requestUpdate();
  }

  #toggle = () => {
    if (this.#frame) {
      this.#pause();
      this.#go(this.#time, true);
      return;
    }
    if (this.#time >= this.#timeline.length) this.#go(0);
    this.#jumped = null;
    this.#played = performance.now();
    this.#frame = requestAnimationFrame(this.#play);
    this.requestUpdate();
  };

  #pause() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #play = (/** @type {number} */ now) => {
    const passed = (Math.max(now - this.#played, 0) / 1000) * this.#speed;
    this.#played = now;
    const isOver = this.#time + passed >= this.#timeline.length;
    if (isOver) this.#pause();
    else this.#frame = requestAnimationFrame(this.#play);
    this.#go(this.#time + passed, isOver);
  };

  #slide = (/** @type {Event} */ event) => {
    const { value } = /** @type {HTMLInputElement} */ (event.target);
    this.#jumped = null;
    this.#go((Number(value) / STEPS) * this.#timeline.length);
  };

  /** Arrows go from moment to moment, however close they are; space plays. */
  #press = (/** @type {KeyboardEvent} */ event) => {
    const back = document.documentElement.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
    const on = back === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const begin = (/** @type {number} */ moment) => this.#timeline.begin(moment);
    const tenth = Math.max(Math.round(this.#timeline.last / 10), 1);
    /** @type {Record<string, () => void>} */
    const keys = {
      " ": this.#toggle,
      [back]: () => this.#go(begin(this.#moment - 1)),
      [on]: () => this.#go(begin(this.#moment + 1)),
      ArrowDown: () => this.#go(begin(this.#moment - 1)),
      ArrowUp: () => this.#go(begin(this.#moment + 1)),
      PageDown: () => this.#go(begin(this.#moment - tenth)),
      PageUp: () => this.#go(begin(this.#moment + tenth)),
      Home: () => this.#go(0),
      End: () => this.#go(this.#timeline.length),
    };
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (event.key !== " ") this.#jumped = null;
    keys[event.key]();
  };

  /** @param {import("./timeline.js").Jump | undefined} jump */
  #jump(jump) {
    if (!jump) return;
    this.#chosen = null;
    this.#jumped = jump.stage;
    this.#go(this.#timeline.begin(this.#timeline.of(jump.seq)), true);
  }

  /** The place of the last turn that has happened. */
  get #turn() {
    return this.#jumps.filter(({ seq }) => seq <= this.#timeline.moments[this.#moment][0]).length - 1;
  }

  // ---- Words

  get #at() {
    return this.#timeline.moments[this.#moment][1];
  }

  /** @param {number} at */
  #told(at) {
    return clock(at, this.#replay?.offset ?? 0, this.#timeline.isShort);
  }

  get #clock() {
    return this.#told(this.#at);
  }

  get #sentence() {
    const [last] = this.#timeline.moments[this.#moment];
    const turn = this.#jumps.find(({ seq }) => seq <= last && this.#timeline.of(seq) === this.#moment);
    // What comes with a turn goes without saying.
    if (turn) return this.#replay?.history[turn.seq - 1]?.[3] ?? "";
    const words = this.#replay?.history[last - 1]?.[3] ?? "";
    const more = this.#timeline.entries(this.#moment) - 1;
    return more > 0 ? `${words} ${ngettext("And {n} thing more.", "And {n} things more.", more)}` : words;
  }

  // ---- Drawing

  willUpdate() {
    this.#places = places(this);
  }

  updated() {
    move(this, this.#places);
  }

  render() {
    if (this.#trouble) return html`<p class="field-hint">${this.#trouble}</p>`;
    if (!this.#replay) return html`<p class="field-hint">${_("The replay is being loaded.")}</p>`;
    if (!this.#timeline.moments.length)
      return html`<p class="field-hint">${_("Nothing has happened yet.")}</p>`;
    return html`
      <div class="replay">
        ${bar(
          {
            timeline: this.#timeline,
            bars: this.#bars,
            jumps: this.#jumps,
            moment: this.#moment,
            time: this.#time,
            isPlaying: this.#frame !== 0,
            clock: this.#clock,
            date: date(this.#at, this.#replay.offset),
            sentence: this.#sentence,
          },
          { toggle: this.#toggle, slide: this.#slide, press: this.#press },
        )}
        <p class="replay-sentence" dir="auto">${this.#sentence}</p>
      </div>
      ${this.#choices(this.#replay)}
      <div class="replay-scene">${scene(this.#seen, this.#chosen ?? this.#jumped)}</div>`;
  }

  /** @param {import("./loading.js").Replay} replay */
  #choices(replay) {
    const jumps = this.#jumps;
    const turn = this.#turn;
    return html`<div class="replay-choices">
      <span class="replay-jumps">
        <button class="button button--small button--square" type="button" aria-label=${_("Go to the event before")} ?disabled=${turn < 1} @click=${() => this.#jump(jumps[turn - 1])}>${sign("back")}</button>
        ${this.#select(
          _("Jump to"),
          String(turn),
          [
            ...(turn < 0 ? [/** @type {[string, string]} */ (["-1", _("The beginning")])] : []),
            ...jumps.map((jump, n) => /** @type {[string, string]} */ ([String(n), this.#named(jump)])),
          ],
          (value) => this.#jump(jumps[Number(value)]),
        )}
        <button class="button button--small button--square" type="button" aria-label=${_("Go to the next event")} ?disabled=${turn >= jumps.length - 1} @click=${() => this.#jump(jumps[turn + 1])}>${sign("on")}</button>
      </span>
      ${this.#select(
        _("Speed"),
        String(this.#speed),
        SPEEDS.map((speed) => [String(speed), _("{n}×", { n: number(speed) })]),
        (value) => {
          this.#speed = Number(value);
        },
      )}
      ${this.#select(_("Stage"), String(this.#chosen ?? ""), this.#stages, (value) => {
        this.#chosen = Number(value) || null;
        this.#jumped = null;
      })}
      ${
        replay.audiences.length > 1
          ? this.#select(
              _("As seen by"),
              this.#audience,
              replay.audiences.map((each) => [each, audienceOf(each)]),
              (value) => {
                this.#audience = value;
              },
            )
          : nothing
      }
    </div>`;
  }

  /** @param {string} label @param {string} chosen @param {[string, string][]} options @param {(value: string) => void} choose */
  #select(label, chosen, options, choose) {
    const change = (/** @type {Event} */ event) => {
      choose(/** @type {HTMLSelectElement} */ (event.target).value);
      this.requestUpdate();
    };
    return html`<label class="replay-choice"><span>${label}</span>
      <select class="input" @change=${change}>${options.map(
        ([value, words]) =>
          html`<option value=${value} .selected=${live(value === chosen)}>${words}</option>`,
      )}</select></label>`;
  }

  /** @returns {[string, string][]} */
  get #stages() {
    const seen = this.#seen;
    const stages = (seen.workshop.stages ?? []).map((/** @type {number} */ seq) => seen.at("stage", seq));
    return [
      ["", _("The one that was open")],
      ...stages.filter(Boolean).map((/** @type {any} */ stage) => [String(stage.seq), titleOf(stage)]),
    ];
  }

  /** @param {import("./timeline.js").Jump} jump */
  #named({ at, title, state }) {
    return `${this.#told(at)} ${title}: ${turnOf(state)}`;
  }
}

customElements.define("workshop-replay", WorkshopReplay);
