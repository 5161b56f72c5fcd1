/**
 * What sorting asks of the server. A no is shown as a sentence, a yes is said to those who
 * cannot see the notes move.
 */

import { isPassing } from "../../outbox.js";
import { say } from "../../say.js";
import { store } from "../../store.js";
import { _, ngettext } from "../../words.js";
import { once } from "../ask.js";
import { refuse, toast } from "../toasts.js";

/** @typedef {import("../clusters.js").ConsoleClusters} On */

/**
 * Send a command. The seq it was done at, or nothing: then the reader was told why.
 * @param {string} name
 * @param {any} data
 */
export async function done(name, data) {
  const answer = await once(name, data);
  const { seq, refused, reason } = answer;
  if (reason === undefined) return seq;
  if (refused && isPassing(answer)) refuse(_("{sentence} Try again in a moment.", { sentence: refused }));
  else refuse(refused || _("The server did not answer. Wait for “Connected”, then try again."));
  return undefined;
}

/** Move notes; they show in their new place at once. @param {On} on @param {number[]} notes @param {string} place */
export async function moveNotes(on, notes, place) {
  const { wall } = on;
  const title = wall.title(place);
  wall.send(notes, place);
  on.requestUpdate();
  const seq = await done("note.move", { notes, cluster: Number(place) || null });
  wall.sent(notes, seq);
  on.requestUpdate();
  await on.updateComplete;
  if (seq === undefined) return;
  const n = notes.length;
  const moved = title
    ? ngettext("{n} note moved to {title}.", "{n} notes moved to {title}.", n, { title })
    : ngettext("{n} note is ungrouped again.", "{n} notes are ungrouped again.", n);
  say(`${moved} ${leftWords(wall.left)}`);
}

/** @param {On} on @param {string} place @param {string} into */
export async function mergeInto(on, place, into) {
  const [title, other] = [on.wall.title(place), on.wall.title(into)];
  const seq = await done("cluster.merge", { cluster: Number(place), into: Number(into) });
  if (seq !== undefined) say(_("{title} is now part of {other}.", { title, other }));
}

/** Take a cluster away; what lay in it is ungrouped. @param {On} on @param {string} place */
export async function takeAway(on, place) {
  const title = on.wall.title(place);
  const seq = await done("cluster.remove", { cluster: Number(place) });
  if (seq === undefined) return;
  await shown(seq);
  on.toNotes();
  await on.updateComplete;
  say(`${_("{title} is removed.", { title })} ${leftWords(on.wall.left)}`);
}

/** @param {number[]} notes */
export async function park(notes) {
  let n = 0;
  for (const note of notes) if ((await done("park.add", { note })) !== undefined) n += 1;
  if (n)
    toast(ngettext("{n} note is parked, and stays here too.", "{n} notes are parked, and stay here too.", n));
}

/** Undo the latest act of a stage, and say which it was. @param {number} stage */
export async function undo(stage) {
  const undoable = store.get(`stage/${stage}`)?.can_undo;
  if (!undoable) return say(_("There is nothing to undo."));
  if ((await done("cluster.undo", { stage })) !== undefined)
    say(_("{act}: done.", { act: undoWords(undoable) }));
}

/** The name of what Undo would undo. @param {{act: string, notes: number}} undoable */
export function undoWords({ act, notes }) {
  if (act === "add") return _("Undo new cluster");
  if (act === "rename") return _("Undo new title");
  if (act === "merge") return ngettext("Undo merge of {n} note", "Undo merge of {n} notes", notes);
  if (act === "remove") return _("Undo removing a cluster");
  return ngettext("Undo move of {n} note", "Undo move of {n} notes", notes);
}

/** @param {number} left */
export function leftWords(left) {
  return left ? ngettext("{n} left ungrouped.", "{n} left ungrouped.", left) : _("None left ungrouped.");
}

/** Wait until the page is where the server was at a seq. @param {number} seq @returns {Promise<void>} */
function shown(seq) {
  return new Promise((resolve) => {
    const look = () => {
      if (store.seq < seq) return;
      store.removeEventListener("change", look);
      resolve();
    };
    store.addEventListener("change", look);
    look();
  });
}
