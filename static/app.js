/** The pages that are read: home, joining, the organiser's. All of them work without this. */

import "./copy.js";

// A choice that changes the form below it shows that at once; without a script a button does.
for (const choice of document.querySelectorAll("[data-shows]")) {
  const shows = /** @type {HTMLSelectElement} */ (choice);
  const button = /** @type {HTMLButtonElement} */ (document.getElementById(shows.dataset.shows ?? ""));
  button.hidden = true;
  shows.addEventListener("change", () => shows.form?.requestSubmit(button));
}
