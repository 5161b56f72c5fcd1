/** Everything waits. Nothing of what was on the screen is shown meanwhile. */

import { html } from "lit";
import { _ } from "../words.js";

/** @returns {import("./sheets.js").Sheet} */
export function paused() {
  return {
    name: "said",
    wide: true,
    main: html`<div class="said">
      <h1>${_("We pause for a moment.")}</h1>
      <p>${_("Keep your phone at hand. What you wrote is saved, and we go on where we stopped.")}</p>
    </div>`,
  };
}
