/** Copying what stands in a field. */

/** Milliseconds for which a button says that it copied. */
export const LINGER = 2000;

/** Was it copied? @param {HTMLInputElement} field */
export async function copied(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // Without https a page has no clipboard, but what is selected can still be copied.
    field.select();
    return document.execCommand("copy");
  }
}
