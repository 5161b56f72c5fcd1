/**
 * When each stage began or is expected to, and how late the workshop runs.
 *
 * The plan begins with the first stage that opened. A stage without planned minutes takes
 * none; where no stage has any there is no plan to be late for.
 */

import { isOngoing } from "./moment.js";

const locale = document.documentElement.lang || "en";

/**
 * @param {any[]} stages in the order of the run sheet
 * @param {number} now seconds since 1970
 * @returns {{at: Map<number, number>, late?: number}} `late` in minutes, early below nothing
 */
export function timesOf(stages, now) {
  /** @type {Map<number, number>} */
  const at = new Map();
  const begun = stages.filter((stage) => stage.opened);
  if (!begun.length) return { at };
  for (const stage of begun) at.set(stage.seq, stage.opened);
  let expected = Math.max(...begun.map((stage) => endOf(stage, now)));
  for (const stage of stages.filter((each) => !each.opened)) {
    at.set(stage.seq, expected);
    expected += lengthOf(stage);
  }
  const begin = Math.min(...begun.map((stage) => stage.opened));
  const planned = stages.reduce((sum, stage) => sum + lengthOf(stage), 0);
  return { at, late: planned ? Math.round((expected - begin - planned) / 60) : undefined };
}

/** @param {any} stage @returns {number} seconds */
const lengthOf = (stage) => stage.settings.minutes * 60;

/** When a stage that began ended, or is expected to. @param {any} stage @param {number} now */
function endOf(stage, now) {
  if (!isOngoing(stage)) return stage.closed ?? stage.opened + lengthOf(stage);
  return Math.max(now, stage.timer?.ends ?? stage.opened + lengthOf(stage));
}

/** An hour and minutes without the half of the day, which nobody in the room doubts. @param {number} seconds */
export function shortTime(seconds) {
  const parts = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).formatToParts(
    seconds * 1000,
  );
  return parts
    .filter((part) => part.type !== "dayPeriod")
    .map((part) => part.value)
    .join("")
    .trim();
}
