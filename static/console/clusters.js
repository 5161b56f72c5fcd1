/**
 * The wall where notes are sorted: what has no place yet, and a lane for each cluster.
 * Whatever the hand, notes move through `put`.
 */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Move, Pointer } from "../drag.js";
import { LINGER } from "../parts/note-card.js";
import { say } from "../say.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import { Arrivals } from "./arrivals.js";
import { moveNotes, park, undo } from "./clusters/acts.js";
import { Choice } from "./clusters/choice.js";
import { Columns } from "./clusters/columns.js";
import { Folds, wide } from "./clusters/folds.js";
import { click, noteAt, pictured, thingsAt } from "./clusters/hand.js";
import { keyOnNote } from "./clusters/keys.js";
import { clusterLane, newLane, tray } from "./clusters/lane.js";
import { Naming } from "./clusters/naming.js";
import { placeOf, Roving } from "./clusters/roving.js";
import { selectionBar } from "./clusters/selection-bar.js";
import { Wall } from "./clusters/wall.js";
import { Follower } from "./follower.js";
import { letterOf, letters, plainKey } from "./letters.js";
import { openNote } from "./note-dialog.js";
import { reading } from "./reading.js";

/** @typedef {import("./clusters/wall.js").Lane} Lane */
/** @typedef {import("./clusters/wall-slice.js").WallSlice} WallSlice */

export class ConsoleClusters extends Follower {
  static properties = {
    stage: { type: Number },
    merging: { state: true },
    isMoving: { state: true },
  };

