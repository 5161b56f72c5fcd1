/** What a new wording took away and added, word by word. */

import { html } from "lit";

/** @param {string} before @param {string} now */
export function wordDiff(before, now) {
  return parts(words(before), words(now)).map(([kind, text]) => {
    if (kind === "del") return html`<del>${text}</del> `;
    return kind === "ins" ? html`<ins>${text}</ins> ` : html`${text} `;
  });
}

/** Runs of the same kind, by the longest common sequence of words. @param {string[]} a @param {string[]} b */
function parts(a, b) {
  const longest = lengths(a, b);
  /** @type {["" | "del" | "ins", string][]} */
  const runs = [];
  const add = (/** @type {"" | "del" | "ins"} */ kind, /** @type {string} */ word) => {
    const last = runs.at(-1);
    if (last?.[0] === kind) last[1] += ` ${word}`;
    else runs.push([kind, word]);
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      add("", a[i++]);
      j++;
    } else if (i < a.length && (j === b.length || longest[i + 1][j] >= longest[i][j + 1])) add("del", a[i++]);
    else add("ins", b[j++]);
  }
  return runs;
}

/** @param {string[]} a @param {string[]} b */
function lengths(a, b) {
  const longest = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i][j] =
        a[i] === b[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
    }
  }
  return longest;
}

/** @param {string} text */
function words(text) {
  return text.split(/\s+/).filter(Boolean);
}
