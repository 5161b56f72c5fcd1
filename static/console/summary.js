/** One line that says how a stage goes: how much there is, from how many, and who sees it. */

import { outOf } from "../parts/out-of.js";
import { store } from "../store.js";
import { _, ngettext, number } from "../words.js";
import { isOngoing } from "./moment.js";
import { rulesWords } from "./words.js";

/** @param {any} stage @returns {string} */
export function summary(stage) {
  const says = SAYS[stage.activity]?.(stage) ?? [];
  if (stage.done && isOngoing(stage))
    says.push(
      _("{n} of {people} are done.", {
        n: number(stage.done),
        people: outOf(stage.done, store.workshop.people),
      }),
    );
  return says.filter(Boolean).join(" ");
}

/** @type {Record<string, (stage: any) => string[]>} */
const SAYS = {
  board: (stage) => [notesWords(stage)],
  ground_rules: (stage) => [stage.state === "draft" ? "" : `${rulesWords(stage)}.`],
  clusters: (stage) => [
    _("{placed} of {notes} notes placed.", { placed: number(stage.placed), notes: number(stage.notes) }),
    stage.settings.open_to === "everyone" ? _("Everyone sorts.") : _("Facilitators sort."),
  ],
  vote: (stage) => (stage.state === "draft" ? [] : [votedWords(stage)]),
  check_in: answered,
  evaluation: answered,
};

/** @param {any} stage */
function notesWords(stage) {
  if (stage.state === "draft") return ngettext("{n} question.", "{n} questions.", questionsIn(stage));
  if (!isOngoing(stage)) return ngettext("{n} note.", "{n} notes.", stage.notes);
  const notes = ngettext("{n} note", "{n} notes", stage.notes);
  return _("{notes} from {n} of {people} people.", {
    notes,
    n: number(stage.writers),
    people: outOf(stage.writers, store.workshop.people),
  });
}

/** @param {any} stage */
const questionsIn = (stage) => store.of("board").filter((board) => board.stage === stage.seq).length;

/** @param {any} stage */
function votedWords({ voted = 0, people }) {
  if (people === undefined) return ngettext("{n} person voted.", "{n} people voted.", voted);
  return _("{n} of {people} voted.", { n: number(voted), people: number(people) });
}

/** @param {any} stage */
function answered(stage) {
  if (stage.state === "draft") return [];
  return [answeredWords(stage)];
}

/** @param {any} stage */
function answeredWords(stage) {
  if (!isOngoing(stage)) return ngettext("{n} person answered.", "{n} people answered.", stage.answered);
  return _("{n} of {people} answered.", {
    n: number(stage.answered),
    people: outOf(stage.answered, store.workshop.people),
  });
}
