"""The acts of a simulated workshop, in the order in which they are held."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

from dialogue.simulation.holding import Holding, ensure, patiently
from dialogue.simulation.phone import Phone
from dialogue.simulation.script import Part

WORDS = ["curious", "tired", "hopeful", "ready", "calm", "busy", "awake", "open"]
TEXTS = [
    "One thing I can use on Monday.",
    "To hear from those who usually say little.",
    "An honest word about what went wrong.",
    "Somebody to go on with afterwards.",
]
PLUSES = ["Everybody wrote, not only the quick ones.", "We saw at once what others thought.", "The pace."]
DELTAS = ["More time for sorting.", "A break after the vote.", "Say earlier what the notes are for."]
PROPOSED = [
    "Say so when you do not understand a word.",
    "Phones face down unless we write.",
    "Nobody leaves before the end.",
]
AMENDED = "Phones are for the workshop while we are in it."
OBJECTION = "Some of us have to catch the last bus."
LONG = "x" * 281


async def arrive(held: Holding, facilitator_link: str, screen_link: str) -> None:
    """Everybody but one joins; the facilitator opens the workshop."""
    held.report.begin("People arrive", len(held.people))
    await patiently(lambda: held.facilitator.enter(facilitator_link))
    await patiently(lambda: held.screen.enter(screen_link))
    await held.facilitator.connect()
    await held.screen.connect()
    name = {"name": held.facilitator.label.capitalize()}
    await patiently(lambda: held.facilitator.fetch("POST", f"/w/{held.code}/me", name))
    await held.refused(held.facilitator, "workshop-draft", "stage.open", stage=held.stage("check_in"))
    if len(held.people) > 2:
        held.late = held.people[-1]
    await held.all_do(held.here, lambda phone: enter(held, phone), 2)
    await held.lead("workshop.open")


async def enter(held: Holding, phone: Phone) -> None:
    name, sector = held.script.people[held.people.index(phone)]
    await patiently(lambda: phone.join(name, sector))
    await phone.connect()
    held.report.step()


async def check_in(held: Holding) -> None:
    await answer_all(held, "People check in", held.stage("check_in"))


async def evaluation(held: Holding) -> None:
    await answer_all(held, "People look back", held.stage("evaluation"))


async def answer_all(held: Holding, title: str, stage: int) -> None:
    """Everybody answers every question of a stage; then the answers are revealed."""
    held.report.begin(title, len(held.here))
    await held.lead("stage.open", stage=stage)

    async def answer(phone: Phone) -> None:
        for seq, question in phone.of("question", stage=stage).items():
            given = answer_to(held, question)
            await phone.do("question.answer", stage=stage, question=seq, answer=given)
        await phone.do("stage.done", stage=stage, done=True)
        held.report.step()

    await held.all_do(held.here, answer, 3)
    seen = [q for phone in held.everyone for q in phone.of("question", stage=stage).values()]
    ensure(not any("result" in q for q in seen), "Answers were seen before they were revealed.")
    await held.lead("stage.reveal", stage=stage)
    await held.lead("stage.close", stage=stage)


def answer_to(held: Holding, question: dict[str, Any]) -> int | str:
    chosen: dict[str, Any] = {"word": WORDS, "text": TEXTS, "plus": PLUSES, "delta": DELTAS}
    if question["form"] == "scale":
        return held.chance.randint(1, question["steps"])
    if question["form"] == "choice":
        return held.chance.randrange(len(question["choices"]))
    return held.chance.choice(chosen[question["form"]])


async def ground_rules(held: Holding) -> None:
    """Rules are proposed, amended, agreed; one is objected to and set aside; one comes late."""
    stage = held.stage("ground_rules")
    await held.lead("stage.open", stage=stage)
    authors = held.some(len(PROPOSED))
    proposed = [
        await author.do("rule.propose", stage=stage, text=text)
        for author, text in zip(authors, PROPOSED, strict=False)
    ]
    if len(proposed) > 1:
        await held.lead("rule.amend", rule=proposed[1], text=AMENDED)
    await held.together(proposed[-1])
    rules = held.facilitator.of("rule", stage=stage)
    contested = proposed[2] if len(proposed) > 2 else None
    await refuse_rules(held, next(iter(rules)))
    held.report.begin("Ground rules are agreed", len(held.here))
    objectors = held.some(2)

    async def respond(phone: Phone) -> None:
        for rule, shown in phone.of("rule", stage=stage).items():
            objects = rule == contested and phone in objectors
            response = "object" if objects else held.chance.choice(["agree", "agree", "live_with"])
            reason = OBJECTION if objects else ""
            await phone.do(
                "rule.respond", rule=rule, response=response, reason=reason, version=shown["version"]
            )
        held.report.step()

    await held.all_do(held.here, respond, 4)
    for rule in rules:
        if rule == contested:
            await held.refused(held.facilitator, "objections", "rule.adopt", rule=rule)
            await held.lead("rule.set_aside", rule=rule)
        else:
            await held.lead("rule.adopt", rule=rule)
    await come_late(held, stage)


async def refuse_rules(held: Holding, rule: int) -> None:
    """Nobody adopts a rule that nobody responded to, and no participant adopts any."""
    await held.refused(held.facilitator, "quorum", "rule.adopt", rule=rule)
    await held.refused(held.here[0], "not-allowed", "rule.adopt", rule=rule)
    await held.refused(held.here[0], "reason-missing", "rule.respond", rule=rule, response="object")


async def come_late(held: Holding, stage: int) -> None:
    """The last to come reads what was agreed without them."""
    late, held.late = held.late, None
    if late:
        await enter(held, late)
        await late.do("rule.acknowledge", stage=stage)
    await held.catch_up()


async def write(held: Holding) -> None:
    """Everybody writes their notes; nobody sees another's until all are revealed."""
    stage = held.stage("board")
    boards = list(held.facilitator.of("board", stage=stage))
    await held.lead("stage.open", stage=stage)
    await held.lead("stage.timer", stage=stage, seconds=1200)
    held.report.begin("Notes are written", len(held.script.parts))
    await held.refused(held.here[0], "too-long", "note.add", board=boards[0], text=LONG)
    # Somebody corrects a slip, and somebody takes a note back and changes their mind.
    slips = {0} if len(held.script.parts[0].text) > 1 else set()
    doubts = {len(held.script.parts) - 1}

    async def one(phone: Phone) -> None:
        for n, part in enumerate(held.script.parts):
            if held.people[part.person] is phone:
                await held.think(5)
                await write_note(held, phone, boards, n, part, n in slips, n in doubts)
        await phone.do("stage.done", stage=stage, done=True)

    await held.all_do(held.here, one, 3)
    ensure_unseen(held)
    await held.lead("stage.lock", stage=stage)
    await held.lead("stage.reveal", stage=stage)
    await held.catch_up()
    for phone in held.everyone:
        missing = set(held.notes.values()) - set(phone.of("note"))
        ensure(not missing, f"{phone.label} does not see {len(missing)} notes that were revealed.")


