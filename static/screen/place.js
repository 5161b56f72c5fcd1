/** Where people join this workshop: what the page says of it. */

import { html, nothing } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import { both } from "./both.js";

const page = document.getElementById("screen")?.dataset ?? {};
const drawn = document.querySelector("template#qr")?.innerHTML ?? "";

export const place = {
  code: page.code ?? "",
  codeShown: page.codeShown ?? "",
  host: page.host ?? "",
  /** The page of the minutes, as somebody types it. */
  archive: `${page.host}/w/${page.code}/archive`,
};

/** The QR code that the server drew. It holds no words of people. */
export function qr() {
  const label = _("QR code: opens {address}", { address: `${place.host}/join/${place.code}` });
  return html`<div class="qr" role="img" aria-label=${label}>${unsafeHTML(drawn)}</div>`;
}

/** What else it takes to get in, in one sentence, or nothing. */
export function way() {
  const { door, entry } = store.workshop;
  if (door === "locked") return both("The door is locked. Nobody new can join now.");
  if (entry === "approval") return both("A facilitator lets people in.");
  if (entry === "invited") return both("Open the personal link in your invitation.");
  if (entry === "passphrase") return both("You also need the passphrase from your invitation.");
  return nothing;
}

/** How to join, small, in the corner of every view, as long as anybody can. */
export function corner() {
  if (store.workshop.state === "closed") return nothing;
  return html`<div class="corner">
    ${qr()}
    <p>${both("Join at {host}", { host: html`<b>${place.host}</b>` })}</p>
    <span class="code">${place.codeShown}</span>
    ${store.workshop.door === "locked" || store.workshop.entry !== "open" ? html`<p class="corner-way">${way()}</p>` : nothing}
  </div>`;
}
