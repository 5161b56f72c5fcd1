/** Bars: an svg whose widths are attributes. Ink only; no answer has a colour that wins. */

import { html, nothing, svg } from "lit";

const WIDTH = 100;

/** How much of a whole. @param {number} n @param {number} of */
export function bar(n, of) {
  const width = of > 0 ? (WIDTH * n) / of : 0;
  return html`<svg class="result-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width="100" height="8"></rect><rect class="fill" width=${width} height="8"></rect></svg>`;
}

/**
 * Parts of a whole side by side, with a stroke where enough is reached.
 * @param {number[]} parts
 * @param {number} of
 * @param {number} [enough]
 */
export function stackedBar(parts, of, enough) {
  let x = 0;
  const rects = parts.map((part, n) => {
    const width = (WIDTH * part) / of;
    const rect = svg`<rect class="part part--${n + 1}" x=${x} width=${width} height="8"></rect>`;
    x += width;
    return rect;
  });
  const at = enough === undefined ? 0 : (WIDTH * enough) / of;
  return html`<svg class="result-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width="100" height="8"></rect>${rects}
    ${enough === undefined ? nothing : svg`<line class="enough" x1=${at} x2=${at} y1="-2" y2="10"></line>`}</svg>`;
}
