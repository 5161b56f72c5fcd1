/** The choice of light mode, in plain words. */

import { html } from "lit";
import { connection } from "../socket.js";
import { _ } from "../words.js";
import { chooseLight, lightChoice } from "./light.js";

/** @typedef {import("./light.js").Choice} Choice */

export function lightModes() {
  return html`<fieldset class="field" aria-describedby="light-about">
    <legend>${_("Light mode")}</legend>
    <p id="light-about">${
      connection.isLight
        ? _(
            "Light mode is on. It needs little data: text only, and what is new comes every few seconds. You can do everything as before.",
          )
        : _(
            "Light mode is off. It is for slow or expensive connections: text only, and what is new comes every few seconds.",
          )
    }</p>
    <div class="choices">
      ${way("auto", _("Automatic: on when the connection is slow"))}
      ${way("on", _("Always on"))}
      ${way("off", _("Always off"))}
    </div>
  </fieldset>`;
}

/** @param {Choice} value @param {string} label */
function way(value, label) {
  return html`<label class="choice"><input type="radio" name="light" .checked=${lightChoice() === value}
    @change=${() => chooseLight(value)}><span>${label}</span></label>`;
}
