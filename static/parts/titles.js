/** What activities and stages are called. */

import { _ } from "../words.js";

/** @type {Record<string, () => string>} */
const NAMES = {
  check_in: () => _("Check-in"),
  ground_rules: () => _("Ground rules"),
  board: () => _("Question board"),
  clusters: () => _("Clusters"),
  vote: () => _("Dot vote"),
  actions: () => _("Actions"),
  parking_lot: () => _("Parking lot"),
  evaluation: () => _("Evaluation"),
};

/** @param {string} activity */
export function nameOf(activity) {
  return NAMES[activity]?.() ?? activity;
}

/** A stage by its own title, or by its activity's name. @param {any} stage @returns {string} */
export function titleOf(stage) {
  return stage.title || nameOf(stage.activity);
}
