/** Actions on a phone: what is to be done, by whom and by when; one's own first, to be accepted. */

import { html, nothing } from "lit";
import { Element } from "../element.js";
import { ask } from "../phone/ask.js";
import { isMuted } from "../phone/muted.js";
import { send, sent } from "../phone/sending.js";
import { openSheet, Sheet } from "../phone/sheet.js";
import { mayWrite } from "../phone/standing.js";
import { unsent } from "../phone/unsent.js";
import { WriteSheet } from "../phone/write-sheet.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import "./actions/action-card.js";

class ActionsStage extends Element {
  static properties = { stage: { attribute: false } };

  constructor() {
    super();
    /** @type {any} */
    this.stage = null;
  }

  render() {
    const { stage } = this;
    const mayAdd = mayWrite(stage) && !isMuted() && stage.settings.open_to === "everyone";
    const todo = mayAdd
      ? _("Add what you will do, or what somebody should do.")
      : _("See what you are asked to do. Accept it if you can do it.");
    return html`
      <main class="phone-main" id="main" tabindex="0">
        ${ask(stage, stage.title || _("Who does what, by when?"), todo)}
        ${actionList()}
      </main>
      ${mayAdd ? html`<footer class="phone-foot"><button class="button ${actionsToAccept() ? "" : "button--now"} button--wide" @click=${() => openSheet("action-sheet")}>${_("Add an action")}</button></footer>` : nothing}
      <action-sheet></action-sheet>
    `;
  }
}

/** All actions, in whatever stage they were added: they belong to the workshop. */
function actionList() {
  const actions = store.of("action");
  const isMine = (/** @type {any} */ action) => store.me && action.owner === store.me.seq;
  const order = [...actions.filter(isMine), ...actions.filter((action) => !isMine(action))];
  const onTheirWay = sent("action.add", () => true).filter((item) => !store.get(`action/${item.seq}`));
  if (!order.length && !onTheirWay.length) return html`<p class="empty">${_("There is no action yet.")}</p>`;
  return html`<div class="notes">
    ${onTheirWay.map((item) => unsent(item))}
    ${order.map((action) => html`<action-card .action=${action}></action-card>`)}
  </div>`;
}

/** How many actions wait for this person's word. */
export function actionsToAccept() {
  return store.of("action").filter((action) => action.may_accept).length;
}

class ActionsSheet extends Sheet {
  get heading() {
    return _("Actions");
  }

  body() {
    return actionList();
  }
}

class ActionSheet extends WriteSheet {
  get heading() {
    return _("Add an action");
  }

  get label() {
    return _("What should be done?");
  }

  get hint() {
    return _("Everyone sees it. Your name is shown if you do it yourself.");
  }

  get button() {
    return _("Add it");
  }

  more() {
    return html`
      <label class="choice"><input type="checkbox" name="mine"><span>${_("I will do it myself")}</span></label>
      <div class="field"><label for="due">${_("By when")} <span class="field-hint">${_("optional")}</span></label>
        <input class="input" id="due" name="due" type="date"></div>`;
  }

  /** @param {string} text @param {FormData} form */
  send(text, form) {
    send("action.add", {
      text,
      due: String(form.get("due") ?? ""),
      owner: form.get("mine") ? store.you.person : null,
    });
  }
}

customElements.define("actions-stage", ActionsStage);
customElements.define("actions-sheet", ActionsSheet);
customElements.define("action-sheet", ActionSheet);
