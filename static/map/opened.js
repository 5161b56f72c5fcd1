/**
 * The open question: as many of its notes in words as fit, and where to go on.
 *
 * @typedef {import("./page.js").MapQuestion} MapQuestion
 * @typedef {import("./page.js").MapCluster} MapCluster
 * @typedef {import("./page.js").MapNote} MapNote
 * @typedef {import("./page.js").Open} Open
 * @typedef {import("./page.js").Page} Page
 * @typedef {import("./shapes.js").Shape} Shape
 */

import { curve, LEADING, text, ticks } from "./shapes.js";
import { fitting, wrapped } from "./words.js";

/** Sizes in parts of `em`, of which a screen is 45 high: as large as it fits. */
const SCALES = [1.5, 1.35, 1.2, 1.1, 1, 0.92];
const NOTE = 0.88;
const CLUSTER = 0.95;
const OPEN_QUESTION = 1.2;

/**
 * As much of one question as fits, at the largest size at which it does.
 * @param {MapQuestion | undefined} question @param {Open} open @param {Page} page @param {Open} after
 */
export function openSide(question, open, page, after) {
  if (!question) return { shapes: /** @type {Shape[]} */ ([]), next: after, scale: 1, root: null };
  const clusters = question.clusters.filter((cluster) => cluster.notes.length > 0);
  const room = page.bottom - page.top;
  const all = new Map(clusters.map((cluster) => [cluster, [0, cluster.notes.length]]));
  for (const scale of SCALES) {
    const whole = rows(clusters, scale, page, all);
    if (heightOf(whole, scale, page) <= room) return drawn(question, whole, scale, page, after);
  }
  return openPart(question, clusters, open, page, after);
}

/**
 * As many notes of a question as fit, from where `open` says, the other clusters as titles with
 * a tick for each note that is not in words: what is done when all is too much.
 */
function openPart(
  /** @type {MapQuestion} */ question,
  /** @type {MapCluster[]} */ clusters,
  /** @type {Open} */ open,
  /** @type {Page} */ page,
  /** @type {Open} */ after,
) {
  const scale = 1.05;
  const room = page.bottom - page.top;
  const place = Math.min(open.cluster ?? 0, clusters.length - 1);
  const near = neighbours(clusters, place, scale, page);
  /** @type {Map<MapCluster, [number, number]>} which notes of a cluster are in words */
  const words = new Map();
  const height = () => heightOf(rows(near, scale, page, words), scale, page);
  let at = { cluster: place, from: open.from };
  while (near.includes(clusters[at.cluster])) {
    const cluster = clusters[at.cluster];
    const first = words.get(cluster)?.[0] ?? at.from;
    words.set(cluster, [first, at.from + 1]);
    const isFirst = at.cluster === place && at.from === open.from;
    if (height() > room && !isFirst) {
      if (at.from > first) words.set(cluster, [first, at.from]);
      else words.delete(cluster);
      break;
    }
    at =
      at.from + 1 < cluster.notes.length
        ? { ...at, from: at.from + 1 }
        : { cluster: at.cluster + 1, from: 0 };
  }
  const next = at.cluster < clusters.length ? { question: open.question, ...at } : after;
  return drawn(question, rows(near, scale, page, words), scale, page, next);
}

/** The cluster and as many around it as leave half of the page to its notes. */
function neighbours(
  /** @type {MapCluster[]} */ clusters,
  /** @type {number} */ place,
  /** @type {number} */ scale,
  /** @type {Page} */ page,
) {
  const folded = rows(clusters, scale, page, new Map());
  let first = place;
  let last = place + 1;
  const height = (/** @type {number} */ from, /** @type {number} */ to) =>
    heightOf(folded.slice(from, to), scale, page);
  const most = (page.bottom - page.top) * 0.42;
  for (;;) {
    if (last < clusters.length && height(first, last + 1) <= most) last += 1;
    else if (first > 0 && height(first - 1, last) <= most) first -= 1;
    else return clusters.slice(first, last);
  }
}

/**
 * Each cluster as a row: its title in lines, some of its notes in lines, the others as ticks.
 * @param {MapCluster[]} clusters @param {number} scale @param {Page} page @param {Map<MapCluster, number[]>} words
 */
function rows(clusters, scale, page, words) {
  const hasTitles = clusters.length > 1 || Boolean(clusters[0]?.title);
  return clusters.map((cluster) => {
    const size = CLUSTER * scale * page.em;
    const room = page.cluster.end - page.cluster.start;
    const title = hasTitles ? wrapped(cluster.title, room, size, page.measure, true) : [];
    const [first, last] = words.get(cluster) ?? [0, 0];
    const told = cluster.notes.slice(first, last);
    const notes = told.map((note) => noteLines(note, scale, page, hasTitles));
    const hidden = cluster.notes.length - told.length;
    const titleHeight = title.length * size * LEADING + (hidden ? size * 0.9 : 0);
    const notesHeight = notes.reduce((sum, lines) => sum + linesHeight(lines, scale, page), 0);
    return {
      told,
      title,
      notes,
      hidden,
      isTool: cluster.tool,
      hasTitles,
      height: Math.max(titleHeight, notesHeight),
    };
  });
}

/** @typedef {ReturnType<typeof rows>} Rows */

const gap = (/** @type {number} */ scale, /** @type {Page} */ page) => scale * page.em * 0.85;

