/** Everything waits. Nothing of what was on the screen is shown meanwhile. */

import { html } from "lit";
import { both } from "./both.js";

/** @returns {import("./sheets.js").Sheet} */
export function paused() {
  return {
    name: "said",
    wide: true,
    main: html`<div class="said">
      <h1>${both("We take a short break.")}</h1>
      <p>${both("Keep your phone with you. What you wrote is saved. We will continue soon.")}</p>
    </div>`,
  };
}
