/**
 * "Where this came from" opens by its address, without a script. With one Escape closes it too, and
 * whoever closes it is where they were: the page does not move, and the outcome has the focus.
 */

/** @param {Element} trace */
function close(trace) {
  const back = trace.id.replace(/^from-/, "");
  const place = window.scrollY;
  location.hash = back;
  window.scrollTo(0, place);
  const outcome = document.getElementById(back)?.querySelector("a.outcome");
  /** @type {HTMLElement | null | undefined} */ (outcome)?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  const open = document.querySelector(".trace:target");
  if (event.key !== "Escape" || event.defaultPrevented || !open) return;
  event.preventDefault();
  close(open);
});

for (const link of document.querySelectorAll(".trace .side-head a")) {
  link.addEventListener("click", (event) => {
    const trace = link.closest(".trace:target");
    if (!trace) return;
    event.preventDefault();
    close(trace);
  });
}
