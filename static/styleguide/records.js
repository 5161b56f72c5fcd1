/** A small workshop as one participant sees it: what the elements of the style guide draw. */

const LONG =
  "Before anything is bought, somebody should spend a whole term in three schools that nobody visits, write down what teachers, parents and children do all day, read it back to them, and only then ask what it could make easier and for whom.";
const now = () => Date.now() / 1000;

const settings = { visibility: "own", identity: "sector" };
const base = { settings, state: "open", round: 1, revealed_round: 0, timer: null, instruction: "", done: 18 };

export const stage = {
  board: { ...base, key: "stage/10", kind: "stage", seq: 10, activity: "board", title: "Our questions" },
  locked: {
    ...base,
    key: "stage/10",
    kind: "stage",
    seq: 10,
    activity: "board",
    title: "Our questions",
    state: "locked",
  },
  rules: { ...base, key: "stage/11", kind: "stage", seq: 11, activity: "ground_rules", title: "How we work" },
  vote: {
    ...base,
    key: "stage/12",
    kind: "stage",
    seq: 12,
    activity: "vote",
    title: "What comes first",
    dots: 3,
    per_item: 2,
    people: 29,
    voted: 24,
  },
  asking: { ...base, key: "stage/13", kind: "stage", seq: 13, activity: "evaluation", title: "Halfway" },
};

const note = (/** @type {any} */ more) => ({
  text: "Spend one whole day in the school and buy nothing on that day",
  sector: "Schools",
  at: now() - 600,
  ...more,
});

/** @type {[string, any][]} Caption, and what the card is given. */
export const cards = [
  ["with its sector", { note: note({}) }],
  ["anonymous", { note: note({ sector: undefined }) }],
  ["named", { note: note({}), author: "Hala Mansour" }],
  ["just come", { note: note({}), fresh: true }],
  ["chosen", { note: note({}), selected: true }],
  ["own, saved", { note: note({ mine: true }), state: "saved" }],
  ["own, sending", { note: note({ mine: true, sector: undefined }), state: "sending" }],
  ["own, waiting", { note: note({ mine: true, sector: undefined }), state: "waiting" }],
  ["own, sent again by itself", { note: note({ mine: true, sector: undefined }), state: "delayed" }],
  [
    "own, refused",
    {
      note: note({ mine: true, sector: undefined }),
      state: "refused",
      reason: "This step is locked. Ask the facilitator to open it again.",
    },
  ],
  ["own, held", { note: note({ mine: true }), state: "held" }],
  [
    "own, hidden",
    {
      note: note({ mine: true }),
      state: "hidden",
      reason: "It names a person. Please write it without the name.",
    },
  ],
  ["own, removed", { note: note({ mine: true }), state: "removed" }],
  ["edited", { note: note({ edited: true }) }],
  ["brought along", { note: note({ seeded: true }) }],
  [
    "translated",
    {
      note: note({
        text: "لا تخططوا من أجلنا، بل خططوا معنا",
        language: "ar",
        translations: { en: "Do not plan for us. Plan with us." },
      }),
    },
  ],
  ["237 characters", { note: note({ text: LONG, sector: "Communities" }) }],
  [
    "a word without end",
    {
      note: note({
        text: "Schulverwaltungsdigitalisierungsförderungsausschussvorsitzende".repeat(2),
        sector: "Research",
      }),
    },
  ],
  [
    "Arabic",
    { note: note({ text: "اسألوا المعلمات قبل أن تشتروا، لا بعد أن تصل الصناديق", sector: "Public" }) },
  ],
];

const rule = (/** @type {any} */ more) => ({
  kind: "rule",
  key: "rule/30",
  seq: 30,
  stage: 11,
  text: "One person speaks at a time, and may finish.",
  status: "proposed",
  version: 1,
  sector: "Schools",
  answered: 14,
  responses: { agree: 12, live_with: 1, object: 1 },
  reasons: [],
  ...more,
});

