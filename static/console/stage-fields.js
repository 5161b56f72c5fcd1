/** The settings of an activity as fields of a form, and back. */

import { html, nothing } from "lit";
import { titleOf } from "../parts/titles.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import { lines, text } from "./dialog.js";

/**
 * @param {import("./activities.js").Field} field
 * @param {any} stage whose values it begins with; those of the activity where there is none
 */
export function fieldOf(field, stage) {
  const value = stage?.settings[field.key] ?? field.value;
  const hint = field.hint ? html`<span class="field-hint">${field.hint}</span>` : nothing;
  switch (field.kind) {
    case "choice":
      return html`<fieldset class="field"><legend>${field.label}</legend>
        <div class="choices">${(field.options ?? []).map(
          ([key, label, about]) => html`<label class="choice choice--about">
            <input type="radio" name=${field.key} value=${key} ?checked=${key === value} />
            <span>${label}${about ? html`<small>${about}</small>` : nothing}</span></label>`,
        )}</div>${hint}</fieldset>`;
    case "switch":
      return html`<label class="choice choice--alone"><input type="checkbox" name=${field.key} ?checked=${value} /><span>${field.label}</span></label>`;
    case "lines":
      return html`<label class="field"><span class="field-label">${field.label}</span>
        <textarea class="input" name=${field.key} rows="5" dir="auto"></textarea>${hint}</label>`;
    case "number":
      return html`<label class="field field--short"><span class="field-label">${field.label}</span>
        <input class="input input--number" type="number" name=${field.key} min=${field.least ?? 0} max=${field.most ?? 100} .defaultValue=${String(value)} />${hint}</label>`;
    case "stage":
      return stageField(field, value);
  }
}

/** @param {import("./activities.js").Field} field @param {number | undefined} value */
function stageField(field, value) {
  const kinds = ["board", "clusters"];
  const fitting = store.stages.filter((stage) => kinds.includes(stage.activity));
  return html`<label class="field"><span class="field-label">${field.label}</span>
    <select class="input" name=${field.key}>
      <option value="">${_("The nearest one before it")}</option>
      ${fitting.map((stage) => html`<option value=${stage.seq} ?selected=${stage.seq === value}>${titleOf(stage)}</option>`)}
    </select></label>`;
}

/**
 * What the form says for a field. Null is what the server would begin with; of a stage, the nearest that fits.
 * @param {import("./activities.js").Field} field
 * @param {FormData} form
 */
export function valueIn(field, form) {
  if (field.kind === "switch") return form.has(field.key);
  if (field.kind === "lines") return lines(form, field.key);
  const value = text(form, field.key);
  if (value === "") return null;
  if (field.kind !== "stage") return field.kind === "number" ? Number(value) : value;
  const stage = store.get(`stage/${value}`);
  return stage && field.fits?.(form).includes(stage.activity) ? stage.seq : null;
}
