/**
 * What sorting asks of the server. A no is shown as a sentence, a yes is said to those who
 * cannot see the notes move.
 */

import { say } from "../../say.js";
import { connection } from "../../socket.js";
import { store } from "../../store.js";
import { _, ngettext } from "../../words.js";
import { toast } from "../toasts.js";

/**
 * Send a command. The seq it was done at, or nothing: then the reader was told why.
 * @param {string} name
 * @param {any} data
 */
export async function done(name, data) {
  const { seq, refused, reason } = await connection.command(name, data);
  if (reason === undefined) return seq;
  toast(refused || _("The server did not answer. Wait for “Live”, then try again."));
  return undefined;
}

/** @param {number} n @param {string} title of where they went, "" for ungrouped @param {number} left */
export function sayMoved(n, title, left) {
  const moved = title
    ? ngettext("{n} note moved to {title}.", "{n} notes moved to {title}.", n, { title })
    : ngettext("{n} note is ungrouped again.", "{n} notes are ungrouped again.", n);
  say(`${moved} ${leftWords(left)}`);
}

/** @param {number} left */
export function leftWords(left) {
  return left ? ngettext("{n} left ungrouped.", "{n} left ungrouped.", left) : _("None left ungrouped.");
}

/** Undo the latest act of a stage, and say which it was. @param {number} stage */
export async function undo(stage) {
  const undoable = store.get(`stage/${stage}`)?.can_undo;
  if (!undoable) return say(_("There is nothing to undo."));
  if ((await done("cluster.undo", { stage })) !== undefined)
    say(_("Done: {act}.", { act: undoWords(undoable) }));
}

/** The name of what Undo would undo. @param {{act: string, notes: number}} undoable */
export function undoWords({ act, notes }) {
  if (act === "add") return _("Undo new cluster");
  if (act === "rename") return _("Undo renaming");
  if (act === "merge") return ngettext("Undo merge of {n} note", "Undo merge of {n} notes", notes);
  if (act === "remove") return _("Undo taking a cluster away");
  return ngettext("Undo move of {n} note", "Undo move of {n} notes", notes);
}
