/**
 * What one audience saw, moment by moment. Pure: frames in, records out.
 *
 * A frame holds what changed; see dialogue/exports/replay.py. Now and then what they add up to is
 * kept, so that going to any moment folds a hundred frames at most.
 *
 * @typedef {{[field: string]: any}} Fields
 * @typedef {{key: string, kind: string, seq: number, [field: string]: any}} Shown
 * @typedef {[number, {[key: string]: Fields | null}]} Frame
 */

const KEEP_EVERY = 100;

export class Recording {
  #frames;
  /** What the first frames add up to; at place n those before frame n * KEEP_EVERY. @type {Map<string, Shown>[]} */
  #kept = [new Map()];
  #folded = 0;
  /** @type {Map<string, Shown>} */
  records = new Map();
  /** The keys of what was not there a moment before. @type {Set<string>} */
  fresh = new Set();
  moment = -1;

  /** @param {Frame[]} frames */
  constructor(frames) {
    this.#frames = frames;
  }

  /** Go to a moment, whichever way that is shorter. @param {number} moment */
  seek(moment) {
    this.fresh = new Set();
    const end = this.#end(moment);
    const place = Math.min(Math.floor(end / KEEP_EVERY), this.#kept.length - 1);
    if (end < this.#folded || place * KEEP_EVERY > this.#folded) {
      this.records = new Map(this.#kept[place]);
      this.#folded = place * KEEP_EVERY;
    }
    while (this.#folded < end) this.#fold(moment);
    this.moment = moment;
  }

  /** The records of a kind, oldest first. @param {string} kind @returns {Shown[]} */
  of(kind) {
    const found = [...this.records.values()].filter((record) => record.kind === kind);
    return found.sort((one, other) => one.seq - other.seq);
  }

  /** @param {string} kind @param {number | null | undefined} seq @returns {Shown | undefined} */
  at(kind, seq) {
    return seq ? this.records.get(`${kind}/${seq}`) : undefined;
  }

  /** @returns {Fields} */
  get workshop() {
    return this.records.get("workshop/1") ?? {};
  }

  /** How many frames lie up to and with a moment. @param {number} moment */
  #end(moment) {
    let [low, high] = [0, this.#frames.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#frames[middle][0] <= moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @param {number} moment the one that is gone to */
  #fold(moment) {
    const [at, changes] = this.#frames[this.#folded];
    for (const [key, fields] of Object.entries(changes)) {
      const before = this.records.get(key);
      if (!before && fields && at === moment) this.fresh.add(key);
      if (fields) this.records.set(key, before ? changed(before, fields) : named(key, fields));
      else this.records.delete(key);
    }
    this.#folded += 1;
    if (this.#folded === this.#kept.length * KEEP_EVERY) this.#kept.push(new Map(this.records));
  }
}

/** A record knows what it is called. @param {string} key @param {Fields} fields @returns {Shown} */
function named(key, fields) {
  const [kind, seq] = key.split("/");
  return { ...fields, key, kind, seq: Number(seq) };
}

/** A new object, for what is kept is never changed. @param {Shown} before @param {Fields} fields */
function changed(before, fields) {
  const { "-": gone = [], ...rest } = fields;
  const after = { ...before, ...rest };
  for (const field of gone) delete after[field];
  return after;
}
