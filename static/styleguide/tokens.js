/** The tokens as this page has them now: sizes, spaces, colours, and how far each stands off from its ground. */

import { html, LitElement, svg } from "lit";

const GROUNDS = ["desk", "paper", "well"];
const INKS = [
  "ink",
  "ink-2",
  "ink-3",
  "rubric",
  "rubric-deep",
  "sector-1",
  "sector-2",
  "sector-3",
  "sector-4",
  "sector-5",
  "sector-6",
];
/** What stands on something else than paper. */
const OTHERS = [
  ["on-rubric", "rubric"],
  ["on-rubric", "rubric-deep"],
  ["rubric", "wash"],
  ["ink", "wash"],
  ["paper", "ink"],
  ["paper", "ink-2"],
];
const TEXTS = ["text-3xl", "text-2xl", "text-xl", "text-l", "text-m", "text-s", "text-xs", "text-2xs"];
const SPACES = ["s-1", "s-2", "s-3", "s-4", "s-5", "s-6", "s-7", "touch-fine", "touch"];

class GuideTokens extends LitElement {
  #watch = new MutationObserver(() => this.requestUpdate());

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#watch.observe(document.documentElement, { attributes: true });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#watch.disconnect();
  }

  render() {
    const high = document.documentElement.dataset.contrast === "more";
    return html`
      <section class="guide-part"><h2>Type</h2><p>People’s words in the serif; the tool’s in the system’s own sans.</p>
        ${TEXTS.map(
          (
            name,
          ) => html`<p .style="font-size: var(--${name}); font-family: var(--${name.endsWith("l") ? "voice" : "tool"})">
          What builds trust? <small>${name.slice(5)} ${tokenOf(name)}</small></p>`,
        )}
      </section>
      <section class="guide-part"><h2>Space</h2>
        ${SPACES.map((name) => html`<div><span class="guide-space" .style="inline-size: var(--${name})"></span> ${name} ${tokenOf(name)}</div>`)}
      </section>
      <section class="guide-part"><h2>Colour</h2><p>Desk, paper, ink. The rubric marks what happens now or needs you.</p>
        <div class="guide-show">${[...GROUNDS, "wash", ...INKS, "on-rubric", "rule", "edge", "focus"].map(
          (
            name,
          ) => html`<div class="guide-colour"><svg viewBox="0 0 10 4" preserveAspectRatio="none" aria-hidden="true">${svg`<rect width="10" height="4" fill=${tokenOf(name)}></rect>`}</svg>
            <b>${name}</b>${tokenOf(name)}</div>`,
        )}</div>
      </section>
      <section class="guide-part"><h2>Contrast, measured</h2><p>At least ${high ? "7" : "4.5"} for text.</p>
        <table class="guide-pairs"><thead><tr><td></td>${GROUNDS.map((ground) => html`<th scope="col">on ${ground}</th>`)}</tr></thead>
          <tbody>${INKS.map((ink) => html`<tr><th scope="row">${ink}</th>${GROUNDS.map((ground) => cell(ink, ground, high))}</tr>`)}
          ${OTHERS.map(([ink, ground]) => html`<tr><th scope="row">${ink} on ${ground}</th>${cell(ink, ground, high)}<td></td><td></td></tr>`)}</tbody>
        </table>
      </section>`;
  }
}

/** @param {string} name */
function tokenOf(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** @param {string} ink @param {string} ground @param {boolean} high */
function cell(ink, ground, high) {
  const ratio = contrastOf(tokenOf(ink), tokenOf(ground));
  return html`<td class=${ratio < (high ? 7 : 4.5) ? "is-low" : ""}>${ratio.toFixed(2)}</td>`;
}

/** As WCAG 2 defines it. @param {string} one @param {string} other */
function contrastOf(one, other) {
  const [light, dark] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** @param {string} colour #rrggbb, or #rgb as the build may shorten it */
function luminanceOf(colour) {
  const long = colour.length === 4 ? colour.replace(/[0-9a-f]/gi, "$&$&") : colour;
  const channels = [1, 3, 5].map((at) => {
    const value = Number.parseInt(long.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2];
}

customElements.define("guide-tokens", GuideTokens);
