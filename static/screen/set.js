/**
 * A sentence in which some values are set apart: the order of its words is the translator's.
 * @param {string} sentence @param {Record<string, unknown>} values
 */
export function set(sentence, values) {
  return sentence.split(/\{(\w+)\}/).map((part, n) => (n % 2 ? (values[part] ?? "") : part));
}
