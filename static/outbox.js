/**
 * What a person wrote and the server has not confirmed. It survives a reload, keeps its
 * order, and is sent again with the same id until there is an answer.
 *
 * @typedef {{id: string, name: string, data: any, state: "waiting" | "refused" | "saved",
 *   sentence?: string, seq?: number}} Item
 * @typedef {{seq?: number, refused?: string, reason?: string}} Answer
 */

/** Refusals that are about the moment, not about what was written. */
const PASSING = new Set(["not-saved", "slow-down", "failed", "offline", "restarting"]);

const RETRY = 3000;

export class Outbox extends EventTarget {
  /** @type {Item[]} */
  items = [];
  /** Why the server takes nothing for the moment, in its words. What waits is sent again by itself. */
  delay = "";
  #place = "";
  #send;
  #isSending = false;
  #timer = 0;

  /** @param {(item: Item) => Promise<Answer>} send */
  constructor(send) {
    super();
    this.#send = send;
    addEventListener("storage", (event) => {
      if (this.#place && event.key === this.#place) this.#read();
    });
  }

  /** Take out what one person left on this device, where it is kept. @param {string} place */
  open(place) {
    if (place === this.#place) return;
    this.#place = place;
    this.#read();
  }

  /** Put a command in and have it sent. @param {string} name @param {any} data @returns {Item} */
  post(name, data) {
    /** @type {Item} */
    const item = { id: newId(), name, data, state: "waiting" };
    this.items = [...this.items, item];
    this.#changed();
    this.flush();
    return item;
  }

  /** Send a refused command once more, as a new one. @param {string} id */
  again(id) {
    this.#replace(id, { id: newId(), state: "waiting", sentence: undefined });
    this.flush();
  }

  /** @param {string} id */
  discard(id) {
    this.items = this.items.filter((item) => item.id !== id);
    this.#changed();
  }

  /** Forget what is saved once its record is here. @param {(seq: number) => boolean} isHere */
  settle(isHere) {
    const left = this.items.filter((item) => item.state !== "saved" || !isHere(item.seq ?? 0));
    if (left.length < this.items.length) {
      this.items = left;
      this.#changed();
    }
  }

  /** Send everything that waits, in order, one after the other. */
  async flush() {
    clearTimeout(this.#timer);
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let item = this.#next(); item; item = this.#next()) {
        const answer = await this.#send(item);
        this.#delayed(isPassing(answer) ? (answer.refused ?? "") : "");
        if (isPassing(answer)) {
          if (answer.reason !== "offline") this.#timer = window.setTimeout(() => this.flush(), pause());
          return;
        }
        if (answer.refused !== undefined)
          this.#replace(item.id, { state: "refused", sentence: answer.refused });
        else this.#replace(item.id, { state: "saved", seq: answer.seq });
      }
    } finally {
      this.#isSending = false;
    }
  }

  /** @param {string} sentence */
  #delayed(sentence) {
    if (sentence === this.delay) return;
    this.delay = sentence;
    this.dispatchEvent(new Event("change"));
  }

  #next() {
    return this.items.find((item) => item.state === "waiting");
  }

  /** @param {string} id @param {Partial<Item>} fields */
  #replace(id, fields) {
    this.items = this.items.map((item) => (item.id === id ? { ...item, ...fields } : item));
    this.#changed();
  }

  #changed() {
    // A saved note is on the server; only what is not must survive a reload.
    const kept = this.items.filter((item) => item.state !== "saved");
    try {
      localStorage.setItem(this.#place, JSON.stringify(kept));
    } catch {
      // A full or forbidden storage: what was written lives as long as this page.
    }
    this.dispatchEvent(new Event("change"));
  }

  #read() {
    try {
      this.items = JSON.parse(localStorage.getItem(this.#place) ?? "[]");
    } catch {
      this.items = [];
    }
    this.dispatchEvent(new Event("change"));
  }
}

/** Is a refusal about the moment only? @param {Answer} answer */
export const isPassing = ({ reason }) => reason !== undefined && PASSING.has(reason);

/** What all were refused at the same moment is not sent again by all at the same moment. */
const pause = () => RETRY * (0.5 + Math.random());

/** Without https a browser offers random bytes only. */
export function newId() {
  return (
    crypto.randomUUID?.() ??
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("")
  );
}
