/**
 * Which sheet lies on the screen. The facilitator chooses one, or it follows the run sheet.
 *
 * `main`: what fills the screen. `about`: a few words in the head. `head`: instead of the title. `facts`: numbers beside it.
 * `wide`: it takes the whole width. `alone`: it shows itself how to join. `ends`: of the timer.
 *
 * @typedef {import("../store.js").Store} Store
 * @typedef {import("../store.js").Shown} Shown
 * @typedef {{main: unknown, name?: string, head?: string, about?: string, facts?: unknown, wide?: boolean,
 *   alone?: boolean, ends?: number | null}} Sheet
 */

import { nameOf } from "../parts/titles.js";
import { actions } from "./actions.js";
import { board } from "./board.js";
import { both } from "./both.js";
import { closing } from "./closing.js";
import { clusters } from "./clusters.js";
import { lobby } from "./lobby.js";
import { map } from "./map.js";
import { parkingLot } from "./parking-lot.js";
import { paused } from "./paused.js";
import { questions } from "./questions.js";
import { agreement, rules } from "./rules.js";
import { vote } from "./vote.js";

/** @type {Record<string, (stage: Shown, store: Store) => Sheet>} */
const activities = {
  board,
  clusters,
  vote,
  ground_rules: rules,
  check_in: questions,
  evaluation: questions,
  actions,
  parking_lot: parkingLot,
};

/** @param {Store} store @returns {Sheet} */
export function sheetOf(store) {
  const { workshop } = store;
  const view = workshop.screen?.view ?? "follow";
  if (workshop.state === "paused") return paused();
  if (view === "lobby") return lobby(store);
  if (view === "map") return map(store);
  if (view === "rules") return agreement(store);
  const stage = shownStage(store, view);
  if (view === "follow" && workshop.state === "closed") return closing(store);
  if (!stage || stage.state === "draft") return lobby(store);
  return { about: nameOf(stage.activity), ...stageSheet(stage, store) };
}

/** @param {Store} store @param {string} view */
function shownStage(store, view) {
  const { screen, current } = store.workshop;
  const number = view === "stage" && screen.stage !== null ? screen.stage : current;
  return store.get(`stage/${number}`);
}

/** @param {Shown} stage @param {Store} store @returns {Sheet} */
function stageSheet(stage, store) {
  const ends = stage.state === "open" ? stage.timer?.ends : null;
  const draw = activities[stage.activity];
  if (!draw) return { main: both("Please look at your phone."), ends };
  return { ends, ...draw(stage, store) };
}
