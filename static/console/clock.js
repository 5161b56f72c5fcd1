/** How long the stage has left, a minute or five more, and where the time is set. */

import { html, nothing } from "lit";
import { Element } from "../element.js";
import { icon } from "../parts/icon.js";
import { store } from "../store.js";
import { _, number } from "../words.js";
import { act, ask } from "./ask.js";
import { Dialog, open, text } from "./dialog.js";

class ConsoleClock extends Element {
  static properties = { stage: { attribute: false } };

  constructor() {
    super();
    /** @type {any} */
    this.stage = undefined;
  }

  render() {
    const { stage } = this;
    if (stage.state === "revealed") return nothing;
    const isHalted = store.workshop.state === "paused";
    const set = html`<button class="button button--small button--square button--plain" aria-label=${_("Set the time")} title=${_("Set the time")} @click=${() => setTime(stage)}>${icon("clock")}</button>`;
    if (!stage.timer) {
      const minutes = stage.settings.minutes || 5;
      return html`<button class="button button--small" ?disabled=${isHalted} @click=${() => timer(stage, minutes * 60)}>${_("Start {n} min", { n: number(minutes) })}</button>${set}`;
    }
    return html`<stage-timer .ends=${stage.timer.ends} .halted=${isHalted} aloud></stage-timer>
      <button class="button button--small" title=${_("+1 minute")} @click=${() => more(stage, 1)}>+1 <span class="unseen">${_("+1 minute")}</span></button>
      <button class="button button--small" title=${_("+5 minutes")} @click=${() => more(stage, 5)}>+5 <span class="unseen">${_("+5 minutes")}</span></button>
      ${set}`;
  }
}

customElements.define("console-clock", ConsoleClock);

/** @param {any} stage @param {number} seconds */
function timer(stage, seconds) {
  return act("stage.timer", { stage: stage.seq, seconds: Math.round(seconds) });
}

/** Give a stage more minutes; from now, where its time is over. @param {any} stage @param {number} minutes */
export function more(stage, minutes) {
  const left = Math.max(0, (stage.timer?.ends ?? 0) - store.clock());
  return timer(stage, left + minutes * 60);
}

/** @param {any} stage */
function setTime(stage) {
  open(Object.assign(new TimeDialog(), { stage }));
}

class TimeDialog extends Dialog {
  /** @type {any} */
  stage;

  get heading() {
    return _("Time for this stage");
  }

  get verb() {
    return _("Set the time");
  }

  body() {
    return html`<label class="field"><span class="field-label">${_("Minutes from now")}</span>
        <input class="input input--number" type="number" name="minutes" min="0" max="600" step="1" required .defaultValue=${String(this.stage.settings.minutes || 5)} autofocus />
        <span class="field-hint">${_("Phones and the screen count down. When the time is over, nobody can write until you add time. 0 removes the clock.")}</span></label>`;
  }

  /** @param {FormData} form */
  send(form) {
    return ask("stage.timer", { stage: this.stage.seq, seconds: Number(text(form, "minutes")) * 60 });
  }
}

customElements.define("time-dialog", TimeDialog);