/** @type {[string, any][]} */
export const rules = [
  ["suggested", rule({ status: "suggested", sector: undefined, answered: 0, responses: {} })],
  [
    "proposed, with an objection",
    rule({ seq: 31, key: "rule/31", reasons: ["I need longer than that to say it in English."] }),
  ],
  [
    "new wording",
    rule({
      seq: 32,
      key: "rule/32",
      version: 2,
      before: "Keep it short.",
      text: "Say it in two sentences, then let others answer.",
    }),
  ],
  ["one’s own", rule({ seq: 33, key: "rule/33", may_amend: true })],
  ["adopted", rule({ seq: 34, key: "rule/34", status: "adopted" })],
  ["set aside", rule({ seq: 35, key: "rule/35", status: "set_aside" })],
];

const question = (/** @type {any} */ more) => ({
  kind: "question",
  stage: 13,
  text: "I can say what I want to say.",
  form: "scale",
  steps: 5,
  low: "not at all",
  high: "fully",
  choices: [],
  ...more,
});

/** @type {[string, any][]} */
export const questions = [
  ["a scale", question({ seq: 40, key: "question/40" })],
  [
    "a choice",
    question({
      seq: 41,
      key: "question/41",
      form: "choice",
      choices: ["In the morning", "In the afternoon"],
      low: "",
      high: "",
      text: "When shall we meet?",
    }),
  ],
  [
    "words",
    question({
      seq: 42,
      key: "question/42",
      form: "text",
      text: "What should we change for the second half?",
    }),
  ],
  [
    "answers to a scale",
    question({ seq: 43, key: "question/43", result: { counts: [0, 1, 4, 13, 9], mean: 4.1, n: 27 } }),
  ],
  [
    "answers in a word",
    question({
      seq: 44,
      key: "question/44",
      form: "word",
      text: "How do you arrive?",
      result: { texts: ["curious", "tired", "curious", "hopeful"], n: 4 },
    }),
  ],
];

const option = (/** @type {any} */ more) => ({
  kind: "vote",
  stage: 12,
  target: 20,
  round: 1,
  title: "Power, repair, and somebody to call",
  ...more,
});

/** @type {[string, any][]} */
export const options = [
  ["no dot", { option: option({ seq: 50 }), points: 0, left: 3 }],
  ["one dot", { option: option({ seq: 51 }), points: 1, left: 2 }],
  ["no more for this one", { option: option({ seq: 52 }), points: 2, left: 1 }],
  ["no dot left", { option: option({ seq: 53 }), points: 0, left: 0 }],
  ["a note to vote on", { option: option({ seq: 54, title: LONG }), points: 1, left: 2 }],
];

/** @type {any[]} What is in the result of a vote, with a tie. */
export const result = [
  option({
    seq: 60,
    target: 21,
    title: "Give teachers time, company and a say",
    points: 17,
    voters: 14,
    rank: 1,
  }),
  option({
    seq: 61,
    target: 22,
    title: "Power, repair, and somebody to call",
    points: 14,
    voters: 11,
    rank: 2,
    tied: true,
  }),
  option({
    seq: 62,
    target: 23,
    title: "Begin with those who are farthest away",
    points: 14,
    voters: 12,
    rank: 2,
    tied: true,
  }),
  option({ seq: 63, target: 24, title: "Children’s data stays theirs", points: 0, voters: 0, rank: 4 }),
];

/** @type {[string, number | null, boolean][]} How a clock stands: seconds left, and is it halted? */
export const clocks = [
  ["running", 252, false],
  ["ending", 48, false],
  ["paused", 252, true],
  ["over", -20, false],
];

/** The view that the store begins with. */
export function view() {
  const sectors = ["Public", "Private", "Civil society", "Schools", "Communities", "Research"];
  return {
    seq: 100,
    you: { role: "participant", person: 3 },
    records: {
      "workshop/1": {
        title: "A tablet is not a teacher",
        purpose: "",
        state: "open",
        current: 10,
        stages: [10, 11, 12, 13],
        sectors,
        paused: null,
        people: 29,
        screen: { view: "follow" },
      },
      ...Object.fromEntries(
        [stage.board, stage.rules, stage.vote, stage.asking].map((each) => [each.key, each]),
      ),
      "person/3": { name: "Hala", sector: "Schools", role: "participant" },
      "board/15": { stage: 10, question: "Who must be heard first?", notes: 15, writers: 12 },
      "board/16": { stage: 10, question: "What keeps it running?", notes: 0, writers: 0 },
      "note/70": note({ board: 15, mine: true }),
      "note/71": note({ board: 15, mine: true, on: 70, text: "And ask who has the key on a Saturday" }),
    },
  };
}
