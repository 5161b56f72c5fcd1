/**
 * The time of a replay: seconds from its start, in which nothing is waited for. Pure.
 *
 * @typedef {{seq: number, at: number, title: string, stage: number | null, state: string}} Jump
 * @typedef {[number, number]} Moment the seq of its last entry, and when that was
 */

/** Seconds that a pause lasts at most, and a moment at least. */
const LONGEST = 2;
const SHORTEST = 0.02;

/** Seconds of a workshop whose times are told by the second. */
const SHORT = 600;

/** So many bars tell how much happened when. */
const BARS = 150;

export const SPEEDS = [1, 2, 5, 10, 20, 60];
/** In so many seconds a replay should be over, unless another speed is chosen. */
const PATIENCE = 120;

export class Timeline {
  /** When each moment begins. @type {number[]} */
  #begins = [0];

  /** @param {Moment[]} moments */
  constructor(moments) {
    this.moments = moments;
    for (let n = 1; n < moments.length; n += 1) {
      const passed = moments[n][1] - moments[n - 1][1];
      this.#begins.push(this.#begins[n - 1] + Math.min(Math.max(passed, SHORTEST), LONGEST));
    }
  }

  get last() {
    return Math.max(this.moments.length - 1, 0);
  }

  get length() {
    return this.#begins[this.last] || SHORTEST;
  }

  /** Was it all over in minutes? Then its times are told by the second. */
  get isShort() {
    return this.moments.length < 2 || this.moments[this.last][1] - this.moments[0][1] < SHORT;
  }

  /** @param {number} moment */
  begin(moment) {
    return this.#begins[Math.min(Math.max(moment, 0), this.last)];
  }

  /** The moment that is on at a time. @param {number} time */
  at(time) {
    return lastUpTo(this.#begins, time);
  }

  /** The moment in which an entry happened. @param {number} seq */
  of(seq) {
    let moment = lastUpTo(
      this.moments.map(([last]) => last),
      seq,
    );
    if (this.moments[moment][0] < seq) moment += 1;
    return Math.min(moment, this.last);
  }

  /** How many entries a moment has. @param {number} moment */
  entries(moment) {
    return this.moments[moment][0] - (moment ? this.moments[moment - 1][0] : 0);
  }

  /** How much happened when, from 0 to 1: small numbers stay visible beside large ones. */
  bars() {
    const counts = new Array(BARS).fill(0);
    this.moments.forEach((_, moment) => {
      counts[Math.min(Math.floor((this.begin(moment) / this.length) * BARS), BARS - 1)] +=
        this.entries(moment);
    });
    const most = Math.max(...counts, 1);
    return counts.map((count) => Math.sqrt(count / most));
  }

  /** The slowest speed at which nobody has to be patient. */
  get speed() {
    return SPEEDS.find((speed) => this.length / speed <= PATIENCE) ?? SPEEDS[SPEEDS.length - 1];
  }
}

/** The place of the last number that is not larger; the first where all are. @param {number[]} numbers @param {number} most */
function lastUpTo(numbers, most) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] <= most) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, 0);
}
