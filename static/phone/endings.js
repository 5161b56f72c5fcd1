/** When there is nothing to do here: between steps, after the workshop, and for whoever is not in it. */

import { html, nothing } from "lit";
import { store } from "../store.js";
import { _, ngettext } from "../words.js";
import { here } from "./here.js";
import { leftOver } from "./left-over.js";
import { adoptedRules, ruleList } from "./rules-sheet.js";
import { counts, isInMinutes, summary } from "./summary.js";
import "./keep-link.js";
import "./me-card.js";

/** @param {string} title @param {unknown} body */
function said(title, body) {
  return html`<main class="phone-main lobby" id="main" tabindex="0">
    <div class="phone-ask"><h1>${title}</h1>${body}</div>
  </main>`;
}

export function between() {
  return said(
    store.workshop.state === "paused" ? _("The workshop is paused") : _("Nothing is open at the moment"),
    html`<p>${_("The next stage opens here automatically.")}</p>`,
  );
}

export function closing() {
  const rules = adoptedRules();
  const notes = store.of("note").filter((note) => note.mine && isInMinutes(note)).length;
  return html`<main class="phone-main lobby" id="main" tabindex="0">
    <div class="phone-ask">
      <h1>${_("The workshop is closed")}</h1>
      <p>${_("Thank you for taking part.")}
        ${notes ? ngettext("{n} note of yours is in the minutes.", "{n} notes of yours are in the minutes.", notes) : nothing}</p>
    </div>
    <p class="closing-counts">${counts()}</p>
    <a class="button button--now button--wide" href="/w/${here.code}/archive">${_("Read the minutes")}</a>
    <keep-link></keep-link>
    ${leftOver()}
    ${summary()}
    ${rules.length ? html`<section><h2>${_("The rules we adopted")}</h2>${ruleList(rules)}</section>` : nothing}
  </main>`;
}

/** @param {string} reason why the server ended the connection */
export function ended(reason) {
  return html`<header class="phone-head"><div class="phone-top"><span class="phone-title" dir="auto">${store.workshop.title || document.title}</span></div></header>
    ${why(reason)}`;
}

/** @param {string} reason */
function why(reason) {
  if (reason === "removed") {
    return said(
      _("You are no longer in this workshop"),
      html`<p>${_("A facilitator removed you. If this is a mistake, speak to a facilitator. When they let you back, open the page again.")}</p>
        <p class="dialog-acts"><a class="button" href="/w/${here.code}">${_("Open the page again")}</a>
          <a class="button" href="/w/${here.code}/me">${_("What is kept about me")}</a></p>`,
    );
  }
  if (reason === "left") {
    return said(
      _("You left this workshop"),
      html`<p>${_("Your name was erased, as you asked. This browser has no place in the workshop any more.")}</p>`,
    );
  }
  if (reason === "not-joined") {
    return said(
      _("You have not joined yet"),
      html`<p><a class="button button--now" href="/join/${here.code}">${_("Join the workshop")}</a></p>`,
    );
  }
  return said(
    _("The connection has ended"),
    html`<p><a class="button button--now" href="/w/${here.code}">${_("Open the page again")}</a></p>`,
  );
}
