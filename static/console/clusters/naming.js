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
  /** At which seq the title was taken. */
  #seq = 0;
  /** Does the keyboard go back to the notes then? */
  #returns = false;

  /** @param {import("../clusters.js").ConsoleClusters} on */
  constructor(on) {
    this.#on = on;
  }

  /** Begin a cluster of some notes. Without a title it asks for one first. @param {number[]} notes @param {string} [title] */
  begin(notes, title = "") {
    if (!this.#on.canSort || this.isBusy) return true;
    this.#on.choice.clear();
    this.#on.wall.send(notes, "new");
    if (this.place !== "new") this.typed = title;
    this.place = "new";
    if (title) this.keep(title, false);
    else this.#on.toField();
    this.#on.requestUpdate();
    return true;
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
    const isWaiting = place === "new" && this.#on.wall.goingTo("new").length > 0;
    if (!title && (isWaiting || !isLeft)) return;
    if (!title || title === this.#on.wall.title(place)) return this.leave(!isLeft);
    this.isBusy = true;
    this.#returns = !isLeft;
    this.#on.requestUpdate();
    const seq = place === "new" ? await this.#add(title) : await this.#rename(place, title);
    if (seq === undefined) this.#refuse();
    else this.#seq = seq;
    this.#on.requestUpdate();
  }

  /** Leave a title as it was; the notes of a cluster without one go back. */
  leave(returns = true) {
    if (this.place === "new") this.#on.wall.sent(this.#on.wall.goingTo("new"));
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
    if (this.#returns) this.#on.toNotes();
  }

  #refuse() {
    this.isBusy = false;
    this.#on.toField();
  }

  /** @param {string} place @param {string} title */
  async #rename(place, title) {
    const seq = await done("cluster.rename", { cluster: Number(place), title });
    if (seq !== undefined) say(_("It is called {title} now.", { title }));
    return seq;
  }

  /** @param {string} title */
  async #add(title) {
    const { wall, stage } = this.#on;
    const notes = wall.goingTo("new");
    const seq = await done("cluster.add", { stage, title, notes });
    if (seq === undefined) return undefined;
    wall.sent(notes, seq);
    const n = notes.length;
    const made = ngettext("New cluster {title} with {n} note.", "New cluster {title} with {n} notes.", n, {
      title,
    });
    say(`${made} ${leftWords(wall.left)}`);
    return seq;
  }
}
