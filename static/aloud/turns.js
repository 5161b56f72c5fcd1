/** The turns a workshop takes, for those who do not see the page change: its steps, pauses and clocks. */

import { titleOf } from "../parts/titles.js";
import { say } from "../say.js";
import { store } from "../store.js";
import { _, ngettext } from "../words.js";

/** @type {Map<number, any>} */
let stages = new Map();
/** @type {any} */
let workshop = null;

/**
 * Say each turn from now on.
 * @param {(stage: any) => string} wordsOf what a stage that is not open any more is said to be
 * @param {(stage: any) => boolean} concerns is it about this page? That a stage opens always is
 */
export function sayTurns(wordsOf, concerns) {
  store.addEventListener("change", () => {
    const [before, was] = [stages, workshop];
    stages = new Map(store.stages.map((stage) => [stage.seq, stage]));
    workshop = store.workshop;
    if (!was) return;
    if (workshop.state !== was.state) sayWorkshop(was.state);
    for (const stage of stages.values()) {
      const earlier = before.get(stage.seq);
      if (!earlier || earlier === stage) continue;
      const isTurn = stage.state !== earlier.state;
      if (isTurn && stage.state === "open") say(_("Now open: {title}.", { title: titleOf(stage) }), "turn");
      else if (isTurn && concerns(stage)) say(wordsOf(stage), "turn");
      // A pause moves the end of every clock, and takes no time away.
      const isClock = workshop.paused === was.paused && stage.timer?.ends !== earlier.timer?.ends;
      if (isClock && stage.state === "open" && concerns(stage)) sayClock(stage, earlier);
    }
  });
}

/** @param {string} before */
function sayWorkshop(before) {
  if (workshop.state === "paused") say(_("The workshop is paused. It goes on in a moment."), "workshop");
  if (workshop.state === "open")
    say(before === "paused" ? _("The workshop goes on.") : _("The workshop is open."), "workshop");
  if (workshop.state === "closed") say(_("The workshop is closed"), "workshop");
}

/** @param {any} stage @param {any} earlier */
function sayClock(stage, earlier) {
  if (!stage.timer) return say(_("There is no time limit any more."), "clock");
  const minutes = Math.max(1, Math.round((stage.timer.ends - store.clock()) / 60));
  const isMore = earlier.timer && stage.timer.ends > earlier.timer.ends;
  say(
    isMore
      ? ngettext("More time: {n} minute left.", "More time: {n} minutes left.", minutes)
      : ngettext("{n} minute left.", "{n} minutes left.", minutes),
    "clock",
  );
}
