/** The bar of a replay: play, a slider over what happened when, and the time with its sentence. */

import { html, svg } from "lit";
import { live } from "lit/directives/live.js";
import { _ } from "../words.js";

/** The slider counts in thousandths; times are longer than what a hand can point at. */
export const STEPS = 1000;
const HIGH = 24;

/**
 * @typedef {object} Standing
 * @property {import("./timeline.js").Timeline} timeline
 * @property {number[]} bars
 * @property {import("./timeline.js").Jump[]} jumps
 * @property {number} moment
 * @property {number} time
 * @property {boolean} isPlaying
 * @property {string} clock
 * @property {string} date
 * @property {string} sentence
 */

/**
 * @param {Standing} standing
 * @param {{toggle: () => void, slide: (event: Event) => void, press: (event: KeyboardEvent) => void}} acts
 */
export function bar(standing, { toggle, slide, press }) {
  const { timeline, time, isPlaying, clock, date, sentence } = standing;
  return html`<div class="replay-row">
    <button class="button button--square" type="button" aria-label=${isPlaying ? _("Pause") : _("Play")} @click=${toggle}>${sign(isPlaying ? "pause" : "play")}</button>
    <div class="replay-track">
      ${ticks(standing)}
      <input class="slider" type="range" min="0" max=${STEPS} aria-label=${_("Time of the workshop")}
        .value=${live(String(Math.round((time / timeline.length) * STEPS)))}
        aria-valuetext=${`${clock}, ${sentence}`} @input=${slide} @keydown=${press}>
    </div>
    <div class="replay-when"><p class="replay-at">${clock}</p><small>${date}</small></div>
  </div>`;
}

/** @param {Standing} standing */
function ticks({ timeline, bars, jumps, time }) {
  const width = 100 / bars.length;
  const here = (time / timeline.length) * 100;
  const opened = jumps.filter(({ state, stage }) => stage && state === "opened");
  return html`<svg class="replay-ticks" viewBox="0 0 100 ${HIGH}" preserveAspectRatio="none" aria-hidden="true">
    ${opened.map(({ seq }) => {
      const x = (timeline.begin(timeline.of(seq)) / timeline.length) * 100;
      return svg`<path class="stage" d="M${x.toFixed(2)} 0v${HIGH}" vector-effect="non-scaling-stroke"></path>`;
    })}
    <path class="done" d=${columns(bars, width, (x) => x <= here)}></path>
    <path class="ahead" d=${columns(bars, width, (x) => x > here)}></path>
  </svg>`;
}

/** @param {number[]} bars @param {number} width @param {(x: number) => boolean} isHere */
function columns(bars, width, isHere) {
  return bars
    .map((share, n) => {
      if (!share || !isHere(n * width)) return "";
      const height = Math.max(share * (HIGH - 4), 1);
      return `M${(n * width).toFixed(2)} ${HIGH}v${(-height).toFixed(1)}h${(width * 0.62).toFixed(2)}v${height.toFixed(1)}z`;
    })
    .join("");
}

/** @type {Record<string, string>} */
const SIGNS = {
  play: "M5.5 3.5v9l6.500-4.500z",
  pause: "M5.500 3.500v9M10.500 3.500v9",
  back: "M10 3.500L5.500 8l4.500 4.500",
  on: "M6 3.500L10.500 8 6 12.500",
};

/** A sign of our own: what is opened from a disk has no page with a sprite. @param {string} name */
export function sign(name) {
  const turns = name === "pause" ? "icon" : "icon icon--turns";
  return html`<svg class=${turns} viewBox="0 0 16 16" aria-hidden="true"><path d=${SIGNS[name]}></path></svg>`;
}
