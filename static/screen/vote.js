/** A dot vote: while it runs only how many voted, unless it is live; then what matters most. */

import { html, nothing } from "lit";
import { titleOf } from "../parts/titles.js";
import { forReader, translated } from "../parts/translations.js";
import { _, ngettext, number } from "../words.js";
import { both, bothOf } from "./both.js";
import { slidesOf } from "./deck.js";
import { fact, figure, heading } from "./parts.js";
import "./wall.js";

/**
 * @typedef {import("../store.js").Shown} Shown
 * @param {Shown} stage @param {import("../store.js").Store} store
 * @returns {import("./sheets.js").Sheet}
 */
export function vote(stage, store) {
  const all = store.of("vote").filter((option) => option.stage === stage.seq);
  const counted = all.filter((option) => option.points !== undefined);
  // A new round may be going on; what the last one said stays true until it is over.
  const round = Math.max(0, ...(counted.length ? counted : all).map((option) => option.round));
  const isCounted = counted.length > 0 && !(stage.state === "open" && round < stage.round);
  const options = all.filter((option) => option.round === (isCounted ? round : stage.round));
  return isCounted ? results(stage, store, options) : voting(stage, store, options);
}

/** @param {Shown} stage @param {import("../store.js").Store} store @param {Shown[]} options @returns {import("./sheets.js").Sheet} */
function voting(stage, store, options) {
  const items = options.map((option) => ({
    text: [wordsOf(option, store), ...forReader(noteOf(option, store) ?? {}).map(([, words]) => words)].join(
      "\n",
    ),
    body: html`<p class="option" dir="auto" lang=${noteOf(option, store)?.language ?? nothing}>${wordsOf(option, store)}</p>
      ${translated(forReader(noteOf(option, store) ?? {}))}`,
  }));
  const slides = slidesOf([{ key: "options", title: "", items }], { title: titleOf(stage) });
  return {
    main: html`${heading(stage)}<screen-wall class="is-headless" kind="options" .slides=${slides}></screen-wall>`,
    facts: html`
      ${stage.people === undefined ? nothing : figure(stage.voted, both("of {people} voted", { people: number(stage.people) }))}
      ${fact(
        bothOf("{n} dot each", "{n} dots each", stage.dots),
        bothOf("At most {n} on one thing.", "At most {n} on one thing.", stage.per_item),
      )}
      ${stage.state === "open" ? fact(both("Results come later"), both("Nobody sees a result until all are shown.")) : nothing}`,
  };
}

/** @param {Shown} stage @param {import("../store.js").Store} store @param {Shown[]} options @returns {import("./sheets.js").Sheet} */
function results(stage, store, options) {
  const ranked = [...options].sort((a, b) => b.points - a.points || b.voters - a.voters || a.seq - b.seq);
  const most = Math.max(1, ...ranked.map((option) => option.points));
  const items = ranked.map((option) => ({
    text: wordsOf(option, store),
    body: result(option, wordsOf(option, store), noteOf(option, store)?.language, most, stage.voted ?? 0),
  }));
  const slides = slidesOf([{ key: "results", title: "", items }], { title: titleOf(stage) });
  const tied = options.filter((option) => option.tied && option.rank === 1).length;
  return {
    name: "results",
    main: html`<screen-wall kind="results" .slides=${slides}></screen-wall>`,
    facts: html`
      ${fact(both("Dots set priorities. They do not decide."), both("You say what happens next."))}
      ${fact(
        both("{voted} of {people} voted", { voted: number(stage.voted), people: number(stage.people) }),
        stage.spent === undefined
          ? ""
          : both("{spent} of {all} dots were given.", {
              spent: number(stage.spent),
              all: number(stage.voted * stage.dots),
            }),
      )}
      ${tied > 1 ? fact(both("First place is shared"), bothOf("{n} has as many dots.", "{n} have the same number of dots.", tied)) : nothing}`,
  };
}

/** @param {Shown} option @param {string} words @param {string | undefined} language @param {number} most @param {number} voted */
function result(option, words, language, most, voted) {
  return html`<div class="result ${option.tied ? "is-tied" : ""}">
    <span class="result-rank">${option.rank ? number(option.rank) : ""}</span>
    <span class="result-title" dir="auto" lang=${language ?? nothing}>${words}</span>
    <span class="result-about">
      <span>${_("{voters} of {people}", { voters: number(option.voters), people: ngettext("{n} person", "{n} people", voted) })}</span>
      ${option.tied ? html`<b>${_("tied")}</b>` : nothing}
    </span>
    <span class="amount result-points">${number(option.points)}</span>
    <svg class="result-bar" aria-hidden="true">
      <rect class="track" width="100%" height="100%"></rect>
      <rect class="fill" width="${(100 * option.points) / most}%" height="100%"></rect>
    </svg>
  </div>`;
}

/** The note that is voted on, where it is one. @param {Shown} option @param {import("../store.js").Store} store */
function noteOf(option, store) {
  return option.title ? undefined : store.get(`note/${option.target}`);
}

/** The wording people voted on. @param {Shown} option @param {import("../store.js").Store} store */
function wordsOf(option, store) {
  const target = store.get(`cluster/${option.target}`) ?? store.get(`note/${option.target}`);
  return option.title || target?.title || target?.text || _("A note that is not shown");
}
