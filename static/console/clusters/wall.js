/**
 * What the wall shows: the notes of a board by the place where they lie, or are on their way
 * to. A place is "ungrouped", "new" (a cluster that has no name yet) or a cluster's number.
 */

import { store } from "../../store.js";

/** @typedef {import("../../store.js").Shown} Shown */
/** @typedef {{place: string, title: string, notes: Shown[]}} Lane */
/** @typedef {{to: string, seq?: number}} Way */

export class Wall {
  stage = 0;
  /** Notes that are moving: shown where they go, until the server has said so. @type {Map<number, Way>} */
  ways = new Map();
  /** In which order notes came to where they lie, the latest first. @type {Map<number, number>} */
  #arrivals = new Map();
  /** @type {Map<number, string> | null} */
  #places = null;
  #count = 0;

  /** The lanes in order: ungrouped first, then the clusters as they were made. */
  read() {
    const stage = store.get(`stage/${this.stage}`);
    /** @type {Map<string, Lane>} */
    const lanes = new Map([["ungrouped", { place: "ungrouped", title: "", notes: [] }]]);
    for (const { seq, title } of clustersOf(this.stage))
      lanes.set(`${seq}`, { place: `${seq}`, title, notes: [] });
    lanes.set("new", { place: "new", title: "", notes: [] });
    const questions = questionsOf(stage?.of ?? stage?.settings.of);
    const notes = store.of("note").filter((note) => questions.has(note.board) && !note.state);
    this.#settle();
    const places = new Map(notes.map((note) => [note.seq, this.#placeOf(note, lanes)]));
    const came = this.#arrived(places);
    for (const note of notes) lanes.get(places.get(note.seq) ?? "")?.notes.push(note);
    const order = (/** @type {Shown} */ note) => questions.get(note.board) ?? 0;
    const since = (/** @type {Shown} */ note) => this.#arrivals.get(note.seq) ?? 0;
    for (const lane of lanes.values())
      lane.notes.sort((a, b) => since(b) - since(a) || order(a) - order(b) || a.seq - b.seq);
    return { lanes: [...lanes.values()], questions, came };
  }

  /** @param {number[]} notes @param {string} to */
  send(notes, to) {
    for (const note of notes) this.ways.set(note, { to });
  }

  /** @param {string} to @returns {number[]} */
  goingTo(to) {
    return [...this.ways].filter(([, way]) => way.to === to).map(([note]) => note);
  }

  /** The server took it at `seq`; without one it did not, and the notes go back. @param {number[]} notes @param {number} [seq] */
  sent(notes, seq) {
    for (const note of notes) {
      const way = this.ways.get(note);
      if (way && seq !== undefined) this.ways.set(note, { ...way, seq });
      else this.ways.delete(note);
    }
  }

  #settle() {
    for (const [note, { seq }] of this.ways)
      if (seq !== undefined && seq <= store.seq) this.ways.delete(note);
  }

  /** @param {Shown} note @param {Map<string, Lane>} lanes */
  #placeOf(note, lanes) {
    const place = this.ways.get(note.seq)?.to ?? `${note.cluster}`;
    return lanes.has(place) ? place : "ungrouped";
  }

  /** Which notes came to another place since the last look. @param {Map<number, string>} places */
  #arrived(places) {
    const before = this.#places;
    this.#places = places;
    if (!before) return [];
    const came = [...places].filter(([note, place]) => before.get(note) !== place).map(([note]) => note);
    if (came.length) this.#count += 1;
    for (const note of came) this.#arrivals.set(note, this.#count);
    return came;
  }
}

/** @param {number} stage */
export function clustersOf(stage) {
  return store.of("cluster").filter((cluster) => cluster.stage === stage);
}

/** The questions of a board stage, each with its number. @param {number | undefined} of @returns {Map<number, number>} */
function questionsOf(of) {
  const boards = store.of("board").filter((board) => board.stage === of);
  return new Map(boards.map((board, at) => [board.seq, at + 1]));
}
