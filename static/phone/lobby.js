/** Before the workshop opens: why we are here, who I am, and that nothing is asked of me yet. */

import { html, nothing } from "lit";
import { titleOf } from "../parts/titles.js";
import { connection } from "../socket.js";
import { store } from "../store.js";
import { _, ngettext } from "../words.js";
import { aboutOf } from "./more-sheet.js";
import "./me-card.js";

export function lobby() {
  const { title, purpose } = store.workshop;
  return html`<main class="phone-main lobby" id="main" tabindex="0">
    <div class="phone-ask">
      <h1 dir="auto">${title}</h1>
      ${purpose ? html`<p dir="auto">${purpose}</p>` : nothing}
      <p><span class="rubric">${_("Waiting for the facilitator.")}</span>
        ${_("The workshop opens here automatically. You do not need to do anything.")}</p>
      <p class="lobby-here">${hereWords()}</p>
    </div>
    ${store.me ? html`<me-card></me-card>` : nothing}
    ${store.stages.length ? html`<section><h2>${_("What we will do")}</h2>${sheet()}</section>` : nothing}
  </main>`;
}

/** How many are here, oneself included. Until the server has said it, the line is there and empty. */
function hereWords() {
  if (!connection.isLight && !connection.isCounted) return "\u00a0";
  const n = Math.max(
    connection.isLight ? store.workshop.people : connection.presence.online,
    store.me ? 1 : 0,
  );
  return n === 1 && store.me
    ? _("You are the first here.")
    : ngettext("{n} person is here.", "{n} people are here.", n);
}

function sheet() {
  return html`<ol class="steps">
    ${store.stages.map((stage) => html`<li><bdi>${titleOf(stage)}</bdi> <small>${aboutOf(stage)}</small></li>`)}
  </ol>`;
}
