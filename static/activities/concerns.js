/** Telling the facilitators something that nobody else reads: about a note, a ground rule, or how it is going. */

import { html, nothing } from "lit";
import { icon } from "../parts/icon.js";
import { keepDraft } from "../phone/drafts.js";
import { adoptedRules, wordingOf } from "../phone/rules-sheet.js";
import { send, sent } from "../phone/sending.js";
import { refuse, toast } from "../phone/toast.js";
import { unsent } from "../phone/unsent.js";
import { WriteSheet } from "../phone/write-sheet.js";
import { connection } from "../socket.js";
import { store } from "../store.js";
import { _, ngettext } from "../words.js";

/** How many of one's own the facilitators have answered. */
export function answeredConcerns() {
  return store.of("concern").filter((concern) => concern.status === "settled").length;
}

/** What it is about: `{note}`, `{rule}`, or nothing. */
class ConcernSheet extends WriteSheet {
  get heading() {
    if (this.about?.note) return _("Flag this note");
    return this.about?.rule ? _("Invoke this rule") : _("Tell the facilitators");
  }

  get place() {
    return `concern/${this.about?.note ?? this.about?.rule ?? 0}`;
  }

  get label() {
    return this.isOptional ? _("What is wrong? You can leave this empty.") : _("What is wrong?");
  }

  get isPrivate() {
    return true;
  }

  get isOptional() {
    return Boolean(this.about?.note || this.about?.rule);
  }

  get button() {
    return _("Tell the facilitators");
  }

  get hint() {
    const stage = store.get(`stage/${store.get(`board/${this.#note?.board}`)?.stage}`);
    const isNobodys = stage?.settings.identity === "anonymous";
    return isNobodys
      ? _("Only the facilitators read this. It is not recorded that it is from you.")
      : _("Only the facilitators read this, and see that it is from you. Nobody else learns of it.");
  }

  get #note() {
    return store.get(`note/${this.about?.note}`);
  }

  body() {
    return html`${this.#quoted} ${super.body()} ${this.about ? nothing : ownConcerns()}`;
  }

  get #quoted() {
    const note = this.#note;
    if (note)
      return html`<blockquote class="quoted-note" dir="auto" lang=${note.language ?? nothing}>${note.text}</blockquote>`;
    const rule = store.get(`rule/${this.about?.rule}`);
    return rule ? html`<blockquote class="quoted-note" dir="auto">${wordingOf(rule)}</blockquote>` : nothing;
  }

  /** A note may break a rule; which one can be said, and need not be. */
  more() {
    const rules = adoptedRules().filter((rule) => rule.accepts === undefined);
    if (!this.about?.note || !rules.length) return nothing;
    return html`<div class="field">
      <label for="concern-rule">${_("Does it break one of our rules?")}</label>
      <select class="input" id="concern-rule" name="rule" dir="auto">
        <option value="">${_("No, or I do not know")}</option>
        ${rules.map((rule) => html`<option value=${rule.seq}>${wordingOf(rule)}</option>`)}
      </select></div>`;
  }

  /** @param {string} text @param {FormData} form */
  async send(text, form) {
    const { place } = this;
    const rule = this.about?.rule ?? Number(form.get("rule"));
    const data = { note: this.about?.note ?? null, rule: rule || null, text };
    if (connection.link !== "live") {
      send("concern.raise", data);
      return toast(_("There is no connection. The facilitators are told when it is back."));
    }
    const { refused } = await connection.command("concern.raise", data);
    if (refused === undefined) return toast(_("The facilitators are told, and nobody else."));
    // What was written stays, for another try.
    keepDraft(place, text);
    refuse(refused || _("There is no connection. Try again when the connection is back."));
  }
}

/** What one told the facilitators, and what they answered. */
function ownConcerns() {
  const own = store.of("concern").reverse();
  const onTheirWay = sent("concern.raise", () => true).filter((item) => !store.get(`concern/${item.seq}`));
  if (!own.length && !onTheirWay.length) return nothing;
  return html`<h3>${_("What you told them")}</h3>
    <ul class="parked">
      ${onTheirWay.map((item) => html`<li>${unsent(item, item.data.text || aboutOf(item.data))}</li>`)}
      ${own.map(
        (
          concern,
        ) => html`<li class="parked-item"><p>${icon("stop")} <span class="words" dir="auto">${concern.text || aboutOf(concern)}</span></p>
          ${concern.status === "settled" ? html`<p class="parked-outcome"><b>${_("They answered:")}</b> <span dir="auto">${concern.outcome}</span></p>` : html`<p class="field-hint">${_("Waits for an answer")}</p>`}</li>`,
      )}
    </ul>`;
}

/** What something is about, where nothing was said with it. @param {any} concern @returns {string} */
function aboutOf({ note, rule }) {
  const found = store.get(`rule/${rule}`);
  return store.get(`note/${note}`)?.text ?? (found ? wordingOf(found) : _("A note that is no longer here"));
}

/** For the way there: how many answers there are. */
export function answeredWords() {
  const n = answeredConcerns();
  return n ? ngettext("{n} answered", "{n} answered", n) : "";
}

customElements.define("concern-sheet", ConcernSheet);
