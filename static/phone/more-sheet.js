/** Everything that is not the step at hand. */

import { html, nothing } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { actionsToAccept } from "../activities/actions.js";
import { answeredWords } from "../activities/concerns.js";
import { looksList } from "../look.js";
import { icon } from "../parts/icon.js";
import { titleOf } from "../parts/titles.js";
import { store } from "../store.js";
import { _, ngettext } from "../words.js";
import { here } from "./here.js";
import { leftOver } from "./left-over.js";
import { lightModes } from "./light-choice.js";
import { openSheet, Sheet } from "./sheet.js";
import { takesPart } from "./standing.js";
import "./me-card.js";

/** The links that the server wrote, one for each language. */
const languages = document.querySelector("template#languages")?.innerHTML.trim();

class MoreSheet extends Sheet {
  get heading() {
    return store.workshop.title;
  }

  body() {
    const { purpose, state } = store.workshop;
    return html`
      ${purpose ? html`<p class="sheet-purpose" dir="auto">${purpose}</p>` : nothing}
      <ul class="ways">
        ${this.#way("rules", _("Ground rules"), "rules-sheet")}
        ${
          takesPart() && (state === "open" || state === "paused")
            ? [
                this.#way("hand", _("Raise your hand"), "hand-sheet"),
                this.#way("pause", _("Keep something for later"), "park-sheet"),
                store.of("action").length
                  ? this.#way("check", _("Actions"), "actions-sheet", actionsToAccept())
                  : nothing,
              ]
            : nothing
        }
        ${takesPart() && state !== "closed" ? html`<li><button class="way" @click=${() => openSheet("concern-sheet")}>${icon("stop")} ${_("Tell the facilitators")} ${answeredWords() ? html`<small class="rubric">${answeredWords()}</small>` : nothing}</button></li>` : nothing}
        ${state === "closed" ? html`<li><a class="way" href="/w/${here.code}/archive">${icon("down")} ${_("Read the minutes")}</a></li>` : nothing}
      </ul>
      ${leftOver()}
      ${store.stages.length ? html`<h3>${_("Stages of this workshop")}</h3>${this.#stages}` : nothing}
      ${languages ? html`<h3>${_("Language")}</h3>${unsafeHTML(languages)}` : nothing}
      <h3>${_("You")}</h3>
      ${takesPart() ? html`<me-card></me-card>` : html`<p>${_("You can read here, but you cannot write.")}</p>`}
      ${lightModes()}
      <h3>${_("Colours")}</h3>
      ${looksList()}
    `;
  }

  /** @param {string} sign @param {string} label @param {string} sheet @param {number} [n] */
  #way(sign, label, sheet, n = 0) {
    return html`<li><button class="way" @click=${() => openSheet(sheet)}>${icon(sign)} ${label} ${n ? html`<small class="rubric">${ngettext("{n} waits for you", "{n} wait for you", n)}</small>` : nothing}</button></li>`;
  }

  get #stages() {
    const { current } = store.workshop;
    return html`<ol class="steps">
      ${store.stages.map(
        (stage) => html`<li>
          <button class="way" ?disabled=${stage.state === "draft"} aria-current=${stage.seq === current ? "step" : nothing}
            @click=${() => this.#go(stage)}>
            <bdi>${titleOf(stage)}</bdi> <small>${aboutOf(stage)}</small>
          </button>
        </li>`,
      )}
    </ol>`;
  }

  /** @param {any} stage */
  #go(stage) {
    this.close();
    this.dispatchEvent(new CustomEvent("go", { bubbles: true, detail: stage.seq }));
  }
}

/** How a stage stands, or how long it is to take. @param {any} stage */
export function aboutOf(stage) {
  const { minutes } = stage.settings;
  if (stage.state === "open") return _("open");
  if (stage.state === "locked") return _("locked");
  if (stage.state === "revealed") return _("shown to everyone");
  if (stage.state === "closed") return _("closed");
  return minutes ? ngettext("{n} minute", "{n} minutes", minutes) : "";
}

customElements.define("more-sheet", MoreSheet);
