/**
 * Where the keyboard is on the wall: one note of one lane. When that note goes, its place in
 * the lane stays, so that sorting goes on with the next one. Nothing here scrolls the page
 * unless a key was pressed.
 */

/** @typedef {import("./wall.js").Lane} Lane */

export class Roving {
  place = "ungrouped";
  note = 0;
  at = 0;
  #root;
  #held = "";

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /** @param {string} place @param {number} note @param {number} at */
  rest(place, note, at) {
    Object.assign(this, { place, note, at });
  }

  /** The note that Tab reaches in a lane. @param {string} place @param {{seq: number}[]} notes */
  stop(place, notes) {
    const isHere = place === this.place && notes.some((note) => note.seq === this.note);
    return isHere ? this.note : notes[0]?.seq;
  }

  /** Before drawing: what is the keyboard on? */
  look() {
    const active = document.activeElement;
    const isHere = active && this.#root.contains(active);
    this.#held = isHere ? (["[data-note]", ".lane-input"].find((each) => active.matches(each)) ?? "") : "";
  }

  /** After drawing: go on where it was, if that is gone. */
  hold() {
    if (!this.#held || this.#root.contains(document.activeElement)) return;
    const field = /** @type {HTMLElement | null} */ (this.#root.querySelector(".lane-input"));
    if (this.#held === ".lane-input" && field) field.focus({ preventScroll: true });
    else this.return();
  }

  /** Go back to the note, to the one in its place, or to any. */
  return() {
    const lane = this.#lane(this.place);
    const same = lane.find((each) => Number(each.dataset.note) === this.note);
    const next = same ?? lane[Math.min(this.at, lane.length - 1)] ?? this.all[0];
    if (next) this.go(next, false);
  }

  /** @param {HTMLElement} element @param {boolean} [scrolls] */
  go(element, scrolls = true) {
    element.focus({ preventScroll: true });
    if (scrolls) element.scrollIntoView({ block: "nearest" });
  }

  /**
   * Where an arrow leads from a note: along its lane, or to the next lane that has notes.
   * @param {HTMLElement} from @param {string} key
   * @returns {HTMLElement | undefined}
   */
  next(from, key) {
    const place = placeOf(from);
    const lane = this.#lane(place);
    const at = lane.indexOf(from);
    const tracks = tracksOf(from);
    const isRtl = getComputedStyle(from).direction === "rtl";
    const ahead = isRtl ? "ArrowLeft" : "ArrowRight";
    if (key === "Home") return lane[0];
    if (key === "End") return lane.at(-1);
    if (key === "ArrowDown") return lane[Math.min(at + tracks, lane.length - 1)];
    if (key === "ArrowUp") return lane[Math.max(at - tracks, 0)];
    const step = key === ahead ? 1 : -1;
    const track = (at % tracks) + step;
    if (track >= 0 && track < tracks && lane[at + step]) return lane[at + step];
    return this.#across(place, Math.floor(at / tracks), step);
  }

  /** Where a note stands in its lane. @param {Element} note */
  indexOf(note) {
    return this.#lane(placeOf(note)).indexOf(/** @type {HTMLElement} */ (note));
  }

  /** A note, and what Tab came to in its lane before. @param {Element} note */
  stops(note) {
    return this.#lane(placeOf(note)).filter((each) => each === note || each.tabIndex === 0);
  }

  /** The note before or after in the same lane, or nothing. @param {HTMLElement} from @param {number} step */
  line(from, step) {
    const lane = this.#lane(placeOf(from));
    return lane[lane.indexOf(from) + step];
  }

  /** @param {string} place @param {number} row @param {number} step */
  #across(place, row, step) {
    const places = [...new Set(this.all.map(placeOf))];
    // Lanes stand in columns on the page; their numbers say in which order they were made.
    const order = ["ungrouped", ...places.filter(Number).sort((a, b) => Number(a) - Number(b)), "new"];
    for (let at = order.indexOf(place) + step; order[at]; at += step) {
      const lane = this.#lane(order[at]);
      if (lane.length) return lane[Math.min(row * tracksOf(lane[0]), lane.length - 1)];
    }
    return undefined;
  }

  /** @param {string} place */
  #lane(place) {
    const lane = this.#root.querySelector(`[data-place="${place}"]`);
    return notesIn(lane);
  }

  /** Every note that is in sight. */
  get all() {
    return notesIn(this.#root);
  }
}

/** @param {Element | null} root @returns {HTMLElement[]} */
function notesIn(root) {
  return [...(root?.querySelectorAll("[data-note]") ?? [])].map((each) => /** @type {HTMLElement} */ (each));
}

/** @param {Element} note */
export function placeOf(note) {
  return note.closest("[data-place]")?.getAttribute("data-place") ?? "";
}

/** How many notes of a lane stand side by side. @param {Element} note */
function tracksOf(note) {
  const list = note.closest(".slice");
  return list ? getComputedStyle(list).gridTemplateColumns.split(" ").length : 1;
}
