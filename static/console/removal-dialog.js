/** Asking somebody to leave, and what becomes of what they wrote. */

import { html } from "lit";
import { _ } from "../words.js";
import { act, ask } from "./ask.js";
import { Dialog, open, text } from "./dialog.js";
import { toast } from "./toasts.js";

class RemovalDialog extends Dialog {
  person = 0;
  name = "";

  get heading() {
    return _("Remove {name}?", { name: this.name });
  }

  get verb() {
    return _("Remove {name}", { name: this.name });
  }

  body() {
    return html`<p>${_("They see and send nothing any more. You can let them back at any time.")}</p>
      <fieldset class="field">
        <legend class="field-label">${_("Their notes")}</legend>
        <label class="choice"><input type="radio" name="notes" value="stay" checked autofocus><span>${_("The notes stay")}</span></label>
        <label class="choice"><input type="radio" name="notes" value="quarantine"><span>${_("Hide the notes until they are let back")}</span></label>
        <span class="field-hint">${_("Notes of anonymous stages always stay: if they were hidden, everyone would know whose they are. In stages that show the sector, you can see from this which notes are theirs.")}</span>
      </fieldset>`;
  }

  /** @param {FormData} form */
  async send(form) {
    const wrong = await ask("person.remove", { person: this.person, notes: text(form, "notes") });
    if (!wrong)
      toast(_("{name} is removed.", { name: this.name }), _("Undo"), () =>
        act("person.readmit", { person: this.person }),
      );
    return wrong;
  }
}

customElements.define("removal-dialog", RemovalDialog);

/** @param {number} person @param {string} name */
export function remove(person, name) {
  return open(Object.assign(new RemovalDialog(), { person, name }));
}
