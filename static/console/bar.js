/** The bar: where the workshop stands, how long there is, and the next thing to do in red. */

import { html, nothing } from "lit";
import { icon, pilcrow } from "../parts/icon.js";
import { titleOf } from "../parts/titles.js";
import { connection } from "../socket.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import { act } from "./ask.js";
import "./clock.js";
import { chosen } from "./chosen.js";
import { closeWorkshop } from "./closing.js";
import { Follower } from "./follower.js";
import "./menu-button.js";
import { moreItems, screenItems, showDialog } from "./menus.js";
import { currentStage, moment } from "./moment.js";
import { addStage } from "./stage-dialog.js";
import { clearToasts } from "./toasts.js";
import { welcome } from "./welcome.js";
import { stagePill } from "./words.js";

class ConsoleBar extends Follower {
  #isBusy = false;

  updated() {
    if (store.isReady) welcome();
  }

  render() {
    if (!store.isReady)
      return html`<div class="bar-title">${pilcrow()}</div><connection-dot></connection-dot>`;
    const { workshop } = store;
    const stage = currentStage();
    return html`
      <div class="bar-title">${pilcrow()}<span dir="auto" title=${workshop.title}>${workshop.title}</span></div>
      <div class="bar-group bar-where">${this.#where(workshop, stage)}</div>
      ${stage ? html`<console-clock .stage=${stage} class="bar-group"></console-clock>` : nothing}
      <span class="bar-rule"></span>
      <div class="bar-group bar-now">${stage ? this.#lock(stage) : nothing}${this.#now()}</div>
      <span class="bar-rule"></span>
      <div class="bar-group bar-rest">
        ${
          workshop.state === "open"
            ? html`<button class="button button--small button--plain" aria-label=${_("Pause all")} @click=${() => act("workshop.pause")}>${icon("pause")}<span class="bar-word">${_("Pause all")}</span></button>`
            : nothing
        }
        <menu-button icon="screen" label=${_("Show on screen")} .items=${screenItems(stage)}></menu-button>
        ${workshop.state === "closed" ? nothing : html`<button class="button button--small" @click=${() => showDialog("invite")}>${_("Invite")}</button>`}
        <menu-button icon="more" icon-only label=${_("More")} kind="button--plain" .items=${moreItems()}></menu-button>
        ${connection.ended ? nothing : html`<connection-dot></connection-dot>`}
      </div>`;
  }

  /** @param {any} workshop @param {any} stage */
  #where(workshop, stage) {
    if (workshop.state !== "open" || !stage) return stagePill(workshop.state);
    const isElsewhere = chosen.stage?.seq !== stage.seq;
    return html`${isElsewhere ? html`<button class="note-act" @click=${() => chosen.show(stage.seq)} dir="auto">${titleOf(stage)}</button>` : nothing}
      ${stagePill(stage.state)}`;
  }

  /** @param {any} stage */
  #lock(stage) {
    if (store.workshop.state !== "open") return nothing;
    if (stage.state === "open")
      return html`<button class="button button--small" @click=${() => act("stage.lock", { stage: stage.seq })}>${icon("lock")}${_("Lock")}</button>`;
    if (stage.state === "locked")
      return html`<button class="button button--small" @click=${() => act("stage.open", { stage: stage.seq })}>${icon("lock")}${_("Unlock")}</button>`;
    return nothing;
  }

  #now() {
    const next = moment();
    if (!next)
      return html`<a class="button button--small button--now" href="archive">${_("Read the archive")}</a>`;
    return html`<button class="button button--small button--now" aria-disabled=${this.#isBusy} @click=${() => this.#press(next)}><span dir="auto">${next.label}</span></button>`;
  }

  /** @param {NonNullable<ReturnType<typeof moment>>} next */
  async #press(next) {
    if (this.#isBusy) return;
    clearToasts();
    if (next.asks) return next.asks === "add" ? addStage() : closeWorkshop();
    // Two presses in a row would do two things; the second was meant for the first. The button
    // is not switched off for that: whoever pressed Enter would lose their place on the page.
    this.#isBusy = true;
    this.requestUpdate();
    chosen.show(null);
    await next.do?.();
    window.setTimeout(() => {
      this.#isBusy = false;
      this.requestUpdate();
    }, 400);
  }
}

customElements.define("console-bar", ConsoleBar);
