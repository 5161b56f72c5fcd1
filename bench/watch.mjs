/**
 * Runs in the page that is measured, before its own scripts: keeps every frame and every long task,
 * and says when something that was waited for stands on the page and is painted.
 */

const frames = [];
const tasks = [];
const waits = [];

new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) tasks.push([startTime, startTime + duration]);
}).observe({ type: "longtask", buffered: true });

const tick = (now) => {
  frames.push(now);
  for (const wait of [...waits]) {
    if (!wait.isThere()) continue;
    waits.splice(waits.indexOf(wait), 1);
    // What is posted in a frame is handled behind its painting.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => wait.painted(performance.now());
    port2.postMessage(null);
  }
  requestAnimationFrame(tick);
};
requestAnimationFrame(tick);

/** When it is there and painted, in milliseconds since the page was asked for. */
const whenPainted = (isThere) =>
  new Promise((painted, failed) => {
    waits.push({ isThere, painted });
    setTimeout(() => failed(new Error(`It does not come: ${isThere}`)), 60_000);
  });

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Wait until nothing has been long for so many milliseconds; when the last long task ended. */
const quiet = async (ms) => {
  const end = () => Math.max(0, ...tasks.map(([, end]) => end));
  for (;;) {
    await pause(ms / 4);
    if (performance.now() - end() >= ms) return end();
  }
};

/** The longest frame, and the longest task, since a moment. */
const worst = (since) => {
  const seen = frames.filter((at) => at >= since);
  const gaps = seen.map((at, n) => (n ? at - seen[n - 1] : 0));
  const long = tasks.filter(([begin]) => begin >= since).map(([begin, end]) => end - begin);
  return { frame: Math.max(0, ...gaps), task: Math.max(0, ...long) };
};

/** When the page had its first note, when nothing was long any more, and when every note was there. */
const opened = async (note) => {
  const first = await whenPainted(() => document.querySelector(note));
  const all = await whenPainted(() => !document.querySelector(".slice:empty"));
  return { first, busy: await quiet(1500), all };
};

/** From the next key or drop until a note lies where it was sent, and the longest frame behind that. */
const move = (note, place) => {
  watch.found = new Promise((resolve) => {
    const begin = async ({ timeStamp }) => {
      removeEventListener("keydown", begin, true);
      removeEventListener("pointerup", begin, true);
      const isThere = () => document.querySelector(`[data-place="${place}"] [data-note="${note}"]`);
      const painted = await whenPainted(isThere);
      await quiet(500);
      resolve({ took: painted - timeStamp, after: worst(painted).frame });
    };
    addEventListener("keydown", begin, true);
    addEventListener("pointerup", begin, true);
  });
};

/** From the next key until the keyboard is on another note. */
const step = () => {
  watch.found = new Promise((resolve) => {
    const before = document.activeElement;
    const begin = async ({ timeStamp }) => {
      const painted = await whenPainted(() => document.activeElement !== before);
      resolve({ took: painted - timeStamp, after: 0 });
    };
    addEventListener("keydown", begin, { capture: true, once: true });
  });
};

/** What happens until so many more notes stand on the page: the longest frame and task. */
const burst = (note, more) => {
  const since = performance.now();
  const count = document.querySelectorAll(note).length + more;
  watch.found = whenPainted(() => document.querySelectorAll(note).length >= count).then(async (painted) => {
    await quiet(600);
    return { took: painted - since, ...worst(since) };
  });
};

/** What the bench calls; `found` is a promise of what was watched last. */
const watch = { opened, move, step, burst, found: null };
globalThis.watch = watch;
