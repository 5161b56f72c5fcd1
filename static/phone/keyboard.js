/**
 * Keeps the page as high as what is seen of it, so that the composer stands above the keyboard
 * also where the keyboard covers the page instead of shrinking it.
 */

const seen = window.visualViewport;

function fit() {
  // Zoomed with two fingers, a person sees a part on purpose; the page stays as it is.
  if (!seen || seen.scale > 1.05) return;
  document.documentElement.style.setProperty("--seen", `${Math.round(seen.height)}px`);
  if (seen.offsetTop) scrollTo(0, 0);
}

seen?.addEventListener("resize", fit);
fit();
