/** What this person answered, on its way or on the server. */

import { latest, send } from "../../phone/sending.js";
import { store } from "../../store.js";

/** @param {any} question */
export function sentAnswer(question) {
  return latest("question.answer", (data) => data.question === question.seq);
}

/** @param {any} question @returns {number | string | undefined} */
export function answerTo(question) {
  const item = sentAnswer(question);
  if (item && item.state !== "refused") return item.data.answer;
  return store.of("answer").find((answer) => answer.question === question.seq)?.answer;
}

/** @param {any} question @param {number | string} answer */
export function giveAnswer(question, answer) {
  const data = { stage: question.stage, question: question.seq, answer };
  send("question.answer", data, (earlier) => earlier.question === question.seq);
}
