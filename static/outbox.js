/**
 * What a person wrote and the server has not confirmed. It survives a reload, keeps its
 * order, and is sent again with the same id until there is an answer.
 *
 * Every tab of a phone sends all of it, one after the other: what is sent twice is done once, and
 * no tab goes on before it knows that what comes earlier is there.
 *
 * @typedef {{id: string, name: string, data: any, state: "waiting" | "refused" | "saved", at: number,
 *   sentence?: string, seq?: number}} Item
 * @typedef {{seq?: number, refused?: string, reason?: string}} Answer
 */

import { Shelf } from "./shelf.js";

/** Refusals that are about the moment, not about what was written. */
const PASSING = new Set(["not-saved", "slow-down", "failed", "offline", "restarting"]);

const RETRY = 3000;
const LONGEST = 12_000;
/** What the server stumbles over so often is for a person to decide about. */
const STUMBLES = 5;

export class Outbox extends EventTarget {
  /** In the order in which it was written. @type {Item[]} */
  items = [];
  /** Why the server takes nothing for the moment, in its words. What waits is sent again by itself. */
  delay = "";
  #place = "";
  #shelf = new Shelf("outbox");
  #send;
  #isSending = false;
  #timer = 0;
  #pauses = 0;
  /** What the server stumbled over: how often, and until when, on a clock that nobody sets, it is left alone. @type {Map<string, {times: number, until: number, why: string}>} */
  #held = new Map();

  /** @param {(item: Item) => Promise<Answer>} send */
  constructor(send) {
    super();
    this.#send = send;
    addEventListener("storage", (event) => this.#hear(event));
  }

  /** Does this device keep what waits, should the page be closed? */
  get isKeeping() {
    return this.#shelf.isKeeping;
  }

  /** Take out what one person left on this device, where it is kept. @param {string} place */
  open(place) {
    if (place === this.#place) return;
    this.#place = place;
    this.#shelf = new Shelf(place);
    this.items = this.#shelf.all().sort(inOrder);
    this.#tell();
  }

  /** Put a command in and have it sent. @param {string} name @param {any} data @returns {Item} */
  post(name, data) {
    const at = Math.max(Date.now(), (this.items.at(-1)?.at ?? 0) + 1);
    /** @type {Item} */
    const item = { id: newId(), name, data, state: "waiting", at };
    this.#put(item);
    if (!this.delay) this.flush();
    return item;
  }

  /** Send a refused command once more, as a new one. @param {string} id */
  again(id) {
    const item = this.#find(id);
    if (!item) return;
    this.#drop(id);
    this.#put({ ...item, id: newId(), state: "waiting", sentence: undefined });
    this.flush();
  }

  /** @param {string} id */
  discard(id) {
    this.#drop(id);
    this.#tell();
  }

  /** Forget what is saved and here. @param {number} seq up to which all that is this person's is here */
  settle(seq) {
    const here = this.items.filter((item) => item.state === "saved" && (item.seq ?? 0) <= seq);
    for (const { id } of here) this.#drop(id);
    if (here.length) this.#tell();
  }

  /** Why this one waits, in the server's words. @param {string} id */
  why(id) {
    return this.#held.get(id)?.why ?? this.delay;
  }

  /** Send everything that waits, in order, one after the other. */
  async flush() {
    if (this.#isSending) return;
    this.#plan();
    this.#isSending = true;
    try {
      for (let item = this.#next(); item; item = this.#next()) {
        const answer = await this.#send(item);
        if (!this.#heed(item, answer)) return;
      }
    } finally {
      this.#isSending = false;
    }
    const held = this.items.flatMap((item) => this.#held.get(item.id)?.until ?? []);
    if (held.length) this.#plan(Math.min(...held) - performance.now());
  }

  /** What becomes of an item. False: nothing can be sent for now. @param {Item} item @param {Answer} answer */
  #heed(item, answer) {
    const { seq, refused = "", reason } = answer;
    const stumbles = reason === "failed" ? (this.#held.get(item.id)?.times ?? 0) + 1 : 0;
    const passes = isPassing(answer) && stumbles < STUMBLES;
    const stops = passes && !stumbles;
    this.#delayed(stops ? refused : "");
    if (stops) {
      if (reason !== "offline") this.#plan(pause(this.#pauses++));
      return false;
    }
    this.#pauses = 0;
    this.#held.delete(item.id);
    if (stumbles && passes) {
      this.#held.set(item.id, { times: stumbles, until: performance.now() + pause(stumbles), why: refused });
      this.#tell();
    } else if (answer.refused === undefined) this.#replace(item.id, { state: "saved", seq });
    else this.#replace(item.id, { state: "refused", sentence: refused });
    return true;
  }

  /** What waits longest, and does not follow something that the server stumbled over. */
  #next() {
    const held = new Set();
    return this.items.find((item) => {
      if (item.state !== "waiting" || held.has(lineOf(item))) return false;
      if ((this.#held.get(item.id)?.until ?? 0) <= performance.now()) return true;
      held.add(lineOf(item));
      return false;
    });
  }

  /** @param {number} [wait] milliseconds until all is sent that can be; without, not by itself */
  #plan(wait) {
    clearTimeout(this.#timer);
    if (wait !== undefined) this.#timer = window.setTimeout(() => this.flush(), Math.max(wait, 100));
  }

  /** @param {string} sentence */
  #delayed(sentence) {
    if (sentence === this.delay) return;
    this.delay = sentence;
    this.#tell();
  }

  /** @param {string} id */
  #find(id) {
    return this.items.find((item) => item.id === id);
  }

  /** @param {string} id @param {Partial<Item>} fields */
  #replace(id, fields) {
    const item = this.#find(id);
    if (item) this.#put({ ...item, ...fields });
  }

  /** @param {Item} item */
  #put(item) {
    this.#shelf.put(item.id, item);
    this.#show(item);
  }

  /** @param {Item} item */
  #show(item) {
    this.items = [...this.items.filter(({ id }) => id !== item.id), item].sort(inOrder);
    this.#tell();
  }

  /** @param {string} id */
  #drop(id) {
    this.#shelf.drop(id);
    this.#held.delete(id);
    this.items = this.items.filter((item) => item.id !== id);
  }

  /** Another tab wrote, or knows more. What it has settled is settled here when it is here. @param {StorageEvent} event */
  #hear(event) {
    const [id, item] = this.#shelf.change(event) ?? [];
    if (item) {
      this.#show(item);
      // It sends that itself, unless it is closed now.
      if (item.state === "waiting" && !this.#isSending && !this.delay) this.#plan(pause(0));
    } else if (id && this.#find(id)?.state !== "saved") {
      this.items = this.items.filter((each) => each.id !== id);
      this.#tell();
    }
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Is a refusal about the moment only? @param {Answer} answer */
export const isPassing = ({ reason, refused }) =>
  reason !== undefined && (PASSING.has(reason) || refused === "");

/** @param {Item} a @param {Item} b */
const inOrder = (a, b) => a.at - b.at;

/** What must not overtake each other. Whatever adds something stands for itself. @param {Item} item */
const lineOf = ({ id, name }) => (/\.(add|propose)$/.test(name) ? id : name.split(".")[0]);

/** What all were refused at the same moment is not sent again by all at the same moment. @param {number} times */
const pause = (times) => Math.min(RETRY * 2 ** times, LONGEST) * (0.5 + Math.random());

/** Without https a browser offers random bytes only. */
export function newId() {
  return (
    crypto.randomUUID?.() ??
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("")
  );
}
