/** The parking lot: what matters and does not belong here now, with what became of it. */

import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { Element } from "../element.js";
import { sectorMark } from "../parts/sector-mark.js";
import { titleOf } from "../parts/titles.js";
import { ask } from "../phone/ask.js";
import { draftOf, keepDraft } from "../phone/drafts.js";
import { isNearlyLong, isTooLong, room } from "../phone/long.js";
import { send, sent, stateOf } from "../phone/sending.js";
import { openSheet, Sheet } from "../phone/sheet.js";
import { takesPart } from "../phone/standing.js";
import { toast } from "../phone/toast.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import "../parts/note-card.js";

const DRAFT = "park";

class ParkingLotStage extends Element {
  static properties = { stage: { attribute: false } };

  constructor() {
    super();
    /** @type {any} */
    this.stage = null;
  }

  render() {
    return html`<main class="phone-main" id="main" tabindex="-1">
        ${ask(this.stage, titleOf(this.stage), _("Park what should not be lost."), _("Before the end somebody says what becomes of each."))}
        ${parkedList()}
      </main>
      ${
        takesPart() && store.workshop.state === "open"
          ? html`<footer class="phone-foot"><button class="button button--now button--wide" @click=${() => openSheet("park-sheet")}>${_("Park something")}</button></footer>`
          : nothing
      }`;
  }
}

class ParkSheet extends Sheet {
  get heading() {
    return _("Park something for later");
  }

  body() {
    const draft = draftOf(DRAFT);
    return html`
      <form class="field" @submit=${this.#park}>
        <label for="park">${_("What should not be lost?")}</label>
        <textarea class="input" id="park" rows="3" dir="auto" .value=${live(draft)} @input=${this.#write}></textarea>
        <span class="field-hint ${isNearlyLong(draft) ? "is-near" : ""}">${room(draft)} · ${_("Everyone sees it, with your sector.")}</span>
        <button class="button button--now button--wide" ?disabled=${!draft.trim() || isTooLong(draft)}>${_("Park it")}</button>
      </form>
      ${parkedList()}
    `;
  }

  /** @param {InputEvent} event */
  #write(event) {
    keepDraft(DRAFT, /** @type {HTMLTextAreaElement} */ (event.target).value);
    this.requestUpdate();
  }

  /** @param {SubmitEvent} event */
  #park(event) {
    event.preventDefault();
    send("park.add", { text: draftOf(DRAFT) });
    keepDraft(DRAFT, "");
    this.close();
    toast(_("Parked. The facilitators see it."));
  }
}

function parkedList() {
  const items = store.of("parked").reverse();
  const unsent = sent("park.add", (data) => Boolean(data.text)).filter(
    (item) => !store.get(`parked/${item.seq}`),
  );
  if (!items.length && !unsent.length) return nothing;
  return html`<ul class="parked">
    ${unsent.map(
      (item) =>
        html`<li><note-card .note=${{ text: item.data.text, mine: true }} .state=${stateOf(item)} .reason=${item.sentence ?? ""}></note-card></li>`,
    )}
    ${items.map(parked)}
  </ul>`;
}

/** @param {any} item */
function parked(item) {
  const note = item.note === null ? undefined : store.get(`note/${item.note}`);
  return html`<li class="parked-item">
    <p>${sectorMark(item.sector)} <span class="words" dir="auto">${item.text || note?.text || _("A note you cannot see yet")}</span></p>
    ${item.status === "resolved" ? html`<p class="parked-outcome"><b>${_("What became of it:")}</b> <span dir="auto">${item.outcome}</span></p>` : nothing}
  </li>`;
}

customElements.define("parking-lot-stage", ParkingLotStage);
customElements.define("park-sheet", ParkSheet);
