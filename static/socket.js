/** The connection to one workshop, over whatever line there is. */

import { LightLine } from "./light-line.js";
import { Line, pause } from "./line.js";
import { newId, Outbox } from "./outbox.js";
import { store } from "./store.js";

const ANSWER_WITHIN = 8000;
/** Nothing comes for so long: what this device last knew is better than an empty page. */
const REMEMBER_AFTER = 4000;
/** Seconds. A line that is back sooner was hardly away. */
export const NOTICEABLE = 5;
/** A server that said it will be back, and is not, is gone. */
const BACK_WITHIN = 45_000;

// A thousand phones lose a server at the same moment. The first try of each comes after half a
// second to three and a half, each further one after twice as long, up to ten seconds.
/** @typedef {import("./line.js").Patience} Patience */
/** @type {Patience} */
const MANY = { first: 2000, longest: 10000 };

/**
 * Of consoles and screens there are few, and a whole room waits for them.
 * @type {Patience}
 */
export const FEW = { first: 600, longest: 3000 };

/**
 * `gone`: the server cannot be reached; `offline`: this device itself has no network.
 * @typedef {"live" | "catching-up" | "restarting" | "gone" | "offline"} Link
 */

export class Connection extends EventTarget {
  /** @type {Link} */
  link = "catching-up";
  /** Why the server ended the connection for good: "removed", "left" or "closed". */
  ended = "";
  /** When what is shown was last known to be so, in seconds since 1970; 0 before that. */
  since = 0;
  /** Is it what this device kept, and nothing that the server said to this page? */
  isRecalled = false;
  /** @type {{online: number, by_sector: Record<string, number>, people?: number[]}} */
  presence = { online: 0, by_sector: {} };
  /** Did the server say yet who is here? */
  isCounted = false;
  /** Is it asked every few seconds what is new, instead of a line that is open all the time? */
  isLight = false;
  /** @type {Outbox} */
  outbox;
  /** @type {Line | LightLine} */
  #line;
  #code;
  #looking;
  #patience;
  #recall;
  #isStarted = false;
  #isAsking = false;
  #isBehind = false;
  /** Did the server say that it will be back? */
  #isRestarting = false;
  /** Patches that came while a view was on its way. @type {any[] | null} */
  #early = null;
  #timer = 0;
  /** Ends the wait for another try. */
  #wake = () => {};

