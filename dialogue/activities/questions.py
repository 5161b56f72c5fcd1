"""Questions: what check-in and evaluation ask, and what people answer in secret.

Until the stage is revealed nobody sees an answer but the person who gave it, facilitators
included. Then everyone sees the results, and nobody whose they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from dialogue.kernel import (
    FACILITATORS,
    PARTICIPANTS,
    Command,
    Entry,
    Event,
    Eyes,
    Person,
    Record,
    Refused,
    State,
    Unsigned,
    command,
    each_worded,
    event,
    worded,
    worded_or_empty,
)
from dialogue.kernel import Settings as BaseSettings
from dialogue.workshop import (
    ONGOING,
    AddStage,
    EditStage,
    Stage,
    StageClosed,
    StageReopened,
    StageRevealed,
    StageState,
    ensure_open,
    ensure_stage,
    is_changed,
)

Form = Literal["scale", "choice", "word", "text", "plus", "delta"]
Steps = Annotated[int, Meta(ge=2, le=10)]
QUESTION_LENGTH = 200
CHOICE_LENGTH = 120
LABEL_LENGTH = 60
WORD_LENGTH = 40
MOST_CHOICES = 12


# ---- State


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One question as a run sheet words it.

    `low` and `high` say what the ends of a scale mean, which has the steps 1 to `steps`;
    `choices` belong to a choice. `plus` is what should stay, `delta` what should change.
    """

    text: str
    form: Form = "text"
    choices: list[str] = msgspec.field(default_factory=list)
    low: str = ""
    high: str = ""
    steps: Steps = 5


Asks = Annotated[list[Ask], Meta(max_length=20)]


class Settings(BaseSettings):
    """`questions`: what is asked. Each activity that asks has its own to begin with."""

    questions: Asks = msgspec.field(default_factory=list)


class Question(Record, kw_only=True):
    """`answers` holds those that stand, of every round. `people` is how many had answered
    anything in the stage when it closed, because afterwards nobody can count them.
    """

    kind: ClassVar[str] = "question"
    stage: int
    text: str
    form: Form
    choices: list[str]
    low: str
    high: str
    steps: int
    answers: set[int] = msgspec.field(default_factory=set)
    people: int = 0
    removed: bool = False


class Answer(Record, kw_only=True):
    """What somebody chose or wrote: the step of a scale, the place of a choice from 0, or words."""

    kind: ClassVar[str] = "answer"
    stage: int
    question: int
    answer: int | str
    round: int


RECORDS = (Question, Answer)


# ---- Commands


@command("question.answer", open_to=PARTICIPANTS, words="answer")
class AnswerQuestion(Command):
    stage: int
    question: int
    answer: int | str


@command("question.add", open_to=FACILITATORS)
class AddQuestion(Command):
    stage: int
    text: str
    form: Form = "text"
    choices: list[str] = msgspec.field(default_factory=list)
    low: str = ""
    high: str = ""
    steps: Steps = 5


@command("question.remove", open_to=FACILITATORS)
class RemoveQuestion(Command):
    """Take away a question nobody has answered."""

    question: int


# ---- Events


@event("question.added")
class QuestionAdded(Event):
    stage: int
    text: str
    form: Form = "text"
    choices: list[str] = msgspec.field(default_factory=list)
    low: str = ""
    high: str = ""
    steps: int = 5


@event("question.removed")
class QuestionRemoved(Event):
    question: int


@event("question.answered")
class QuestionAnswered(Event):
    """`replaces`: the answer of the same person that no longer stands."""

    question: int
    answer: int | str
    replaces: int | None = None


# ---- Decide


def decide(state: State, command: Command, person: Person, now: float) -> Iterator[Event | Unsigned]:
    """Say what a command leads to, or refuse it with a reason a person can act on."""
    match command:
        case AddStage(activity, settings=settings):
            asks = msgspec.convert(settings, state.activities[activity].Settings)
            yield from [asked(state.next, ask) for ask in asks_of(asks)]
        case EditStage(number, settings=settings):
            ensure_same_questions(state.find(Stage, number), settings)
        case AddQuestion(number):
            ensure_may_add(state, state.find(Stage, number))
            yield asked(number, command)
        case RemoveQuestion(number):
            question = find_question(state, number)
            ensure_stage(state.find(Stage, question.stage), StageState.DRAFT, *ONGOING)
            if question.answers:
                raise Refused(
                    "People have answered this question, so it cannot be removed. Add another "
                    "question instead.",
                    "not-empty",
                )
            yield QuestionRemoved(number)
        case AnswerQuestion(stage, number, given):
            question = find_question(state, number, stage)
            ensure_open(state.find(Stage, stage), now)
            answer = answered(question, given)
            earlier = answer_by(state, question, person)
            if earlier is None or earlier.answer != answer:
                replaced = earlier.seq if earlier else None
                yield Unsigned(QuestionAnswered(number, answer, replaced), stage)


