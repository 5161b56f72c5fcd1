/** The parking lot: what matters and does not belong here now, with what became of it. */

import { html, nothing } from "lit";
import { Element } from "../element.js";
import { sectorMark } from "../parts/sector-mark.js";
import { titleOf } from "../parts/titles.js";
import { ask } from "../phone/ask.js";
import { send, sent } from "../phone/sending.js";
import { openSheet } from "../phone/sheet.js";
import { takesPart } from "../phone/standing.js";
import { toast } from "../phone/toast.js";
import { unsent } from "../phone/unsent.js";
import { whoseIsIt } from "../phone/whose.js";
import { WriteSheet } from "../phone/write-sheet.js";
import { store } from "../store.js";
import { _ } from "../words.js";

class ParkingLotStage extends Element {
  static properties = { stage: { attribute: false } };

  constructor() {
    super();
    /** @type {any} */
    this.stage = null;
  }

  render() {
    return html`<main class="phone-main" id="main" tabindex="0">
        ${ask(this.stage, titleOf(this.stage), _("Keep here what is important, but not for now."), _("Before the end, somebody says what happens with each one."))}
        ${parkedList() ?? html`<p class="empty">${_("Nothing is in the parking lot.")}</p>`}
      </main>
      ${
        takesPart() && store.workshop.state === "open"
          ? html`<footer class="phone-foot"><button class="button button--now button--wide" @click=${() => openSheet("park-sheet")}>${_("Keep something for later")}</button></footer>`
          : nothing
      }`;
  }
}

class ParkSheet extends WriteSheet {
  get heading() {
    return _("Keep something for later");
  }

  get label() {
    return _("What is important, but not for now?");
  }

  get hint() {
    return `${_("Everyone sees it.")} ${whoseIsIt("sector")}`;
  }

  get button() {
    return _("Keep it for later");
  }

  body() {
    return html`${super.body()} ${parkedList() ?? nothing}`;
  }

  /** @param {string} text */
  send(text) {
    send("park.add", { text });
    toast(_("It is in the parking lot now. The facilitators see it."));
  }
}

/** Null where nothing is parked. */
function parkedList() {
  const items = store.of("parked").reverse();
  const onTheirWay = sent("park.add", (data) => Boolean(data.text)).filter(
    (item) => !store.get(`parked/${item.seq}`),
  );
  if (!items.length && !onTheirWay.length) return null;
  return html`<ul class="parked">
    ${onTheirWay.map((item) => html`<li>${unsent(item)}</li>`)}
    ${items.map(parked)}
  </ul>`;
}

/** @param {any} item */
function parked(item) {
  const note = item.note === null ? undefined : store.get(`note/${item.note}`);
  return html`<li class="parked-item">
    <p>${sectorMark(item.sector)} <span class="words" dir="auto" lang=${(item.text ? "" : note?.language) || nothing}>${item.text || note?.text || _("A note you cannot see yet")}</span></p>
    ${item.status === "resolved" ? html`<p class="parked-outcome"><b>${_("What happened with it:")}</b> <span dir="auto">${item.outcome}</span></p>` : nothing}
  </li>`;
}

customElements.define("parking-lot-stage", ParkingLotStage);
customElements.define("park-sheet", ParkSheet);
