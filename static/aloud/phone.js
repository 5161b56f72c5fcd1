/** What a participant hears without looking: the turns, what is asked of them, and how much others wrote. */

import { actionsToAccept } from "../activities/actions.js";
import { answeredConcerns } from "../activities/concerns.js";
import { isMuted, mutedWords } from "../phone/muted.js";
import { takesPart, whyNot } from "../phone/standing.js";
import { news, say } from "../say.js";
import { store } from "../store.js";
import { _, ngettext, number } from "../words.js";
import { sayLink } from "./link.js";
import { sayTurns } from "./turns.js";

/** The stage this phone shows. @type {number | undefined} */
let shown;
/** Notes and rules that were here before. @type {Set<string>} */
const known = new Set();
/** The notes on each question of which nothing was said yet. @type {Map<number, Set<number>>} */
const unsaid = new Map();
/** How far a stage was revealed, by its seq. @type {Map<number, number>} */
const revealed = new Map();
/** @type {any} */
let mine = null;

/** @param {number | undefined} stage the one this phone shows from now on */
export function hears(stage) {
  shown = stage;
}

export function sayWhatHappens() {
  sayLink();
  sayTurns(whyNot, (stage) => stage.seq === shown);
  store.addEventListener("change", (event) => {
    const { keys } = /** @type {CustomEvent<{keys: Set<string>}>} */ (event).detail;
    const isFirst = mine === null;
    const others = [...keys].filter((key) => isNew(key)).map((key) => store.get(key));
    if (!isFirst) sayNotes(others);
    if (!isFirst) sayRules(others);
    for (const stage of store.stages) revealed.set(stage.seq, stage.revealed_round);
    sayMine();
  });
}

/** @param {string} key */
function isNew(key) {
  if (!/^(note|rule)/.test(key) || !store.get(key) || known.has(key)) return false;
  known.add(key);
  return true;
}

/** Of what is shown now, and did not come all at once by a reveal, which is said as a turn. @param {any[]} others */
function sayNotes(others) {
  const stage = store.get(`stage/${shown}`);
  if (stage?.activity !== "board" || revealed.get(stage.seq) !== stage.revealed_round) return;
  const boards = store.of("board").filter((board) => board.stage === stage.seq);
  for (const [at, board] of boards.entries()) {
    const here = unsaid.get(board.seq) ?? new Set();
    for (const note of others) if (note.kind === "note" && note.board === board.seq) here.add(note.seq);
    unsaid.set(board.seq, here);
    if (here.size) news(`notes/${board.seq}`, 0, () => notesWords(here, boards.length > 1 ? at + 1 : 0));
  }
}

/** That a note is one's own comes a moment after the note. @param {Set<number>} here @param {number} at */
function notesWords(here, at) {
  const notes = [...here].map((seq) => store.get(`note/${seq}`)).filter((note) => note && !note.mine);
  here.clear();
  if (!notes.length) return "";
  if (!at) return ngettext("{n} new note.", "{n} new notes.", notes.length);
  const place = number(at);
  return ngettext("{n} new note on question {place}.", "{n} new notes on question {place}.", notes.length, {
    place,
  });
}

/** @param {any[]} others */
function sayRules(others) {
  const come = others.filter((rule) => rule.kind === "rule" && rule.stage === shown && !rule.mine);
  if (come.length)
    news("rules", come.length, (n) => ngettext("{n} new ground rule.", "{n} new ground rules.", n));
}

/** What is about this person alone. */
function sayMine() {
  const before = mine;
  const hand = store.of("hand")[0];
  const hidden = store.of("note").filter((note) => note.mine && note.state === "hidden").length;
  const stage = store.get(`stage/${shown}`);
  mine = {
    ...{ hand, hidden, asked: actionsToAccept(), instruction: stage?.instruction_html, shown },
    ...{ muted: isMuted(), answered: answeredConcerns() },
  };
  if (!before || !takesPart()) return;
  if (hand?.speaking && !before.hand?.speaking) say(_("It is your turn to speak."), "hand");
  else if (hand && !hand.speaking && !before.hand) say(placeWords(hand), "hand");
  if (mine.asked > before.asked) say(_("You are asked to do something."), "asked");
  if (mine.muted && !before.muted) say(mutedWords(), "muted");
  if (before.muted && !mine.muted) say(_("You can write again."), "muted");
  if (mine.answered > before.answered) say(_("The facilitators answered what you told them."), "answered");
  if (hidden > before.hidden) say(_("The facilitator has hidden a note of yours."), "hidden");
  if (before.shown === shown && mine.instruction && mine.instruction !== before.instruction)
    say(_("The facilitator says: {words}", { words: textOf(mine.instruction) }), "instruction");
}

/** @param {any} hand */
function placeWords(hand) {
  return _("Your hand is up: number {place} of {of}", { place: number(hand.place), of: number(hand.of) });
}

/** The words of what the server rendered. @param {string} markup */
function textOf(markup) {
  return new DOMParser().parseFromString(markup, "text/html").body.textContent?.trim() ?? "";
}
