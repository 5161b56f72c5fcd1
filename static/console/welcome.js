/** What a facilitator is asked on the first visit: their name. */

import { html } from "lit";
import { store } from "../store.js";
import { _ } from "../words.js";
import { Dialog, open, text } from "./dialog.js";

class WelcomeDialog extends Dialog {
  get heading() {
    return store.me?.name ? _("Your name") : _("Who facilitates?");
  }

  get verb() {
    return _("That is me");
  }

  body() {
    return html`<label class="field"><span class="field-label">${_("Your name")}</span>
      <input class="input" name="name" required maxlength="80" dir="auto" autocomplete="name" .defaultValue=${store.me?.name ?? ""} autofocus />
      <span class="field-hint">${_("The name people call you. They see it when they are asked if they accept you as facilitator.")}</span></label>`;
  }

  /** @param {FormData} form */
  async send(form) {
    try {
      const answer = await fetch("me", {
        method: "POST",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify({ name: text(form, "name") }),
      });
      return answer.ok ? "" : ((await answer.json()).refused ?? _("It was not saved. Press again."));
    } catch {
      return _("The server did not answer. Wait for “Connected”, then press again.");
    }
  }
}

customElements.define("welcome-dialog", WelcomeDialog);

let isAsked = false;

/** Ask a facilitator without a name for one, once. */
export function welcome() {
  if (isAsked || !store.me || store.me.name || store.workshop.state === "closed") return;
  isAsked = true;
  open(new WelcomeDialog());
}
