/**
 * The title that is being typed: a new cluster's or another one for an old cluster. It stays
 * in its field until the page shows that the server took it; what is refused stays too.
 */

import { say } from "../../say.js";
import { store } from "../../store.js";
import { _, ngettext } from "../../words.js";
import { done, leftWords } from "./acts.js";

export class Naming {
  /** Whose title is a field: a cluster's number, "new", or "" for none. */
  place = "";
  typed = "";
  /** The server is being asked; the field waits. */
  isBusy = false;
  #on;
  /** What the new cluster is made of. @type {number[]} */
  #notes = [];
  /** What the one after it is made of. @type {number[] | null} */
  #next = null;
  /** At which seq the title was taken. */
  #seq = 0;
  /** Does the keyboard go back to the notes then? */
  #returns = false;

  /** @param {import("../clusters.js").ConsoleClusters} on */
  constructor(on) {
    this.#on = on;
  }

  /** Begin a cluster of some notes, and ask for its title. @param {number[]} notes */
  begin(notes) {
    if (!this.#on.canSort) return true;
    this.#on.choice.clear();
    this.#on.wall.send(notes, "new");
    this.#on.requestUpdate();
    // Whoever is quick begins another one before the server has answered about the last.
    if (this.isBusy) {
      this.#next = [...(this.#next ?? []), ...notes];
      return true;
    }
    if (this.place !== "new") this.typed = "";
    this.place = "new";
    this.#notes = [...this.#notes, ...notes];
    this.#on.toField();
    return true;
  }

  /** Make a cluster whose title is known. Refused, it stands in the field. @param {number[]} notes @param {string} title */
  async make(notes, title) {
    const { wall } = this.#on;
    this.#on.choice.clear();
    wall.send(notes, "new");
    this.#on.requestUpdate();
    const seq = await this.#add(notes, title);
    if (seq === undefined && !this.place) {
      this.begin(notes);
      this.typed = title;
    } else wall.sent(notes, seq);
    this.#on.requestUpdate();
  }

  /** Make the title of a cluster a field. @param {string} place */
  open(place) {
    if (!this.#on.canSort || this.isBusy || !Number(place)) return false;
    this.place = place;
    this.typed = this.#on.wall.title(place);
    this.#on.toField();
    return true;
  }

  /**
   * Keep what was typed.
   * @param {string} title
   * @param {boolean} isLeft the field lost the keyboard, which keeps it too
   */
  async keep(title, isLeft) {
    const { place } = this;
    if (!place || this.isBusy) return;
    const isWaiting = place === "new" && this.#notes.length > 0;
    if (!title && (isWaiting || !isLeft)) return;
    if (!title || title === this.#on.wall.title(place)) return this.leave(!isLeft);
    this.isBusy = true;
    this.#returns = !isLeft;
    this.#on.requestUpdate();
    const notes = this.#notes.filter((note) => this.#on.wall.placeOf(note) !== undefined);
    const seq = await (place === "new" ? this.#add(notes, title) : this.#rename(place, title));
    if (seq === undefined) this.#refuse();
    else this.#take(seq);
    this.#on.requestUpdate();
  }

  /** Leave a title as it was; the notes of a cluster without one go back. */
  leave(returns = true) {
    this.#on.wall.sent(this.#notes);
    this.#notes = [];
    this.place = "";
    if (returns) this.#on.toNotes();
    this.#on.requestUpdate();
  }

  /** Is the page where the title was taken? Then the field goes. */
  settle() {
    if (!this.#seq || store.seq < this.#seq) return;
    this.#seq = 0;
    this.isBusy = false;
    this.place = "";
    if (this.#next) this.begin(this.#next);
    else if (this.#returns) this.#on.toNotes();
    this.#next = null;
  }

  /** @param {number} seq */
  #take(seq) {
    this.#seq = seq;
    this.#on.wall.sent(this.#notes, seq);
    this.#notes = [];
  }

  #refuse() {
    this.isBusy = false;
    this.#notes = [...this.#notes, ...(this.#next ?? [])];
    this.#next = null;
    this.#on.toField();
  }

  /** @param {string} place @param {string} title */
  async #rename(place, title) {
    const seq = await done("cluster.rename", { cluster: Number(place), title });
    if (seq !== undefined) say(_("Its title is now {title}.", { title }));
    return seq;
  }

  /** @param {number[]} notes @param {string} title */
  async #add(notes, title) {
    const seq = await done("cluster.add", { stage: this.#on.stage, title, notes });
    if (seq === undefined) return undefined;
    const n = notes.length;
    const made = ngettext("New cluster {title} with {n} note.", "New cluster {title} with {n} notes.", n, {
      title,
    });
    say(`${made} ${leftWords(this.#on.wall.left)}`);
    return seq;
  }
}
