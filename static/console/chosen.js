/** What the middle of the console shows. Nothing chosen: it follows the workshop. */

import { store } from "../store.js";
import { currentStage, nextStage } from "./moment.js";

/** @typedef {number | "actions" | "parked" | null} Choice */

class Chosen extends EventTarget {
  /** @type {Choice} */
  what = null;
  /** Which part a narrow page shows: "run", "stage" or "people". */
  panel = "stage";

  /** @param {Choice} what */
  show(what) {
    this.what = what === currentStage()?.seq ? null : what;
    this.see("stage");
  }

  /** @param {string} panel */
  see(panel) {
    this.panel = panel;
    document.body.dataset.panel = panel;
    this.dispatchEvent(new Event("change"));
  }

  /** The stage in the middle, where it is a stage. */
  get stage() {
    if (typeof this.what === "string") return undefined;
    const chosen = this.what === null ? undefined : store.get(`stage/${this.what}`);
    return chosen ?? currentStage() ?? nextStage() ?? held() ?? store.stages.at(-1);
  }
}

/** Afterwards: the last stage that people saw. */
const held = () => store.stages.filter((stage) => stage.state !== "draft").at(-1);

export const chosen = new Chosen();
document.body.dataset.panel = chosen.panel;
