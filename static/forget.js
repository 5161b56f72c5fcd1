/** This browser forgets a workshop from which its person was erased: what was not sent, drafts, kept pages. */

const code = document.getElementById("gone")?.dataset.code;
if (code) {
  try {
    for (const key of Object.keys(localStorage))
      if (key.split("/").includes(code)) localStorage.removeItem(key);
  } catch {
    // A browser that may keep nothing has nothing to forget.
  }
  const worker = navigator.serviceWorker?.getRegistration("/w/").catch(() => undefined);
  worker?.then((found) => found?.active?.postMessage({ forget: `/w/${code}` }));
}
