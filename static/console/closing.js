/** The end of a workshop. It is asked about, with what is still unanswered named. */

import { html, nothing } from "lit";
import { titleOf } from "../parts/titles.js";
import { store } from "../store.js";
import { _, ngettext } from "../words.js";
import { ask } from "./ask.js";
import { chosen } from "./chosen.js";
import { openConcerns } from "./concerns.js";
import { Dialog, open } from "./dialog.js";
import { isOngoing } from "./moment.js";
import { parkedText } from "./parked.js";

class ClosingDialog extends Dialog {
  get heading() {
    return _("Close the workshop?");
  }

  get verb() {
    return this.#parked.length ? _("Close anyway") : _("Close the workshop");
  }

  get #parked() {
    return store.of("parked").filter((item) => item.status === "open");
  }

  body() {
    const parked = this.#parked;
    const waiting = openConcerns().length;
    const going = store.stages.filter(isOngoing);
    return html`<p>${_("After that nobody can write, not even you. Everything can still be read in the archive. You cannot open the workshop again.")}</p>
      ${going.length ? html`<p>${_("These stages close too: {stages}.", { stages: going.map(titleOf).join(_(", ")) })}</p>` : nothing}
      ${waiting ? html`<p class="rubric">${ngettext("One concern waits for you. Nobody can answer it after the end.", "{n} concerns wait for you. Nobody can answer them after the end.", waiting)}</p>` : nothing}
      ${
        parked.length
          ? html`<p class="rubric">${ngettext("One thing is still parked and has no answer:", "{n} things are still parked and have no answer:", parked.length)}</p>
            <ul class="closing-parked">${parked.map((item) => html`<li dir="auto">${parkedText(item)}</li>`)}</ul>
            <button class="button button--small" type="button" @click=${this.#answer}>${_("Answer them first")}</button>`
          : nothing
      }`;
  }

  #answer = () => {
    chosen.show("parked");
    this.close();
  };

  send() {
    return ask("workshop.close", { anyway: this.#parked.length > 0 });
  }
}

customElements.define("closing-dialog", ClosingDialog);

export function closeWorkshop() {
  return open(new ClosingDialog());
}
