"""Starters for looking back and ahead: a partnership, a project, what was learnt, the next quarter."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from dialogue.starters.starter import DELTA, PLUS, Starter, scale, word, written

PARTNERSHIP = Starter(
    "review",
    _("A partnership review"),
    _("For partners who have worked together for a while: how it goes, what to praise, what to change."),
    [
        {
            "activity": "check_in",
            "title": "How is our partnership?",
            "instruction": (
                "Answer for your own organisation. What you choose is recorded without your name; "
                "all see the spread when everyone has answered. **We talk about the widest spread first.**"
            ),
            "questions": [
                scale("We agree on what this partnership is for."),
                scale("Each of us knows what the others count on us for."),
                scale("Decisions are made by those whom they touch."),
                scale("What we get out of it is worth what we put in."),
                scale("Bad news travels as fast as good news."),
                written("What would you regret if we stopped today?"),
            ],
            "minutes": 10,
        },
        {
            "activity": "board",
            "title": "Praise and change",
            "instruction": (
                "Begin with what deserves praise, and say whose work it was. Then what should change, and "
                "how."
            ),
            "questions": [
                "What went well, and thanks to whom?",
                "What should we do differently?",
                "What did we agree and not do?",
                "Who is missing among us?",
            ],
            "visibility": "own",
            "identity": "sector",
            "minutes": 15,
        },
        {"activity": "clusters", "title": "What belongs together", "open_to": "everyone", "minutes": 12},
        {
            "activity": "vote",
            "title": "What to change first",
            "instruction": (
                "Three dots, two at most for one thing. They say what we talk about first; they decide "
                "nothing."
            ),
            "dots": 3,
            "per_item": 2,
            "minutes": 5,
        },
        {
            "activity": "ground_rules",
            "title": "Our agreement, renewed",
            "instruction": (
                "Which rule do we keep, which one do we reword, which one is new? Objections say what would "
                "do."
            ),
            "rules": [
                "Whoever cannot keep a promise says so before the day comes.",
                "We decide in the open, and write down who decided.",
                "We look back like this once a year, and the date is set today.",
            ],
            "minutes": 20,
        },
        {
            "activity": "actions",
            "title": "Who changes what",
            "instruction": "The last one is always the day of the next review.",
            "open_to": "everyone",
            "minutes": 15,
        },
        {"activity": "evaluation", "title": "Before we leave", "minutes": 5},
    ],
)

LESSONS = Starter(
    "lessons",
    _("Looking back: lessons learnt"),
    _("For a team at the end of a stretch of work: what happened, what it taught, what stays."),
    [
        {
            "activity": "check_in",
            "title": "In a word",
            "questions": [
                word("In one word: what was it like?"),
                scale("I can speak openly here.", "not today", "fully"),
            ],
            "minutes": 5,
        },
        {
            "activity": "board",
            "title": "What happened",
            "instruction": (
                "Everyone did the best they could with what they knew then. So write **what happened**, "
                "not who was at fault."
            ),
            "questions": [
                "What should we keep doing?",
                "What should we stop?",
                "What should we try?",
                "What surprised us?",
            ],
            "visibility": "own",
            "identity": "anonymous",
            "minutes": 12,
        },
        {"activity": "clusters", "title": "What belongs together", "open_to": "everyone", "minutes": 10},
        {
            "activity": "vote",
            "title": "Worth talking about",
            "instruction": "Three dots for what we should talk about now, pleasant or not.",
            "dots": 3,
            "per_item": 2,
            "minutes": 4,
        },
        {
            "activity": "board",
            "title": "Lessons",
            "instruction": (
                "Write each lesson so that somebody who was not there can use it: “When ..., then ..., "
                "because ...”"
            ),
            "questions": ["What would we tell those who do this after us?"],
            "visibility": "all",
            "identity": "sector",
            "minutes": 14,
        },
        {"activity": "actions", "title": "What we change", "open_to": "everyone", "minutes": 10},
        {"activity": "evaluation", "title": "Before we leave", "questions": [PLUS, DELTA], "minutes": 5},
    ],
)

PROJECT = Starter(
    "project",
    _("Evaluating a project"),
    _("For all who had a part in a project: did it reach what it was for, what did it cost, what next."),
    [
        {
            "activity": "check_in",
            "title": "At a glance",
            "instruction": "Choose quickly; the reasons come in the next step. Shown when all have answered.",
            "questions": [
                scale("The project did what it was meant to do."),
                scale("It reached those it was meant for."),
                scale("It was worth the time and the money."),
                scale("What it brought will last without us."),
                {
                    "text": "What should become of it?",
                    "form": "choice",
                    "choices": [
                        "Go on as it is",
                        "Go on and change it",
                        "Hand it over",
                        "Bring it to an end",
                    ],
                },
            ],
            "minutes": 8,
        },
        {
            "activity": "board",
            "title": "What it brought",
            "instruction": (
                "One observation at a time, and where you know it from: a number, a visit, a conversation."
            ),
            "questions": [
                "What is different because of it, and for whom?",
                "What did not happen that should have?",
                "What happened that nobody planned?",
                "What did it cost that no budget shows?",
            ],
            "visibility": "own",
            "identity": "sector",
            "minutes": 20,
        },
        {
            "activity": "clusters",
            "title": "Findings",
            "instruction": "Name each cluster as a finding: a whole sentence.",
            "minutes": 15,
        },
        {
            "activity": "vote",
            "title": "What weighs most",
            "instruction": "Five dots, two at most for one finding.",
            "dots": 5,
            "per_item": 2,
            "minutes": 5,
        },
        {
            "activity": "actions",
            "title": "What follows",
            "instruction": "For each finding that weighs: who does what with it, and who is told?",
            "minutes": 15,
        },
        {"activity": "parking_lot", "title": "Questions that stay open", "minutes": 5},
        {
            "activity": "evaluation",
            "title": "Before we leave",
            "questions": [scale("This was a fair look at the project."), PLUS, DELTA],
            "minutes": 5,
        },
    ],
)

QUARTER = Starter(
    "quarter",
    _("Planning the next quarter"),
    _("For a group that works together all the time: what is left over, what comes, who does it."),
    [
        {
            "activity": "parking_lot",
            "title": "What is left over",
            "instruction": (
                "Bring what was not finished. Each is taken on again, handed on, or dropped with a reason."
            ),
            "minutes": 10,
        },
        {
            "activity": "board",
            "title": "What the next three months hold",
            "instruction": (
                "One thing at a time. What is fixed already counts too: it takes time that is then gone."
            ),
            "questions": [
                "What is fixed: dates, duties, promises?",
                "What do we want to have done by the end of the quarter?",
                "What could get in the way?",
            ],
            "visibility": "all",
            "identity": "named",
            "minutes": 15,
        },
        {
            "activity": "clusters",
            "title": "Pieces of work",
            "instruction": "Each cluster becomes something that one person can answer for.",
            "open_to": "everyone",
            "minutes": 10,
        },
        {
            "activity": "vote",
            "title": "What must not be left undone",
            "instruction": "Three dots, one for each thing: what would hurt most if it did not happen?",
            "dots": 3,
            "per_item": 1,
            "minutes": 5,
        },
        {
            "activity": "actions",
            "title": "Who, what, until when",
            "instruction": (
                "Say yes only to what fits into your weeks. What nobody takes is dropped, and that is a "
                "decision."
            ),
            "open_to": "everyone",
            "minutes": 20,
        },
        {
            "activity": "evaluation",
            "title": "Can we do this?",
            "questions": [scale("I can do what I said yes to."), scale("We chose the right things."), DELTA],
            "minutes": 5,
        },
    ],
)
