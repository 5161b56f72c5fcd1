/** What can run in a stage: its name, what it is for, and the settings a facilitator chooses. */

import { _ } from "../words.js";

/**
 * `kind`: how it is asked. `lines` are only asked while a stage is added; later the stage's
 * own view holds them. `fits`: the activities a `stage` may be of.
 * @typedef {{key: string, kind: "choice" | "number" | "switch" | "lines" | "stage", label: string, hint?: string,
 *   options?: [string, string, string?][], least?: number, most?: number, value?: any,
 *   fits?: (form: FormData) => string[]}} Field
 * @typedef {{name: string, about: string, fields: Field[]}} Activity
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
      _("Nobody follows the loudest. You press “Reveal to all”."),
    ],
    ["all", _("Everyone, at once"), _("Quick, and people build on each other.")],
    ["facilitators", _("You first"), _("Each note waits until you release it.")],
  ],
};

/** @type {Field} */
const IDENTITY = {
  key: "identity",
  kind: "choice",
  label: _("What a note says of its author"),
  hint: _("Once people have written, this can only be tightened."),
  value: "sector",
  options: [
    ["sector", _("Where they stand"), _("Their sector, and never the name.")],
    ["named", _("Their name"), _("Everyone sees who wrote it.")],
    ["anonymous", _("Nothing"), _("Not even you can find out. It is not written down.")],
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

/** @type {Activity[]} In the order of the menu. */
export const ACTIVITIES = [
  {
    name: "check_in",
    about: _("A few quick questions that bring everybody into the room."),
    fields: [],
  },
  {
    name: "ground_rules",
    about: _("People propose how they want to treat each other and agree rule by rule."),
    fields: [
      { key: "rules", kind: "lines", label: _("Suggestions to begin with"), hint: _("One on each line.") },
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
        label: _("Also ask whether the facilitators are accepted"),
        value: true,
      },
      { ...IDENTITY, label: _("What a rule says of who proposed it") },
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
        hint: _("One on each line. You can add more while it runs."),
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
    about: _("Everyone gives a few dots to say what should come first. Hidden until you reveal."),
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
      { key: "per_item", kind: "number", label: _("At most on one thing"), least: 1, most: 20, value: 2 },
      { key: "live", kind: "switch", label: _("Show the tally while people vote"), value: false },
    ],
  },
  {
    name: "actions",
    about: _("Who does what, by when. The person named says yes to it."),
    fields: [openTo(_("Who writes actions down"))],
  },
  {
    name: "parking_lot",
    about: _("Time for what was parked on the way: each item gets an answer."),
    fields: [],
  },
  {
    name: "evaluation",
    about: _("What should stay, what should change, and whether everyone was heard."),
    fields: [],
  },
];

/** @param {string} name */
export function activity(name) {
  return ACTIVITIES.find((each) => each.name === name);
}
