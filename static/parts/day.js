/** A day as people write it. */

const locale = document.documentElement.lang || "en";
const format = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });

/** @param {string} day like 2026-12-01 */
export function dayInWords(day) {
  const date = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? day : format.format(date);
}
