/** Notes that changed their place move there, where motion is welcome and they are not too many. */

const MOST = 300;
const LEAST = 3;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** Where each note lies. @param {Element} scene @returns {Map<string, DOMRect>} */
export function places(scene) {
  const notes = scene.querySelectorAll("[data-seq]");
  /** @type {Map<string, DOMRect>} */
  const found = new Map();
  if (calm.matches || notes.length > MOST) return found;
  for (const note of notes) {
    found.set(note.getAttribute("data-seq") ?? "", note.getBoundingClientRect());
  }
  return found;
}

/** @param {Element} scene @param {Map<string, DOMRect>} before */
export function move(scene, before) {
  if (!before.size) return;
  const duration = Number.parseFloat(getComputedStyle(scene).getPropertyValue("--settle")) || 260;
  for (const note of scene.querySelectorAll("[data-seq]")) {
    const from = before.get(note.getAttribute("data-seq") ?? "");
    if (!from) continue;
    const to = note.getBoundingClientRect();
    const [x, y] = [from.left - to.left, from.top - to.top];
    if (Math.abs(x) < LEAST && Math.abs(y) < LEAST) continue;
    note.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], {
      duration,
      easing: "cubic-bezier(.2, .7, .2, 1)",
    });
  }
}
