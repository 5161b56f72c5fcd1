/**
 * What goes into a map, and the page it is laid out on: its columns and its unit.
 *
 * @typedef {{text: string, mark: number, sector?: string, language?: string}} MapNote  mark: 1 to 6, 0 for none
 * @typedef {{key: string | number, title: string, notes: MapNote[], tool?: boolean}} MapCluster
 * @typedef {{key: string | number, text: string, clusters: MapCluster[]}} MapQuestion
 * @typedef {{theme: string, questions: MapQuestion[]}} MapTree
 * @typedef {{question: number, cluster: number | null, from: number}} Open
 * @typedef {(text: string, size: number, isStrong: boolean, isTool: boolean) => number} Measure
 * @typedef {{width: number, height: number, measure: Measure, open?: Open, mirrored?: boolean,
 *   more?: (n: number) => string, count?: (n: number) => string, plain?: (n: number) => string}} MapOptions
 */

/** Where the columns stand. Without folded questions everything moves to the start. */
export function pageOf(/** @type {MapOptions} */ options, /** @type {number} */ count) {
  const { width, height, measure } = options;
  const em = Math.min(width / 80, height / 45);
  const hasFolds = count > 1;
  const at = (/** @type {number} */ share) => share * width;
  return {
    width,
    height,
    em,
    measure,
    more: options.more ?? String,
    count: options.count ?? String,
    plain: options.plain ?? String,
    top: em * 0.6,
    bottom: height - em * 0.6,
    middle: height / 2,
    leaf: { end: at(0.213), start: at(0.004) },
    question: { start: at(0.232), end: at(0.348) },
    theme: hasFolds ? { start: at(0.381), end: at(0.486) } : { start: at(0.02), end: at(0.13) },
    open: hasFolds ? { start: at(0.512), end: at(0.624) } : { start: at(0.165), end: at(0.3) },
    cluster: hasFolds ? { start: at(0.644), end: at(0.738) } : { start: at(0.33), end: at(0.47) },
    note: hasFolds ? { start: at(0.778), end: at(0.992) } : { start: at(0.52), end: at(0.988) },
  };
}

/** @typedef {ReturnType<typeof pageOf>} Page */
