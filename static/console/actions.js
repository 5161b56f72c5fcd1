/** Actions: what, who, by when, from which words, and whether the person named has said yes. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Element } from "../element.js";
import { icon } from "../parts/icon.js";
import { store } from "../store.js";
import { _, day } from "../words.js";
import { addAction, closeAction, editAction } from "./action-dialog.js";
import { originText } from "./origin.js";

class ConsoleActions extends Element {
  render() {
    const actions = store.of("action");
    const isOver = store.workshop.state === "closed";
    return html`<div class="listing">
      ${
        actions.length
          ? html`<table class="table">
              <thead><tr><th scope="col">${_("What")}</th><th scope="col">${_("Who")}</th><th scope="col">${_("By when")}</th><th scope="col">${_("State")}</th><td></td></tr></thead>
              <tbody>${repeat(
                actions,
                (action) => action.seq,
                (action) => this.#row(action, isOver),
              )}</tbody>
            </table>`
          : html`<div class="empty"><b>${_("No action yet.")}</b><p>${_("Write who does what, and by when. You can also open a note and make it an action. Then everyone sees where it came from.")}</p></div>`
      }
      ${isOver ? nothing : html`<p class="stage-foot"><button class="button button--small" @click=${() => addAction()}>${icon("plus")}${_("Add an action")}</button></p>`}
    </div>`;
  }

  /** @param {any} action @param {boolean} isOver */
  #row(action, isOver) {
    const isClosed = action.status === "closed";
    return html`<tr class=${isClosed ? "is-closed" : ""}>
      <td data-label=${_("What")}><span class="table-words" dir="auto">${action.text}</span>
        ${action.from ? html`<small dir="auto">${_("From: {words}", { words: originText(action.from) })}</small>` : nothing}
        ${action.outcome ? html`<small dir="auto">${_("Result: {outcome}", { outcome: action.outcome })}</small>` : nothing}</td>
      <td data-label=${_("Who")}>${action.owner ? html`<bdi>${store.get(`person/${action.owner}`)?.name || _("No name")}</bdi>` : html`<span class="rubric">${_("Nobody yet")}</span>`}</td>
      <td data-label=${_("By when")}>${action.due ? html`<time datetime=${action.due}>${day(action.due)}</time>` : _("No day yet")}</td>
      <td data-label=${_("State")}>${this.#status(action)}</td>
      <td class="table-acts">${
        isClosed || isOver
          ? nothing
          : html`<button class="note-act" @click=${() => editAction(action)}>${_("Edit")}</button>
              <button class="note-act" @click=${() => closeAction(action)}>${_("Close")}</button>`
      }</td>
    </tr>`;
  }

  /** @param {any} action */
  #status(action) {
    if (action.status === "closed") return html`${icon("check")} ${_("Closed")}`;
    if (action.status === "accepted") return html`${icon("agree")} ${_("Accepted")}`;
    return action.owner ? _("Waiting for their yes") : _("Proposed");
  }
}

customElements.define("console-actions", ConsoleActions);
