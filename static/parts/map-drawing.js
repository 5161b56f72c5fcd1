/** The shapes of a map as SVG, and the measure of words as this browser sets them. */

import { html, nothing, svg } from "lit";

/** @typedef {import("../map/shapes.js").Shape} Shape */

/** @type {CanvasRenderingContext2D | null} */
let context = null;
/** @type {{voice: string, tool: string}} */
let fonts = { voice: "serif", tool: "sans-serif" };

/** @type {import("../map/page.js").Measure} */
export function measure(text, size, isStrong, isTool) {
  if (!context) {
    context = document.createElement("canvas").getContext("2d");
    const style = getComputedStyle(document.documentElement);
    fonts = { voice: style.getPropertyValue("--voice"), tool: style.getPropertyValue("--tool") };
  }
  if (!context) return text.length * size * 0.5;
  context.font = `${isStrong ? 600 : 400} 100px ${isTool ? fonts.tool : fonts.voice}`;
  return (context.measureText(text).width * size) / 100;
}

/**
 * @param {Shape[]} shapes
 * @param {{width: number, height: number, label: string, choose?: (question: number) => void}} options
 */
export function drawing(shapes, { width, height, label, choose }) {
  return html`<svg class="map" viewBox="0 0 ${width} ${height}" role=${choose ? "group" : "img"} aria-label=${label}>
    ${shapes.map((shape) => drawn(shape, choose))}
  </svg>`;
}

/** @param {Shape} shape @param {((question: number) => void) | undefined} choose */
function drawn(shape, choose) {
  if (shape.kind === "text") return words(shape, choose);
  if (shape.kind === "curve") return svg`<path class=${here(shape)} d=${bent(shape.from, shape.to)}></path>`;
  if (shape.kind === "line")
    return svg`<path class=${shape.role} d="M${points(shape.from)}L${points(shape.to)}"></path>`;
  if (shape.kind === "ticks") return svg`<path class="tick" d=${tickPath(shape)}></path>`;
  if (shape.kind === "mark") return mark(shape);
  const { role, x, y, width, height } = shape;
  return svg`<rect class=${role} x=${round(x)} y=${round(y)} width=${round(width)} height=${round(height)} rx="3"></rect>`;
}

/** @param {import("../map/shapes.js").TextShape} shape @param {((question: number) => void) | undefined} choose */
function words(shape, choose) {
  const { x, y, size, anchor, lines, leading, question, language } = shape;
  const drawn = svg`<text class=${here(shape)} lang=${language ?? nothing} font-size=${round(size)} text-anchor=${anchor}>
    ${lines.map((line, n) => svg`${n ? svg`<tspan font-size="0"> </tspan>` : nothing}<tspan x=${round(x)} y=${round(y + n * leading)}>${line}</tspan>`)}
  </text>`;
  if (question === undefined || !choose) return drawn;
  const press = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      choose(question);
    }
  };
  return svg`<g class="choice-in-map" role="button" tabindex="0"
    @click=${() => choose(question)} @keydown=${press}>${drawn}</g>`;
}

/** @param {{role: string, isHere?: boolean}} shape */
function here({ role, isHere }) {
  return isHere ? `${role} is-here` : role;
}

/** An even bend between two points. @param {[number, number]} from @param {[number, number]} to */
function bent(from, to) {
  const middle = round((from[0] + to[0]) / 2);
  return `M${points(from)}C${middle} ${round(from[1])} ${middle} ${round(to[1])} ${points(to)}`;
}

/** @param {import("../map/shapes.js").TicksShape} shape */
function tickPath({ x, y, n, size, step }) {
  return Array.from(
    { length: n },
    (_, place) => `M${round(x + place * step)} ${round(y)}v${round(size)}`,
  ).join("");
}

/** Half as wide as high, around 0 0: square, triangle, circle, diamond, cross, bars. */
const MARKS = [
  "M-.5 -.5h1v1h-1z",
  "M0 -.55l.56 1.05h-1.12z",
  "M-.5 0a.5 .5 0 1 0 1 0a.5 .5 0 1 0 -1 0z",
  "M0 -.6l.6 .6l-.6 .6l-.6 -.6z",
  "M-.17 -.5h.34v.33h.33v.34h-.33v.33h-.34v-.33h-.33v-.34h.33z",
  "M-.5 -.46h1v.36h-1zM-.5 .1h1v.36h-1z",
];

/** @param {import("../map/shapes.js").MarkShape} shape */
function mark({ x, y, size, mark, sector }) {
  if (!mark)
    return svg`<circle class="sector-none" cx=${round(x)} cy=${round(y)} r=${round(size * 0.32)}></circle>`;
  const place = ((mark - 1) % 6) + 1;
  return svg`<path class="sector-${place}" transform="translate(${round(x)} ${round(y)}) scale(${round(size)})"
    d=${MARKS[place - 1]}>${sector ? svg`<title>${sector}</title>` : nothing}</path>`;
}

/** @param {[number, number]} point */
const points = ([x, y]) => `${round(x)} ${round(y)}`;
const round = (/** @type {number} */ n) => Math.round(n * 10) / 10;
