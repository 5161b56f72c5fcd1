/**
 * The service worker of phones: opens the page of a workshop without a network.
 *
 * A page comes from the server whenever that answers, so that nothing outdated stays; only files whose
 * name says their content come from here first. It keeps what a phone hands it, and nothing else:
 * no form, no answer, no page of anybody who only looks.
 */

const SHELL = "shell ";
const STATE = "state";
const BUILT = "/static/built/";
/** As many workshops as are kept, and no larger state than that, in characters. */
const MOST = 3;
const LARGEST = 4_000_000;
/** A server that says nothing for so long is treated like one that is away. */
const PATIENCE = 8000;

const worker = /** @type {any} */ (self);

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("message", (/** @type {any} */ event) => {
  const { keep: path, forget: gone, needs, state } = event.data;
  // A full device keeps nothing more, and nobody can be told here.
  event.waitUntil((gone ? forget(gone) : keep(path, needs, state)).catch(() => {}));
});

worker.addEventListener("fetch", (/** @type {any} */ event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith(BUILT)) event.respondWith(asset(request));
  else if (request.mode !== "navigate" || search) return;
  else if (pathname === "/w/") event.respondWith(start(request));
  else if (/^\/w\/[^/]+$/.test(pathname)) event.respondWith(page(event, pathname));
});

/** @param {Request} request */
async function asset(request) {
  return (await kept(request.url)) ?? fetch(request);
}

/** The page as the server has it now; else as it was. @param {any} event @param {string} path */
async function page(event, path) {
  const last = await kept(path);
  if (!last) return fetch(event.request);
  try {
    const answer = await inTime(fetch(event.request));
    if (answer.status >= 500) return last;
    if (isLost(answer)) event.waitUntil(forget(path));
    else if (answer.ok) event.waitUntil(renew(path, answer.clone(), event.request.referrer));
    return answer;
  } catch {
    return last;
  }
}

/** A page that this browser may not see any more, or only after joining. @param {Response} answer */
function isLost({ status, type }) {
  return type === "opaqueredirect" || status === 403 || status === 404 || status === 410;
}

/**
 * The page as it is now takes the place of the last one, if it is of the same build.
 * @param {string} path @param {Response} answer @param {string} from where they come from
 */
async function renew(path, answer, from) {
  // Whoever has just joined may be somebody else than who sat here.
  if (from.includes("/join/")) await (await caches.open(STATE)).delete(`${path}/last`);
  const name = (await caches.keys()).find((each) => each.startsWith(SHELL));
  const isSame = name && (await answer.clone().text()).includes(name.slice(SHELL.length));
  if (isSame) await (await caches.open(name)).put(path, answer);
}

/** Where an installed app begins: without a network at the workshop that was kept last. @param {Request} request */
async function start(request) {
  try {
    return await inTime(fetch(request));
  } catch (error) {
    const states = await (await caches.open(STATE)).keys();
    const last = states.at(-1)?.url.replace(/\/last$/, "");
    if (!last) throw error;
    return Response.redirect(last);
  }
}

/**
 * Keep the page, what it needs, its script first, and its state. Another build takes the place of the
 * one before, with all its pages.
 * @param {string} path @param {string[]} needs @param {any} state
 */
async function keep(path, needs, state) {
  const name = SHELL + needs[0];
  for (const other of await caches.keys())
    if (other.startsWith(SHELL) && other !== name) await caches.delete(other);
  const shell = await caches.open(name);
  for (const need of needs) if (!(await shell.match(need))) await shell.add(need);
  if (!(await shell.match(path))) await keepPage(shell, path);
  const text = JSON.stringify(state);
  const states = await caches.open(STATE);
  // What is put in anew stands last, so the first is the one that was used longest ago.
  if (text.length <= LARGEST)
    await states.put(`${path}/last`, new Response(text, { headers: { "Content-Type": "application/json" } }));
  const old = (await states.keys()).slice(0, -MOST);
  for (const { url } of old) await forget(new URL(url).pathname.replace(/\/last$/, ""));
}

/** The page as it is for whoever sits here, unless that is somewhere else now. @param {Cache} shell @param {string} path */
async function keepPage(shell, path) {
  const answer = await fetch(path).catch(() => undefined);
  if (answer?.ok && !answer.redirected) await shell.put(path, answer);
}

/** @param {string} path */
async function forget(path) {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    await cache.delete(path);
    await cache.delete(`${path}/last`);
  }
}

/** @param {string} address */
function kept(address) {
  return caches.match(address, { ignoreVary: true });
}

/** @param {Promise<Response>} answer @returns {Promise<Response>} */
function inTime(answer) {
  return Promise.race([
    answer,
    new Promise((_answered, fail) => setTimeout(() => fail(new Error("too late")), PATIENCE)),
  ]);
}
