/**
 * Words in lines, by a measure that is lent: a browser has one, and so has a server.
 *
 * @typedef {import("./page.js").Measure} Measure
 * @typedef {import("./page.js").Page} Page
 */

import { LEADING } from "./shapes.js";

/**
 * Words in lines no wider than `width`; a word that is wider is broken.
 * @param {string} words @param {number} width @param {number} size @param {Measure} measure
 * @param {boolean} [isStrong] @param {boolean} [isTool] @returns {string[]}
 */
export function wrapped(words, width, size, measure, isStrong = false, isTool = false) {
  const fits = (/** @type {string} */ line) => measure(line, size, isStrong, isTool) <= width;
  /** @type {string[]} */
  const lines = [];
  let line = "";
  for (const word of piecesOf(words.trim())) {
    if (fits((line + word).trimEnd())) {
      line += word;
      continue;
    }
    if (line) lines.push(line);
    const pieces = broken(word, fits);
    line = pieces.pop() ?? "";
    lines.push(...pieces);
  }
  if (line) lines.push(line);
  return lines.map((each) => each.trim());
}

/**
 * Words at the largest size at which no word breaks and the lines are not too high; down to a
 * size that can still be read, where words break after all.
 * @param {string} words @param {number} width @param {number} height @param {Page} page @param {{most: number}} options
 */
export function fitting(words, width, height, page, { most }) {
  const longest = Math.max(0, ...piecesOf(words).map((word) => page.measure(word.trim(), 1, true, false)));
  for (let size = most * page.em; ; size *= 0.95) {
    const lines = wrapped(words, width, size, page.measure, true);
    const fits = longest * size <= width && lines.length * size * LEADING <= height;
    if (fits || size < 0.72 * page.em) return { size, lines };
  }
}

/** Pieces between which a line may end: at spaces, and behind a hyphen or a slash within a word. @param {string} words */
function piecesOf(words) {
  return words.match(/\S*?\p{L}[-/\u2010\u2013](?=\p{L})|\S+\s*/gu) ?? [];
}

/** A word in pieces that fit. @param {string} word @param {(line: string) => boolean} fits */
function broken(word, fits) {
  /** @type {string[]} */
  const pieces = [];
  let piece = "";
  for (const letter of word) {
    if (piece && !fits(piece + letter)) {
      pieces.push(piece);
      piece = "";
    }
    piece += letter;
  }
  return [...pieces, piece];
}

/** Words in one line; what does not fit is an ellipsis. */
export function shortened(
  /** @type {string} */ words,
  /** @type {number} */ width,
  /** @type {number} */ size,
  /** @type {Measure} */ measure,
  /** @type {boolean} */ isTool = false,
) {
  if (measure(words, size, false, isTool) <= width) return words;
  let kept = [...words];
  while (kept.length > 1 && measure(`${kept.join("")}…`, size, false, isTool) > width)
    kept = kept.slice(0, -1);
  return `${kept.join("").trimEnd()}…`;
}
