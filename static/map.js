/**
 * The map: theme, question, cluster, note. Pure: a tree and a size in, shapes with places out.
 *
 * One question is open, to the end side, with its notes in words; the others are folded to the
 * start side, a tick for each note. What does not fit folds further: first the clusters of the
 * open question take turns, then long clusters are shown in parts. `next` says what to open
 * after this, so that everything is shown once in a round.
 *
 * @typedef {import("./map/page.js").MapTree} MapTree
 * @typedef {import("./map/page.js").MapOptions} MapOptions
 * @typedef {import("./map/page.js").Open} Open
 * @typedef {import("./map/page.js").Page} Page
 * @typedef {import("./map/shapes.js").Shape} Shape
 */

import { foldedSide } from "./map/folded.js";
import { openSide } from "./map/opened.js";
import { pageOf } from "./map/page.js";
import { curve, LEADING, mirrored, text } from "./map/shapes.js";
import { fitting } from "./map/words.js";

/** @param {MapTree} tree @param {MapOptions} options @returns {{shapes: Shape[], next: Open, scale: number}} */
export function layout(tree, options) {
  const count = tree.questions.length;
  const question = Math.min(Math.max(options.open?.question ?? 0, 0), Math.max(count - 1, 0));
  const open = /** @type {Open} */ ({ cluster: null, from: 0, ...options.open, question });
  const page = pageOf(options, count);
  const folded = foldedSide(tree, open, page);
  const after = { question: following(tree, question), cluster: null, from: 0 };
  const opened = openSide(tree.questions[question], open, page, after);
  const theme = themeBox(tree.theme, page);
  /** @type {Shape[]} */
  const shapes = [
    ...folded.shapes,
    ...opened.shapes,
    ...boughs(folded, opened, theme, page),
    ...theme.shapes,
  ];
  return {
    shapes: options.mirrored ? shapes.map((shape) => mirrored(shape, options.width)) : shapes,
    next: opened.next,
    scale: opened.scale,
  };
}

/** The question after this one that has notes. @param {MapTree} tree @param {number} question */
function following({ questions }, question) {
  for (let step = 1; step <= questions.length; step += 1) {
    const place = (question + step) % questions.length;
    if (questions[place].clusters.some((cluster) => cluster.notes.length)) return place;
  }
  return question;
}

/** @param {string} theme @param {Page} page */
function themeBox(theme, page) {
  const room = page.theme.end - page.theme.start;
  const { size, lines } = fitting(theme, room - page.em, page.height * 0.28, page, { most: 1.2 });
  const height = lines.length * size * LEADING + page.em * 1.1;
  const x = page.theme.start;
  const y = page.height * 0.475 - height / 2;
  /** @type {Shape[]} */
  const shapes = [
    { kind: "box", role: "theme", x, y, width: room, height },
    text("theme-text", x + room / 2, y + height / 2, size, lines, { anchor: "middle" }),
  ];
  return { shapes, x, y, width: room, height };
}

/** From the theme to every question. */
function boughs(
  /** @type {ReturnType<typeof foldedSide>} */ folded,
  /** @type {{root: {x: number, y: number} | null}} */ opened,
  /** @type {ReturnType<typeof themeBox>} */ theme,
  /** @type {Page} */ page,
) {
  const center = theme.y + theme.height / 2;
  /** @type {Shape[]} */
  const shapes = folded.roots.map(({ x, y }, n) => {
    const spread = (n - (folded.roots.length - 1) / 2) * Math.min(page.em * 0.5, theme.height / 8);
    return curve([x, y], [theme.x, center + spread], "bough");
  });
  const end = theme.x + theme.width;
  if (opened.root) shapes.push(curve([end, center], [opened.root.x, opened.root.y], "bough", true));
  return shapes;
}
