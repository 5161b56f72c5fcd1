/** Write an action down, change it, or close it with what came of it. */

import { html, nothing } from "lit";
import { store } from "../store.js";
import { _ } from "../words.js";
import { ask } from "./ask.js";
import { confirm } from "./confirm-dialog.js";
import { Dialog, open, text } from "./dialog.js";
import { originText } from "./origin.js";

/** @typedef {{seq?: number, text?: string, owner?: number | null, due?: string, from?: number | null}} Action */

class ActionDialog extends Dialog {
  /** @type {Action} */
  action = {};

  get heading() {
    return this.action.seq ? _("Edit this action") : _("Add an action");
  }

  get verb() {
    return this.action.seq ? _("Save") : _("Add");
  }

  body() {
    const { action } = this;
    return html`<label class="field"><span class="field-label">${_("What is to be done")}</span>
        <textarea class="input" name="text" rows="3" maxlength="280" required dir="auto" .defaultValue=${action.text ?? ""} autofocus></textarea></label>
      ${action.from ? html`<p class="field-hint" dir="auto">${_("From: {words}", { words: originText(action.from) })}</p>` : nothing}
      <label class="field"><span class="field-label">${_("Who")}</span>
        <select class="input" name="owner"><option value="">${_("Nobody yet")}</option>
          ${people().map((person) => html`<option value=${person.seq} ?selected=${person.seq === action.owner}>${named(person)}</option>`)}
        </select><span class="field-hint">${_("They are asked on their phone if they will do it.")}</span></label>
      <label class="field field--short"><span class="field-label">${_("By when")}</span>
        <input class="input" type="date" name="due" .defaultValue=${action.due ?? ""} /></label>`;
  }

  /** @param {FormData} form */
  send(form) {
    const data = {
      text: text(form, "text"),
      owner: Number(text(form, "owner")) || null,
      due: text(form, "due"),
    };
    const { seq, from } = this.action;
    return seq
      ? ask("action.edit", { ...data, action: seq })
      : ask("action.add", { ...data, from: from ?? null });
  }
}

customElements.define("action-dialog", ActionDialog);

/** @param {Action} [action] what it begins with */
export function addAction(action = {}) {
  return open(Object.assign(new ActionDialog(), { action }));
}

/** @param {Action} action */
export function editAction(action) {
  return open(Object.assign(new ActionDialog(), { action }));
}

/** @param {any} action */
export function closeAction(action) {
  return confirm({
    heading: _("Close this action"),
    about: action.text,
    verb: _("Close it"),
    label: _("Result"),
    isNeeded: true,
    send: (outcome) => ask("action.close", { action: action.seq, outcome }),
  });
}

/** Those who can take something on, by name. */
function people() {
  const here = store
    .of("person")
    .filter((person) => person.here && person.role !== "observer" && person.name);
  return here.sort((a, b) => a.name.localeCompare(b.name));
}

/** @param {any} person */
function named(person) {
  return [person.name, person.organisation || person.sector].filter(Boolean).join(_(", "));
}