# ---- Evolve


def evolve(state: State, entry: Entry) -> None:
    """Let an event change the questions and their answers."""
    match entry.event:
        case QuestionAdded():
            add_question(state, entry.seq, entry.event)
        case QuestionRemoved(number):
            state.change(state.find(Question, number), removed=True)
        case QuestionAnswered():
            add_answer(state, entry.seq, entry.event)
        case StageRevealed(number):
            state.touch(*questions_of(state, number))
        case StageReopened(number):
            state.touch(*questions_of(state, number), *answers_in(state, number))
        case StageClosed(number, answered=answered):
            for question in questions_of(state, number):
                state.change(question, people=answered)


# ---- Show


def show(state: State, record: Record, eyes: Eyes) -> dict[str, Any] | None:
    """A record as one audience may see it, or nothing."""
    match record:
        case Question():
            return show_question(state, record)
        case Answer():
            return show_answer(state, record, eyes)
    return None


def show_stage(state: State, stage: Stage, eyes: Eyes) -> dict[str, Any]:
    """How many people answered anything."""
    questions = questions_of(state, stage.seq)
    if stage.state is StageState.CLOSED:
        return {"answered": max((question.people for question in questions), default=0)}
    present = [answer for question in questions for answer in answers_to(state, question, stage.round)]
    return {"answered": len({state.owner_of(answer) for answer in present} - {None})}


def show_question(state: State, question: Question) -> dict[str, Any] | None:
    """A question and how many answered it; what they answered once a round was revealed."""
    if question.removed:
        return None
    stage = state.find(Stage, question.stage)
    shown: dict[str, Any] = {
        "stage": question.stage,
        "text": question.text,
        "form": question.form,
        "choices": question.choices,
        "low": question.low,
        "high": question.high,
        "steps": question.steps,
        "answers": len(answers_to(state, question, stage.round)),
    }
    if stage.revealed_round:
        shown["result"] = result_of(question, revealed(state, question, stage))
    return shown


def show_answer(state: State, answer: Answer, eyes: Eyes) -> dict[str, Any] | None:
    """An answer of the present round, to the person who gave it and to nobody else."""
    if eyes.person is None or state.owner_of(answer) != eyes.person or not stands(state, answer):
        return None
    return {"stage": answer.stage, "question": answer.question, "answer": answer.answer}


# ---- Helpers


def asks_of(settings: BaseSettings) -> list[Ask]:
    return settings.questions if isinstance(settings, Settings) else []


def asked(stage: int, ask: Ask | AddQuestion) -> QuestionAdded:
    """A question as it is kept. Refuses a choice with nothing to choose from."""
    choices = each_worded(ask.choices, CHOICE_LENGTH) if ask.form == "choice" else []
    if ask.form == "choice" and not 2 <= len(choices) <= MOST_CHOICES:
        raise Refused("Write at least 2 choices, and at most {most}.", "wrong-choices", most=MOST_CHOICES)
    return QuestionAdded(
        stage,
        worded(ask.text, QUESTION_LENGTH),
        ask.form,
        choices,
        worded_or_empty(ask.low, LABEL_LENGTH),
        worded_or_empty(ask.high, LABEL_LENGTH),
        ask.steps,
    )


def ensure_same_questions(stage: Stage, settings: dict[str, Any]) -> None:
    """The setting says what a stage begins with; from then on each question is a record."""
    if is_changed(stage, settings, "questions"):
        raise Refused("Questions are changed one by one. Use question.add or question.remove.", "one-by-one")


