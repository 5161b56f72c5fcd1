/** What can run in a stage: its name, what it is for, and the settings a facilitator chooses. */

import { _ } from "../words.js";

/**
 * `kind`: how it is asked. `lines` are only asked while a stage is added; later the stage's
 * own view holds them. `fits`: the activities a `stage` may be of. `questions`: what is asked to begin with.
 * @typedef {{key: string, kind: "choice" | "number" | "switch" | "lines" | "stage", label: string, hint?: string,
 *   options?: [string, string, string?][], least?: number, most?: number, value?: any,
 *   fits?: (form: FormData) => string[]}} Field
 * @typedef {{name: string, about: string, fields: Field[], questions?: object[]}} Activity
 */

/** @type {Field} */
const VISIBILITY = {
  key: "visibility",
  kind: "choice",
  label: _("Who sees a note while people write"),
  value: "own",
  options: [
    [
      "own",
      _("Only its author, until you reveal"),
      _("Nobody is influenced by others. You show all notes with “Reveal to all”."),
    ],
    ["all", _("Everyone, at once"), _("Fast, and people can add to the ideas of others.")],
    ["facilitators", _("You first"), _("Each note waits until you release it.")],
  ],
};

/** @type {Field} */
const IDENTITY = {
  key: "identity",
  kind: "choice",
  label: _("What a note shows about its author"),
  hint: _("After people have written, you can only make this stricter."),
  value: "sector",
  options: [
    ["sector", _("Their sector"), _("People see the sector, never the name. The record keeps who wrote it.")],
    ["named", _("Their name"), _("Everyone sees who wrote it.")],
    [
      "anonymous",
      _("Nothing"),
      _("Nobody can find out, not even you. When the stage closes, the server forgets it."),
    ],
  ],
};

/** @param {string} label @returns {Field} */
const openTo = (label) => ({
  key: "open_to",
  kind: "choice",
  label,
  value: "facilitators",
  options: [
    ["facilitators", _("Facilitators")],
    ["everyone", _("Everyone, on their phone")],
  ],
});

/** What people find true of the workshop, or not. @param {string} text */
const claim = (text) => ({ text, form: "scale", low: _("not at all"), high: _("fully") });

/** @type {Activity[]} In the order of the menu. */
export const ACTIVITIES = [
  {
    name: "check_in",
    about: _("A few quick questions to begin with. Everybody answers."),
    fields: [],
    questions: [
      { text: _("In one word: how are you today?"), form: "word" },
      {
        text: _("How well do you know the others here?"),
        form: "scale",
        low: _("not yet"),
        high: _("very well"),
      },
      { text: _("What would make this workshop useful for you?"), form: "text" },
    ],
  },
  {
    name: "ground_rules",
    about: _("People propose rules for how they work together, and answer each rule."),
    fields: [
      { key: "rules", kind: "lines", label: _("Rules that you suggest"), hint: _("One on each line.") },
      {
        key: "quorum",
        kind: "number",
        label: _("How many must respond before a rule can be adopted"),
        hint: _("Percent of the people here."),
        least: 0,
        most: 100,
        value: 50,
      },
      {
        key: "accept_facilitators",
        kind: "switch",
        label: _("Also ask if people accept the facilitators"),
        value: true,
      },
      { ...IDENTITY, label: _("What a rule shows about its author") },
    ],
  },
  {
    name: "board",
    about: _("People write notes under one or several questions."),
    fields: [
      {
        key: "questions",
        kind: "lines",
        label: _("Questions"),
        hint: _("One on each line. You can add more during the stage."),
      },
      VISIBILITY,
      IDENTITY,
    ],
  },
  {
    name: "clusters",
    about: _("Notes are sorted into groups, and the groups get names."),
    fields: [
      { key: "of", kind: "stage", label: _("Sorts the notes of"), fits: () => ["board"] },
      openTo(_("Who sorts")),
    ],
  },
  {
    name: "vote",
    about: _("Everyone gives a few dots to what matters most. The result is hidden until you reveal it."),
    fields: [
      {
        key: "target",
        kind: "choice",
        label: _("What people vote on"),
        value: "clusters",
        options: [
          ["clusters", _("Clusters")],
          ["notes", _("Single notes")],
        ],
      },
      {
        key: "of",
        kind: "stage",
        label: _("From the stage"),
        fits: (form) => (form.get("target") === "notes" ? ["board"] : ["clusters"]),
      },
      { key: "dots", kind: "number", label: _("Dots for each person"), least: 1, most: 20, value: 3 },
      { key: "per_item", kind: "number", label: _("Most dots on one thing"), least: 1, most: 20, value: 2 },
      { key: "live", kind: "switch", label: _("Show the count while people vote"), value: false },
    ],
  },
  {
    name: "actions",
    about: _("Who does what, by when. The person named says yes to it."),
    fields: [openTo(_("Who writes actions down"))],
  },
  {
    name: "parking_lot",
    about: _("Look at everything that was parked. Each item gets an answer."),
    fields: [],
  },
  {
    name: "evaluation",
    about: _("People say what should stay, what should change, and if everyone was heard."),
    fields: [],
    questions: [
      claim(_("We did what we came for.")),
      claim(_("I could say what I wanted to say.")),
      claim(_("People like me were heard.")),
      claim(_("The facilitators helped us.")),
      claim(_("The technology worked for me.")),
      { text: _("What was good and should stay?"), form: "plus" },
      { text: _("What should be different next time?"), form: "delta" },
      { text: _("In one word: how do you feel now?"), form: "word" },
    ],
  },
];

/** @param {string} name */
export function activity(name) {
  return ACTIVITIES.find((each) => each.name === name);
}
