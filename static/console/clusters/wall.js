/**
 * What the wall shows: the notes of a board by the place where they lie, or are on their way
 * to. A place is "ungrouped", "new" (a cluster that has no name yet) or a cluster's number.
 */

import { store } from "../../store.js";

/** @typedef {import("../../store.js").Shown} Shown */
/** @typedef {{place: string, title: string, notes: Shown[]}} Lane */

export class Wall {
  /** Ungrouped first, then the clusters as they were made, then the one that is being made. @type {Lane[]} */
  lanes = [];
  /** The number of the question each board asks. @type {Map<number, number>} */
  questions = new Map();
  /** @type {Set<number>} */
  parked = new Set();
  #stage;
  /** Notes shown where they go until the server has said so. @type {Map<number, {to: string, seq?: number}>} */
  #ways = new Map();
  /** Where notes lay at the last look. @type {Map<number, string> | null} */
  #places = null;
  /** In which order notes came to where they lie, so that the latest stand first. @type {Map<number, number>} */
  #arrivals = new Map();
  #count = 0;

  #letIn;

  /** @param {number} stage @param {import("../arrivals.js").Arrivals} arrivals which notes are let in */
  constructor(stage, arrivals) {
    this.#stage = stage;
    this.#letIn = arrivals;
  }

  /** Look at the store again. Which notes came to another place since? */
  read() {
    const stage = store.get(`stage/${this.#stage}`);
    const clusters = store.of("cluster").filter((cluster) => cluster.stage === this.#stage);
    const boards = store.of("board").filter((board) => board.stage === stage?.settings.of);
    const parked = store.of("parked").filter((item) => item.status === "open");
    this.questions = new Map(boards.map((board, at) => [board.seq, at + 1]));
    this.parked = new Set(parked.map((item) => item.note));
    const all = this.#letIn.letIn(store.of("note"));
    const notes = all.filter((note) => this.questions.has(note.board) && !note.state);
    const titles = clusters.map(({ seq, title }) => /** @type {[string, string]} */ ([`${seq}`, title]));
    const lanes = new Map(
      [["ungrouped", ""], ...titles, ["new", ""]].map(([place, title]) => [place, lane(place, title)]),
    );
    this.#settle();
    const places = new Map(notes.map((note) => [note.seq, this.#placeNow(note, lanes)]));
    const came = this.#arrived(places);
    for (const note of notes) lanes.get(places.get(note.seq) ?? "")?.notes.push(note);
    for (const each of lanes.values()) each.notes.sort((a, b) => this.#compare(a, b));
    this.lanes = [...lanes.values()];
    return came;
  }

  /** @param {string} place */
  lane(place) {
    return this.lanes.find((each) => each.place === place);
  }

  /** @param {string} place */
  title(place) {
    return this.lane(place)?.title ?? "";
  }

  /** @param {number} note */
  placeOf(note) {
    return this.#places?.get(note);
  }

  /** How many have no place yet. */
  get left() {
    return this.lanes[0]?.notes.length ?? 0;
  }

  // ---- Notes on their way

  /** @param {number[]} notes @param {string} to */
  send(notes, to) {
    for (const note of notes) this.#ways.set(note, { to });
  }

  /** The server took it at `seq`; without one it did not, and the notes go back. @param {number[]} notes @param {number} [seq] */
  sent(notes, seq) {
    for (const note of notes) {
      const way = this.#ways.get(note);
      if (way && seq !== undefined) this.#ways.set(note, { ...way, seq });
      else this.#ways.delete(note);
    }
  }

  /** @param {number} note */
  isMoving(note) {
    return this.#ways.has(note);
  }

  // ---- Inside

  #settle() {
    for (const [note, { seq }] of this.#ways)
      if (seq !== undefined && seq <= store.seq) this.#ways.delete(note);
  }

  /** @param {Shown} note @param {Map<string, Lane>} lanes */
  #placeNow(note, lanes) {
    const place = this.#ways.get(note.seq)?.to ?? `${note.cluster}`;
    return lanes.has(place) ? place : "ungrouped";
  }

  /** @param {Map<number, string>} places @returns {number[]} */
  #arrived(places) {
    const before = this.#places;
    this.#places = places;
    if (!before) return [];
    const came = [...places].filter(([note, place]) => before.get(note) !== place).map(([note]) => note);
    if (came.length) this.#count += 1;
    for (const note of came) this.#arrivals.set(note, this.#count);
    return came;
  }

  /** What came last first, then by question, then as it was written. @param {Shown} a @param {Shown} b */
  #compare(a, b) {
    const arrival = (this.#arrivals.get(b.seq) ?? 0) - (this.#arrivals.get(a.seq) ?? 0);
    const question = (this.questions.get(a.board) ?? 0) - (this.questions.get(b.board) ?? 0);
    return arrival || question || a.seq - b.seq;
  }
}

/** @param {string} place @param {string} title @returns {Lane} */
const lane = (place, title) => ({ place, title, notes: [] });
