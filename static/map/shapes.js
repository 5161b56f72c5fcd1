/**
 * What comes out of a map: shapes with places, and the few that both sides draw.
 *
 * @typedef {{kind: "text", role: string, x: number, y: number, size: number, anchor: string, lines: string[],
 *   leading: number, isHere?: boolean, question?: number, language?: string}} TextShape  y: the first baseline
 * @typedef {{kind: "curve", role: string, from: [number, number], to: [number, number], isHere?: boolean}} CurveShape
 * @typedef {{kind: "line", role: string, from: [number, number], to: [number, number]}} LineShape
 * @typedef {{kind: "ticks", x: number, y: number, n: number, size: number, step: number}} TicksShape
 * @typedef {{kind: "mark", x: number, y: number, size: number, mark: number, sector: string}} MarkShape
 * @typedef {{kind: "box", role: string, x: number, y: number, width: number, height: number}} BoxShape
 * @typedef {TextShape | CurveShape | LineShape | TicksShape | MarkShape | BoxShape} Shape
 */

/** @typedef {import("./page.js").Page} Page */

export const LEADING = 1.17;
const MOST_TICKS = 30;

/** Lines centred on a height. */
export function text(
  /** @type {string} */ role,
  /** @type {number} */ x,
  /** @type {number} */ middle,
  /** @type {number} */ size,
  /** @type {string[]} */ lines,
  /** @type {{anchor?: string, isHere?: boolean, question?: number, language?: string}} */ {
    anchor = "start",
    isHere,
    question,
    language,
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
    language,
  });
}

/** @param {[number, number]} from @param {[number, number]} to @param {string} role @param {boolean} [isHere] */
export function curve(from, to, role, isHere) {
  return /** @type {CurveShape} */ ({ kind: "curve", role, from, to, isHere });
}

const ENDS = /** @type {Record<string, string>} */ ({ start: "end", end: "start", middle: "middle" });

/** The same shape for a page that is read from the right. @param {Shape} shape @param {number} width @returns {Shape} */
export function mirrored(shape, width) {
  const flip = (/** @type {[number, number]} */ [x, y]) => /** @type {[number, number]} */ ([width - x, y]);
  if (shape.kind === "curve" || shape.kind === "line")
    return { ...shape, from: flip(shape.from), to: flip(shape.to) };
  if (shape.kind === "box") return { ...shape, x: width - shape.x - shape.width };
  if (shape.kind === "ticks") return { ...shape, x: width - shape.x, step: -shape.step };
  if (shape.kind === "text") return { ...shape, x: width - shape.x, anchor: ENDS[shape.anchor] };
  return { ...shape, x: width - shape.x };
}

/** A tick for each note; of very many, as many ticks as one can take in and the number. */
export function ticks(
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
