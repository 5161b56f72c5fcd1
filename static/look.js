/** The links of `ui.looks()`: a page that is alive takes the colours at once, without being loaded again. */

const KEPT = 60 * 60 * 24 * 365;

// A page that was kept from earlier may have come with other colours.
const kept = /(?:^|; )look=([\w-]+)/.exec(document.cookie)?.[1];
if (kept && kept !== document.documentElement.dataset.look) wear(kept);

/** A list of the looks, made from the template that came with the page. */
export function looksList() {
  const template = /** @type {HTMLTemplateElement | null} */ (document.getElementById("looks"));
  const list = /** @type {HTMLElement | undefined} */ (template?.content.firstElementChild?.cloneNode(true));
  if (list) mark(list, document.documentElement.dataset.look ?? "");
  return list;
}

addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-look]") : null;
  const look = link?.getAttribute("data-look");
  if (!link || !look) return;
  event.preventDefault();
  // biome-ignore lint/suspicious/noDocumentCookie: the other way to set one is not in every browser we serve.
  document.cookie = `look=${look}; path=/; max-age=${KEPT}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  wear(look);
  for (const list of document.querySelectorAll(".looks")) mark(list, look);
});

/** @param {string} look */
function wear(look) {
  const { dataset } = document.documentElement;
  dataset.look = look;
  const isStrong = look.includes("-on-");
  const isDark = look === "dark" || look === "white-on-black";
  if (look === "device") {
    delete dataset.theme;
    delete dataset.contrast;
    return;
  }
  dataset.theme = isDark ? "dark" : "light";
  dataset.contrast = isStrong ? "more" : "normal";
}

/** @param {Element} list @param {string} look */
function mark(list, look) {
  for (const link of list.querySelectorAll("a[data-look]"))
    if (link.getAttribute("data-look") === look) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
}
