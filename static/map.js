/**
 * The map: theme, question, cluster, note. Pure: a tree and a size in, shapes with places out.
 *
 * One question is open, to the end side, with its notes in words; the others are folded to the
 * start side, a tick for each note. What does not fit folds further: first the clusters of the
 * open question take turns, then long clusters are shown in parts. `next` says what to open
 * after this, so that everything is shown once in a round.
 *
 * @typedef {{text: string, mark: number, sector?: string}} MapNote  mark: 1 to 6, 0 for none
 * @typedef {{key: string | number, title: string, notes: MapNote[], tool?: boolean}} MapCluster
 * @typedef {{key: string | number, text: string, clusters: MapCluster[]}} MapQuestion
 * @typedef {{theme: string, questions: MapQuestion[]}} MapTree
 * @typedef {{question: number, cluster: number | null, from: number}} Open
 * @typedef {(text: string, size: number, isStrong: boolean, isTool: boolean) => number} Measure
 * @typedef {{width: number, height: number, measure: Measure, open?: Open, mirrored?: boolean,
 *   more?: (n: number) => string, count?: (n: number) => string}} MapOptions
 *
 * @typedef {{kind: "text", role: string, x: number, y: number, size: number, anchor: string, lines: string[],
 *   leading: number, isHere?: boolean, question?: number}} TextShape  y: the first baseline
 * @typedef {{kind: "curve", role: string, from: [number, number], to: [number, number], isHere?: boolean}} CurveShape
 * @typedef {{kind: "line", role: string, from: [number, number], to: [number, number]}} LineShape
 * @typedef {{kind: "ticks", x: number, y: number, n: number, size: number, step: number}} TicksShape
 * @typedef {{kind: "mark", x: number, y: number, size: number, mark: number, sector: string}} MarkShape
 * @typedef {{kind: "box", role: string, x: number, y: number, width: number, height: number}} BoxShape
 * @typedef {TextShape | CurveShape | LineShape | TicksShape | MarkShape | BoxShape} Shape
 */

/** Sizes in parts of `em`, of which a screen is 45 high: as large as it fits. */
const SCALES = [1.5, 1.35, 1.2, 1.1, 1, 0.92];
const NOTE = 0.88;
const CLUSTER = 0.95;
const QUESTION = 1.05;
const OPEN_QUESTION = 1.2;
const LEADING = 1.17;
const MOST_TICKS = 30;

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

/** Where the columns stand. Without folded questions everything moves to the start. */
function pageOf(/** @type {MapOptions} */ options, /** @type {number} */ count) {
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
    top: em * 0.6,
    bottom: height - em * 0.6,
    middle: height / 2,
    leaf: { end: at(0.205), start: at(0.012) },
    question: { start: at(0.235), end: at(0.36) },
    theme: hasFolds ? { start: at(0.3875), end: at(0.484) } : { start: at(0.02), end: at(0.13) },
    open: hasFolds ? { start: at(0.511), end: at(0.613) } : { start: at(0.165), end: at(0.3) },
    cluster: hasFolds ? { start: at(0.631), end: at(0.722) } : { start: at(0.33), end: at(0.47) },
    note: hasFolds ? { start: at(0.7625), end: at(0.988) } : { start: at(0.52), end: at(0.988) },
  };
}

/** @typedef {ReturnType<typeof pageOf>} Page */

/** The question after this one that has notes. @param {MapTree} tree @param {number} question */
function following({ questions }, question) {
  for (let step = 1; step <= questions.length; step += 1) {
    const place = (question + step) % questions.length;
    if (questions[place].clusters.some((cluster) => cluster.notes.length)) return place;
  }
  return question;
}

// ---- The open question

/**
 * As much of one question as fits, at the largest size at which it does.
 * @param {MapQuestion | undefined} question @param {Open} open @param {Page} page @param {Open} after
 */
