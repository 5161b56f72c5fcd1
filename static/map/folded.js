/**
 * The questions that are folded: titles of their clusters, and a tick or a number for the notes.
 *
 * @typedef {import("./page.js").MapTree} MapTree
 * @typedef {import("./page.js").MapQuestion} MapQuestion
 * @typedef {import("./page.js").Open} Open
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./shapes.js").Shape} Shape
 */

import { curve, LEADING, text, ticks } from "./shapes.js";
import { fitting, shortened } from "./words.js";

const CLUSTER = 0.95;
const QUESTION = 1.05;

/** How closely the folded questions are set, from the airiest: [scale, clusters, ticks, whole texts]. */
const FOLDS = /** @type {const} */ ([
  [1.15, true, true, true],
  [1, true, true, true],
  [0.92, true, true, true],
  [1.1, true, false, true],
  [1, true, false, true],
  [0.9, true, false, true],
  [1.1, false, true, true],
  [0.95, false, true, true],
  [0.85, false, false, true],
  [0.85, false, false, false],
]);

/** @param {MapTree} tree @param {Open} open @param {Page} page */
export function foldedSide(tree, open, page) {
  const folded = tree.questions
    .map((question, number) => ({ question, number }))
    .filter(({ number }) => number !== open.question);
  /** @type {ReturnType<typeof blocks>} */
  let chosen = [];
  let apart = 0;
  for (const fold of FOLDS) {
    chosen = blocks(folded, fold, page);
    apart = page.em * (fold[3] ? 1.2 : 0.35);
    const fits = stackHeight(chosen, apart) <= page.bottom - page.top;
    if (fits && (fold[0] < 1 || chosen.every((block) => block.fits))) break;
  }
  /** @type {Shape[]} */
  const shapes = [];
  /** @type {{x: number, y: number}[]} */
  const roots = [];
  const spare = page.bottom - page.top - stackHeight(chosen, apart);
  const between = apart + Math.max(0, Math.min(spare / (chosen.length + 1), page.em * 3));
  let y = page.middle - stackHeight(chosen, between) / 2;
  for (const block of chosen) {
    const middle = y + block.height / 2;
    shapes.push(...block.draw(y, middle));
    const longest = Math.max(0, ...block.lines.map((line) => page.measure(line, block.size, true, false)));
    roots.push({ x: page.question.start + longest + page.em * 0.4, y: middle });
    y += block.height + between;
  }
  return { shapes, roots };
}

/** @param {{height: number}[]} all @param {number} apart */
function stackHeight(all, apart) {
  return all.reduce((sum, block) => sum + block.height, 0) + apart * Math.max(all.length - 1, 0);
}

/**
 * @param {{question: MapQuestion, number: number}[]} folded
 * @param {readonly [number, boolean, boolean, boolean]} fold @param {Page} page
 */
function blocks(folded, [scale, showsClusters, showsTicks, isWhole], page) {
  const leafSize = CLUSTER * scale * page.em;
  const step = leafSize * (showsTicks ? 2.45 : 1.6);
  const width = page.question.end - page.question.start;
  return folded.map(({ question, number }) => {
    const { size, lines } = isWhole
      ? fitting(question.text, width, page.height * 0.3, page, { most: QUESTION * scale })
      : { size: leafSize, lines: [shortened(question.text, width, leafSize * 1.1, page.measure)] };
    const clusters = question.clusters.filter((cluster) => cluster.notes.length > 0);
    const isPlain = !showsClusters || clusters.every((cluster) => !cluster.title);
    const notes = clusters.reduce((sum, cluster) => sum + cluster.notes.length, 0);
    const leaves = isPlain
      ? [{ title: page.count(notes), tool: true, notes: notes, key: "all" }]
      : clusters.map((cluster) => ({ ...cluster, notes: cluster.notes.length }));
    const height = Math.max(lines.length * size * LEADING, leaves.length * step);
    /** @param {number} top @param {number} middle */
    const draw = (top, middle) => {
      const first = top + (height - leaves.length * step) / 2;
      return [
        text("question", page.question.start, middle, size, lines, { question: number }),
        ...leaves.flatMap((leaf, n) =>
          leafShapes(leaf, first + (n + 0.5) * step, middle, leafSize, showsTicks, page),
        ),
      ];
    };
    const room = leafRoom(page, leafSize, showsTicks);
    const fits = leaves.every(
      (leaf) => page.measure(leaf.title, leafSize, false, Boolean(leaf.tool)) <= room,
    );
    return { lines, size, height, draw, fits };
  });
}

/** How wide a folded title may be; a number may stand before it. */
const leafRoom = (/** @type {Page} */ page, /** @type {number} */ size, /** @type {boolean} */ showsTicks) =>
  page.leaf.end - page.leaf.start - (showsTicks ? 0 : size * 1.5);

/** A folded cluster: its title on a line that leads to its question, and a tick for each note. */
function leafShapes(
  /** @type {{title: string, notes: number, tool?: boolean}} */ leaf,
  /** @type {number} */ middle,
  /** @type {number} */ target,
  /** @type {number} */ size,
  /** @type {boolean} */ showsTicks,
  /** @type {Page} */ page,
) {
  const title = shortened(leaf.title, leafRoom(page, size, showsTicks), size, page.measure, leaf.tool);
  const y = middle + size * 0.12;
  const start = page.leaf.end - Math.max(page.measure(title, size, false, Boolean(leaf.tool)), size * 3);
  const elbow = page.question.start - page.em * 0.45;
  /** @type {Shape[]} */
  const shapes = [
    { kind: "line", role: "branch", from: [start, y], to: [page.leaf.end, y] },
    curve([page.leaf.end, y], [elbow, target], "branch"),
    {
      kind: "text",
      role: leaf.tool ? "tool" : "leaf",
      x: page.leaf.end,
      y: y - size * 0.35,
      size,
      anchor: "end",
      lines: [title],
      leading: size,
    },
  ];
  if (showsTicks) shapes.push(...ticks(leaf.notes, page.leaf.end, y + size * 0.22, size, page, "end"));
  else if (!leaf.tool || leaf.title !== page.count(leaf.notes)) {
    const x = start - size * 0.35;
    const n = page.plain(leaf.notes);
    shapes.push({
      kind: "text",
      role: "tool",
      x,
      y: y - size * 0.35,
      size: size * 0.8,
      anchor: "end",
      lines: [n],
      leading: size,
    });
  }
  return shapes;
}
