/**
 * The archive: the minutes stand by themselves. Scripts draw the map, play the workshop again, and
 * show how exports get on.
 */

import "./archive/exports.js";
import "./copy.js";
import "./archive/trace.js";
import { ArchiveMap } from "./parts/archive-map.js";
import "./replay/workshop-replay.js";

const tree = document.getElementById("map-tree");
if (tree) {
  const map = new ArchiveMap();
  map.tree = JSON.parse(tree.textContent ?? "{}");
  document.getElementById("map-place")?.replaceWith(map);
}