async def write_note(
    held: Holding, phone: Phone, boards: list[int], n: int, part: Part, slips: bool, doubts: bool
) -> None:
    builds = {} if part.on is None else {"on": held.notes[part.on]}
    text = part.text[:-1] if slips else part.text
    note = await held.timed(phone, "note.add", board=boards[part.question], text=text, **builds)
    held.notes[n] = note
    if slips:
        await phone.do("note.edit", note=note, text=part.text)
    if doubts:
        await phone.do("note.remove", note=note)
        await phone.do("note.restore", note=note)
    held.report.step()


def ensure_unseen(held: Holding) -> None:
    """While a board is `own`, a phone holds its own notes and the screen none (V1)."""
    ensure(not held.screen.of("note"), "The screen saw notes before they were revealed.")
    for phone in held.here:
        others = [note for note in phone.of("note").values() if not note.get("mine")]
        ensure(not others, f"{phone.label} saw {len(others)} notes of others before they were revealed.")


async def speak(held: Holding) -> None:
    """Some raise a hand, the facilitator gives the floor; a thought and a note are parked."""
    held.report.begin("People speak", 3)
    speakers = held.some(3)
    kinds = ["speak", "question", "technical"]
    for phone, kind in zip(speakers, kinds, strict=False):
        await phone.do("hand.raise", kind=kind)
    await held.catch_up()
    ensure(not held.screen.of("hand"), "The screen saw whose hands are up.")
    while hands := held.facilitator.of("hand"):
        first = min(hands.values(), key=lambda hand: hand["place"])
        await held.lead("hand.call", person=first["person"])
        await held.think(1)
        await held.lead("hand.lower", person=first["person"])
        held.report.step()
    parker = held.some(1)[0]
    await parker.do("park.add", text="Who pays for all this in three years?")
    await held.lead("park.add", note=next(iter(held.notes.values())))


