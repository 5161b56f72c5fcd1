/**
 * What this client sees: records by key, true for one seq.
 *
 * A client that is unsure throws this away and asks again. Records are never changed in
 * place: a new object means a new look.
 *
 * @typedef {{key: string, kind: string, seq: number, [field: string]: any}} Shown
 */

export class Store extends EventTarget {
  seq = 0;
  /** Up to here all that is this person's own is here too: it follows what is everyone's. */
  whole = 0;
  /** @type {{role: string, person: number | null, rejoin?: string, keep?: string}} */
  you = { role: "", person: null };
  /** @type {Map<string, Shown>} */
  #records = new Map();
  /** @type {Map<string, Map<number, Shown>>} */
  #kinds = new Map();
  /** The same in order, until one of them changes. @type {Map<string, Shown[]>} */
  #inOrder = new Map();
  /** Server time minus ours, in seconds. */
  #ahead = 0;
  isReady = false;

  /** @param {string} key @returns {Shown | undefined} */
  get(key) {
    return this.#records.get(key);
  }

  /** All records of a kind, oldest first. @param {string} kind @returns {Shown[]} */
  of(kind) {
    const inOrder = this.#inOrder.get(kind) ?? [...(this.#kinds.get(kind)?.values() ?? [])].sort(bySeq);
    this.#inOrder.set(kind, inOrder);
    return [...inOrder];
  }

  /** The one workshop. @returns {Shown} */
  get workshop() {
    return this.get("workshop/1") ?? { key: "workshop/1", kind: "workshop", seq: 1, stages: [], sectors: [] };
  }

  /** The stages in the order of the run sheet. @returns {Shown[]} */
  get stages() {
    return this.workshop.stages.map((/** @type {number} */ n) => this.get(`stage/${n}`)).filter(Boolean);
  }

  /** Ourselves, where we are a person. */
  get me() {
    return this.you.person === null ? undefined : this.get(`person/${this.you.person}`);
  }

  /** The server's time now, in seconds since 1970. */
  now() {
    return Date.now() / 1000 + this.#ahead;
  }

  /** The time by which timers run: it stands still while the workshop is paused. */
  clock() {
    return this.workshop.paused ?? this.now();
  }

  /** Set our clock by the server's, whose time is in seconds since 1970. @param {number} now */
  setClock(now) {
    this.#ahead = now - Date.now() / 1000;
  }

  /** Have everyone look again where nothing came but a moment that changes something. */
  lookAgain() {
    this.#tell(new Set());
  }

  /** All that is here, as a view that can be taken again; without what opens a seat elsewhere. */
  view() {
    const { role, person } = this.you;
    return { seq: this.seq, you: { role, person }, records: Object.fromEntries(this.#records) };
  }

  /** Take a whole view. @param {{seq: number, you: any, records: Record<string, any>}} view */
  replace(view) {
    this.seq = this.whole = view.seq;
    this.you = view.you;
    const keys = new Set([...this.#records.keys(), ...Object.keys(view.records)]);
    this.#records.clear();
    this.#kinds.clear();
    this.#inOrder.clear();
    for (const [key, record] of Object.entries(view.records)) this.#put(key, record);
    this.isReady = true;
    this.#tell(keys);
  }

  /**
   * Take a patch. False means it does not fit: something was missed. What came on a slower way
   * than something newer says nothing new.
   * @param {{from?: number, seq: number, records: Record<string, any>}} patch
   */
  apply(patch) {
    if ((patch.from ?? 0) > this.seq) return false;
    if (patch.seq < this.seq) return true;
    // Of two messages about the same events the second is this person's own; an answer holds both.
    const isWhole = patch.from === undefined || patch.seq === this.seq;
    this.whole = isWhole ? patch.seq : Math.max(this.whole, patch.from ?? 0);
    this.seq = patch.seq;
    for (const [key, record] of Object.entries(patch.records)) this.#put(key, this.#kept(key, record));
    this.#tell(new Set(Object.keys(patch.records)));
    return true;
  }

  /**
   * What others see of us, or no longer see, takes nothing away from what we see of ourselves.
   * @param {string} key @param {any} record
   */
  #kept(key, record) {
    const me = this.me;
    return me?.key === key ? { ...me, ...record } : record;
  }

  /** @param {string} key @param {any} record */
  #put(key, record) {
    const [kind, number] = key.split("/");
    const seq = Number(number);
    this.#inOrder.delete(kind);
    if (record === null) {
      this.#records.delete(key);
      this.#kinds.get(kind)?.delete(seq);
      return;
    }
    // What the server calls `kind` wins: a hand is raised for one.
    const shown = { kind, ...record, key, seq };
    this.#records.set(key, shown);
    if (!this.#kinds.has(kind)) this.#kinds.set(kind, new Map());
    this.#kinds.get(kind)?.set(seq, shown);
  }

  /** @param {Set<string>} keys */
  #tell(keys) {
    this.dispatchEvent(new CustomEvent("change", { detail: { keys } }));
  }
}

/** @param {Shown} a @param {Shown} b */
const bySeq = (a, b) => a.seq - b.seq;

export const store = new Store();