def ensure_may_add(state: State, stage: Stage) -> None:
    """Refuse a new question where none belongs, or once somebody has answered the others."""
    if not isinstance(stage.settings, Settings):
        raise Refused(
            "This stage asks no questions. Choose a stage of the kind “Check-in” or “Evaluation”.",
            "not-allowed",
        )
    ensure_stage(stage, StageState.DRAFT, StageState.OPEN, StageState.LOCKED)
    if any(answers_to(state, question, stage.round) for question in questions_of(state, stage.seq)):
        raise Refused(
            "People have already answered here, and everybody must get the same questions. "
            "Add a new stage for this question.",
            "not-empty",
        )


def find_question(state: State, number: int, stage: int | None = None) -> Question:
    """The question, or a refusal: also when it was taken away or belongs to another stage."""
    question = state.find(Question, number)
    if question.removed or stage not in (None, question.stage):
        raise Refused("This question was removed. The page now shows the newest state.", "not-found")
    return question


def answered(question: Question, given: int | str) -> int | str:
    """An answer as it is kept, or a refusal that says which answers fit."""
    if question.form == "scale":
        return within(given, 1, question.steps)
    if question.form == "choice":
        return within(given, 0, len(question.choices) - 1)
    if not isinstance(given, str):
        raise Refused("Write your answer in words.", "wrong-answer")
    if question.form != "word":
        return worded(given)
    if len(given.split()) > 1:
        raise Refused(
            "This question asks for one word. Write the most important word only.", "too-many-words"
        )
    return worded(given, WORD_LENGTH)


def within(given: int | str, least: int, most: int) -> int:
    if not isinstance(given, int) or not least <= given <= most:
        raise Refused("Choose one of the answers on the page.", "wrong-answer")
    return given


def answer_by(state: State, question: Question, person: Person) -> Answer | None:
    """This person's answer in the present round. One of an earlier round was seen and stays."""
    present = answers_to(state, question, state.find(Stage, question.stage).round)
    return next((answer for answer in present if state.owner_of(answer) == person.seq), None)


def questions_of(state: State, stage: int) -> list[Question]:
    return [question for question in state.all(Question) if question.stage == stage]


def answers_in(state: State, stage: int) -> list[Answer]:
    return [answer for answer in state.all(Answer) if answer.stage == stage]


def answers_to(state: State, question: Question, round: int) -> list[Answer]:
    """The answers of one round that stand."""
    answers = [state.get(Answer, seq) for seq in question.answers]
    return [answer for answer in answers if answer and answer.round == round]


def stands(state: State, answer: Answer) -> bool:
    """Was this answer given in the present round, and not replaced since?"""
    question = state.find(Question, answer.question)
    return answer.seq in question.answers and answer.round == state.find(Stage, answer.stage).round


def revealed(state: State, question: Question, stage: Stage) -> list[Answer]:
    """The answers of the newest round that was revealed and in which anybody answered."""
    for round in range(stage.revealed_round, 0, -1):
        if answers := answers_to(state, question, round):
            return answers
    return []


def result_of(question: Question, answers: list[Answer]) -> dict[str, Any]:
    """Counts for a scale or a choice, for a scale also the mean; for the others what was written."""
    steps = [answer.answer for answer in answers if isinstance(answer.answer, int)]
    if question.form == "scale":
        counts = [steps.count(step) for step in range(1, question.steps + 1)]
        mean = round(sum(steps) / len(steps), 2) if steps else None
        return {"counts": counts, "mean": mean, "n": len(steps)}
    if question.form == "choice":
        return {"counts": [steps.count(place) for place in range(len(question.choices))], "n": len(steps)}
    texts = (answer.answer for answer in answers if isinstance(answer.answer, str))
    return {"texts": shuffled(texts, question.seq)}


def shuffled(texts: Iterable[str], about: int) -> list[str]:
    """Texts in an order that is always the same and says nothing of who wrote first."""
    return sorted(texts, key=lambda text: hashlib.sha256(f"{about}/{text}".encode()).digest())


def add_question(state: State, seq: int, added: QuestionAdded) -> None:
    fields = msgspec.structs.asdict(added)
    state.add(Question(seq=seq, **fields))
    state.touch(state.find(Stage, added.stage))


def add_answer(state: State, seq: int, given: QuestionAnswered) -> None:
    question = state.find(Question, given.question)
    stage = state.find(Stage, question.stage)
    question.answers.discard(given.replaces or 0)
    question.answers.add(seq)
    state.touch(question, stage, state.get(Answer, given.replaces))
    state.add(Answer(seq=seq, stage=stage.seq, question=question.seq, answer=given.answer, round=stage.round))
