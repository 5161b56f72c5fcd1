/** The way back to the notes. */

/** From anywhere on the page to the note that Tab comes to first. */
export function toNotes() {
  const note = document.querySelector("console-stage :is(note-card, wall-note)[tabindex='0']");
  /** @type {HTMLElement | null} */ (note)?.focus();
}
