/**
 * What phones show now of the stage in the middle, in a sentence or two, so that a facilitator
 * never has to guess it. It says the same as static/phone does.
 */

import { titleOf } from "../parts/titles.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import { isOngoing } from "./moment.js";

/** @param {any} stage the stage in the middle @returns {string} */
export function phonesWords(stage) {
  const { state } = store.workshop;
  if (state === "draft") return _("Phones show the title, the stages and “Waiting for the facilitator”.");
  if (state === "closed") return _("Phones show that the workshop is closed, and lead to the minutes.");
  const shown = shownStage();
  if (stage.state === "draft")
    return `${_("Phones do not show this stage before you open it.")} ${shownWords(shown)}`;
  if (!isOngoing(stage))
    return shown?.seq === stage.seq
      ? _("Phones show this stage as closed, until you open another one.")
      : `${_("Phones do not show this stage any more.")} ${shownWords(shown)}`;
  const says = [
    state === "paused" ? _("The workshop is paused: nobody can do anything on a phone.") : "",
    shown?.seq === stage.seq
      ? ""
      : _("People can come to this stage on their phones, beside “{stage}”.", {
          stage: shown ? titleOf(shown) : "",
        }),
    state === "open" ? mayWords(stage) : "",
    SEEN[stage.activity]?.(stage) ?? "",
  ];
  return says.filter(Boolean).join(" ");
}

/** The stage on the phone of everybody who did not choose another one. */
function shownStage() {
  const current = store.get(`stage/${store.workshop.current}`);
  const open = store.stages.filter((each) => each.state === "open");
  return current && (current.state !== "closed" || !open.length) ? current : open[0];
}

/** @param {any} shown */
function shownWords(shown) {
  return shown
    ? _("They show “{stage}”.", { stage: titleOf(shown) })
    : _("They show that nothing is open at the moment.");
}

/** What people can do. @param {any} stage */
function mayWords(stage) {
  const isOver = stage.state === "open" && stage.timer && store.clock() > stage.timer.ends;
  if (isOver) return _("Time is up: phones say so, and nobody can go on until you add time.");
  if (stage.state === "locked") return _("Phones say that this stage is locked. Nobody can change anything.");
  return stage.state === "open" ? (MAY[stage.activity]?.(stage) ?? "") : "";
}

/** @param {any} stage */
const everyone = (stage) => stage.settings.open_to === "everyone";

/** @type {Record<string, (stage: any) => string>} */
const MAY = {
  board: () => _("People write on their phones."),
  ground_rules: () => _("People answer each rule and can propose more."),
  check_in: () => _("People answer on their phones."),
  evaluation: () => _("People answer on their phones."),
  clusters: (stage) =>
    everyone(stage) ? _("People sort on their phones.") : _("People watch you sort on their phones."),
  vote: () => _("People give their dots on their phones."),
  actions: (stage) =>
    everyone(stage) ? _("People can add actions on their phones.") : _("Only facilitators add actions."),
  parking_lot: () => _("People can park something on their phones."),
};

/** What people see of each other. @type {Record<string, (stage: any) => string>} */
const SEEN = {
  board: boardWords,
  ground_rules: () => _("Phones show all rules and which are adopted."),
  check_in: answersWords,
  evaluation: answersWords,
  clusters: () => _("Phones show all clusters with their notes."),
  vote: voteWords,
  actions: () => _("Phones show all actions."),
  parking_lot: () => _("Phones show all that is parked."),
};

/** @param {any} stage */
function boardWords(stage) {
  const { visibility } = stage.settings;
  if (visibility === "facilitators") return _("Phones show a note to others after you release it.");
  if (visibility === "all" || isRevealed(stage)) return _("Phones show everyone's notes.");
  return stage.revealed_round
    ? _("Phones show the notes you revealed. Each new note shows only on its author's phone.")
    : _("Each phone shows only the notes of its owner, until you reveal.");
}

/** @param {any} stage */
function answersWords(stage) {
  return isRevealed(stage)
    ? _("Phones show everyone's answers, without names.")
    : _("Nobody sees an answer before you reveal it, not even you.");
}

/** @param {any} stage */
function voteWords(stage) {
  if (isRevealed(stage)) return _("Phones show the result.");
  return stage.settings.live
    ? _("Phones show the count while people vote.")
    : _("Phones show how many have voted, and no result before you reveal.");
}

/** @param {any} stage */
const isRevealed = (stage) => stage.revealed_round >= stage.round;
