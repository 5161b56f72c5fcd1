/** What a vote is about. */

import { store } from "../../store.js";
import { _ } from "../../words.js";

/** @typedef {import("../../store.js").Shown} Shown */

/** @param {Shown} stage @param {number} round */
export function optionsOf(stage, round) {
  return store.of("vote").filter((option) => option.stage === stage.seq && option.round === round);
}

/** What would be put to the vote if it began now. @param {Shown} stage @returns {Shown[]} */
export function candidates(stage) {
  const { target, of } = stage.settings;
  if (target === "clusters") return asOptions(store.of("cluster").filter((cluster) => cluster.stage === of));
  const boards = new Set(
    store
      .of("board")
      .filter((board) => board.stage === of)
      .map((board) => board.seq),
  );
  return asOptions(store.of("note").filter((note) => boards.has(note.board) && !note.state));
}

/** @param {Shown[]} things */
const asOptions = (things) => things.map((thing) => ({ ...thing, target: thing.seq }));

/** The words people vote on, as they were when the round began. @param {Shown} option @returns {string} */
export function wordsOf(option) {
  const target = store.get(`cluster/${option.target}`) ?? store.get(`note/${option.target}`);
  return option.title || target?.title || target?.text || _("A note that was removed");
}

/** The last round up to one that has a result. @param {Shown} stage @param {number} round */
export function latestCounted(stage, round) {
  for (let each = round; each > 0; each -= 1) {
    const options = optionsOf(stage, each);
    if (options.some((option) => option.points !== undefined)) return { round: each, options };
  }
  return undefined;
}
