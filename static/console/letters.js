/**
 * Keys of one letter, number or sign. A reader can switch them off (WCAG 2.1.4): somebody who
 * speaks to the computer says letters all the time. They never act while somebody types.
 */

const PLACE = "console/letters";

class Letters extends EventTarget {
  isOn = kept() !== "off";

  /** @param {boolean} isOn */
  turn(isOn) {
    this.isOn = isOn;
    try {
      localStorage.setItem(PLACE, isOn ? "on" : "off");
    } catch {
      // Without storage the choice lives as long as the page.
    }
    this.dispatchEvent(new Event("change"));
  }
}

function kept() {
  try {
    return localStorage.getItem(PLACE);
  } catch {
    return null;
  }
}

export const letters = new Letters();

/** Whoever is in a field or in a dialog types. @param {Event} event */
export function isTyping(event) {
  const target = /** @type {Element} */ (event.target);
  return target.closest("input, textarea, select, dialog[open], [contenteditable]") !== null;
}

/**
 * What a key says, whatever the keyboard writes: a Latin letter, a figure or a sign; "" where
 * keys of one letter are off, or are part of a command of the browser.
 * @param {KeyboardEvent} event
 */
export function letterOf(event) {
  return letters.isOn && !event.ctrlKey && !event.metaKey && !event.altKey ? plainKey(event) : "";
}

/** The same, also with Ctrl and where they are off. @param {KeyboardEvent} event */
export function plainKey({ key, code, shiftKey }) {
  if (/^[a-z0-9]$/i.test(key)) return key.toLowerCase();
  if (!shiftKey && /^Digit\d$/.test(code)) return code.replace("Digit", "");
  // An Arabic keyboard writes other letters, on keys in the same place.
  if (/^\p{L}$/u.test(key) && /^Key[A-Z]$/.test(code)) return code.replace("Key", "").toLowerCase();
  return key.length === 1 ? key : "";
}
