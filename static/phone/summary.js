/** What came of the workshop, in a handful of lines: for the end, when nobody reads minutes on a phone. */

import { html, nothing } from "lit";
import { dayInWords } from "../parts/day.js";
import { store } from "../store.js";
import { _, ngettext } from "../words.js";

const MOST = 3;

/** What came first, and who does what by when. */
export function summary() {
  const first = priorities();
  const actions = store.of("action");
  return html`${
    first.length
      ? html`<section><h2>${_("What is most important")}</h2>
            <ol class="closing-list">${first.map(({ words, option }) => html`<li value=${option.rank}><span dir="auto">${words}</span> <small>${ngettext("{n} dot", "{n} dots", option.points)}${option.tied ? html`, ${_("same place")}` : nothing}</small></li>`)}</ol></section>`
      : nothing
  }
    ${
      actions.length
        ? html`<section><h2>${_("Who does what")}</h2>
            <ul class="closing-list">${actions.map((action) => html`<li><span dir="auto">${action.text}</span> <small>${whoAndWhen(action)}</small></li>`)}</ul></section>`
        : nothing
    }`;
}

/** Who came and what they made, in a line. */
export function counts() {
  const people = store.workshop.people ?? 0;
  const notes = store.of("note").filter((note) => !note.seeded && isInMinutes(note)).length;
  const clusters = store.of("cluster").length;
  const said = [ngettext("{n} person", "{n} people", people), ngettext("{n} note", "{n} notes", notes)];
  if (clusters) said.push(ngettext("{n} cluster", "{n} clusters", clusters));
  return said.join(" · ");
}

/**
 * Does everybody read this note in the minutes? Its author has it here also where it was hidden, not released,
 * never revealed, or taken back. @param {any} note
 */
export function isInMinutes(note) {
  const stage = store.get(`stage/${store.get(`board/${note.board}`)?.stage}`);
  const isTheirsAlone = note.mine && stage?.settings.visibility === "own" && !stage.revealed_round;
  return (note.state ?? "shown") === "shown" && !isTheirsAlone;
}

/** The first places of the votes whose results were shown, each of its latest round. */
function priorities() {
  const latest = new Map();
  const counted = store.of("vote").filter((option) => option.rank && option.points);
  for (const option of counted)
    latest.set(option.stage, Math.max(option.round, latest.get(option.stage) ?? 0));
  return counted
    .filter((option) => option.rank <= MOST && option.round === latest.get(option.stage))
    .sort((a, b) => a.stage - b.stage || a.rank - b.rank || a.seq - b.seq)
    .map((option) => ({ option, words: option.title ?? store.get(`note/${option.target}`)?.text ?? "" }))
    .filter(({ words }) => words);
}

/** @param {any} action */
function whoAndWhen(action) {
  const owner = store.get(`person/${action.owner}`);
  const who = owner ? owner.name || _("Somebody without a name") : _("Nobody yet");
  return action.due ? `${who} · ${_("by {day}", { day: dayInWords(action.due) })}` : who;
}
