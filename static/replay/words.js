/** What the replay says: times as in the minutes, who looks on, and how things stand. */

import { _ } from "../words.js";

const locale = document.documentElement.lang || "en";
const minutes = new Intl.DateTimeFormat(locale, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: "UTC",
});
const seconds = new Intl.DateTimeFormat(locale, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
  timeZone: "UTC",
});
const days = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });

/**
 * @param {number} at seconds since 1970
 * @param {number} offset of the server's clock
 * @param {boolean} isShort of a workshop of a few minutes, where seconds count
 */
export const clock = (at, offset, isShort) => (isShort ? seconds : minutes).format((at + offset) * 1000);

/** @param {number} at @param {number} offset */
export const date = (at, offset) => days.format((at + offset) * 1000);

/** @type {Record<string, () => string>} */
const AUDIENCES = {
  facilitator: () => _("Facilitators"),
  participant: () => _("Participants"),
  screen: () => _("The screen"),
};

/** @param {string} audience */
export const audienceOf = (audience) => AUDIENCES[audience]?.() ?? audience;

/** @type {Record<string, () => string>} */
const TURNS = {
  opened: () => _("opened"),
  locked: () => _("locked"),
  revealed: () => _("revealed"),
  closed: () => _("closed"),
  reopened: () => _("opened again"),
  paused: () => _("paused"),
  resumed: () => _("resumed"),
};

/** @param {string} turn */
export const turnOf = (turn) => TURNS[turn]?.() ?? turn;

/** @type {Record<string, () => string>} */
const STATES = {
  draft: () => _("not opened yet"),
  open: () => _("open"),
  locked: () => _("locked"),
  revealed: () => _("revealed"),
  closed: () => _("closed"),
};

/** @param {string} state */
export const stateOf = (state) => STATES[state]?.() ?? state;

/** @type {Record<string, () => string>} */
const ACTIVITIES = {
  check_in: () => _("Check-in"),
  ground_rules: () => _("Ground rules"),
  board: () => _("Question board"),
  clusters: () => _("Clusters"),
  vote: () => _("Dot vote"),
  actions: () => _("Actions"),
  parking_lot: () => _("Parking lot"),
  evaluation: () => _("Evaluation"),
};

/** What somebody wrote; or that it was erased, at whatever moment. @param {{[field: string]: any} | undefined} said */
export const wordsOf = (said) =>
  said?.erased && !said.text ? _("[erased at the writer's request]") : (said?.text ?? "");

/** A stage's title, or the name of its activity. @param {{[field: string]: any}} stage */
export const titleOf = (stage) => stage.title || (ACTIVITIES[stage.activity]?.() ?? stage.activity);
