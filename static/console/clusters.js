/**
 * The wall where notes are sorted: what has no place yet, and a lane for each cluster.
 * Whatever the hand, notes move through `put`.
 */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Move, Pointer } from "../drag.js";
import { say } from "../say.js";
import { store } from "../store.js";
import { _, ngettext } from "../words.js";
import { done, leftWords, sayMoved, undo } from "./clusters/acts.js";
import { Choice } from "./clusters/choice.js";
import { Columns } from "./clusters/columns.js";
import { keyOnNote } from "./clusters/keys.js";
import { clusterLane, newLane, tray } from "./clusters/lane.js";
import { placeOf, Roving } from "./clusters/roving.js";
import { selectionBar } from "./clusters/selection-bar.js";
import { Wall } from "./clusters/wall.js";
import { Follower } from "./follower.js";
import { openNote } from "./note-dialog.js";
import { reading } from "./reading.js";

/** @typedef {import("./clusters/wall.js").Lane} Lane */

const LINGER = 2400;
const FOLD = 5;
const FOLD_WIDE = 30;
const wide = matchMedia("(min-width: 100rem)");

export class ConsoleClusters extends Follower {
  static properties = {
    stage: { type: Number },
    naming: { state: true },
    merging: { state: true },
    isMoving: { state: true },
    isKeeping: { state: true },
  };

