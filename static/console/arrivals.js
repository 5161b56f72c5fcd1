/**
 * Notes that come all at once are let in a few at a time, so that no hand waits for the page while
 * fifty of them are drawn. What was there when the page opened is let in at once.
 */

const FEW = 5;
const PAUSE = 40;

export class Arrivals {
  #newest = Number.POSITIVE_INFINITY;
  #timer = 0;
  #more;

  /** @param {() => void} more draw again: others may come in now */
  constructor(more) {
    this.#more = more;
  }

  /** Which of these notes are in, oldest first. @template {{seq: number}} T @param {T[]} notes @returns {T[]} */
  letIn(notes) {
    const last = notes.at(-1)?.seq ?? 0;
    if (this.#newest === Number.POSITIVE_INFINITY || this.#newest > last) this.#newest = last;
    if (this.#newest === last || this.#timer) return notes.filter(({ seq }) => seq <= this.#newest);
    const late = notes.filter(({ seq }) => seq > this.#newest);
    // Hundreds come after a connection that was gone for long.
    const step = Math.min(late.length, Math.max(FEW, Math.ceil(late.length / 20)));
    this.#newest = late[step - 1].seq;
    if (late.length > step)
      this.#timer = window.setTimeout(() => {
        this.#timer = 0;
        this.#more();
      }, PAUSE);
    return notes.filter(({ seq }) => seq <= this.#newest);
  }
}
