/** The connection to one workshop. The only file that knows Socket.IO. */

import { io } from "socket.io-client";
import { newId, Outbox } from "./outbox.js";
import { store } from "./store.js";

const ANSWER_WITHIN = 8000;
const OWN_WITHIN = 1000;

// A thousand phones lose a server at the same moment. The first try of each comes after half a
// second to three and a half, each further one after twice as long, up to ten seconds.
/** @typedef {{first: number, longest: number}} Patience */
/** @type {Patience} */
const MANY = { first: 2000, longest: 10000 };
const SPREAD = 0.75;

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
  /** Why the server ended the connection for good: "removed" or "closed". */
  ended = "";
  /** @type {{online: number, by_sector: Record<string, number>, people?: number[]}} */
  presence = { online: 0, by_sector: {} };
  /** Did the server say yet who is here? */
  isCounted = false;
  /** @type {Outbox} */
  outbox;
  /** @type {import("socket.io-client").Socket} */
  #socket;
  #code;
  #looking;
  #patience;
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
   */
  constructor(code, looking = "", patience = MANY) {
    super();
    this.#code = code;
    this.#looking = looking;
    this.#patience = patience;
    this.outbox = new Outbox((item) => this.#ask(item));
    this.#socket = io({
      query: looking ? { w: code, as: looking } : { w: code },
      transports: ["websocket", "polling"],
      // Some networks let no WebSocket through; there the server is asked again and again instead.
      tryAllTransports: true,
      autoConnect: false,
      reconnectionDelay: patience.first,
      reconnectionDelayMax: patience.longest,
      randomizationFactor: SPREAD,
    });
    this.#socket.on("connect", () => this.#catchUp());
    this.#socket.on("disconnect", (reason) => this.#lost(reason));
    this.#socket.on("connect_error", (error) => this.#refused(/** @type {any} */ (error)));
    this.#socket.on("patch", (patch) => this.#hear(patch));
    this.#socket.on("presence", (presence) => {
      this.presence = presence;
      this.isCounted = true;
      this.#tell();
    });
    this.#socket.on("ended", ({ reason }) => this.#end(reason));
    this.#socket.on("restarting", ({ in: seconds }) => this.#leave(seconds));
    store.addEventListener("change", () => this.#settle(store.seq));
    this.outbox.addEventListener("change", () => this.#tell());
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
    if (!this.ended) this.#socket.connect();
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
    if (!this.#socket.connected) return { refused: "", reason: "offline" };
    try {
      return await this.#socket.timeout(ANSWER_WITHIN).emitWithAck("command", { name, data, id });
    } catch {
      // No answer is not a no: it is asked again, with the same id, when the line is back.
      this.#renew();
      return { refused: "", reason: "offline" };
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
    this.#linked("catching-up");
    try {
      while (this.#isBehind) {
        this.#isBehind = false;
        const since = store.seq;
        const answer = await this.#socket.timeout(ANSWER_WITHIN).emitWithAck("catch_up", { since });
        // A server that cannot read its log says no more than that; it is asked again.
        if (answer.refused !== undefined) return this.#later(() => this.#woken());
        store.setClock(answer.now);
        if (answer.reload) await this.#fetchView();
        // A patch may have overtaken the answer.
        else if (answer.seq < store.seq || !store.apply({ from: since, ...answer })) this.#isBehind = true;
        if (this.ended) return;
      }
    } catch {
      return this.#renew();
    } finally {
      this.#isAsking = false;
    }
    this.#linked("live");
    this.outbox.flush();
  }

  /** Catch up now, on the line there is or on a new one. Before the first view nothing can be caught up with. */
  #woken() {
    clearTimeout(this.#timer);
    this.#wake();
    if (this.ended || !store.isReady) return;
    if (this.#socket.connected) this.#catchUp();
    // Where the next try was still to come, it comes now.
    else this.#socket.disconnect().connect();
  }

  /** The server stops and says when it is back. What is unsent waits. @param {number} seconds */
  #leave(seconds) {
    this.#isRestarting = true;
    this.#socket.disconnect();
    this.#linked("gone");
    this.#later(() => this.#woken(), 1000 * seconds);
  }

  /** A line without an answer is begun anew; one that is down already comes back by itself. */
  #renew() {
    if (this.#socket.connected) this.#socket.disconnect().connect();
  }

  /** @param {string} reason */
  #lost(reason) {
    this.#linked("gone");
    if (reason === "io server disconnect") this.#later(() => this.#woken());
  }

  /** @param {() => void} act @param {number} [earliest] */
  #later(act, earliest = 0) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(act, earliest + this.#pause());
  }

  async #fetchView() {
    this.#early ??= [];
    const query = this.#looking ? `?as=${this.#looking}` : "";
    for (let tries = 0; ; tries++) {
      try {
        const response = await fetch(`/w/${this.#code}/view${query}`, {
          headers: { Accept: "application/json" },
        });
        if (response.ok) return this.#take(await response.json());
        if (response.status < 500 && response.status !== 429)
          return this.#end((await response.json()).reason);
      } catch {
        this.#linked("gone");
      }
      await new Promise((resolve) => {
        this.#wake = () => resolve(undefined);
        setTimeout(resolve, this.#pause(tries));
      });
    }
  }

  /** Whoever sits here now has an outbox of their own. @param {any} view */
  #take(view) {
    this.outbox.open(`outbox/${this.#code}/${view.you.person ?? view.you.role}`);
    store.replace(view);
    const early = this.#early ?? [];
    this.#early = null;
    for (const patch of early) this.#hear(patch);
  }

  /**
   * The outbox forgets what is saved, but not at once: what is a person's own follows what is
   * everyone's in a message of its own, and until then would be nowhere. @param {number} seq
   */
  #settle(seq) {
    setTimeout(() => this.outbox.settle((saved) => saved <= seq), OWN_WITHIN);
  }

  /** @param {{data?: {reason?: string}}} error */
  #refused(error) {
    const reason = error.data?.reason;
    if (reason === "removed" || reason === "not-joined" || reason === "unknown-code")
      return this.#end(reason);
    this.#linked("gone");
    // After a no from the server itself nobody tries again by themselves.
    if (!this.#socket.active) this.#later(() => this.#woken());
  }

  /** @param {string} reason */
  #end(reason) {
    this.ended = reason;
    this.#isRestarting = false;
    this.#socket.disconnect();
    this.#linked("gone");
  }

  /** Milliseconds to wait, different on every phone, so that they do not all come back at once. */
  #pause(tries = 0) {
    const { first, longest } = this.#patience;
    return Math.min(first * 2 ** tries * (1 - SPREAD + 2 * SPREAD * Math.random()), longest);
  }

  /** @param {Link} link */
  #linked(link) {
    if (link === "live") this.#isRestarting = false;
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

/** Open the connection of this page. @param {string} code @param {string} [looking] @param {Patience} [patience] */
export function connect(code, looking, patience) {
  connection = new Connection(code, looking, patience);
  connection.start();
  return connection;
}
