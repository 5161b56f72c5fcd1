/** Which notes are chosen: one, several, or all from here to there. */

export class Choice {
  /** @type {Set<number>} */
  notes = new Set();
  /** Where a range begins. */
  #from = 0;

  get size() {
    return this.notes.size;
  }

  /** @param {number} note */
  has(note) {
    return this.notes.has(note);
  }

  /** Choose one alone; chosen alone already, let go of it. @param {number} note */
  only(note) {
    const wasAlone = this.size === 1 && this.has(note);
    this.notes = new Set(wasAlone ? [] : [note]);
    this.#from = note;
  }

  /** @param {number} note */
  toggle(note) {
    this.notes = new Set(this.notes);
    if (!this.notes.delete(note)) this.notes.add(note);
    this.#from = note;
  }

  /** Choose all from where the last choice was made, in the order of a lane. @param {number} note @param {number[]} order */
  until(note, order) {
    const [from, to] = [order.indexOf(this.#from), order.indexOf(note)];
    if (from < 0) return this.toggle(note);
    const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
    this.notes = new Set([...this.notes, ...range]);
  }

  /** @param {number[]} notes */
  add(notes) {
    this.notes = new Set([...this.notes, ...notes]);
  }

  clear() {
    this.notes = new Set();
  }

  /** Let go of what is no longer there. @param {(note: number) => boolean} isHere */
  keep(isHere) {
    const left = [...this.notes].filter(isHere);
    if (left.length < this.size) this.notes = new Set(left);
  }
}
