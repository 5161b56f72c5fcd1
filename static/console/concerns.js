/** What people told the facilitators alone: about a note, a ground rule, or how it is going. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Element } from "../element.js";
import { store } from "../store.js";
import { _, clockTime, ngettext, number } from "../words.js";
import { act, ask } from "./ask.js";
import { confirm } from "./confirm-dialog.js";
import { hide, openNote } from "./note-dialog.js";
import { toast } from "./toasts.js";

/** @returns {any[]} those that wait for an answer */
export function openConcerns() {
  return store.of("concern").filter((concern) => concern.status === "open");
}

class ConsoleConcerns extends Element {
  render() {
    const all = store.of("concern");
    if (!all.length) return nothing;
    const open = openConcerns();
    const settled = all.filter((concern) => concern.status !== "open");
    return html`<section aria-labelledby="concerns">
      <div class="side-head"><h2 id="concerns">${_("Concerns")}</h2><span>${number(open.length)}</span></div>
      ${open.length ? nothing : html`<p class="side-empty">${_("No concern waits for you.")}</p>`}
      <ul class="concerns">${repeat(
        open,
        (concern) => concern.seq,
        (concern) => this.#open(concern),
      )}</ul>
      ${
        settled.length
          ? html`<details class="concerns-settled"><summary>${ngettext("{n} settled", "{n} settled", settled.length)}</summary>
            <ul class="concerns">${settled.map((concern) => this.#settled(concern))}</ul></details>`
          : nothing
      }
    </section>`;
  }

  /** @param {any} concern */
  #open(concern) {
    const note = store.get(`note/${concern.note}`);
    const isOver = store.workshop.state === "closed";
    return html`<li class="concern">
      ${about(concern)}
      ${
        isOver
          ? nothing
          : html`<span class="note-acts">
        <button class="note-act" @click=${() => settle(concern)}>${_("Settle")}</button>
        ${note ? html`<button class="note-act" @click=${() => openNote(note.seq)}>${_("Open the note")}</button>` : nothing}
        ${note && note.state !== "hidden" ? html`<button class="note-act" @click=${() => hide(note)}>${_("Hide the note")}</button>` : nothing}
      </span>`
      }
    </li>`;
  }

  /** @param {any} concern */
  #settled(concern) {
    return html`<li class="concern">
      ${about(concern)}
      <p class="concern-outcome"><span class="field-hint">${_("You answered:")}</span> <span dir="auto">${concern.outcome}</span></p>
      ${store.workshop.state === "closed" ? nothing : html`<span class="note-acts"><button class="note-act" @click=${() => act("concern.reopen", { concern: concern.seq })}>${_("Open it again")}</button></span>`}
    </li>`;
  }
}

customElements.define("console-concerns", ConsoleConcerns);

/** Who told what about what, and when. @param {any} concern */
function about(concern) {
  const note = store.get(`note/${concern.note}`);
  const rule = store.get(`rule/${concern.rule}`);
  return html`<p class="concern-who"><bdi>${whoOf(concern)}</bdi> <time>${clockTime(concern.at)}</time></p>
    ${concern.rule === null ? nothing : html`<p><span class="field-hint">${_("Rule:")}</span> <q dir="auto">${rule?.text ?? _("A rule that is no longer here")}</q></p>`}
    ${concern.note === null ? nothing : html`<p><span class="field-hint">${_("Note:")}</span> <q dir="auto" lang=${note?.language ?? nothing}>${note?.text ?? _("A note that is no longer here")}</q></p>`}
    ${concern.text ? html`<p class="concern-words" dir="auto">${concern.text}</p>` : nothing}`;
}

/** @param {any} concern @returns {string} */
function whoOf(concern) {
  if (concern.person === null) return _("Nobody knows who: the stage is anonymous");
  return store.get(`person/${concern.person}`)?.name || _("No name");
}

/** @param {any} concern */
function settle(concern) {
  return confirm({
    heading: _("How is this settled?"),
    about: concern.text,
    verb: _("Settle"),
    label: _("What came of it"),
    hint: _(
      "Whoever told you reads this sentence. Nobody else does, and the minutes for others do not show it.",
    ),
    isNeeded: true,
    send: async (outcome) => {
      const wrong = await ask("concern.settle", { concern: concern.seq, outcome });
      if (!wrong)
        toast(_("Settled. Whoever told you can read your answer."), _("Undo"), () =>
          act("concern.reopen", { concern: concern.seq }),
        );
      return wrong;
    },
  });
}
