/**
 * How many columns of lanes fit. Lanes go to the columns in turn and stay in theirs when one
 * grows, so that nothing jumps while somebody sorts.
 */

const GAP = 12;

export class Columns extends EventTarget {
  count = 4;
  /** @type {Element | null} */
  #watched = null;
  #observer = new ResizeObserver((sizes) => this.#fit(sizes[0].contentRect.width));

  /** @param {Element | null} element the one whose width is shared */
  watch(element) {
    if (element === this.#watched) return;
    this.#observer.disconnect();
    this.#watched = element;
    if (element) this.#observer.observe(element);
  }

  /** @template T @param {T[]} lanes @param {number} more that stand in the last column too @returns {T[][]} */
  deal(lanes, more) {
    const count = Math.max(1, Math.min(this.count, lanes.length + more));
    const columns = Array.from({ length: count }, () => /** @type {T[]} */ ([]));
    for (const [at, lane] of lanes.entries()) columns[at % count].push(lane);
    return columns;
  }

  /** @param {number} width */
  #fit(width) {
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const least = rem * (innerWidth >= 100 * rem ? 10.5 : innerWidth <= 60 * rem ? 11.5 : 9.5);
    const count = Math.max(1, Math.floor((width + GAP) / (least + GAP)));
    if (count === this.count) return;
    this.count = count;
    this.dispatchEvent(new Event("change"));
  }
}