  /**
   * @param {string} code
   * @param {string} [looking] "participant" or "screen": a facilitator looks with their eyes
   * @param {Patience} [patience]
   * @param {() => Promise<any>} [recall] the last view that this device kept, if it did
   */
  constructor(code, looking = "", patience = MANY, recall = async () => {}) {
    super();
    this.#code = code;
    this.#looking = looking;
    this.#patience = patience;
    this.#recall = recall;
    this.outbox = new Outbox((item) => this.#ask(item));
    this.#line = this.#newLine();
    // What is saved gives way to its record in the same moment, and not before that is here.
    store.addEventListener("change", () => this.outbox.settle(store.whole));
    this.outbox.addEventListener("change", () => {
      queueMicrotask(() => this.outbox.settle(store.whole));
      this.#tell();
    });
    // A line that was away for a moment may have held: then one question tells.
    addEventListener("online", () => this.#woken());
    addEventListener("offline", () => this.#linked("gone"));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && this.link !== "live") this.#woken();
    });
  }

  /** Fetch the first view, then listen. */
  async start() {
    await this.#fetchView();
    this.#isStarted = true;
    if (!this.ended) this.#line.connect();
  }

  /** Go on in light mode, or without it. @param {boolean} isLight */
  lighten(isLight) {
    if (isLight === this.isLight) return;
    this.isLight = isLight;
    this.#line.close();
    const line = this.#newLine();
    this.#line = line;
    // First whoever asked on the old line hears that it is gone.
    setTimeout(() => this.#isStarted && !this.ended && line === this.#line && line.connect());
    this.#tell();
  }

  #newLine() {
    /** @type {import("./line.js").Ear} */
    const ear = {
      connect: () => this.#catchUp(),
      lost: (isOverByServer) => this.#lost(isOverByServer),
      refused: (reason) => this.#refused(reason),
      heard: (event, payload) => this.#heard(event, payload),
    };
    if (this.isLight) return new LightLine(this.#code, this.#looking, this.#patience, ear);
    /** @type {Record<string, string>} */
    const query = this.#looking ? { w: this.#code, as: this.#looking } : { w: this.#code };
    return new Line(query, this.#patience, ear);
  }

  /** @param {string} event @param {any} payload */
  #heard(event, payload) {
    if (event === "patch") this.#hear(payload);
    else if (event === "news") this.#catchUp();
    else if (event === "ended") this.#end(payload.reason);
    else if (event === "restarting") this.#leave(payload.in);
    else if (event === "presence") {
      this.presence = payload;
      this.isCounted = true;
      this.#tell();
    }
  }

  /**
   * Send a command now, and hear its answer. What must not be lost goes to `outbox.post`.
   * @param {string} name
   * @param {any} [data]
   * @param {string} [id] the id of an earlier call that had no answer, so that it is done once
   * @returns {Promise<import("./outbox.js").Answer>}
   */
  command(name, data = {}, id = newId()) {
    return this.#ask({ id, name, data });
  }

  /** @param {{id: string, name: string, data: any}} call */
  async #ask({ id, name, data }) {
    if (!this.#line.isOpen) return { refused: "", reason: "offline" };
    try {
      return await this.#timed("command", { name, data, id });
    } catch {
      // No answer is not a no: it is asked again, with the same id, when the line is back.
      this.#renew();
      return { refused: "", reason: "offline" };
    }
  }

  /** Ask, and tell how long the answer took, or how long nobody came with one. @param {string} event @param {any} data */
  async #timed(event, data) {
    const began = performance.now();
    try {
      return await this.#line.ask(event, data, ANSWER_WITHIN);
    } finally {
      this.dispatchEvent(new CustomEvent("took", { detail: performance.now() - began }));
    }
  }

  /** @param {any} patch */
  #hear(patch) {
    if (patch.now !== undefined) store.setClock(patch.now);
    if (this.#early) this.#early.push(patch);
    else if (!store.apply(patch)) this.#catchUp();
  }

  /** Ask for what was missed: one question at a time, and once more where something was missed meanwhile. */
  async #catchUp() {
    this.#isBehind = true;
    if (this.#isAsking) return;
    this.#isAsking = true;
    // In light mode this is how it hears of everything, so it is no news that it does.
    if (!(this.isLight && this.link === "live")) this.#linked("catching-up");
    try {
      while (this.#isBehind) {
        this.#isBehind = false;
        const since = store.seq;
        const answer = await this.#timed("catch_up", { since, person: store.you.person });
        // A server that cannot read its log says no more than that; it is asked again.
        if (answer.refused !== undefined) return this.#later(() => this.#woken());
        store.setClock(answer.now);
        if (answer.reload) {
          const { person } = store.you;
          await this.#fetchView();
          // An open line belongs to who sat here before; somebody else needs their own.
          if (store.you.person !== person && !this.isLight) return this.#renew();
        }
        // A patch may have overtaken the answer.
        else if (answer.seq < store.seq || since > store.seq) this.#isBehind = true;
        else store.apply(answer);
        if (this.ended) return;
      }
    } catch {
      return this.#renew();
    } finally {
      this.#isAsking = false;
    }
    if (this.isLight && store.workshop.state === "closed") return this.#end("closed");
    this.#linked("live");
    this.outbox.flush();
  }

  /** Catch up now, on the line there is or on a new one. While a view is on its way that comes first. */
  #woken() {
    clearTimeout(this.#timer);
    this.#wake();
    if (this.ended || this.#early || !store.isReady) return;
    if (this.#line.isOpen) this.#catchUp();
    // Where the next try was still to come, it comes now.
    else this.#line.connect();
  }

  /** The server stops and says when it is back. What is unsent waits. @param {number} seconds */
  #leave(seconds) {
    this.#isRestarting = true;
    this.#line.close();
    this.#linked("gone");
    this.#later(() => this.#woken(), 1000 * seconds);
    setTimeout(() => this.#giveUp(), BACK_WITHIN);
  }

  /** It said that it will be back, and is not. */
  #giveUp() {
    if (!this.#isRestarting) return;
    this.#isRestarting = false;
    this.#linked("gone");
  }

  /** A line without an answer is begun anew; one that is down already comes back by itself. */
  #renew() {
    if (this.#line.isOpen) this.#line.connect();
  }

  /** @param {boolean} isOverByServer */
  #lost(isOverByServer) {
    const wasThere = this.link === "live" || this.#isAsking;
    this.#linked("gone");
    if (wasThere) this.dispatchEvent(new Event("lost"));
    if (isOverByServer) this.#later(() => this.#woken());
  }

  /** @param {() => void} act @param {number} [earliest] */
  #later(act, earliest = 0) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(act, earliest + this.#pause());
  }

  async #fetchView() {
    this.#early ??= [];
    const query = this.#looking ? `?as=${this.#looking}` : "";
    setTimeout(() => this.#remember(), REMEMBER_AFTER);
    for (let tries = 0; ; tries++) {
      try {
        // Just as the page announces it in its head, so that it is under way before this script is.
        const response = await fetch(`/w/${this.#code}/view${query}`);
        if (response.ok) return this.#take(await response.json());
        if (response.status < 500 && response.status !== 429) {
          const { reason } = await response.json();
          // A no without a reason is not from our server.
          if (reason) return this.#end(reason);
        }
      } catch {
        this.#linked("gone");
      }
      await this.#remember();
      await new Promise((resolve) => {
        this.#wake = () => resolve(undefined);
        setTimeout(resolve, this.#pause(tries));
      });
    }
  }

  /** Until the server answers, show what this device last knew. */
  async #remember() {
    const kept = store.isReady || this.ended ? undefined : await this.#recall();
    if (!kept || store.isReady || this.ended) return;
    this.since = kept.at;
    this.isRecalled = true;
    store.setClock(Date.now() / 1000 + kept.ahead);
    this.#sit(kept);
    this.#linked("gone");
  }

  /** Whoever sits here now has an outbox of their own. @param {any} view */
  #sit(view) {
    this.outbox.open(`outbox/${this.#code}/${view.you.person ?? view.you.role}`);
    store.replace(view);
  }

