/** What was written and not sent, whatever it was for: it can still be read and copied. */

import { html, nothing } from "lit";
import { connection } from "../socket.js";
import { store } from "../store.js";
import { _, ngettext } from "../words.js";
import { drafts, keepDraft } from "./drafts.js";
import { openSheet } from "./sheet.js";
import { isOpen } from "./standing.js";

export function leftOver() {
  const texts = [
    ...refused().map((item) => ({
      text: wordsOf(item),
      drop: () => connection.outbox.discard(item.id),
    })),
    ...drafts()
      .filter(({ text }) => !stands(text))
      .map(({ place, text }) => ({ text, drop: () => forget(place) })),
  ];
  if (!texts.length) return nothing;
  return html`<section class="left-over"><h3>${_("Not sent")}</h3>
    <p>${_("You wrote this and it was not sent. You can copy it.")}</p>
    ${texts.map(
      ({
        text,
        drop,
      }) => html`<textarea class="input" rows="2" dir="auto" readonly aria-label=${_("Not sent")} .value=${text}></textarea>
        <button class="note-act" @click=${drop}>${_("Discard")}</button>`,
    )}</section>`;
}

/** The way there, for what belongs to another stage, which is no place to write any more. @param {any} shown the stage one looks at */
export function leftOverElsewhere(shown) {
  const isElsewhere = (/** @type {number | undefined} */ stage) =>
    stage !== undefined && stage !== shown?.seq;
  const ended = drafts()
    .map(({ place }) => stageOf(aboutOf(place)))
    .filter((seq) => {
      const stage = store.get(`stage/${seq}`);
      return stage && !isOpen(stage);
    });
  const n = [...refused().map(({ data }) => stageOf(data)), ...ended].filter(isElsewhere).length;
  // At the end it stands on the page itself.
  if (!n || store.workshop.state === "closed") return nothing;
  return html`<p class="phone-others"><button class="note-act" @click=${() => openSheet("more-sheet")}>
    ${ngettext("{n} text of yours was not sent", "{n} texts of yours were not sent", n)}</button></p>`;
}

function refused() {
  return connection.outbox.items.filter((item) => item.state === "refused" && wordsOf(item));
}

/** Is it being written just now? @param {string} text */
function stands(text) {
  /** @type {NodeListOf<HTMLTextAreaElement>} */
  const fields = document.querySelectorAll("textarea:not([readonly])");
  return [...fields].some((field) => field.value === text);
}

/** @param {import("../outbox.js").Item} item @returns {string} */
function wordsOf({ data }) {
  return [data.text, data.reason, data.answer].find((words) => typeof words === "string" && words) ?? "";
}

/** @param {any} data */
function stageOf({ stage, board, note, rule, question }) {
  const about = store.get(`rule/${rule}`) ?? store.get(`question/${question}`);
  return stage ?? about?.stage ?? store.get(`board/${board ?? store.get(`note/${note}`)?.board}`)?.stage;
}

/** What a draft is about, as commands say it. @param {string} place */
function aboutOf(place) {
  const [kind, seq] = place.split("/");
  return { [kind === "objection" ? "rule" : kind]: Number(seq) };
}

/** @param {string} place */
function forget(place) {
  keepDraft(place, "");
  connection.dispatchEvent(new Event("change"));
}
