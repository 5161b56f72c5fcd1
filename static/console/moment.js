/**
 * Where the workshop stands, and the one thing to do next.
 *
 * `moment` is the only place that decides what the red button says. It follows the run
 * sheet: open, reveal what is hidden, go on, and at the end close the workshop.
 */

import { titleOf } from "../parts/titles.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import { act } from "./ask.js";

const ONGOING = ["open", "locked", "revealed"];

/** @param {any} stage */
export const isOngoing = (stage) => ONGOING.includes(stage.state);

/** The stage the bar is about: the one opened last that still goes on, or none. */
export function currentStage() {
  const current = store.get(`stage/${store.workshop.current}`);
  if (current && isOngoing(current)) return current;
  return store.stages.filter(isOngoing).at(-1);
}

/** The stage to open next: the first one not begun behind the present one, or else anywhere. */
export function nextStage() {
  if (store.workshop.state === "closed") return undefined;
  const stages = store.stages;
  const after = stages.findIndex((stage) => stage.seq === store.workshop.current);
  const isNew = (/** @type {any} */ stage) => stage.state === "draft";
  return stages.slice(after + 1).find(isNew) ?? stages.find(isNew);
}

/** Does the stage still hold back something that a reveal would show? @param {any} stage */
export function hidesSomething(stage) {
  const hides =
    stage.activity === "board"
      ? stage.settings.visibility === "own"
      : ["vote", "check_in", "evaluation"].includes(stage.activity);
  return hides && stage.revealed_round < stage.round;
}

/**
 * The next thing to do, or nothing after the end. `asks`: the dialog that has to come before it.
 * @returns {{label: string, asks?: "add" | "close", do?: () => Promise<unknown>} | undefined}
 */
export function moment() {
  const { state } = store.workshop;
  if (state === "closed") return undefined;
  if (state === "draft" && !store.stages.length) return { label: _("Add the first stage"), asks: "add" };
  if (state === "draft") return { label: _("Open the workshop"), do: () => act("workshop.open") };
  if (state === "paused") return { label: _("Resume"), do: () => act("workshop.resume") };
  const [stage, next] = [currentStage(), nextStage()];
  if (!stage && next)
    return { label: _("Open: {stage}", { stage: titleOf(next) }), do: () => openStage(next.seq) };
  if (!stage) return { label: _("Close the workshop"), asks: "close" };
  if (hidesSomething(stage))
    return { label: _("Reveal to all"), do: () => act("stage.reveal", { stage: stage.seq }) };
  if (stage.state !== "revealed")
    return { label: _("Close this stage"), do: () => act("stage.close", { stage: stage.seq }) };
  if (next)
    return { label: _("Next: {stage}", { stage: titleOf(next) }), do: () => goOn(stage.seq, next.seq) };
  return { label: _("Close the workshop"), asks: "close" };
}

/** @param {number} stage */
function openStage(stage) {
  return act("stage.open", { stage });
}

/** Close one stage and open another. @param {number} from @param {number} to */
async function goOn(from, to) {
  return (await act("stage.close", { stage: from })) && (await openStage(to));
}
