/** What the bar's two menus hold. */

import "../look.js";
import { titleOf } from "../parts/titles.js";
import { store } from "../store.js";
import { _ } from "../words.js";
import { act } from "./ask.js";
import { chosen } from "./chosen.js";
import { closeWorkshop } from "./closing.js";
import { showKeys } from "./keys-sheet.js";
import { showPeople } from "./people-dialog.js";
import { renameWorkshop } from "./workshop-dialog.js";

/** What the projector can show, and what it shows now. @param {any} stage */
export function screenItems(stage) {
  const { view, stage: shown } = store.workshop.screen;
  const looked = chosen.stage ?? stage;
  /** @param {string} label @param {string} about @param {string} to @param {number} [of] */
  const item = (label, about, to, of) => ({
    label,
    about,
    isOn: view === to && (of === undefined || shown === of),
    do: () => act("screen.show", of === undefined ? { view: to } : { view: to, stage: of }),
  });
  return [
    item(_("Follow the workshop"), _("Always the stage that is open now"), "follow"),
    // Nobody can join any more when it is over.
    ...(store.workshop.state === "closed"
      ? []
      : [item(_("How to join"), _("Code and QR, very large"), "lobby")]),
    ...(looked
      ? [
          item(
            _("Keep: {stage}", { stage: titleOf(looked) }),
            _("Until you choose something else"),
            "stage",
            looked.seq,
          ),
        ]
      : []),
    item(_("Ground rules"), _("What was agreed"), "rules"),
    item(_("The map"), _("Theme, questions, clusters, notes"), "map"),
    /** @type {const} */ ("-"),
    {
      label: _("Open the screen here"),
      about: _("Opens a window. Move it to the projector."),
      href: "screen",
    },
  ];
}

/** The door, until the end. */
function doorItems() {
  const { door, state } = store.workshop;
  if (state === "closed") return [];
  if (door === "locked") return [{ label: _("Unlock the door"), do: () => act("door.unlock") }];
  return [{ label: _("Lock the door"), about: _("Nobody new comes in"), do: () => act("door.lock") }];
}

export function moreItems() {
  const isOver = store.workshop.state === "closed";
  return [
    { label: _("What phones show"), do: () => showDialog("preview") },
    { label: _("Everyone here"), do: () => showPeople() },
    ...(isOver ? [] : [{ label: _("Links and QR code"), do: () => showDialog("invite") }]),
    { label: _("Title and purpose"), do: () => renameWorkshop() },
    ...doorItems(),
    { label: _("Colours"), do: () => showDialog("colours") },
    { label: _("Language"), do: () => showDialog("languages") },
    { label: _("Keys"), do: () => showKeys() },
    /** @type {const} */ ("-"),
    { label: _("Archive"), href: "archive" },
    { label: _("What is kept about me"), href: "me" },
    ...(store.workshop.state === "open" || store.workshop.state === "paused"
      ? [{ label: _("Close the workshop"), do: () => closeWorkshop() }]
      : []),
  ];
}

/** Show a dialog that came with the page. A click beside it closes it: there is nothing to lose. @param {string} id */
export function showDialog(id) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById(id));
  const frame = dialog.querySelector("iframe");
  dialog.onclick = ({ target }) => target === dialog && dialog.close();
  dialog.showModal();
  dialog.focus();
  if (!frame) return;
  // Loaded when looked at, and let go afterwards: a preview is one more phone to keep up to date.
  frame.src = frame.dataset.src ?? "";
  frame.onload = () =>
    frame.contentWindow?.addEventListener("keydown", (event) => event.key === "Escape" && dialog.close());
  dialog.onclose = () => {
    frame.onload = null;
    frame.removeAttribute("src");
  };
}
