/** Exports that take a while: a link becomes a job that tells how far it is and can be stopped. */

import { say } from "../say.js";
import { _, number } from "../words.js";

/** @typedef {{id: string, state: string, done: number, file?: string, refused?: string}} Job */

const FIRST_LOOK = 150;
const LOOK_EVERY = 500;

const base = location.pathname.replace(/\/archive\/?$/, "");

for (const each of document.querySelectorAll("[data-export]")) {
  const link = /** @type {HTMLAnchorElement} */ (each);
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const row = /** @type {HTMLElement} */ (link.closest(".export"));
    if (!row.querySelector(".export-going")) new Going(row, link).begin();
  });
}

/** One export on its way, shown beneath its links. */
class Going {
  #id = "";
  #name;
  #link;
  #place = document.createElement("p");
  #bar = document.createElement("progress");
  #words = document.createElement("span");
  #stop = document.createElement("button");
  #isOver = false;

  /** @param {HTMLElement} row @param {HTMLAnchorElement} link */
  constructor(row, link) {
    this.#link = link;
    this.#name = link.getAttribute("aria-label") ?? "";
    row.querySelector(".export-said")?.remove();
    this.#place.className = "export-going";
    this.#bar.max = 100;
    this.#bar.setAttribute("aria-label", this.#name);
    this.#words.textContent = _("Being made");
    this.#stop.className = "note-act";
    this.#stop.type = "button";
    this.#stop.textContent = _("Cancel");
    this.#stop.addEventListener("click", () => this.#cancel());
    this.#place.append(this.#bar, this.#words, this.#stop);
    row.append(this.#place);
  }

  async begin() {
    const { export: format, level } = this.#link.dataset;
    const job = await asked(`${base}/exports`, { format, level });
    this.#id = job.id ?? "";
    window.setTimeout(() => this.#follow(job), job.state === "done" ? 0 : FIRST_LOOK);
  }

  /** @param {Job} job */
  async #follow(job) {
    if (this.#isOver) return;
    if (job.refused) return this.#end(job.refused);
    if (job.state === "done" && job.file) {
      this.#end(_("Ready. You find it in your downloads."));
      location.assign(job.file);
      return;
    }
    if (job.state === "cancelled") return this.#end(_("Stopped."));
    if (job.state === "failed") return this.#end(_("This could not be made. Try again."));
    if (job.done) this.#bar.value = job.done;
    this.#words.textContent = job.state === "waiting" ? _("Waiting for its turn") : `${number(job.done)} %`;
    const next = await asked(`${base}/exports/${job.id}`);
    window.setTimeout(() => this.#follow(next), LOOK_EVERY);
  }

  async #cancel() {
    this.#stop.disabled = true;
    this.#link.focus();
    if (!this.#id) return;
    // It may still be made for others, so what follows it would not hear that it was stopped.
    const job = await asked(`${base}/exports/${this.#id}/cancel`, {});
    if (job.state === "cancelled" && !this.#isOver) this.#end(_("Stopped."));
  }

  /** @param {string} sentence */
  #end(sentence) {
    this.#isOver = true;
    this.#place.className = "export-said";
    this.#place.replaceChildren(sentence);
    say(`${this.#name}: ${sentence}`);
  }
}

/** @param {string} path @param {object} [body] @returns {Promise<Job>} */
async function asked(path, body) {
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  try {
    const answer = await fetch(
      path,
      body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers },
    );
    return await answer.json();
  } catch {
    return { id: "", state: "failed", done: 0, refused: _("The server does not answer. Try again.") };
  }
}
