/** Lets a text field grow with its text where the browser does not do so by itself. */

const grows = CSS.supports("field-sizing", "content");

/** @param {HTMLTextAreaElement} field @param {number} [most] rows */
export function grow(field, most = 5) {
  if (grows) return;
  field.rows = 1;
  const line = Number.parseFloat(getComputedStyle(field).lineHeight) || 24;
  field.rows = Math.max(1, Math.min(most, Math.floor(field.scrollHeight / line)));
}
