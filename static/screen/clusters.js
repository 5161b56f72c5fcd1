/** Clusters: what belongs together, under the titles people gave. */

import { html } from "lit";
import { nameOf, titleOf } from "../parts/titles.js";
import { _, ngettext, number } from "../words.js";
import { slidesOf } from "./deck.js";
import { inOrder, noteItem } from "./notes.js";
import { grouped } from "./parts.js";
import "./wall.js";

/**
 * @param {import("../store.js").Shown} stage @param {import("../store.js").Store} store
 * @returns {import("./sheets.js").Sheet}
 */
export function clusters(stage, store) {
  const boards = new Set(
    store
      .of("board")
      .filter((each) => each.stage === stage.of)
      .map((each) => each.seq),
  );
  const notes = grouped(
    store.of("note").filter((note) => boards.has(note.board)),
    (note) => note.cluster ?? null,
  );
  const own = store.of("cluster").filter((cluster) => cluster.stage === stage.seq);
  const groups = own.map((cluster) => group(cluster.seq, cluster.title, notes.get(cluster.seq) ?? []));
  const loose = notes.get(null) ?? [];
  if (loose.length) groups.push(group("loose", _("Not grouped"), loose));
  const placed = _("{placed} of {notes} notes are grouped", {
    placed: number(stage.placed),
    notes: number(stage.notes),
  });
  const slides = slidesOf(groups, { title: titleOf(stage), about: placed, packs: true });
  return {
    wide: true,
    about:
      slides.length > 1 ? _("{title}: {placed}", { title: titleOf(stage), placed }) : nameOf(stage.activity),
    main: html`<screen-wall .slides=${slides}></screen-wall>`,
  };
}

/** @param {string | number} key @param {string} title @param {import("../store.js").Shown[]} notes */
function group(key, title, notes) {
  return {
    key,
    title,
    about: ngettext("{n} note", "{n} notes", notes.length),
    items: inOrder(notes).map((note) => noteItem(note)),
  };
}