function openSide(question, open, page, after) {
  if (!question) return { shapes: /** @type {Shape[]} */ ([]), next: after, scale: 1, root: null };
  const clusters = question.clusters.filter((cluster) => cluster.notes.length > 0);
  const room = page.bottom - page.top;
  for (const scale of SCALES) {
    const whole = rows(clusters, scale, page, clusters);
    if (heightOf(whole, scale, page) <= room) return drawn(question, whole, scale, page, after);
  }
  return openPart(question, clusters, open, page, after);
}

/** One cluster of a question in words, the others as titles: what is done when all is too much. */
function openPart(
  /** @type {MapQuestion} */ question,
  /** @type {MapCluster[]} */ clusters,
  /** @type {Open} */ open,
  /** @type {Page} */ page,
  /** @type {Open} */ after,
) {
  const place = Math.min(open.cluster ?? 0, clusters.length - 1);
  const scale = 1;
  const room = page.bottom - page.top;
  const near = neighbours(clusters, place, scale, page);
  const others = near.filter((cluster) => cluster !== clusters[place]);
  const used = heightOf(rows(others, scale, page, []), scale, page) + gap(scale, page);
  const cluster = clusters[place];
  let last = open.from;
  let taken = 0;
  while (last < cluster.notes.length) {
    const needs = noteHeight(cluster.notes[last], scale, page, clusters.length > 1);
    if (taken + needs > room - used && last > open.from) break;
    taken += needs;
    last += 1;
  }
  const part = { ...cluster, notes: cluster.notes.slice(open.from, last) };
  const shown = near.map((each) => (each === cluster ? part : each));
  /** @type {Open} */
  let next = after;
  if (last < cluster.notes.length) next = { question: open.question, cluster: place, from: last };
  else if (place + 1 < clusters.length) next = { question: open.question, cluster: place + 1, from: 0 };
  return drawn(question, rows(shown, scale, page, [part]), scale, page, next);
}

/** The cluster and as many around it as leave two thirds of the page to its notes. */
function neighbours(
  /** @type {MapCluster[]} */ clusters,
  /** @type {number} */ place,
  /** @type {number} */ scale,
  /** @type {Page} */ page,
) {
  const most = Math.max(1, Math.floor((page.bottom - page.top) / 3 / (3.4 * scale * page.em)));
  const first = Math.max(0, Math.min(place - Math.floor(most / 2), clusters.length - most));
  const near = clusters.slice(first, first + most);
  return near.includes(clusters[place]) ? near : [clusters[place]];
}

/**
 * Each cluster as a row: its title in lines, its notes in lines or folded.
 * @param {MapCluster[]} clusters @param {number} scale @param {Page} page @param {MapCluster[]} unfolded
 */