  choice = new Choice();
  roving = new Roving(this);
  move = new Move(
    (notes, place) => this.put(notes, place),
    () => this.requestUpdate(),
  );
  #pointer = new Pointer(this, this.move, {
    thingsAt: (from) => this.#thingsAt(from),
    pictured: (notes) => this.#pictured(notes),
  });
  #wall = new Wall();
  #columns = new Columns();
  #unfolded = new Set();
  /** @type {Set<number>} */
  #fresh = new Set();
  /** @type {Lane[]} */
  #lanes = [];
  /** @type {Map<number, number>} */
  #questions = new Map();
  /** @type {Set<number>} */
  #parked = new Set();
  /** At which seq a typed title was taken; its field stays until the page shows that. */
  #made = 0;
  /** Does the keyboard go back to the notes then? */
  #returns = false;
  #isDrawing = false;
  /** What stands in the field of a title. */
  typed = "";
  /** What to do once the page shows what was done. @type {(() => void) | null} */
  #then = null;

  constructor() {
    super();
    this.stage = 0;
    /** Which lane's title is a field. */
    this.naming = "";
    /** Which lane is being merged. */
    this.merging = "";
    this.isMoving = false;
    this.isKeeping = false;
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("dblclick", (event) => {
      const note = /** @type {Element} */ (event.target).closest("[data-note]");
      if (note) this.open(Number(note.getAttribute("data-note")));
    });
    this.addEventListener("keydown", (event) => keyOnNote(this, event));
    this.addEventListener("focusin", (event) => this.#rest(/** @type {Element} */ (event.target)));
    this.#columns.addEventListener("change", () => this.requestUpdate());
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("keydown", this.#keyAnywhere);
    document.addEventListener("pointerdown", this.#pressElsewhere);
    wide.addEventListener("change", this.#refold);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#pointer.stop();
    this.#columns.watch(null);
    document.removeEventListener("keydown", this.#keyAnywhere);
    document.removeEventListener("pointerdown", this.#pressElsewhere);
    wide.removeEventListener("change", this.#refold);
  }

  // ---- Drawing

  willUpdate() {
    if (!store.isReady) return;
    if (this.#wall.stage !== this.stage) this.#begin();
    if (this.#made && store.seq >= this.#made) this.#endNaming();
    const { lanes, questions, came } = this.#wall.read();
    this.#lanes = lanes;
    this.#questions = questions;
    this.#parked = new Set(
      store
        .of("parked")
        .filter((each) => each.status === "open")
        .map((each) => each.note),
    );
    if (came.length) this.#linger(came);
    const here = new Set(lanes.flatMap((lane) => lane.notes.map((note) => note.seq)));
    this.choice.keep((note) => here.has(note));
    this.roving.look();
  }

  render() {
    if (!this.#lanes.length) return nothing;
    const [loose, ...clusters] = this.#lanes.slice(0, -1);
    const tracks = loose.notes.length > 36 && clusters.length < 3 ? 3 : loose.notes.length > 14 ? 2 : 1;
    const columns = this.#columns.deal(clusters, 1);
    return html`
      ${this.canSort ? nothing : html`<p class="wall-closed">${this.#whyClosed()}</p>`}
      <div
        class="clusters is-close ${reading.isScan ? "is-scan" : ""} ${this.choice.size ? "has-chosen" : ""}"
        data-tracks=${tracks}
      >
        ${tray(this, loose)}
        <div class="lanes">
          ${columns.slice(0, -1).map((column) => html`<div class="lanes-column">${this.#column(column)}</div>`)}
          <div class="lanes-column">
            ${this.#column(columns[columns.length - 1])}
            ${this.canSort ? newLane(this, this.#lanes[this.#lanes.length - 1]) : nothing}
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
    // What loses the keyboard because it is drawn anew was not left by anybody.
    this.#isDrawing = true;
    super.update(changed);
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

  get hasNotes() {
    return this.#lanes.some((lane) => lane.notes.length);
  }

  get clusters() {
    return this.#lanes.length - 2;
  }

  /** Every place with its title and how many lie there. */
  places() {
    return this.#lanes.map(({ place, title, notes }) => ({ place, title, count: notes.length }));
  }

  /** The notes of a lane that are in sight, and how many fit the search. @param {Lane} lane */
  shownOf({ place, notes }) {
    const found = reading.find ? notes.filter((note) => reading.finds(note.text)) : notes;
    const most = wide.matches ? FOLD_WIDE : FOLD;
    const isLong = reading.isScan && !reading.find && Number(place) > 0 && found.length > most + 1;
    const isUnfolded = isLong && this.#unfolded.has(place);
    return { notes: isLong && !isUnfolded ? found.slice(0, most) : found, found: found.length, isUnfolded };
  }

  /** @param {string} place */
  lookOf(place) {
    return this.move.things.length && this.move.place === place ? "is-target" : "";
  }

  /** @param {number} note */
  noteLook(note) {
    const looks = [
      this.choice.has(note) && "is-selected",
      this.#wall.ways.has(note) && "is-waiting",
      this.#fresh.has(note) && "is-new",
      this.#pointer.holds(note) && "is-lifted",
    ];
    return looks.filter(Boolean).join(" ");
  }

  /** @param {import("../store.js").Shown} note */
  questionOf(note) {
    return this.#questions.get(note.board) ?? 0;
  }

  /** @param {number} note */
  isParked(note) {
    return this.#parked.has(note);
  }

  /** Show a note whole, with all that can be done with it. @param {number} note */
  open(note) {
    openNote(note);
    return true;
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
    const lane = this.#lanes.find((each) => each.place === placeOf(note));
    const order = lane ? this.shownOf(lane).notes.map((each) => each.seq) : [];
    this.choice.until(Number(note.getAttribute("data-note")), order);
    this.requestUpdate();
    return true;
  }

  /** @param {string} place */
  chooseAll(place) {
    const lane = this.#lanes.find((each) => each.place === place);
    this.#unfolded.add(place);
    if (lane) this.choice.add(this.shownOf(lane).notes.map((note) => note.seq));
    this.requestUpdate();
    return true;
  }

  letGo() {
    this.choice.clear();
    this.#then = () => this.roving.return();
    this.requestUpdate();
  }

  /** @param {string} place */
  fold(place) {
    if (!this.#unfolded.delete(place)) this.#unfolded.add(place);
    this.requestUpdate();
  }

  // ---- Moving

  /**
   * Put notes into a place. They show there at once, as on their way.
   * @param {number[]} notes
   * @param {string} place
   */
  put(notes, place) {
    if (place === "new") return this.begin(notes);
    const moving = notes.filter((note) => this.#placeOf(note) !== place);
    this.choice.clear();
    if (moving.length) this.#send(moving, place);
    this.requestUpdate();
    return true;
  }

  /** @param {number[]} notes @param {string} place */
  async #send(notes, place) {
    this.#wall.send(notes, place);
    const title = this.#lanes.find((lane) => lane.place === place)?.title ?? "";
    const seq = await done("note.move", { notes, cluster: Number(place) || null });
    this.#wall.sent(notes, seq);
    this.requestUpdate();
    await this.updateComplete;
    if (seq !== undefined) sayMoved(notes.length, title, this.#left);
  }

  /** Open "Move to…" for what is chosen. @param {number} [note] */
  openMenu(note) {
    if (note && !this.choice.size) this.choice.only(note);
    this.isMoving = !this.isMoving;
    this.merging = "";
    if (this.isMoving) this.move.lift([...this.choice.notes]);
    else this.move.cancel();
    return true;
  }

  /** @param {{place: string, title: string}} picked */
  pick({ place, title }) {
    this.isMoving = false;
    this.#then = place === "new" && !title ? null : () => this.roving.return();
    if (place === "new" && title) {
      const { things } = this.move;
      this.move.cancel();
      this.begin(things, title);
    } else this.move.drop(place);
  }

  leaveMenu() {
    this.isMoving = false;
    this.merging = "";
    this.#then = () => this.roving.return();
    this.move.cancel();
  }

  // ---- New clusters and their titles

  /** Begin a cluster of some notes. Without a title it asks for one first. @param {number[]} notes @param {string} [title] */
  begin(notes, title = "") {
    if (!this.canSort || this.isKeeping) return true;
    this.choice.clear();
    this.#wall.send(notes, "new");
    if (this.naming !== "new") this.typed = title;
    this.naming = "new";
    if (title) this.keepTitle(title, false);
    else this.#toField();
    this.requestUpdate();
    return true;
  }

  /** Make the title of a lane a field. @param {string} place */
  name(place) {
    const lane = this.#lanes.find((each) => each.place === place);
    if (!this.canSort || !Number(place) || !lane) return false;
    this.naming = place;
    this.typed = lane.title;
    this.#toField();
    return true;
  }

  /**
   * Take a typed title. A refused one stays in its field.
   * @param {string} title
   * @param {boolean} isLeft the field lost the keyboard, which keeps what was typed
   */
  async keepTitle(title, isLeft) {
    const place = this.naming;
    if (!place || this.isKeeping || this.#isDrawing) return;
    const before = this.#lanes.find((lane) => lane.place === place);
    if (!title || title === before?.title) {
      const waits = place === "new" && this.#wall.goingTo("new").length;
      if (isLeft && !waits) this.leaveTitle(false);
      else if (!isLeft && title) this.leaveTitle();
      return;
    }
    this.isKeeping = true;
    this.#returns = !isLeft;
    const seq = place === "new" ? await this.#add(title) : await this.#rename(Number(place), title);
    this.requestUpdate();
    if (seq !== undefined) {
      this.#made = seq;
      return;
    }
    this.isKeeping = false;
    this.#toField();
  }

  /** @param {number} cluster @param {string} title */
  #rename(cluster, title) {
    return done("cluster.rename", { cluster, title });
  }

  /** @param {string} title */
  async #add(title) {
    const notes = this.#wall.goingTo("new");
    const seq = await done("cluster.add", { stage: this.stage, title, notes });
    if (seq === undefined) return undefined;
    this.#wall.sent(notes, seq);
    const made = ngettext(
      "New cluster {title} with {n} note.",
      "New cluster {title} with {n} notes.",
      notes.length,
      { title },
    );
    say(`${made} ${leftWords(this.#left)}`);
    return seq;
  }

  /** Leave a title as it was; notes of a cluster without one go back. @param {boolean} [returns] */
  leaveTitle(returns = true) {
    if (this.naming === "new") this.#wall.sent(this.#wall.goingTo("new"));
    this.naming = "";
    if (returns) this.#then = () => this.roving.return();
  }

  // ---- What can be done with a cluster

  /** Choose all of a cluster, to leave out what stays. @param {string} place */
  split(place) {
    this.choice.clear();
    this.chooseAll(place);
    const first = this.#lanes.find((lane) => lane.place === place)?.notes[0];
    this.roving.rest(place, first?.seq ?? 0, 0);
    this.#then = () => this.roving.return();
    say(_("All its notes are chosen. Leave out those that stay, then press N for a new cluster."));
  }

  /** @param {string} place */
  merge(place) {
    this.merging = place;
    this.isMoving = false;
    this.move.lift([0]);
  }

  /** @param {string} place @param {string} into */
  async mergeInto(place, into) {
    const [from, to] = [place, into].map((each) => this.#lanes.find((lane) => lane.place === each));
    this.leaveMenu();
    const seq = await done("cluster.merge", { cluster: Number(place), into: Number(into) });
    if (seq !== undefined) say(_("{title} is now part of {into}.", { title: from?.title, into: to?.title }));
  }

  /** @param {string} place */
  async takeAway(place) {
    const lane = this.#lanes.find((each) => each.place === place);
    if ((await done("cluster.remove", { cluster: Number(place) })) === undefined) return;
    await this.updateComplete;
    say(
      `${_("{title} is taken away. Its notes are ungrouped.", { title: lane?.title })} ${leftWords(this.#left)}`,
    );
  }

  async park() {
    const notes = [...this.choice.notes].filter((note) => !this.#parked.has(note));
    this.letGo();
    let n = 0;
    for (const note of notes) if ((await done("park.add", { note })) !== undefined) n += 1;
    if (n) say(ngettext("{n} note is in the parking lot too.", "{n} notes are in the parking lot too.", n));
  }

  // ---- Inside

  #begin() {
    this.#wall = new Wall();
    this.#wall.stage = this.stage;
    this.#unfolded.clear();
    this.choice.clear();
    this.naming = "";
  }

  #endNaming() {
    this.#made = 0;
    this.isKeeping = false;
    this.typed = "";
    this.naming = "";
    if (this.#returns) this.#then = () => this.roving.return();
  }

  get #left() {
    return this.#lanes[0]?.notes.length ?? 0;
  }

  #whyClosed() {
    const state = store.get(`stage/${this.stage}`)?.state;
    if (store.workshop.state === "paused") return _("The workshop is paused. Resume it to go on sorting.");
    if (state === "closed") return _("Sorting is over. Open a new round to move notes again.");
    return _("Sorting begins when you open this stage.");
  }

  /** @param {number} note */
  #placeOf(note) {
    return this.#lanes.find((lane) => lane.notes.some((each) => each.seq === note))?.place;
  }

  #toField() {
    this.#then = () => {
      const field = /** @type {HTMLTextAreaElement | null} */ (this.querySelector(".lane-input"));
      field?.focus();
      field?.select();
    };
    this.requestUpdate();
  }

  /** Notes that came keep a mark for a while. @param {number[]} notes */
  #linger(notes) {
    for (const note of notes) this.#fresh.add(note);
    setTimeout(() => {
      for (const note of notes) this.#fresh.delete(note);
      this.requestUpdate();
    }, LINGER);
  }

  #refold = () => this.requestUpdate();

  /** @param {Element} from */
  #thingsAt(from) {
    const note = this.canSort ? Number(from.closest("[data-note]")?.getAttribute("data-note")) : 0;
    if (!note) return [];
    return this.choice.has(note) ? [...this.choice.notes] : [note];
  }

  /** @param {number[]} notes */
  #pictured(notes) {
    const words = document.createElement("p");
    words.className = "drag-words";
    words.dir = "auto";
    words.textContent = store.get(`note/${notes[0]}`)?.text ?? "";
    if (notes.length === 1) return words;
    const count = document.createElement("b");
    count.className = "drag-count";
    count.textContent = ngettext("{n} note", "{n} notes", notes.length);
    const both = document.createDocumentFragment();
    both.append(words, count);
    return both;
  }

  /** @param {Element} target */
  #rest(target) {
    if (!target.matches("[data-note]")) return;
    const all = [...(target.parentElement?.children ?? [])];
    this.roving.rest(placeOf(target), Number(target.getAttribute("data-note")), all.indexOf(target));
    this.requestUpdate();
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = /** @type {Element} */ (event.target);
    const note = target.closest("[data-note]");
    if (!note) return;
    const adds = event.ctrlKey || event.metaKey || isTouch(event) || target.closest(".note-margin");
    const number = Number(note.getAttribute("data-note"));
    if (event.shiftKey) this.chooseUntil(note);
    else if (adds) this.choice.toggle(number);
    else this.choice.only(number);
    if (event.shiftKey) getSelection()?.removeAllRanges();
    this.requestUpdate();
  }

  /** @param {KeyboardEvent} event */
  #keyAnywhere = (event) => {
    const target = /** @type {Element} */ (event.target);
    if (event.defaultPrevented || target.closest("input, textarea, select, .menu, dialog[open]")) return;
    if (event.key === "Escape" && this.choice.size) this.letGo();
    else if (event.key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && this.canSort) {
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

/** A finger has no Ctrl key, so a tap adds. @param {MouseEvent} event */
function isTouch(event) {
  return "pointerType" in event && event.pointerType === "touch";
}

customElements.define("console-clusters", ConsoleClusters);
