/** Check-in and evaluation: how many answered, and after the reveal what all of them said. */

import { html, nothing } from "lit";
import { outOf } from "../parts/out-of.js";
import { titleOf } from "../parts/titles.js";
import { _, ngettext, number } from "../words.js";
import { both } from "./both.js";
import { slidesOf } from "./deck.js";
import { figure, heading } from "./parts.js";
import "./wall.js";

/**
 * @typedef {import("../store.js").Shown} Shown
 * @param {Shown} stage @param {import("../store.js").Store} store
 * @returns {import("./sheets.js").Sheet}
 */
export function questions(stage, store) {
  const own = store.of("question").filter((question) => question.stage === stage.seq);
  const isOver = stage.state === "revealed" || stage.state === "closed";
  if (isOver && own.some((question) => question.result)) return answers(stage, own);
  const items = own.map((question) => ({
    text: question.text,
    body: html`<div class="asking">
      <span class="amount asking-count">${number(question.answers)}</span>
      <h2 dir="auto">${question.text}</h2>
    </div>`,
  }));
  const slides = slidesOf([{ key: "asked", title: "", items }], { title: titleOf(stage) });
  return {
    main: html`${heading(stage)}<screen-wall class="is-headless" kind="asked" .slides=${slides}></screen-wall>`,
    facts: html`
      ${figure(stage.answered, both("of {people} have answered", { people: outOf(stage.answered, store.workshop.people) }))}
      <p>${both("Answers have no names. Nobody sees them until all are shown.")}</p>`,
  };
}

/** @param {Shown} stage @param {Shown[]} own @returns {import("./sheets.js").Sheet} */
function answers(stage, own) {
  const groups = own.filter((question) => question.result).map(group);
  const slides = slidesOf(groups, { title: titleOf(stage), packs: true, room: 1400 });
  return { wide: true, main: html`<screen-wall kind="answers" .slides=${slides}></screen-wall>` };
}

/** @param {Shown} question @returns {import("./deck.js").Group} */
function group(question) {
  const { result } = question;
  const n = result.n ?? result.texts.length;
  const about = ngettext("{n} answer", "{n} answers", n);
  const items = result.counts ? counted(question) : said(question);
  return { key: question.seq, title: question.text, about, items };
}

/** A scale or a choice, as bars; the mean of a scale below them. @param {Shown} question */
function counted(question) {
  const { counts, mean } = question.result;
  const most = Math.max(1, ...counts);
  /** @type {import("./deck.js").Item[]} */
  const bars = counts.map((/** @type {number} */ count, /** @type {number} */ place) => {
    const label = question.form === "scale" ? stepLabel(question, place) : question.choices[place];
    return { text: "", body: bar(label, count, most) };
  });
  if (mean != null)
    bars.push({
      text: "",
      body: html`<p class="answer-mean">${_("Average {mean}", { mean: number(mean) })}</p>`,
    });
  return bars;
}

/** @param {Shown} question @param {number} place */
function stepLabel(question, place) {
  const word = place === 0 ? question.low : place === question.steps - 1 ? question.high : "";
  return word ? `${number(place + 1)}  ${word}` : number(place + 1);
}

/** @param {string} label @param {number} count @param {number} most */
function bar(label, count, most) {
  return html`<div class="answer">
    <span class="answer-label" dir="auto">${label}</span>
    <svg class="result-bar" aria-hidden="true"><rect class="fill" width="${(100 * count) / most}%" height="100%"></rect></svg>
    <span class="amount">${number(count)}</span>
  </div>`;
}

/** What was written; the same word said by several stands once. @param {Shown} question */
function said(question) {
  if (question.form !== "word")
    return question.result.texts.map((/** @type {string} */ text) => ({
      text,
      body: html`<div class="note"><p class="note-text" dir="auto">${text}</p></div>`,
    }));
  /** @type {Map<string, {text: string, n: number}>} */
  const words = new Map();
  for (const text of question.result.texts) {
    const key = text.toLocaleLowerCase();
    words.set(key, { text, n: (words.get(key)?.n ?? 0) + 1 });
  }
  return [...words.values()]
    .sort((a, b) => b.n - a.n)
    .map(({ text, n }) => ({
      text,
      body: html`<p class="word" data-times=${Math.min(n, 5)}><bdi>${text}</bdi>${n > 1 ? html` <span class="amount">${number(n)}</span>` : nothing}</p>`,
    }));
}
