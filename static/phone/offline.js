/**
 * What this device keeps of a workshop so that it opens without a network: the page, by a service
 * worker, and the last state that was known. Only a participant's own phone keeps anything, and only
 * as long as the workshop lasts and they are in it.
 */

import { connection } from "../socket.js";
import { store } from "../store.js";
import { here } from "./here.js";

const SETTLED = 3000;

/** The last state that was kept, if one was. It is nobody's who only looks. */
export async function recall() {
  if (here.looking || !("caches" in window)) return;
  try {
    const kept = await caches.match(`/w/${here.code}/last`);
    return await kept?.json();
  } catch {
    // A browser that may keep nothing has a store all the same, and forbids to look into it.
  }
}

/** Without https there is no worker, and all the rest works as it does. */
export async function keepForLater() {
  const { serviceWorker } = navigator;
  if (!serviceWorker || here.looking) return;
  let wasLive = false;
  let isForgotten = false;
  connection.addEventListener("change", () => {
    const isLive = connection.link === "live";
    if (isOver()) {
      if (!isForgotten) tell();
      isForgotten = true;
    } else if (wasLive && !isLive) tell();
    else if (!wasLive && isLive) setTimeout(tell, SETTLED);
    wasLive = isLive;
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && tell());
  // What is needed now goes first.
  if (document.readyState !== "complete") await new Promise((resolve) => addEventListener("load", resolve));
  await serviceWorker.register("/sw.js", { scope: "/w/" }).catch(() => {});
}

/** The files of this page, its script first. */
function needs() {
  const script = document.querySelector("script[type=module][src]")?.getAttribute("src");
  const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
  return [...new Set([script, ...loaded.filter((path) => path.startsWith("/static/built/"))])];
}

function isOver() {
  return Boolean(connection.ended) || store.workshop.state === "closed";
}

/** Hand the worker what to keep, or have it forget all of this workshop. */
async function tell() {
  const isMine = store.you.role === "participant" && store.isReady;
  if (!isMine && !isOver()) return;
  const { active } = await navigator.serviceWorker.ready;
  if (isOver()) return active?.postMessage({ forget: location.pathname });
  const at = connection.link === "live" ? Date.now() / 1000 : connection.since;
  active?.postMessage({
    keep: location.pathname,
    needs: needs(),
    state: { ...store.view(), at, ahead: store.now() - Date.now() / 1000 },
  });
}
