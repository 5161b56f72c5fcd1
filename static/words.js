/** Words in the reader's language. The page brings its catalogue; English needs none. */

const KINDS = ["zero", "one", "two", "few", "many", "other"];

const locale = document.documentElement.lang || "en";

/**
 * How to say things in one language.
 * @param {string} language
 * @param {Record<string, string | string[]>} catalogue
 */
export function tongue(language, catalogue) {
  const plurals = new Intl.PluralRules(language);
  const known = plurals.resolvedOptions().pluralCategories;
  const numbers = new Intl.NumberFormat(language);

  /** @param {number} n */
  const number = (n) => numbers.format(n);

  /** @param {string} text @param {Record<string, unknown>} [values] */
  const say = (text, values) => filled(/** @type {string} */ (catalogue[text] ?? text), values);

  /** @param {string} one @param {string} many @param {number} n @param {Record<string, unknown>} [values] */
  function count(one, many, n, values) {
    const forms = catalogue[one];
    const text = Array.isArray(forms) ? formOf(forms, n) : n === 1 ? one : many;
    return filled(text ?? many, { n: number(n), ...values });
  }

  /** @param {string[]} forms @param {number} n */
  function formOf(forms, n) {
    const kinds = KINDS.filter((kind) => known.some((each) => each === kind));
    // Catalogues have no form of their own for millions, as some languages do.
    const kept = forms.length < kinds.length ? kinds.filter((kind) => kind !== "many") : kinds;
    return forms[kept.indexOf(plurals.select(n))] ?? forms[forms.length - 1];
  }

  return { say, count, number };
}

/** What a page brought of a language. @param {string} id */
export function broughtAs(id) {
  return JSON.parse(document.getElementById(id)?.textContent || "{}");
}

const own = tongue(locale, broughtAs("words"));

/**
 * A text in the reader's language, with `{names}` filled in.
 * @param {string} text
 * @param {Record<string, unknown>} [values]
 */
export function _(text, values) {
  return own.say(text, values);
}

/**
 * The form of a text that fits a number, which fills `{n}`.
 * @param {string} one
 * @param {string} many
 * @param {number} n
 * @param {Record<string, unknown>} [values]
 */
export function ngettext(one, many, n, values) {
  return own.count(one, many, n, values);
}

/** @param {number} n */
export function number(n) {
  return own.number(n);
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
