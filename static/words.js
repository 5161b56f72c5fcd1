/** Words in the reader's language. The page brings its catalogue; English needs none. */

const catalogue = JSON.parse(document.getElementById("words")?.textContent || "{}");
const locale = document.documentElement.lang || "en";
const plurals = new Intl.PluralRules(locale);
const known = plurals.resolvedOptions().pluralCategories;
const order = ["zero", "one", "two", "few", "many", "other"].filter((kind) => known.some((k) => k === kind));

/**
 * A text in the reader's language, with `{names}` filled in.
 * @param {string} text
 * @param {Record<string, unknown>} [values]
 */
export function _(text, values) {
  return filled(catalogue[text] ?? text, values);
}

/**
 * The form of a text that fits a number, which fills `{n}`.
 * @param {string} one
 * @param {string} many
 * @param {number} n
 * @param {Record<string, unknown>} [values]
 */
export function ngettext(one, many, n, values) {
  const forms = catalogue[one];
  const text = Array.isArray(forms) ? formOf(forms, n) : n === 1 ? one : many;
  return filled(text ?? many, { n: number(n), ...values });
}

/** Catalogues have no form of their own for millions, as some languages do. @param {string[]} forms @param {number} n */
function formOf(forms, n) {
  const kinds = forms.length < order.length ? order.filter((kind) => kind !== "many") : order;
  const at = kinds.indexOf(plurals.select(n));
  return forms[at < 0 ? forms.length - 1 : at];
}

/** @param {number} n */
export function number(n) {
  return new Intl.NumberFormat(locale).format(n);
}

/** @param {number} seconds since 1970 */
export function clockTime(seconds) {
  return new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).format(seconds * 1000);
}

/** @param {string} date a day as 2026-12-01 */
export function day(date) {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(date));
}

/** @param {string} text @param {Record<string, unknown>} [values] */
function filled(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
