/**
 * What a person who cannot see must hear, and no more: one polite region for the whole page, and
 * one that is heard at once, for what was refused.
 *
 * What a person did is answered within a moment. News wait for more of their kind, are summed, and
 * come at most every few seconds, never right behind another sentence. Each sentence is a new
 * element, so nothing replaces what is still being read, and the same sentence is heard again; it
 * goes after a while, because what is left behind a dialog would be read once more when that closes.
 */

const MOMENT = 150;
const GATHER = 1500;
const PAUSE = 4000;
const LINGER = 6000;

/** How a sum is put into words; "" where it is not worth saying any more. @typedef {(n: number) => string} Words */

const polite = region("status", "polite");
/** Made when something is refused for the first time. @type {HTMLElement | null} */
let urgent = null;

/** What is to be said, by kind, in the order in which the kinds came up. */
class Waiting {
  /** @type {Map<string, {n: number, words: Words}>} */
  #kinds = new Map();
  #timer = 0;

  /** @param {string} kind @param {number} n @param {Words} words */
  add(kind, n, words) {
    this.#kinds.set(kind, { n: n + (this.#kinds.get(kind)?.n ?? 0), words });
  }

  /** @param {HTMLElement} place @param {() => number} wait milliseconds; looked at again before speaking */
  plan(place, wait) {
    moveTo(place);
    if (this.#timer) return;
    const speak = () => {
      this.#timer = 0;
      const left = wait();
      if (left > 0) return start(left);
      for (const { n, words } of this.#kinds.values()) put(place, words(n));
      this.#kinds.clear();
    };
    const start = (/** @type {number} */ after) => {
      this.#timer = window.setTimeout(speak, after);
    };
    start(MOMENT);
  }
}

const acts = new Waiting();
const refusals = new Waiting();
const others = new Waiting();
let heardAt = -PAUSE;
let newsSince = 0;

/**
 * Say what came of something a person did, or a turn the workshop took. Of one kind the last counts.
 * @param {string} sentence
 * @param {string} [kind]
 */
export function say(sentence, kind = sentence) {
  acts.add(kind, 0, () => sentence);
  acts.plan(polite, atOnce);
}

/** Say it with a sum of all that came in the same moment. @param {string} kind @param {number} n @param {Words} words */
export function sum(kind, n, words) {
  acts.add(kind, n, words);
  acts.plan(polite, atOnce);
}

/** Say what was refused: it does not wait until something else is read. @param {string} sentence */
export function warn(sentence) {
  refusals.add(sentence, 0, () => sentence);
  urgent ??= region("alert", "assertive");
  refusals.plan(urgent, atOnce);
}

/** Say what others did, when there is time for it. @param {string} kind @param {number} n @param {Words} words */
export function news(kind, n, words) {
  newsSince ||= performance.now();
  others.add(kind, n, words);
  others.plan(polite, () => {
    const due = Math.max(newsSince + GATHER, heardAt + PAUSE) - performance.now();
    if (due <= 0) newsSince = 0;
    return due;
  });
}

function atOnce() {
  return 0;
}

/** @param {string} role @param {string} live */
function region(role, live) {
  const made = document.createElement("div");
  made.className = "unseen";
  made.setAttribute("role", role);
  made.setAttribute("aria-live", live);
  made.setAttribute("aria-atomic", "false");
  document.body.append(made);
  return made;
}

/** Behind an open dialog nothing is heard, so the region goes where the reader is. @param {HTMLElement} place */
function moveTo(place) {
  const home = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
  if (place.parentNode !== home) home.append(place);
}

/** @param {HTMLElement} place @param {string} sentence */
function put(place, sentence) {
  if (!sentence) return;
  heardAt = performance.now();
  const said = document.createElement("p");
  said.textContent = sentence;
  place.append(said);
  window.setTimeout(() => said.remove(), LINGER);
}
