/**
 * The line of light mode: it asks every few seconds what is new, and nothing is open in between.
 * The less happens, the longer it waits.
 */

import { pause } from "./line.js";
import { store } from "./store.js";

/** Milliseconds between two questions: after something new, and when nothing has happened for a while. */
const SOON = 8000;
const LATER = 20000;
const SLOWER = 1.4;
/** After a command its own outcome is asked for. */
const AT_ONCE = 400;

/** Without a seat there is nothing to wait for. */
const FINAL = new Set(["removed", "not-joined", "unknown-code"]);

export class LightLine {
  isOpen = false;
  #code;
  #looking;
  #patience;
  #ear;
  #timer = 0;
  #wait = SOON;
  #tries = 0;

  /**
   * @param {string} code
   * @param {string} looking with whose eyes, where they are not one's own
   * @param {import("./line.js").Patience} patience
   * @param {import("./line.js").Ear} ear
   */
  constructor(code, looking, patience, ear) {
    this.#code = code;
    this.#looking = looking ? `&as=${looking}` : "";
    this.#patience = patience;
    this.#ear = ear;
    addEventListener("offline", () => this.isOpen && this.#lose());
  }

  connect() {
    this.close();
    this.isOpen = true;
    this.#next(SOON);
    this.#ear.connect();
  }

  close() {
    clearTimeout(this.#timer);
    this.isOpen = false;
  }

  /** Ask, and hear the answer. Throws where none comes. @param {string} event @param {any} data @param {number} within */
  async ask(event, data, within) {
    try {
      const answer = await (event === "command"
        ? this.#call(`command?person=${store.you.person ?? ""}`, within, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(data),
          })
        : this.#call(
            `since?seq=${data.since}&whole=${store.whole}&person=${data.person ?? ""}${this.#looking}`,
            within,
          ));
      this.#tries = 0;
      // Somebody else took a seat in this browser: the next question brings their view.
      if (event === "command" && answer.reload) {
        this.#next(AT_ONCE);
        return { refused: "", reason: "offline" };
      }
      if (FINAL.has(answer.reason)) this.#ear.refused(answer.reason, answer.refused);
      else if (event === "command") this.#next(AT_ONCE);
      else this.#next(answer.seq > data.since ? SOON : Math.min(this.#wait * SLOWER, LATER));
      return answer;
    } catch (error) {
      if (this.isOpen) this.#lose();
      throw error;
    }
  }

  /** @param {string} path @param {number} within @param {RequestInit} [how] */
  async #call(path, within, how) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), within);
    try {
      // A question costs as many bytes as its answer, so it says little about itself.
      const answer = await fetch(`/w/${this.#code}/${path}`, {
        ...how,
        referrerPolicy: "no-referrer",
        signal: stop.signal,
      });
      const said = await answer.json();
      // What stands in between may answer in its own words: those are neither a yes nor a no.
      if (said.seq === undefined && said.refused === undefined && !said.reload) throw new Error("no answer");
      return said;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {number} wait */
  #next(wait) {
    clearTimeout(this.#timer);
    if (wait > AT_ONCE) this.#wait = wait;
    if (this.isOpen) this.#timer = window.setTimeout(() => this.#ear.heard("news", null), wait);
  }

  #lose() {
    this.close();
    this.#timer = window.setTimeout(() => this.connect(), pause(this.#patience, this.#tries++));
    this.#ear.lost(false);
  }
}
