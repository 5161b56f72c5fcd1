/** One polite live region for the whole page: what a person who cannot see must hear, and no more. */

const region = document.createElement("div");
region.className = "unseen";
region.setAttribute("role", "status");
region.setAttribute("aria-live", "polite");
document.body.append(region);

let timer = 0;

/** Say a sentence; what is said within the same moment replaces it. @param {string} sentence */
export function say(sentence) {
  clearTimeout(timer);
  timer = window.setTimeout(() => {
    region.textContent = sentence;
  }, 150);
}