async def sort(held: Holding) -> None:
    """The facilitator makes clusters; several people move notes into them."""
    stage = held.stage("clusters")
    held.report.begin("Notes are grouped", len(held.script.parts))
    await held.lead("stage.open", stage=stage)
    places: dict[str, int] = {}
    for title in held.script.clusters:
        first = next(n for n, part in enumerate(held.script.parts) if part.cluster == title)
        places[title] = await held.lead("cluster.add", stage=stage, title=title, notes=[held.notes[first]])
    await change_of_mind(held, stage, places)
    sorters = [held.facilitator, *held.some(5)]
    order = list(enumerate(held.script.parts))
    held.chance.shuffle(order)

    async def move(phone: Phone) -> None:
        for n, part in order[sorters.index(phone) :: len(sorters)]:
            await held.think(0.8)
            await phone.do("note.move", notes=[held.notes[n]], cluster=places[part.cluster])
            held.report.step()

    await held.all_do(sorters, move, 1)


async def change_of_mind(held: Holding, stage: int, places: dict[str, int]) -> None:
    """A cluster is made, merged away; another is retitled, and that is undone."""
    title, place = next(iter(places.items()))
    notes = [seq for n, seq in held.notes.items() if held.script.parts[n].cluster == title][-1:]
    twin = await held.lead("cluster.add", stage=stage, title="The same again", notes=notes)
    await held.lead("cluster.merge", cluster=twin, into=place)
    await held.lead("cluster.rename", cluster=place, title="Something else")
    await held.lead("cluster.undo", stage=stage)


async def vote(held: Holding) -> None:
    """Everybody gives their dots, in secret; nobody can give more than they have (B1, B2)."""
    stage = held.stage("vote")
    await held.lead("stage.open", stage=stage)
    targets = [option["target"] for option in held.screen.of("vote", stage=stage).values()]
    voters = held.here[:-1] if len(held.here) > 5 else held.here
    held.report.begin("Dots are given", len(voters))
    await held.refused(held.here[0], "per-item", "vote.cast", stage=stage, target=targets[0], points=3)
    await held.refused(held.here[0], "not-an-option", "vote.cast", stage=stage, target=stage, points=1)
    await held.refused(held.facilitator, "not-allowed", "vote.cast", stage=stage, target=targets[0], points=1)

    async def cast(phone: Phone) -> None:
        liked = held.chance.choices(targets, weights=range(len(targets), 0, -1), k=8)
        two, one = (list(dict.fromkeys([*liked, *targets])) * 2)[:2]
        await phone.do("vote.cast", stage=stage, target=one, points=2)
        await phone.do("vote.cast", stage=stage, target=one, points=1)
        await phone.do("vote.cast", stage=stage, target=two, points=min(2, 3 - (one != two)))
        held.report.step()

    await held.all_do(voters, cast, 4)
    seen = [option for phone in held.everyone for option in phone.of("vote", stage=stage).values()]
    ensure(not any("points" in option for option in seen), "Dots were seen before they were revealed.")
    await held.lead("stage.reveal", stage=stage)


async def act(held: Holding) -> None:
    """The first clusters become actions, whose owners accept; somebody adds one of their own."""
    stage = held.stage("actions")
    await held.lead("stage.open", stage=stage)
    ranked = sorted(held.screen.of("vote").values(), key=lambda option: option["rank"])[:5]
    held.report.begin("Actions are agreed", len(ranked))
    owners = held.some(len(ranked))
    for n, (option, owner) in enumerate(zip(ranked, owners, strict=False)):
        due = (date.today() + timedelta(days=30 * (n + 1))).isoformat()
        text = f"Say who leads the first step on “{option['title']}”, and tell everybody."
        data = {"text": text, "owner": owner.person, "due": due, "from": option["target"]}
        action = await held.lead("action.add", **data)
        await held.refused(held.facilitator, "not-yours", "action.accept", action=action)
        if n != 2:
            await owner.do("action.accept", action=action)
        held.report.step()
    own = held.some(1)[0]
    await own.do("action.add", text="Write to those who could not come.", owner=own.person)


async def close(held: Holding) -> None:
    """What is parked is settled; then the workshop is closed for everybody."""
    held.report.begin("The workshop is closed", len(held.everyone))
    await held.catch_up()
    await held.refused(held.facilitator, "still-parked", "workshop.close")
    for item in held.facilitator.of("parked", status="open"):
        await held.lead("park.resolve", item=item, outcome="Goes to the next meeting.")
    seq = await held.facilitator.do("workshop.close")
    await held.together(seq)
    held.report.step(len(held.everyone))


Act = Callable[[Holding], Awaitable[None]]

ACTS: tuple[Act, ...] = (check_in, ground_rules, write, speak, sort, vote, act, evaluation, close)
