"""Starters for looking back and ahead: a partnership, a project, what was learnt, the next quarter."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from dialogue.starters.starter import DELTA, LEAVING, PLUS, Starter, scale, word, written

PARTNERSHIP = Starter(
    "review",
    _("A partnership review"),
    _("For partners who already work together: how it goes, what is good, what to change."),
    [
        {
            "activity": "check_in",
            "title": _("How is our partnership?"),
            "instruction": _(
                "Answer for your own organisation. Your answer is saved without your name. Everybody sees "
                "all answers at the end. **We first talk about where our answers differ most.**"
            ),
            "questions": [
                scale(_("We agree on what this partnership is for.")),
                scale(_("Each of us knows what the others expect from us.")),
                scale(_("The people who feel the effects of a decision also take part in it.")),
                scale(_("The results are worth our work.")),
                scale(_("We tell each other bad news as quickly as good news.")),
                written(_("What would you miss if we stopped today?")),
            ],
            "minutes": 10,
        },
        {
            "activity": "board",
            "title": _("What is good, what to change"),
            "instruction": _(
                "First write what went well, and whose work it was. Then write what should change, and how."
            ),
            "questions": [
                _("What went well, and who made it possible?"),
                _("What should we do differently?"),
                _("What did we agree but not do?"),
                _("Who is missing here?"),
            ],
            "visibility": "own",
            "identity": "sector",
            "minutes": 15,
        },
        {"activity": "clusters", "title": _("What belongs together"), "open_to": "everyone", "minutes": 12},
        {
            "activity": "vote",
            "title": _("What to change first"),
            "instruction": _(
                "You have three dots. Give at most two to one thing. They show what we talk about first. "
                "They decide nothing."
            ),
            "dots": 3,
            "per_item": 2,
            "minutes": 5,
        },
        {
            "activity": "ground_rules",
            "title": _("Our rules from now on"),
            "instruction": _(
                "Which rules do we keep, change or add? If you object, write what would be better."
            ),
            "rules": [
                _("If we cannot keep a promise, we say so early."),
                _("We decide openly, and write down who decided."),
                _("We review our work like this once a year. We set the date today."),
            ],
            "minutes": 20,
        },
        {
            "activity": "actions",
            "title": _("Who changes what"),
            "instruction": _("The last action is the day of the next review."),
            "open_to": "everyone",
            "minutes": 15,
        },
        {"activity": "evaluation", "title": _("Before we leave"), "questions": LEAVING, "minutes": 5},
    ],
)

LESSONS = Starter(
    "lessons",
    _("Looking back: lessons learnt"),
    _("For a team that has finished a piece of work: what happened, what we learnt, what to keep."),
    [
        {
            "activity": "check_in",
            "title": _("In one word"),
            "questions": [
                word(_("In one word: what was it like?")),
                scale(_("I can speak openly here."), _("not today"), _("fully")),
            ],
            "minutes": 5,
        },
        {
            "activity": "board",
            "title": _("What happened"),
            "instruction": _(
                "Everyone did their best with what they knew then. So write **what happened**, "
                "not whose fault it was."
            ),
            "questions": [
                _("What should we keep doing?"),
                _("What should we stop?"),
                _("What should we try?"),
                _("What surprised us?"),
            ],
            "visibility": "own",
            "identity": "anonymous",
            "minutes": 12,
        },
        {"activity": "clusters", "title": _("What belongs together"), "open_to": "everyone", "minutes": 10},
        {
            "activity": "vote",
            "title": _("Worth talking about"),
            "instruction": _("Give your three dots to what we should talk about now, good or bad."),
            "dots": 3,
            "per_item": 2,
            "minutes": 4,
        },
        {
            "activity": "board",
            "title": _("Lessons"),
            "instruction": _(
                "Write each lesson so that somebody who was not there can use it: “When …, then …, because …”"
            ),
            "questions": [_("What should people know who do this after us?")],
            "visibility": "all",
            "identity": "sector",
            "minutes": 14,
        },
        {"activity": "actions", "title": _("What we change"), "open_to": "everyone", "minutes": 10},
        {"activity": "evaluation", "title": _("Before we leave"), "questions": [PLUS, DELTA], "minutes": 5},
    ],
)

PROJECT = Starter(
    "project",
    _("Evaluating a project"),
    _("For everybody in a project: did it reach its goals, what did it cost, what comes next."),
    [
        {
            "activity": "check_in",
            "title": _("First answers"),
            "instruction": _(
                "Choose quickly. You can give reasons in the next stage. All answers are shown together."
            ),
            "questions": [
                scale(_("The project did what we planned.")),
                scale(_("It reached the people it was made for.")),
                scale(_("It was worth the time and the money.")),
                scale(_("The results will last without us.")),
                {
                    "text": _("What should happen with the project?"),
                    "form": "choice",
                    "choices": [
                        _("Continue as it is"),
                        _("Continue, with changes"),
                        _("Give it to somebody else"),
                        _("End it"),
                    ],
                },
            ],
            "minutes": 8,
        },
        {
            "activity": "board",
            "title": _("Results"),
            "instruction": _(
                "Write one result at a time, and how you know it: from a number, a visit, a conversation."
            ),
            "questions": [
                _("What is different because of the project, and for whom?"),
                _("What did not happen that should have?"),
                _("What happened that nobody planned?"),
                _("What did it cost that is not in the budget?"),
            ],
            "visibility": "own",
            "identity": "sector",
            "minutes": 20,
        },
        {
            "activity": "clusters",
            "title": _("Findings"),
            "instruction": _("Give each cluster a full sentence as its title."),
            "minutes": 15,
        },
        {
            "activity": "vote",
            "title": _("What matters most"),
            "instruction": _("You have five dots. Give at most two to one finding."),
            "dots": 5,
            "per_item": 2,
            "minutes": 5,
        },
        {
            "activity": "actions",
            "title": _("What happens next"),
            "instruction": _("For each important finding: who does what, and who needs to know?"),
            "minutes": 15,
        },
        {"activity": "parking_lot", "title": _("Open questions"), "minutes": 5},
        {
            "activity": "evaluation",
            "title": _("Before we leave"),
            "questions": [scale(_("Today we judged the project fairly.")), PLUS, DELTA],
            "minutes": 5,
        },
    ],
)

QUARTER = Starter(
    "quarter",
    _("Planning the next quarter"),
    _("For a group that always works together: what is unfinished, what comes next, who does it."),
    [
        {
            "activity": "parking_lot",
            "title": _("What is unfinished"),
            "instruction": _(
                "Add what was not finished. For each item agree: we do it, somebody else does it, or nobody "
                "does it, and why."
            ),
            "minutes": 10,
        },
        {
            "activity": "board",
            "title": _("The next three months"),
            "instruction": _(
                "Write one thing at a time. Also write what is already fixed, because it takes time."
            ),
            "questions": [
                _("What is fixed: dates, duties, promises?"),
                _("What do we want to have done by the end of the quarter?"),
                _("What could make it difficult?"),
            ],
            "visibility": "all",
            "identity": "named",
            "minutes": 15,
        },
        {
            "activity": "clusters",
            "title": _("Our work"),
            "instruction": _("Make clusters that one person can be responsible for."),
            "open_to": "everyone",
            "minutes": 10,
        },
        {
            "activity": "vote",
            "title": _("What we must do"),
            "instruction": _(
                "You have three dots, one for each thing. What would be worst if we did not do it?"
            ),
            "dots": 3,
            "per_item": 1,
            "minutes": 5,
        },
        {
            "activity": "actions",
            "title": _("Who does what, and by when"),
            "instruction": _(
                "Say yes only to what you have time for. If nobody takes something, we do not do it. "
                "That is a decision too."
            ),
            "open_to": "everyone",
            "minutes": 20,
        },
        {
            "activity": "evaluation",
            "title": _("Can we do this?"),
            "questions": [
                scale(_("I can do what I said yes to.")),
                scale(_("We chose the right things.")),
                DELTA,
            ],
            "minutes": 5,
        },
    ],
)