  /** @param {any} view */
  #take(view) {
    // What came for somebody else is nothing for who sits here now.
    const isOther = store.isReady && view.you.person !== store.you.person;
    const early = (!isOther && this.#early) || [];
    this.isRecalled = false;
    this.#sit(view);
    this.#early = null;
    for (const patch of early) this.#hear(patch);
  }

  /** @param {string} reason */
  #refused(reason) {
    if (reason === "removed" || reason === "not-joined" || reason === "unknown-code")
      return this.#end(reason);
    this.#linked("gone");
    // After a no from the server itself the line does not try again by itself.
    this.#later(() => this.#woken());
  }

  /** @param {string} reason */
  #end(reason) {
    this.ended = reason;
    this.#isRestarting = false;
    this.#line.close();
    this.#linked("gone");
  }

  #pause(tries = 0) {
    return pause(this.#patience, tries);
  }

  /** @param {Link} link */
  #linked(link) {
    if (link === "live") this.#isRestarting = false;
    if (this.link === "live") this.since = Date.now() / 1000;
    if (this.link === "live" && link !== "live") setTimeout(() => this.#tell(), 1000 * NOTICEABLE);
    this.link = link === "gone" ? this.#why : link;
    this.#tell();
  }

  /** Why there is no connection. @returns {Link} */
  get #why() {
    if (!navigator.onLine) return "offline";
    return this.#isRestarting ? "restarting" : "gone";
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @type {Connection} */
export let connection;

/**
 * Open the connection of this page.
 * @param {string} code
 * @param {string} [looking]
 * @param {Patience} [patience]
 * @param {() => Promise<any>} [recall]
 */
export function connect(code, looking, patience, recall) {
  connection = new Connection(code, looking, patience, recall);
  connection.start();
  return connection;
}
