"""Starters for people who meet: for the first time, to agree how, to find out who brings what."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from dialogue.starters.starter import ARRIVING, DELTA, PLUS, RULES, Starter, scale, word, written

RULES_ONLY = Starter(
    "rules",
    _("Ground rules only"),
    _("For a group that will meet again: arrive, and agree how to work together. Nothing more."),
    [
        {"activity": "check_in", "title": _("Arriving"), "questions": ARRIVING, "minutes": 10},
        {
            "activity": "ground_rules",
            "title": _("How we work together"),
            "instruction": _(
                "Answer every rule: you **agree**, you **can live with it**, or you **object**. "
                "If you object, write why, and which words would be better.\n\n"
                "Is something missing? Propose a rule that says what people do: "
                "“We answer letters within a week”, not “respect”."
            ),
            "rules": RULES,
            "quorum": 60,
            "minutes": 30,
        },
        {
            "activity": "evaluation",
            "title": _("Before we leave"),
            "questions": [scale(_("I can keep these rules.")), scale(_("I trust that others will.")), DELTA],
            "minutes": 5,
        },
    ],
)

FIRST_MEETING = Starter(
    "first",
    _("First meeting of a partnership"),
    _("For partners who do not know each other well: why each came, what all want, what to do next."),
    [
        {
            "activity": "check_in",
            "title": _("Who is here"),
            "instruction": _("Three short questions. The answers are shown when everybody has answered."),
            "questions": [
                word(_("In one word: what made you come?")),
                scale(_("How well do you know what the others here do?"), _("hardly"), _("very well")),
                written(_("What must happen today, so that it was good that you came?")),
            ],
            "minutes": 10,
        },
        {
            "activity": "ground_rules",
            "title": _("How we work together"),
            "instruction": _(
                "Agree on what you can today. Rules that some object to are set aside for later."
            ),
            "rules": [*RULES, _("Nobody makes promises for people who are not here.")],
            "minutes": 15,
        },
        {
            "activity": "board",
            "title": _("Why we are here"),
            "instruction": _(
                "Write **one idea at a time**, from your own point of view. Nobody sees it yet. "
                "All ideas are shown when everybody has written."
            ),
            "questions": [
                _("What would we want to be different in three years?"),
                _("What does my organisation hope to gain?"),
                _("What makes me hesitate?"),
            ],
            "visibility": "own",
            "identity": "sector",
            "minutes": 15,
        },
        {
            "activity": "clusters",
            "title": _("What we have in common"),
            "instruction": _(
                "Group the notes that mean the same, first without talking. Give the titles at the end."
            ),
            "open_to": "everyone",
            "minutes": 15,
        },
        {
            "activity": "vote",
            "title": _("What matters to all of us"),
            "instruction": _("Give your dots to what you will still support when it gets difficult."),
            "dots": 3,
            "per_item": 1,
            "minutes": 5,
        },
        {
            "activity": "actions",
            "title": _("Until we meet again"),
            "instruction": _(
                "Agree on a few small actions. Each needs a person who says yes, and a day. One action is "
                "the "
                "next meeting."
            ),
            "open_to": "everyone",
            "minutes": 15,
        },
        {
            "activity": "evaluation",
            "title": _("Before we leave"),
            "questions": [
                scale(_("I know now what the others want.")),
                scale(_("I could say what makes me hesitate.")),
                PLUS,
                DELTA,
                word(_("In one word: how do you feel now?")),
            ],
            "minutes": 5,
        },
    ],
)

OFFERS = Starter(
    "offers",
    _("Offers and needs"),
    _("For partners who will work together: who can give what, who needs what, and what fits together."),
    [
        {
            "activity": "board",
            "title": _("What we can give, what we need"),
            "instruction": _(
                "Be exact: “an engineer, two days a month”, not “expertise”. "
                "Each note shows your name, so others know who to ask."
            ),
            "questions": [
                _("What can my organisation give: people, money, rooms, knowledge, contacts?"),
                _("What do we need from others to do our part?"),
                _("What can we not give?"),
            ],
            "visibility": "own",
            "identity": "named",
            "minutes": 15,
        },
        {
            "activity": "clusters",
            "title": _("What fits together"),
            "instruction": _(
                "Group every offer with the need that it answers. A need without an offer is important too."
            ),
            "open_to": "everyone",
            "minutes": 20,
        },
        {
            "activity": "vote",
            "title": _("Where to begin"),
            "instruction": _("What would help most as a first step? You may give two dots to one thing."),
            "dots": 4,
            "per_item": 2,
            "minutes": 5,
        },
        {
            "activity": "actions",
            "title": _("Who gives what, and when"),
            "instruction": _("Those who give write it down. Those who receive say yes."),
            "open_to": "everyone",
            "minutes": 20,
        },
        {"activity": "parking_lot", "title": _("What nobody can give yet"), "minutes": 5},
    ],
)
