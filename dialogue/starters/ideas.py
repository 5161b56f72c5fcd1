"""Starters for finding out: many questions at once, one question fast, a problem, a community."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from dialogue.starters.starter import ARRIVING, LEAVING, PLUS, RULES, Starter, scale, written

FIVE_QUESTIONS = Starter(
    "questions",
    _("Five questions"),
    _("For up to fifty people: write on several questions, sort, set priorities, agree on actions."),
    [
        {"activity": "check_in", "title": _("Arriving"), "questions": ARRIVING, "minutes": 5},
        {"activity": "ground_rules", "title": _("How we work together"), "rules": RULES, "minutes": 10},
        {
            "activity": "board",
            "title": _("Our questions"),
            "instruction": _(
                "Write **one idea at a time**. Begin with the question you know most about. "
                "Then look at every other question."
            ),
            "visibility": "own",
            "questions": [
                _("What works well and should stay?"),
                _("What makes it difficult?"),
                _("What do we need from each other?"),
                _("What should we try first?"),
                _("How will we know that it helps?"),
            ],
            "minutes": 20,
        },
        {
            "activity": "clusters",
            "title": _("What belongs together"),
            "instruction": _(
                "Sort together, without talking. Then give each cluster a short sentence as its title."
            ),
            "open_to": "everyone",
            "minutes": 15,
        },
        {
            "activity": "vote",
            "title": _("What matters most"),
            "instruction": _("You have three dots. Give at most two to one thing. Nobody sees your dots."),
            "dots": 3,
            "per_item": 2,
            "minutes": 5,
        },
        {
            "activity": "actions",
            "title": _("Who does what"),
            "instruction": _("Write what, who and by when. An action counts when the person named says yes."),
            "minutes": 20,
        },
        {"activity": "evaluation", "title": _("Before we leave"), "questions": LEAVING, "minutes": 5},
    ],
)

PRIORITIES = Starter(
    "priorities",
    _("Priorities in 30 minutes"),
    _("For a meeting with little time: one question, write in silence, sort, vote, agree on actions."),
    [
        {
            "activity": "board",
            "title": _("What should we do next?"),
            "instruction": _(
                "In silence, write one idea at a time. All ideas are shown together at the end."
            ),
            "questions": [_("What should we do next, and why?")],
            "visibility": "own",
            "minutes": 8,
        },
        {
            "activity": "clusters",
            "title": _("What belongs together"),
            "instruction": _("Facilitators sort. Tell them if something is in the wrong place."),
            "minutes": 8,
        },
        {
            "activity": "vote",
            "title": _("What comes first"),
            "instruction": _("You have three dots. They show priorities. The decision comes later."),
            "dots": 3,
            "per_item": 2,
            "minutes": 4,
        },
        {"activity": "actions", "title": _("Who does what"), "minutes": 10},
    ],
)

CLINIC = Starter(
    "clinic",
    _("Problem and idea clinic"),
    _("For one hard problem: understand it first, collect ideas without names, then test the best ones."),
    [
        {
            "activity": "board",
            "title": _("What is the problem?"),
            "instruction": _(
                "Write only what you have **seen or heard yourself**. No solutions yet: "
                "keep them for the next stage."
            ),
            "questions": [
                _("Where do we see the problem, and who has it?"),
                _("What has been tried, and what happened?"),
                _("What do we not know?"),
            ],
            "visibility": "all",
            "identity": "sector",
            "minutes": 15,
        },
        {
            "activity": "board",
            "title": _("Ideas, also unusual ones"),
            "instruction": _(
                "For ten minutes, nobody sees your ideas. Then all are shown together. "
                "**No idea shows a name**, so write simple ideas and bold ones."
            ),
            "questions": [_("What could we do about it?"), _("What would we do if we had enough money?")],
            "visibility": "own",
            "identity": "anonymous",
            "minutes": 12,
        },
        {
            "activity": "clusters",
            "title": _("Ideas that belong together"),
            "instruction": _("Group the ideas that can be done together."),
            "open_to": "everyone",
            "of": 1,
            "minutes": 10,
        },
        {
            "activity": "vote",
            "title": _("What we want to try"),
            "instruction": _("Choose what **you** would give a day of your own work to."),
            "dots": 3,
            "per_item": 1,
            "minutes": 5,
        },
        {
            "activity": "actions",
            "title": _("Small tests"),
            "instruction": _(
                "How can we find out in four weeks if it works? Who tries it, and who looks at the result?"
            ),
            "open_to": "everyone",
            "minutes": 15,
        },
        {"activity": "parking_lot", "title": _("What we do not know yet"), "minutes": 3},
    ],
)

COMMUNITY = Starter(
    "community",
    _("Listening to a community"),
    _("For people who decide for others: hear what people need, then say what comes next."),
    [
        {
            "activity": "check_in",
            "title": _("Before we begin"),
            "instruction": _("Nobody can see who gave which answer."),
            "questions": [
                scale(_("I am usually asked before something is decided here."), _("never"), _("always")),
                written(_("What is the first thing that those who decide should know?")),
            ],
            "minutes": 8,
        },
        {
            "activity": "board",
            "title": _("In your own words"),
            "instruction": _(
                "Write as you speak, in any language. **Nobody can find out who wrote what**, not even "
                "the facilitators. A facilitator reads each note before everybody can read it. "
                "Please do not write the names of other people."
            ),
            "questions": [
                _("What do you need most, and what makes it difficult?"),
                _("What works well here, thanks to the people here?"),
                _("What must not happen?"),
            ],
            "visibility": "facilitators",
            "identity": "anonymous",
            "minutes": 25,
        },
        {
            "activity": "clusters",
            "title": _("What we heard"),
            "instruction": _("Is a note in the wrong place? Is a title not right? Tell us."),
            "minutes": 12,
        },
        {
            "activity": "vote",
            "title": _("What is most urgent"),
            "instruction": _(
                "You have four dots. Give at most two to one thing. The result is shown at the end."
            ),
            "dots": 4,
            "per_item": 2,
            "minutes": 5,
        },
        {
            "activity": "actions",
            "title": _("What happens next"),
            "instruction": _(
                "What will those who decide do with this? By when do they answer? Where can people read it?"
            ),
            "minutes": 10,
        },
        {
            "activity": "evaluation",
            "title": _("Were you heard?"),
            "questions": [
                scale(_("I could say what I wanted to say.")),
                scale(_("What we said was understood.")),
                scale(_("I believe that something will change because of it.")),
                PLUS,
                {"text": _("Who did we not hear today?"), "form": "delta"},
            ],
            "minutes": 5,
        },
    ],
)
