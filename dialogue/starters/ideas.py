"""Starters for finding out: many questions at once, one question fast, a problem, a community."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from dialogue.starters.starter import PLUS, RULES, Starter, scale, written

FIVE_QUESTIONS = Starter(
    "questions",
    _("Five questions"),
    _("For up to fifty people: write on several questions side by side, sort, set priorities, act."),
    [
        {"activity": "check_in", "title": "Arriving", "minutes": 5},
        {"activity": "ground_rules", "title": "How we work together", "rules": RULES, "minutes": 10},
        {
            "activity": "board",
            "title": "Our questions",
            "instruction": (
                "Write **one idea at a time**. Begin where you have most to say, then look at every "
                "question: one that stays empty is one that nobody asked you."
            ),
            "visibility": "own",
            "questions": [
                "What works already, and should be kept?",
                "What stands in the way?",
                "What does each of us need from the others?",
                "What should we try first?",
                "How will we know that it helps?",
            ],
            "minutes": 20,
        },
        {
            "activity": "clusters",
            "title": "What belongs together",
            "instruction": (
                "Sort in silence, all at once. Name a cluster when it has come to rest, in a short sentence."
            ),
            "open_to": "everyone",
            "minutes": 15,
        },
        {
            "activity": "vote",
            "title": "What matters most",
            "instruction": "You have three dots, two at most for one thing. Nobody sees yours.",
            "dots": 3,
            "per_item": 2,
            "minutes": 5,
        },
        {
            "activity": "actions",
            "title": "Who does what",
            "instruction": "What, who, until when. It counts once whoever is named says yes.",
            "minutes": 20,
        },
        {"activity": "evaluation", "title": "Before we leave", "minutes": 5},
    ],
)

PRIORITIES = Starter(
    "priorities",
    _("Priorities in 30 minutes"),
    _("For a meeting with little time: one question, notes in silence, sorted, dots, actions."),
    [
        {
            "activity": "board",
            "title": "What should we take on?",
            "instruction": "In silence, one idea at a time. All of them are shown at once.",
            "questions": ["What should we take on next, and why?"],
            "visibility": "own",
            "minutes": 8,
        },
        {
            "activity": "clusters",
            "title": "What belongs together",
            "instruction": "Facilitators sort; call out where something is in the wrong place.",
            "minutes": 8,
        },
        {
            "activity": "vote",
            "title": "What comes first",
            "instruction": "Three dots. These are priorities; whoever has the say decides afterwards.",
            "dots": 3,
            "per_item": 2,
            "minutes": 4,
        },
        {"activity": "actions", "title": "Who does what", "minutes": 10},
    ],
)

CLINIC = Starter(
    "clinic",
    _("Problem and idea clinic"),
    _("For one hard problem: understand it first, then gather ideas without names, and test the best."),
    [
        {
            "activity": "board",
            "title": "What is really the matter?",
            "instruction": (
                "Only what you have **seen or heard yourself**. No solutions yet: whoever thinks of one "
                "keeps it for the next step."
            ),
            "questions": [
                "Where does the problem show, and for whom?",
                "What has been tried, and what came of it?",
                "What do we not know?",
            ],
            "visibility": "all",
            "identity": "sector",
            "minutes": 15,
        },
        {
            "activity": "board",
            "title": "Ideas, the odd ones too",
            "instruction": (
                "Ten minutes in which nobody sees yours; then all are shown at once. "
                "**No idea bears a name**, so none is too simple and none too bold."
            ),
            "questions": ["What could we do about it?", "What would we do if money were no matter?"],
            "visibility": "own",
            "identity": "anonymous",
            "minutes": 12,
        },
        {
            "activity": "clusters",
            "title": "Ideas that are one",
            "instruction": "Put together what would be done together.",
            "open_to": "everyone",
            "of": 1,
            "minutes": 10,
        },
        {
            "activity": "vote",
            "title": "What we would try",
            "instruction": "Not what is finest: what **you** would put a day of work into.",
            "dots": 3,
            "per_item": 1,
            "minutes": 5,
        },
        {
            "activity": "actions",
            "title": "Small tests",
            "instruction": (
                "How can we find out within four weeks whether it works? Who tries it, and who watches?"
            ),
            "open_to": "everyone",
            "minutes": 15,
        },
        {"activity": "parking_lot", "title": "What we do not know yet", "minutes": 3},
    ],
)

COMMUNITY = Starter(
    "community",
    _("Listening to a community"),
    _("For those who decide about others: hear what people need in their own words, and say what follows."),
    [
        {
            "activity": "check_in",
            "title": "Before we begin",
            "instruction": "Nobody can see who answered what.",
            "questions": [
                scale("I am usually asked before something is decided here.", "never", "always"),
                written("What should those who decide know first?"),
            ],
            "minutes": 8,
        },
        {
            "activity": "board",
            "title": "In your own words",
            "instruction": (
                "Write as you speak, in the language you like. **Nobody learns who wrote what**, not even "
                "those who lead this. A facilitator looks at each note before all can read it, "
                "so write nothing that tells of somebody else by name."
            ),
            "questions": [
                "What do you need most, and what gets in its way?",
                "What works here because people made it work?",
                "What must not happen?",
            ],
            "visibility": "facilitators",
            "identity": "anonymous",
            "minutes": 25,
        },
        {
            "activity": "clusters",
            "title": "What we heard",
            "instruction": "Is something in the wrong place, or does a name not say what was meant? Say so.",
            "minutes": 12,
        },
        {
            "activity": "vote",
            "title": "What is most urgent",
            "instruction": "Four dots, two at most for one thing. The result is shown at the end.",
            "dots": 4,
            "per_item": 2,
            "minutes": 5,
        },
        {
            "activity": "actions",
            "title": "What happens with it",
            "instruction": (
                "What do those who decide take along, by when do they answer, and where can that be read?"
            ),
            "minutes": 10,
        },
        {
            "activity": "evaluation",
            "title": "Were you heard?",
            "questions": [
                scale("I could say what I wanted to say."),
                scale("What we said was understood."),
                scale("I believe that something will come of it."),
                PLUS,
                {"text": "Whom did we not hear today?", "form": "delta"},
            ],
            "minutes": 5,
        },
    ],
)
