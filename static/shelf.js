/**
 * What must survive a reload, on this device: an entry of its own for each thing, so that two tabs
 * of one phone never write over each other.
 */

export class Shelf {
  /** Did this device keep the last thing it was given? Its storage may be full or forbidden. */
  isKeeping = true;
  #place;

  /** @param {string} place */
  constructor(place) {
    this.#place = `${place}/`;
  }

  /** @param {string} name */
  get(name) {
    try {
      return readAs(localStorage.getItem(this.#place + name));
    } catch {
      return null;
    }
  }

  /** Everything that lies here. @returns {any[]} */
  all() {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.#place));
      return keys.map((key) => readAs(localStorage.getItem(key))).filter(Boolean);
    } catch {
      return [];
    }
  }

  /** @param {string} name @param {any} thing */
  put(name, thing) {
    try {
      localStorage.setItem(this.#place + name, JSON.stringify(thing));
      this.isKeeping = true;
    } catch {
      // A full or forbidden storage: what was written lives as long as this page.
      this.isKeeping = false;
    }
  }

  /** @param {string} name */
  drop(name) {
    try {
      localStorage.removeItem(this.#place + name);
    } catch {
      // What was never kept need not go.
    }
  }

  /**
   * What another tab just put here or dropped: its name, and the thing or nothing.
   * @param {StorageEvent} event @returns {[string, any] | undefined}
   */
  change({ key, newValue }) {
    return key?.startsWith(this.#place) ? [key.slice(this.#place.length), readAs(newValue)] : undefined;
  }
}

/** @param {string | null} text */
function readAs(text) {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return null;
  }
}
