/** Add a stage to the run sheet, or change one: title, instruction, time, and how its activity runs. */

import { html, nothing } from "lit";
import { nameOf, titleOf } from "../parts/titles.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import { ACTIVITIES, activity } from "./activities.js";
import { ask } from "./ask.js";
import { chosen } from "./chosen.js";
import { confirm } from "./confirm-dialog.js";
import { Dialog, open, text } from "./dialog.js";
import { fieldOf, valueIn } from "./stage-fields.js";

class StageDialog extends Dialog {
  static properties = { name: { state: true } };

  /** The stage to change; without one another is added. @type {any} */
  stage;

  constructor() {
    super();
    this.name = "board";
  }

  get heading() {
    return this.stage ? _("Edit: {stage}", { stage: titleOf(this.stage) }) : _("Add a stage");
  }

  get verb() {
    return this.stage ? _("Save") : _("Add to the run sheet");
  }

  get size() {
    return this.stage ? "" : "dialog--wide";
  }

  body() {
    if (this.stage) return this.#fields(this.stage.activity);
    return html`<div class="stage-new">
      <fieldset class="field"><legend>${_("What will people do?")}</legend>
        <div class="choices">${ACTIVITIES.map(
          (each) => html`<label class="choice choice--about">
            <input type="radio" name="activity" value=${each.name} ?checked=${each.name === this.name} @change=${() => this.#choose(each.name)} />
            <span>${nameOf(each.name)}<small>${each.about}</small></span></label>`,
        )}</div>
      </fieldset>
      <div class="stage-new-fields">${this.#fields(this.name)}</div>
    </div>`;
  }

  /** @param {string} name */
  #choose(name) {
    this.name = name;
  }

  /** @param {string} name */
  #fields(name) {
    const { stage } = this;
    const fields = (activity(name)?.fields ?? []).filter((field) => !stage || field.kind !== "lines");
    return html`
      <label class="field"><span class="field-label">${_("Title")}</span>
        <input class="input" name="title" maxlength="120" dir="auto" placeholder=${nameOf(name)} .defaultValue=${stage?.title ?? ""} /></label>
      <label class="field"><span class="field-label">${_("Instruction")}</span>
        <textarea class="input" name="instruction" rows="2" maxlength="2000" dir="auto" .defaultValue=${stage?.instruction ?? ""}></textarea>
        <span class="field-hint">${_("One sentence that says what to do. Every phone shows it in red.")}</span></label>
      <label class="field field--short"><span class="field-label">${_("Minutes planned")}</span>
        <input class="input input--number" name="minutes" type="number" min="0" max="600" .defaultValue=${String(stage?.settings.minutes || "")} />
        <span class="field-hint">${_("This is only the plan. You start the clock yourself.")}</span></label>
      ${fields.map((field) => fieldOf(field, stage))}
      ${stage ? nothing : this.#place()}`;
  }

  #place() {
    const after = chosen.stage?.seq ?? store.stages.at(-1)?.seq;
    if (!store.stages.length) return nothing;
    return html`<label class="field"><span class="field-label">${_("After")}</span>
      <select class="input" name="after">
        ${store.stages.map((each) => html`<option value=${each.seq} ?selected=${each.seq === after}>${titleOf(each)}</option>`)}
      </select></label>`;
  }

  /** @param {FormData} form */
  async send(form) {
    const name = this.stage?.activity ?? this.name;
    const fields = (activity(name)?.fields ?? []).filter((field) => !this.stage || field.kind !== "lines");
    /** @type {any} */
    const data = {
      title: text(form, "title"),
      instruction: text(form, "instruction"),
      minutes: Number(text(form, "minutes")) || 0,
    };
    for (const field of fields) data[field.key] = valueIn(field, form);
    if (this.stage) return ask("stage.edit", { ...data, stage: this.stage.seq });
    const after = Number(text(form, "after")) || null;
    const questions = activity(name)?.questions;
    if (questions) data.questions = questions;
    const before = new Set(store.stages.map((each) => each.seq));
    const wrong = await ask("stage.add", { ...data, activity: name, after });
    if (!wrong) showNew(before);
    return wrong;
  }
}

customElements.define("stage-dialog", StageDialog);

/** Look at the stage that was just added, as soon as it is here. @param {Set<number>} before */
function showNew(before) {
  const look = () => {
    const added = store.stages.find((each) => !before.has(each.seq));
    if (!added) return;
    store.removeEventListener("change", look);
    chosen.show(added.seq);
  };
  store.addEventListener("change", look);
  look();
}

export function addStage() {
  return open(new StageDialog());
}

/** @param {any} stage */
export function editStage(stage) {
  return open(Object.assign(new StageDialog(), { stage }));
}

/** Take a stage that was never opened off the run sheet. @param {any} stage */
export function removeStage(stage) {
  return confirm({
    heading: _("Remove: {stage}", { stage: titleOf(stage) }),
    about: _("It was never opened, so nobody wrote in it. What you prepared is deleted."),
    verb: _("Remove"),
    send: () => ask("stage.remove", { stage: stage.seq }),
  });
}
