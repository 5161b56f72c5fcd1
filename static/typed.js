/** What was typed into a page that is read is still there when the page comes again in another language. */

const KEY = "typed";

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Field */

addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[data-language]") : null;
  if (link)
    sessionStorage.setItem(KEY, JSON.stringify({ at: location.pathname, said: fields().map(typedInto) }));
});

const before = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
sessionStorage.removeItem(KEY);
if (before?.at === location.pathname) {
  for (const [n, field] of fields().entries()) fill(field, before.said[n]);
}

/** Whatever somebody may type or tick, but no password. */
function fields() {
  const all = /** @type {NodeListOf<Field>} */ (document.querySelectorAll("main :is(input, textarea)[name]"));
  return [...all].filter(({ type }) => !["hidden", "password", "file"].includes(type));
}

/**
 * The field's name and what was done to it, if that is not as the page came: what stands there in one
 * language stands there in another next.
 *
 * @param {Field} field
 */
function typedInto(field) {
  if (isTicked(field)) return field.checked === field.defaultChecked ? null : [field.name, field.checked];
  return field.value === field.defaultValue ? null : [field.name, field.value];
}

/**
 * @param {Field} field
 * @param {[string, string | boolean] | null} typed
 */
function fill(field, typed) {
  if (typed?.[0] !== field.name) return;
  if (isTicked(field)) field.checked = Boolean(typed[1]);
  else field.value = String(typed[1]);
}

/**
 * @param {Field} field
 * @returns {field is HTMLInputElement}
 */
function isTicked(field) {
  return field.type === "checkbox" || field.type === "radio";
}
