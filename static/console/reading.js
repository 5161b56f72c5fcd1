/** How notes are read: whole or only their first lines, all of them or those with a word in them. */

const PLACE = "console/scan";

class Reading extends EventTarget {
  isScan = kept() !== "read";
  find = "";

  /** @param {boolean} isScan */
  scan(isScan) {
    this.isScan = isScan;
    try {
      localStorage.setItem(PLACE, isScan ? "scan" : "read");
    } catch {
      // Without storage the choice lives as long as the page.
    }
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} words */
  look(words) {
    this.find = words.trim().toLocaleLowerCase();
    this.dispatchEvent(new Event("change"));
  }

  /** Is this what is looked for? @param {string} text */
  finds(text) {
    return this.find === "" || text.toLocaleLowerCase().includes(this.find);
  }
}

function kept() {
  try {
    return localStorage.getItem(PLACE);
  } catch {
    return null;
  }
}

export const reading = new Reading();
