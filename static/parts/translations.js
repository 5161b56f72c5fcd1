/**
 * What a note says in other languages. Its own words come first and stay whole; a translation stands
 * beneath them and says that it is one.
 */

import { html, nothing } from "lit";
import { _ } from "../words.js";

/** @typedef {Record<string, any>} Note  a record of the store, or `{text}` of one on its way */

// A screen may be in two languages.
const reader = [document.documentElement.lang || "en", document.getElementById("words-second")?.lang].filter(
  (code) => code !== undefined,
);
// Browsers of before 2021 know no names.
const names = Intl.DisplayNames && new Intl.DisplayNames([reader[0] ?? "en"], { type: "language" });

/** A language as the reader calls it. @param {string} code @returns {string} */
export function languageName(code) {
  return names?.of(code) ?? code;
}

/**
 * What a reader needs: nothing where the note is in their language; the translations into theirs; or all
 * there are. A screen in two languages is read by people who know only one of them, so it shows both.
 * Authors always see what was put beside their words.
 * @param {Note} note @returns {[string, string][]} language and words
 */
export function forReader({ language, translations, mine }) {
  if (!translations) return [];
  const all = Object.entries(translations).sort(([one], [other]) => (one < other ? -1 : 1));
  const read = all.filter(([code]) => isRead(code));
  if (mine) return [...read, ...all.filter(([code]) => !isRead(code))];
  if (language && isRead(language)) return reader.length > 1 ? read : [];
  return read.length ? read : all;
}

/** @param {string} code */
function isRead(code) {
  return reader.some((each) => each?.split("-")[0] === code.split("-")[0]);
}

/** Translations beneath a note. @param {[string, string][]} translations */
export function translated(translations) {
  return translations.length
    ? html`<div class="note-translations">${translations.map(
        ([code, words]) => html`<p class="note-translation"><span class="note-tongue">${labelOf(code)}</span>
          <span class="words" dir="auto" lang=${code}>${words}</span></p>`,
      )}</div>`
    : nothing;
}

/** @param {string} code */
export function labelOf(code) {
  return _("Translation ({language})", { language: languageName(code) });
}

/** All words of a note, to be searched or read aloud. @param {Note} note */
export function allWords({ text, translations }) {
  return [text, ...Object.values(translations ?? {})].join("\n");
}
