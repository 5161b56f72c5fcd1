/** Each element of phone and console once in every state, drawn by itself. */

import { html, LitElement } from "lit";
import { results } from "../activities/vote/results.js";
import { Connection, connect, connection } from "../socket.js";
import { store } from "../store.js";
import { cards, clocks, options, questions, result, rules, stage, view } from "./records.js";
import "../activities/board.js";
import "../activities/ground_rules.js";
import "../activities/questions.js";
import "../activities/vote.js";
import "../console/menu-button.js";
import "../parts/connection-dot.js";
import "../parts/stage-timer.js";
import "../phone/toast.js";

// A connection that leads nowhere: what is pressed here waits for ever, and shows how that looks.
Connection.prototype.start = async () => {};
connect("styleguide");
connection.link = "live";
store.replace(view());
store.setClock(Date.now() / 1000);

/** @type {import("../socket.js").Link[]} */
const LINKS = ["live", "catching-up", "restarting", "gone", "offline"];

class GuideSamples extends LitElement {
  createRenderRoot() {
    return this;
  }

  render() {
    return [
      part(
        "Connection",
        "A shape and its word.",
        LINKS.map((link) => figure(link, html`<span data-link=${link}></span>`)),
      ),
      part(
        "Clock",
        "By the server’s time.",
        clocks.map(([name, left, halted]) =>
          figure(
            name,
            html`<stage-timer .ends=${left === null ? null : store.now() + left} ?halted=${halted}></stage-timer>`,
          ),
        ),
      ),
      part(
        "Note",
        "A slip of paper with a margin. What is not on the table yet is only an outline.",
        cards.map(([name, given]) =>
          wide(
            name,
            html`<note-card .note=${given.note} .state=${given.state ?? ""} .reason=${given.reason ?? ""} .author=${given.author ?? ""}
          ?fresh=${given.fresh} ?selected=${given.selected}></note-card>`,
          ),
        ),
      ),
      part("Own notes, and how many others wrote", "", [
        wide(
          "own notes, one built on another",
          html`<own-notes .stage=${stage.board} .board=${15}></own-notes>`,
        ),
        wide(
          "hidden until revealed",
          html`<other-notes .stage=${stage.board} .board=${store.get("board/15")}></other-notes>`,
        ),
      ]),
      part("Composer", "Enter posts. The count turns red near the end.", [
        wide("open", html`<note-composer .stage=${stage.board} .board=${16}></note-composer>`),
        wide(
          "rewording",
          html`<note-editor text="Spend one whole day in the school" place="guide/editor" removable></note-editor>`,
        ),
      ]),
      part(
        "Ground rule",
        "Three answers of equal size. A new wording asks again.",
        rules.map(([name, rule], at) =>
          wide(name, html`<rule-card .stage=${stage.rules} .rule=${rule} .number=${at + 1}></rule-card>`),
        ),
      ),
      part(
        "Question",
        "A scale, a choice or words; then what everyone answered.",
        questions.map(([name, question], at) =>
          wide(
            name,
            html`<question-card .stage=${stage.asking} .question=${question} .number=${at + 1}></question-card>`,
          ),
        ),
      ),
      part("Vote", "Dots are ink. They are yours until the vote closes.", [
        ...options.map(([name, { option, points, left }]) =>
          wide(
            name,
            html`<vote-option .stage=${stage.vote} .option=${option} .points=${points} .left=${left}></vote-option>`,
          ),
        ),
        wide("result, with a tie", results({ ...stage.vote, state: "revealed" }, result)),
      ]),
      part("Menu and toast", "They say what happened, and what can be done.", [
        figure(
          "menu",
          html`<menu-button label="Show on screen" icon="screen" .items=${[{ label: "Follow the workshop", about: "Whatever stage is going on", isOn: true }, { label: "How to join", isOn: false }, "-", { label: "Open the screen here", href: "#" }]}></menu-button>`,
        ),
        figure("toast", html`<phone-toast></phone-toast>`),
      ]),
    ];
  }

  async firstUpdated() {
    // The dot draws what the one connection of a page says, so it is asked once for each.
    for (const place of this.querySelectorAll("[data-link]")) {
      connection.link = /** @type {import("../socket.js").Link} */ (place.getAttribute("data-link"));
      const dot = /** @type {LitElement} */ (document.createElement("connection-dot"));
      place.append(dot);
      await dot.updateComplete;
    }
    connection.link = "live";
    /** @type {any} */ (this.querySelector("phone-toast")).show({
      sentence: "Note removed.",
      label: "Bring it back",
    });
  }
}

/** @param {string} name @param {string} about @param {unknown[]} figures */
function part(name, about, figures) {
  return html`<section class="guide-part"><h2>${name}</h2><p>${about}</p><div class="guide-show">${figures}</div></section>`;
}

/** @param {string} name @param {unknown} sample */
function figure(name, sample) {
  return html`<figure>${sample}<figcaption>${name}</figcaption></figure>`;
}

/** @param {string} name @param {unknown} sample */
function wide(name, sample) {
  return html`<figure class="is-wide">${sample}<figcaption>${name}</figcaption></figure>`;
}

customElements.define("guide-samples", GuideSamples);