function heightOf(/** @type {Rows} */ all, /** @type {number} */ scale, /** @type {Page} */ page) {
  return all.reduce((sum, row) => sum + row.height, 0) + gap(scale, page) * Math.max(all.length - 1, 0);
}

function noteLines(
  /** @type {MapNote} */ note,
  /** @type {number} */ scale,
  /** @type {Page} */ page,
  /** @type {boolean} */ hasTitles,
) {
  const start = noteStart(page, hasTitles) + markRoom(scale, page);
  return wrapped(note.text, page.note.end - start, NOTE * scale * page.em, page.measure);
}

const noteStart = (/** @type {Page} */ page, /** @type {boolean} */ hasTitles) =>
  hasTitles ? page.note.start - page.em * 0.55 : page.cluster.start + page.em * 2;
const markRoom = (/** @type {number} */ scale, /** @type {Page} */ page) => 1.05 * scale * page.em;

function linesHeight(/** @type {string[]} */ lines, /** @type {number} */ scale, /** @type {Page} */ page) {
  return (lines.length * NOTE * LEADING + 0.45) * scale * page.em;
}

/** The open question with its rows, as shapes. */
function drawn(
  /** @type {MapQuestion} */ question,
  /** @type {Rows} */ all,
  /** @type {number} */ scale,
  /** @type {Page} */ page,
  /** @type {Open} */ next,
) {
  /** @type {Shape[]} */
  const shapes = [];
  const spare = page.bottom - page.top - heightOf(all, scale, page);
  const between = gap(scale, page) + Math.min(spare / (all.length + 1), page.em * 1.6);
  const height = heightOf(all, scale, page) + (between - gap(scale, page)) * Math.max(all.length - 1, 0);
  let y = page.middle - height / 2;
  const middles = [];
  for (const row of all) {
    shapes.push(...rowShapes(row, y, scale, page));
    middles.push(y + row.height / 2);
    y += row.height + between;
  }
  const { size, lines } = fitting(question.text, page.open.end - page.open.start, page.height * 0.42, page, {
    most: OPEN_QUESTION * Math.min(scale, 1.2),
  });
  const center = clamp(mean(middles) ?? page.middle, page.height * 0.3, page.height * 0.6);
  shapes.push(text("question", page.open.start, center, size, lines, { isHere: true }));
  const elbow = page.open.end + page.em * 0.2;
  const end = all[0]?.hasTitles ? page.cluster.start - page.em * 0.35 : 0;
  for (const [n, middle] of middles.entries()) {
    if (all[n].hasTitles) shapes.push(curve([elbow, center], [end, middle], "branch", true));
    else shapes.push(...noteBranches(all[n], middle - all[n].height / 2, [elbow, center], scale, page, true));
  }
  return { shapes, next, scale, root: { x: page.open.start - page.em * 0.35, y: center } };
}

/** @param {Rows[number]} row @param {number} top @param {number} scale @param {Page} page */
function rowShapes(row, top, scale, page) {
  /** @type {Shape[]} */
  const shapes = [];
  const size = CLUSTER * scale * page.em;
  const middle = top + row.height / 2;
  if (row.hasTitles) {
    const lift = row.hidden ? size * 0.45 : 0;
    const role = row.isTool ? "tool cluster" : "cluster";
    shapes.push(text(role, page.cluster.start, middle - lift, size, row.title, {}));
    if (row.hidden) {
      const below = middle - lift + (row.title.length * size * LEADING) / 2 + size * 0.2;
      shapes.push(...ticks(row.hidden, page.cluster.start, below, size, page, "start"));
    }
  }
  let y = top + (row.height - row.notes.reduce((sum, lines) => sum + linesHeight(lines, scale, page), 0)) / 2;
  const start = noteStart(page, row.hasTitles);
  for (const [n, lines] of row.notes.entries()) {
    const note = row.told[n];
    const noteSize = NOTE * scale * page.em;
    const height = linesHeight(lines, scale, page);
    const x = start + markRoom(scale, page);
    shapes.push(text("note", x, y + height / 2, noteSize, lines, { language: note.language }));
    const first = y + height / 2 - ((lines.length - 1) * noteSize * LEADING) / 2;
    shapes.push({
      kind: "mark",
      x: start + noteSize * 0.35,
      y: first,
      size: noteSize * 0.68,
      mark: note.mark,
      sector: note.sector ?? "",
    });
    y += height;
  }
  const elbow = page.cluster.end + page.em * 0.3;
  if (row.hasTitles) shapes.push(...noteBranches(row, top, [elbow, middle], scale, page, false));
  return shapes;
}

/** @param {Rows[number]} row @param {number} top @param {[number, number]} from @param {number} scale @param {Page} page @param {boolean} isHere */
function noteBranches(row, top, from, scale, page, isHere) {
  const total = row.notes.reduce((sum, lines) => sum + linesHeight(lines, scale, page), 0);
  let y = top + (row.height - total) / 2;
  return row.notes.map((lines) => {
    const height = linesHeight(lines, scale, page);
    const to = /** @type {[number, number]} */ ([
      noteStart(page, row.hasTitles) - page.em * 0.2,
      y + height / 2,
    ]);
    y += height;
    return curve(from, to, "branch", isHere);
  });
}

const clamp = (/** @type {number} */ n, /** @type {number} */ least, /** @type {number} */ most) =>
  Math.min(Math.max(n, least), most);

/** @param {number[]} numbers */
function mean(numbers) {
  return numbers.length ? numbers.reduce((sum, n) => sum + n, 0) / numbers.length : undefined;
}