  #arrivals = new Arrivals(() => this.requestUpdate());
  wall = new Wall(0, this.#arrivals);
  choice = new Choice();
  folds = new Folds();
  naming = new Naming(this);
  roving = new Roving(this);
  move = new Move(
    (notes, place) => this.put(notes, place),
    () => this.requestUpdate(),
  );
  #pointer = new Pointer(this, this.move, { thingsAt: (from) => thingsAt(this, from), pictured });
  #columns = new Columns();
  /** @type {Set<number>} */
  #fresh = new Set();
  #isDrawing = false;
  /** What to do with the keyboard once the page is drawn. @type {(() => void) | null} */
  #then = null;

  constructor() {
    super();
    this.stage = 0;
    /** Which cluster is being merged into another. */
    this.merging = "";
    /** Is "Move to…" open? */
    this.isMoving = false;
    this.addEventListener("click", (event) => click(this, event));
    this.addEventListener("dblclick", (event) => this.open(noteAt(/** @type {Element} */ (event.target))));
    this.addEventListener("keydown", (event) => keyOnNote(this, event));
    this.addEventListener("focusin", (event) => this.#rest(/** @type {Element} */ (event.target)));
    this.#columns.addEventListener("change", this.#redraw);
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("keydown", this.#keyAnywhere);
    document.addEventListener("pointerdown", this.#pressElsewhere);
    wide.addEventListener("change", this.#redraw);
    letters.addEventListener("change", this.#redraw);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#pointer.stop();
    this.#columns.watch(null);
    document.removeEventListener("keydown", this.#keyAnywhere);
    document.removeEventListener("pointerdown", this.#pressElsewhere);
    wide.removeEventListener("change", this.#redraw);
    letters.removeEventListener("change", this.#redraw);
  }

  // ---- Drawing

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (!store.isReady) return;
    if (changed.has("stage")) this.wall = new Wall(this.stage, this.#arrivals);
    this.naming.settle();
    const came = this.wall.read();
    if (came.length) this.#linger(came);
    this.choice.keep((note) => this.wall.placeOf(note) !== undefined);
    this.roving.look();
  }

  render() {
    const [loose, ...lanes] = this.wall.lanes;
    if (!loose) return nothing;
    const clusters = lanes.slice(0, -1);
    const tracks = loose.notes.length > 36 && clusters.length < 3 ? 3 : loose.notes.length > 14 ? 2 : 1;
    const columns = this.#columns.deal(clusters, 1);
    const looks = [reading.isScan && !reading.find && "is-scan", this.choice.size && "has-chosen"];
    // The last column stays the same element, so that nobody loses the title they are typing in it.
    return html`
      ${this.#notice}
      <div class="clusters is-close ${looks.filter(Boolean).join(" ")}" data-tracks=${tracks}>
        ${tray(this, loose)}
        <div class="lanes">
          ${columns.slice(0, -1).map((column) => html`<div class="lanes-column">${this.#column(column)}</div>`)}
          <div class="lanes-column">
            ${this.#column(columns[columns.length - 1])}
            ${this.canSort ? newLane(this, lanes[lanes.length - 1]) : nothing}
          </div>
        </div>
      </div>
      ${selectionBar(this)}`;
  }

  /** @param {Lane[]} lanes */
  #column(lanes) {
    return repeat(
      lanes,
      (lane) => lane.place,
      (lane) => clusterLane(this, lane),
    );
  }

  /** @param {Map<string, unknown>} changed */
  update(changed) {
    this.#isDrawing = true;
    super.update(changed);
    // What the keyboard is on has to be gone, or be there, before anybody looks for it.
    for (const slice of this.querySelectorAll("wall-slice")) /** @type {WallSlice} */ (slice).flush();
    this.#isDrawing = false;
  }

  updated() {
    this.#columns.watch(this.querySelector(".lanes"));
    const then = this.#then;
    this.#then = null;
    if (then) then();
    else this.roving.hold();
  }

  // ---- What the lanes ask

  get canSort() {
    const stage = store.get(`stage/${this.stage}`);
    return ["open", "locked", "revealed"].includes(stage?.state) && store.workshop.state === "open";
  }

  get isDragging() {
    return this.move.things.length > 0 && !this.isMoving && !this.merging;
  }

  /** Every cluster with its title and how many notes lie there. */
  get places() {
    const clusters = this.wall.lanes.slice(1, -1);
    return clusters.map(({ place, title, notes }, at) => ({
      place,
      title,
      count: notes.length,
      key: letters.isOn && at < 9 ? String(at + 1) : "",
    }));
  }

  /** @param {string} place */
  lookOf(place) {
    return this.move.things.length && this.move.place === place ? "is-target" : "";
  }

  /** @param {number} note */
  noteLook(note) {
    const isMoving = this.wall.isMoving(note);
    const looks = [
      this.choice.has(note) && "is-selected",
      isMoving && "is-waiting",
      this.#fresh.has(note) && !isMoving && "is-new",
      this.#pointer.holds(note) && "is-lifted",
    ];
    return looks.filter(Boolean).join(" ");
  }

  /** Show a note whole, with all else that can be done with it. @param {number} note */
  open(note) {
    if (note) openNote(note);
    return true;
  }

  /** A field lost the keyboard: was it left, or only drawn anew elsewhere? @param {string} title */
  leaveField(title) {
    if (!this.#isDrawing) this.naming.keep(title, true);
  }

  // ---- Choosing

  /** The notes that an act on one of them is about. @param {number} note */
  held(note) {
    return this.choice.size ? [...this.choice.notes] : [note];
  }

  /** @param {number} note */
  toggle(note) {
    this.choice.toggle(note);
    this.requestUpdate();
    return true;
  }

  /** @param {Element} note */
  chooseUntil(note) {
    const lane = this.wall.lane(placeOf(note));
    if (lane) this.choice.until(noteAt(note), numbersOf(this.folds.shown(lane).notes));
    this.requestUpdate();
    return true;
  }

  /** @param {string} place */
  chooseAll(place) {
    const lane = this.wall.lane(place);
    this.folds.unfold(place);
    if (lane) this.choice.add(numbersOf(this.folds.shown(lane).notes));
    this.requestUpdate();
    return true;
  }

  /** Choose all of a cluster, to leave out what stays. @param {string} place */
  split(place) {
    this.choice.clear();
    this.chooseAll(place);
    this.roving.rest(place, this.wall.lane(place)?.notes[0]?.seq ?? 0, 0);
    this.toNotes();
    say(
      _(
        "All notes of this cluster are chosen. Press the ones that stay, to leave them out. Then press N for a new cluster.",
      ),
    );
  }

  letGo() {
    this.choice.clear();
    this.toNotes();
  }

  // ---- Moving

  /** Put notes into a place. @param {number[]} notes @param {string} place */
  put(notes, place) {
    if (place === "new") return this.naming.begin(notes);
    const moving = notes.filter((note) => this.wall.placeOf(note) !== place);
    this.choice.clear();
    if (moving.length) moveNotes(this, moving, place);
    this.requestUpdate();
    return true;
  }

  /** Open "Move to…" for what is chosen. @param {number} [note] */
  openMenu(note) {
    if (note && !this.choice.size) this.choice.only(note);
    this.merging = "";
    this.isMoving = !this.isMoving;
    if (this.isMoving) this.move.lift([...this.choice.notes]);
    else this.leaveMenu();
    return true;
  }

  /** @param {{place: string, title: string}} picked */
  pick({ place, title }) {
    const { things } = this.move;
    this.leaveMenu();
    if (place === "new" && title) this.naming.make(things, title);
    else this.put(things, place);
  }

  leaveMenu() {
    this.isMoving = false;
    this.merging = "";
    this.move.cancel();
    this.toNotes();
  }

  /** @param {string} place */
  merge(place) {
    this.isMoving = false;
    this.merging = place;
    this.move.lift(numbersOf(this.wall.lane(place)?.notes ?? []));
  }

  park() {
    park([...this.choice.notes].filter((note) => !this.wall.parked.has(note)));
    this.letGo();
  }

  // ---- The keyboard

  /** Once the page is drawn, go back to the notes. */
  toNotes() {
    this.#then = () => this.roving.return();
    this.requestUpdate();
  }

  /** Once the page is drawn, go to the title that is a field. */
  toField() {
    this.#then = () => {
      const field = /** @type {HTMLTextAreaElement | null} */ (this.querySelector(".lane-input"));
      field?.focus();
      field?.select();
    };
    this.requestUpdate();
  }

  // ---- Inside

  /** Why notes cannot move now, if so. */
  get #notice() {
    const why = this.canSort ? this.#whyFrozen : this.#whyClosed;
    return why ? html`<p class="wall-closed">${why}</p>` : nothing;
  }

  get #whyClosed() {
    const state = store.get(`stage/${this.stage}`)?.state;
    if (store.workshop.state === "paused") return _("The workshop is paused. Resume it to sort again.");
    if (store.workshop.state === "closed")
      return _("The workshop is over. This is how the notes were sorted.");
    if (state === "closed") return _("Sorting is over. Open a new round to move notes again.");
    return _("Sorting begins when you open this stage.");
  }

  get #whyFrozen() {
    const isVoting = store.stages.some(
      ({ activity, state, settings }) =>
        activity === "vote" && settings.of === this.stage && (state === "open" || state === "locked"),
    );
    return isVoting
      ? _("People are voting on these clusters. They stay as they are until the vote ends.")
      : "";
  }

  /** Notes that came keep a mark for a while. @param {number[]} notes */
  #linger(notes) {
    for (const note of notes) this.#fresh.add(note);
    setTimeout(() => {
      for (const note of notes) this.#fresh.delete(note);
      this.requestUpdate();
    }, LINGER);
  }

  #redraw = () => this.requestUpdate();

  /** @param {Element} target */
  #rest(target) {
    if (!target.matches("[data-note]")) return;
    this.roving.rest(placeOf(target), noteAt(target), this.roving.indexOf(target));
    // The next drawing says the same; no step of a key waits for it.
    for (const each of this.roving.stops(target)) each.tabIndex = each === target ? 0 : -1;
  }

  /** @param {KeyboardEvent} event */
  #keyAnywhere = (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.defaultPrevented || target.closest("input, textarea, select, .menu, dialog[open]")) return;
    if (event.key === "Escape" && this.choice.size) this.letGo();
    else if (this.canSort && (isUndo(event) || letterOf(event) === "u")) {
      event.preventDefault();
      undo(this.stage);
    }
  };

  /** @param {PointerEvent} event */
  #pressElsewhere = (event) => {
    if (!this.isMoving && !this.merging) return;
    if (!(/** @type {Element} */ (event.target).closest("place-menu, .move-to"))) this.leaveMenu();
  };
}

/** @param {KeyboardEvent} event */
const isUndo = (event) => (event.ctrlKey || event.metaKey) && !event.shiftKey && plainKey(event) === "z";

/** @param {{seq: number}[]} notes */
const numbersOf = (notes) => notes.map((note) => note.seq);

customElements.define("console-clusters", ConsoleClusters);
