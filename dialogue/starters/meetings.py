"""Starters for people who meet: for the first time, to agree how, to find out who brings what."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from dialogue.starters.starter import DELTA, PLUS, RULES, Starter, scale, word, written

RULES_ONLY = Starter(
    "rules",
    _("Ground rules only"),
    _("For a group that will meet again: arrive, agree how to treat each other, and stop there."),
    [
        {"activity": "check_in", "title": "Arriving", "minutes": 10},
        {
            "activity": "ground_rules",
            "title": "How we work together",
            "instruction": (
                "Say of every rule whether you **agree**, **can live with it** or **object**. "
                "Whoever objects writes why, and best of all which words would do.\n\n"
                "Is something missing? Propose it as something one can see people do: "
                "“We answer letters within a week”, not “respect”."
            ),
            "rules": RULES,
            "quorum": 60,
            "minutes": 30,
        },
        {
            "activity": "evaluation",
            "title": "Before we leave",
            "questions": [scale("I can keep these rules."), scale("I trust that others will."), DELTA],
            "minutes": 5,
        },
    ],
)

FIRST_MEETING = Starter(
    "first",
    _("First meeting of a partnership"),
    _("For partners who hardly know each other: why each came, what all want, how to go on."),
    [
        {
            "activity": "check_in",
            "title": "Who is here",
            "instruction": "Three short questions. The answers are shown when all have given theirs.",
            "questions": [
                word("In one word: what made you come?"),
                scale("How well do you know what the others here do?", "hardly", "very well"),
                written("What would make you say afterwards that it was worth the way?"),
            ],
            "minutes": 10,
        },
        {
            "activity": "ground_rules",
            "title": "How we work together",
            "instruction": "Agree what you can agree today. What is contested is put aside and comes back.",
            "rules": [*RULES, "Nobody promises for somebody who is not here."],
            "minutes": 15,
        },
        {
            "activity": "board",
            "title": "Why we are here",
            "instruction": (
                "Write **one idea at a time**, from where you stand. Nobody sees it yet: it is shown "
                "when everybody has written."
            ),
            "questions": [
                "What would we want to be different in three years?",
                "What does my organisation hope to gain?",
                "What makes me hesitate?",
            ],
            "visibility": "own",
            "identity": "sector",
            "minutes": 15,
        },
        {
            "activity": "clusters",
            "title": "What we have in common",
            "instruction": "Put together what means the same, first in silence. Names come last.",
            "open_to": "everyone",
            "minutes": 15,
        },
        {
            "activity": "vote",
            "title": "What carries us all",
            "instruction": "Give your dots to what you would still stand for on a bad day.",
            "dots": 3,
            "per_item": 1,
            "minutes": 5,
        },
        {
            "activity": "actions",
            "title": "Until we meet again",
            "instruction": (
                "Few and small. Each has somebody who says yes to it, and a day. One of them: the next date."
            ),
            "open_to": "everyone",
            "minutes": 15,
        },
        {
            "activity": "evaluation",
            "title": "Before we leave",
            "questions": [
                scale("I know now what the others want."),
                scale("I could say what makes me hesitate."),
                PLUS,
                DELTA,
                word("In one word: how do you leave?"),
            ],
            "minutes": 5,
        },
    ],
)

OFFERS = Starter(
    "offers",
    _("Offers and needs"),
    _("For partners about to work together: who brings what, who needs what, and where that meets."),
    [
        {
            "activity": "board",
            "title": "What we bring, what we need",
            "instruction": (
                "Be concrete: “two days a month of an engineer”, not “expertise”. "
                "Each note bears your name, so that others know whom to ask."
            ),
            "questions": [
                "What can my organisation give: people, money, rooms, knowledge, a name?",
                "What do we need from others to do our part?",
                "What can we not give, so that nobody counts on it?",
            ],
            "visibility": "own",
            "identity": "named",
            "minutes": 15,
        },
        {
            "activity": "clusters",
            "title": "Where it meets",
            "instruction": (
                "Make a cluster of every offer with the need it answers. A need that is left alone is news "
                "too."
            ),
            "open_to": "everyone",
            "minutes": 20,
        },
        {
            "activity": "vote",
            "title": "Where to begin",
            "instruction": "Where would a first exchange help most? Several dots may go to one.",
            "dots": 4,
            "per_item": 2,
            "minutes": 5,
        },
        {
            "activity": "actions",
            "title": "Who gives what, and when",
            "instruction": "Whoever gives writes it down, and whoever receives says yes.",
            "open_to": "everyone",
            "minutes": 20,
        },
        {"activity": "parking_lot", "title": "What nobody can give yet", "minutes": 5},
    ],
)