function rows(clusters, scale, page, unfolded) {
  const isAlone = clusters.length === 1 && !clusters[0].title;
  const hasTitles = !isAlone;
  return clusters.map((cluster) => {
    const size = CLUSTER * scale * page.em;
    const room = page.cluster.end - page.cluster.start;
    const title = hasTitles ? wrapped(cluster.title, room, size, page.measure, true, cluster.tool) : [];
    const isOpen = unfolded.includes(cluster);
    const notes = isOpen ? cluster.notes.map((note) => noteLines(note, scale, page, hasTitles)) : [];
    const titleHeight = title.length * size * LEADING + (isOpen ? 0 : size * 0.9);
    const notesHeight = notes.reduce((sum, lines) => sum + linesHeight(lines, scale, page), 0);
    return { cluster, title, notes, isOpen, hasTitles, height: Math.max(titleHeight, notesHeight) };
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

function noteHeight(
  /** @type {MapNote} */ note,
  /** @type {number} */ scale,
  /** @type {Page} */ page,
  /** @type {boolean} */ hasTitles,
) {
  return linesHeight(noteLines(note, scale, page, hasTitles), scale, page);
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
  const size = OPEN_QUESTION * Math.min(scale, 1.2) * page.em;
  const lines = wrapped(question.text, page.open.end - page.open.start, size, page.measure, true);
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
    const lift = row.isOpen ? 0 : size * 0.45;
    const role = row.cluster.tool ? "tool cluster" : "cluster";
    shapes.push(text(role, page.cluster.start, middle - lift, size, row.title, {}));
    if (!row.isOpen) {
      const below = middle - lift + (row.title.length * size * LEADING) / 2 + size * 0.2;
      shapes.push(...ticks(row.cluster.notes.length, page.cluster.start, below, size, page, "start"));
    }
  }
  let y = top + (row.height - row.notes.reduce((sum, lines) => sum + linesHeight(lines, scale, page), 0)) / 2;
  const start = noteStart(page, row.hasTitles);
  for (const [n, lines] of row.notes.entries()) {
    const note = row.cluster.notes[n];
    const noteSize = NOTE * scale * page.em;
    const height = linesHeight(lines, scale, page);
    const x = start + markRoom(scale, page);
    shapes.push(text("note", x, y + height / 2, noteSize, lines, {}));
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

// ---- The folded questions

/** How closely the folded questions are set, from the airiest: [scale, clusters shown, ticks shown]. */
const FOLDS = /** @type {const} */ ([
  [1.15, true, true],
  [1, true, true],
  [0.9, true, true],
  [0.9, true, false],
  [1.1, false, true],
  [0.95, false, true],
  [0.85, false, false],
]);

/** @param {MapTree} tree @param {Open} open @param {Page} page */
function foldedSide(tree, open, page) {
  const folded = tree.questions
    .map((question, number) => ({ question, number }))
    .filter(({ number }) => number !== open.question);
  /** @type {ReturnType<typeof blocks>} */
  let chosen = [];
  for (const fold of FOLDS) {
    chosen = blocks(folded, fold, page);
    if (stackHeight(chosen, page) <= page.bottom - page.top) break;
  }
  /** @type {Shape[]} */
  const shapes = [];
  /** @type {{x: number, y: number}[]} */
  const roots = [];
  const spare = page.bottom - page.top - stackHeight(chosen, page);
  const between = blockGap(page) + Math.max(0, Math.min(spare / (chosen.length + 1), page.em * 3));
  let y =
    page.middle -
    (stackHeight(chosen, page) + (between - blockGap(page)) * Math.max(chosen.length - 1, 0)) / 2;
  for (const block of chosen) {
    const middle = y + block.height / 2;
    shapes.push(...block.draw(y, middle));
    const longest = Math.max(0, ...block.lines.map((line) => page.measure(line, block.size, true, false)));
    roots.push({ x: page.question.start + longest + page.em * 0.4, y: middle });
    y += block.height + between;
  }
  return { shapes, roots };
}

const blockGap = (/** @type {Page} */ page) => page.em * 1.2;

function stackHeight(/** @type {{height: number}[]} */ all, /** @type {Page} */ page) {
  return all.reduce((sum, block) => sum + block.height, 0) + blockGap(page) * Math.max(all.length - 1, 0);
}

/**
 * @param {{question: MapQuestion, number: number}[]} folded
 * @param {readonly [number, boolean, boolean]} fold @param {Page} page
 */
function blocks(folded, [scale, showsClusters, showsTicks], page) {
  const size = QUESTION * scale * page.em;
  const leafSize = CLUSTER * scale * page.em;
  const step = leafSize * (showsTicks ? 2.45 : 1.6);
  return folded.map(({ question, number }) => {
    const lines = wrapped(question.text, page.question.end - page.question.start, size, page.measure, true);
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
    return { lines, size, height, draw };
  });
}

/** A folded cluster: its title on a line that leads to its question, and a tick for each note. */
function leafShapes(
  /** @type {{title: string, notes: number, tool?: boolean}} */ leaf,
  /** @type {number} */ middle,
  /** @type {number} */ target,
  /** @type {number} */ size,
  /** @type {boolean} */ showsTicks,
  /** @type {Page} */ page,
) {
  const room = page.leaf.end - page.leaf.start;
  const title = shortened(leaf.title, room, size, page.measure, leaf.tool);
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
  return shapes;
}

/** A tick for each note; of very many, as many ticks as one can take in and the number. */
function ticks(
  /** @type {number} */ n,
  /** @type {number} */ x,
  /** @type {number} */ y,
  /** @type {number} */ size,
  /** @type {Page} */ page,
  /** @type {"start" | "end"} */ anchor,
) {
  const step = size * 0.42 * (anchor === "end" ? -1 : 1);
  const shown = Math.min(n, MOST_TICKS);
  /** @type {Shape[]} */
  const shapes = [{ kind: "ticks", x: x + step / 2, y, n: shown, size: size * 0.42, step }];
  if (n > shown) {
    const place = x + step * (shown + 0.6);
    const more = page.more(n - shown);
    shapes.push({
      kind: "text",
      role: "tool",
      x: place,
      y: y + size * 0.42,
      size: size * 0.8,
      anchor,
      lines: [more],
      leading: size,
    });
  }
  return shapes;
}

// ---- The theme

/** @param {string} theme @param {Page} page */
function themeBox(theme, page) {
  const room = page.theme.end - page.theme.start;
  let size = 1.05 * page.em;
  let lines = wrapped(theme, room - page.em, size, page.measure, true);
  while (lines.length > 8 && size > 0.8 * page.em) {
    size *= 0.93;
    lines = wrapped(theme, room - page.em, size, page.measure, true);
  }
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

// ---- Shapes

/** Lines centred on a height. */
function text(
  /** @type {string} */ role,
  /** @type {number} */ x,
  /** @type {number} */ middle,
  /** @type {number} */ size,
  /** @type {string[]} */ lines,
  /** @type {{anchor?: string, isHere?: boolean, question?: number}} */ {
    anchor = "start",
    isHere,
    question,
  },
) {
  const leading = size * LEADING;
  const y = middle - ((lines.length - 1) * leading) / 2 + size * 0.34;
  return /** @type {TextShape} */ ({
    kind: "text",
    role,
    x,
    y,
    size,
    anchor,
    lines,
    leading,
    isHere,
    question,
  });
}

/** @param {[number, number]} from @param {[number, number]} to @param {string} role @param {boolean} [isHere] */
function curve(from, to, role, isHere) {
  return /** @type {CurveShape} */ ({ kind: "curve", role, from, to, isHere });
}

const ENDS = /** @type {Record<string, string>} */ ({ start: "end", end: "start", middle: "middle" });

/** The same shape for a page that is read from the right. @param {Shape} shape @param {number} width @returns {Shape} */
function mirrored(shape, width) {
  const flip = (/** @type {[number, number]} */ [x, y]) => /** @type {[number, number]} */ ([width - x, y]);
  if (shape.kind === "curve" || shape.kind === "line")
    return { ...shape, from: flip(shape.from), to: flip(shape.to) };
  if (shape.kind === "box") return { ...shape, x: width - shape.x - shape.width };
  if (shape.kind === "ticks") return { ...shape, x: width - shape.x, step: -shape.step };
  if (shape.kind === "text") return { ...shape, x: width - shape.x, anchor: ENDS[shape.anchor] };
  return { ...shape, x: width - shape.x };
}

// ---- Words

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
  for (const word of words.split(/\s+/).filter(Boolean)) {
    if (fits(line ? `${line} ${word}` : word)) {
      line = line ? `${line} ${word}` : word;
      continue;
    }
    if (line) lines.push(line);
    const pieces = broken(word, fits);
    line = pieces.pop() ?? "";
    lines.push(...pieces);
  }
  if (line) lines.push(line);
  return lines;
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
function shortened(
  /** @type {string} */ words,
  /** @type {number} */ width,
  /** @type {number} */ size,
  /** @type {Measure} */ measure,
  /** @type {boolean | undefined} */ isTool,
) {
  if (measure(words, size, false, Boolean(isTool)) <= width) return words;
  let kept = [...words];
  while (kept.length > 1 && measure(`${kept.join("")}…`, size, false, Boolean(isTool)) > width)
    kept = kept.slice(0, -1);
  return `${kept.join("").trimEnd()}…`;
}

const clamp = (/** @type {number} */ n, /** @type {number} */ least, /** @type {number} */ most) =>
  Math.min(Math.max(n, least), most);

/** @param {number[]} numbers */
function mean(numbers) {
  return numbers.length ? numbers.reduce((sum, n) => sum + n, 0) / numbers.length : undefined;
}
