/** What a facilitator hears without looking: the turns, and what waits for them, summed. */

import { titleOf } from "../parts/titles.js";
import { news } from "../say.js";
import { store } from "../store.js";
import { _, ngettext } from "../words.js";
import { sayLink } from "./link.js";
import { sayTurns } from "./turns.js";

/** @type {{hands: Set<number>, held: Set<number>, concerns: Set<number>, waiting: Set<number>, people: number} | null} */
let seen = null;

export function sayWhatHappens() {
  sayLink();
  sayTurns(
    (stage) => STATES[stage.state]?.(titleOf(stage)) ?? "",
    () => true,
  );
  store.addEventListener("change", () => {
    const before = seen;
    const hands = store.of("hand").filter((hand) => !hand.speaking);
    const held = store.of("note").filter((note) => note.state === "held");
    const concerns = store.of("concern").filter((concern) => concern.status === "open");
    seen = {
      hands: seqs(hands),
      held: seqs(held),
      concerns: seqs(concerns),
      waiting: seqs(store.of("person").filter((person) => person.waiting)),
      people: store.workshop.people ?? 0,
    };
    if (!before) return;
    const raised = hands.filter((hand) => !before.hands.has(hand.seq)).length;
    if (raised) news("hands", raised, () => handsWords());
    const come = held.filter((note) => !before.held.has(note.seq)).length;
    if (come) news("held", come, (n) => ngettext("{n} new held note.", "{n} new held notes.", n));
    const told = concerns.filter((concern) => !before.concerns.has(concern.seq)).length;
    if (told)
      news("concerns", told, (n) =>
        ngettext("{n} new concern, for facilitators only.", "{n} new concerns, for facilitators only.", n),
      );
    const asking = [...seen.waiting].filter((seq) => !before.waiting.has(seq)).length;
    if (asking)
      news("waiting", asking, (n) =>
        ngettext("{n} person waits to be let in.", "{n} people wait to be let in.", n),
      );
    const joined = seen.people - before.people;
    if (joined > 0) news("people", joined, (n) => ngettext("{n} person joined.", "{n} people joined.", n));
  });
}

/** Who is next, and how many wait. */
function handsWords() {
  const hands = store.of("hand").filter((hand) => !hand.speaking);
  const name = store.get(`person/${hands.sort((a, b) => a.place - b.place)[0]?.person}`)?.name;
  if (!hands.length) return "";
  if (hands.length === 1 && name) return _("{name} has raised a hand.", { name });
  return ngettext("{n} hand is up.", "{n} hands are up.", hands.length);
}

/** @param {any[]} records @returns {Set<number>} */
function seqs(records) {
  return new Set(records.map((record) => record.seq));
}

/** @type {Record<string, (title: string) => string>} */
const STATES = {
  locked: (title) => _("Locked: {title}.", { title }),
  revealed: (title) => _("Everyone sees now: {title}.", { title }),
  closed: (title) => _("Closed: {title}.", { title }),
};
