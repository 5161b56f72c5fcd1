/** The viewer: a report that stands by itself, and beneath it the map and the replay. */

import { ArchiveMap } from "./parts/archive-map.js";
import "./replay/workshop-replay.js";

const PARTS = ["map", "replay", "proof"];
const root = document.documentElement;

/** The map is drawn when it is first looked at: of thousands of notes that takes a while. */
function drawMap() {
  const place = document.getElementById("map-place");
  if (!place) return;
  const map = new ArchiveMap();
  map.tree = JSON.parse(document.getElementById("map-tree")?.textContent ?? "{}");
  place.replaceWith(map);
}

/** One part at a time. An address that leads into the report shows the report, at that place. */
function show() {
  const place = location.hash.slice(1);
  const part = PARTS.includes(place) ? place : "report";
  root.dataset.part = part;
  if (part === "map") drawMap();
  for (const link of document.querySelectorAll(".viewer-nav a")) {
    const target = link.getAttribute("href")?.slice(1) ?? "";
    const isHere = PARTS.includes(target)
      ? target === part
      : target === (place || "report") && part === "report";
    if (isHere) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const found = part === "report" && place ? document.getElementById(place) : null;
  if (found) found.scrollIntoView();
  else scrollTo(0, 0);
}

addEventListener("hashchange", show);
show();
