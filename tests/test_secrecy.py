"""What somebody may not see never reaches them: every byte they receive is kept and searched (V1).

Each test first shows that the secret is there for those who may have it, and most end with the
reveal, after which the others have it too. So a test that looks in the wrong place fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.server import Browser, Polled, Server

SECTORS = ["public", "private"]
PLACES = (
    "",
    "/plain",
    "/view",
    "/view?as=screen",
    "/view?as=facilitator",
    "/screen",
    "/facilitate",
    "/archive",
    "/archive/replay.json",
)
FORMS = ("markdown", "html", "docx", "csv", "xlsx", "json", "opml", "mm", "svg", "bundle", "json?level=full")


class Room:
    """Ana and Ben, who write; Cleo, who only watches, Dan, who comes by long polling, a screen, an
    observer, and Fay's preview. Everybody listens on a socket from the start.
    """

    def __init__(self, server: Server, *stages: dict[str, Any]) -> None:
        self.workshop = server.workshop({"title": "Partnerships", "sectors": SECTORS, "stages": list(stages)})
        self.fay = self.workshop.fay
        self.ana = self.workshop.join("Anastasia Mwangi", "public", "Ministry of Quiet")
        self.ben = self.workshop.join("Benedict Okello", "private", "Loudspeakers")
        self.cleo = self.workshop.join("Cleopatra Silva", "private")
        self.dan = self.workshop.join("Daniel Ito", "public")
        self.screen = self.workshop.enter("screen")
        self.observer = self.workshop.enter("observer")
        self.preview = self.workshop.browser("preview")
        self.preview.session.cookies.update(self.fay.session.cookies)
        self.preview.wire(**{"as": "participant"})
        self.preview.wire(**{"as": "screen"})
        for browser in (self.fay, self.ana, self.ben, self.cleo, self.screen, self.observer):
            browser.view()
            browser.wire()
        self.polled = Polled(self.dan)
        self.exporting = (self.fay, self.cleo, self.screen)

    def __enter__(self) -> Room:
        return self

    def __exit__(self, *_: object) -> None:
        self.polled.__exit__()
        self.workshop.__exit__()

    @property
    def watching(self) -> list[Browser]:
        """Everybody who neither wrote nor facilitates."""
        return [self.cleo, self.dan, self.screen, self.observer, self.preview]

    def look(self, *browsers: Browser) -> None:
        """Fetch everything that can be fetched, and wait until every patch has come."""
        seq = max(entry["seq"] for entry in (self.fay.view(), self.ana.view()))
        for browser in browsers:
            if browser is self.preview:
                browser.view(**{"as": "participant"})
                browser.view(**{"as": "screen"})
            else:
                # What an export holds depends on the role, so one participant is enough.
                exports = [f"/export/{form}" for form in FORMS] if browser in self.exporting else []
                for place in [*PLACES, *exports]:
                    browser.get(place)
            for wire in browser.wires:
                for since in (1, seq - 5, seq - 1):
                    wire.ask("catch_up", {"since": since})
        if self.polled.client.connected:
            self.polled.client.call("catch_up", {"since": 1})

    def assert_hidden(self, secrets: Iterable[str], *browsers: Browser) -> None:
        """None of these patterns is in anything that these browsers ever received."""
        self.look(*browsers)
        for browser in browsers:
            for secret in secrets:
                found = re.search(secret.encode(), browser.bytes)
                assert not found, (
                    browser.name,
                    browser.bytes[max(found.start() - 200, 0) : found.end() + 50],
                )

    def assert_told(self, secrets: Iterable[str], *browsers: Browser) -> None:
        """All of these patterns have reached these browsers."""
        self.look(*browsers)
        for browser in browsers:
            for secret in secrets:
                assert re.search(secret.encode(), browser.bytes), (browser.name, secret)

    def assert_told_at_once(self, secrets: Iterable[str], *browsers: Browser) -> None:
        """Each has come to each of their sockets by itself."""
        for secret in secrets:
            for browser in browsers:
                for wire in browser.wires:
                    wire.wait(
                        lambda wire=wire, secret=secret: re.search(secret.encode(), b"".join(wire.frames)),
                        f"{browser.name} is not told {secret}.",
                    )


def number(kind: str, seq: int) -> str:
    """A record's key, in JSON or in an address; a smaller number is not part of a larger one."""
    return rf"\b{kind}[/-]{seq}(?!\d)"


def named(seq: int) -> str:
    """A person's number as the author of something."""
    return rf'"(by|owner|accepts|person)": ?{seq}(?!\d)'


@pytest.fixture
def own(server: Server) -> Iterator[Room]:
    """A board on which notes are their author's own until the reveal, and then signed."""
    board = {"activity": "board", "questions": ["Why?"], "visibility": "own", "identity": "named"}
    with Room(server, board, {"activity": "clusters", "open_to": "everyone"}) as room:
        room.workshop.begin("board")
        yield room


def written(room: Room) -> tuple[int, list[str], list[str]]:
    """Ana writes, edits, removes, restores and builds; her note, its secrets, and who she is."""
    board, ana = room.workshop.first("board"), room.ana
    note = ana.do("note.add", {"board": board, "text": "quokkas carry umbrellas"})
    ana.do("note.edit", {"note": note, "text": "quokkas carry red umbrellas"})
    other = ana.wires[0].command("note.add", {"board": board, "text": "zebras whistle", "on": note})["seq"]
    ana.do("note.remove", {"note": note})
    ana.do("note.restore", {"note": note})
    ana.do("stage.done", {"stage": room.workshop.stage("board"), "done": True})
    words = ["quokka", "umbrella", "red umb", "zebra", "whistle", number("note", note), number("note", other)]
    author = ["Anastasia", "Mwangi", "Ministry", "Quiet", number("person", ana.person), named(ana.person)]
    return note, words, author


def test_a_note_is_its_authors_own_until_the_reveal_v1(own: Room) -> None:
    _, words, author = written(own)
    own.assert_told([*words, "Anastasia"], own.ana, own.fay)
    own.assert_hidden(words + author, own.ben, *own.watching)
    late = own.workshop.join("Late Comer", "public")
    late.wire()
    own.assert_hidden(words + author, late)
    stage = own.workshop.stage("board")
    own.fay.do("stage.lock", {"stage": stage})
    own.fay.do("stage.open", {"stage": stage})
    own.assert_hidden(words + author, own.ben, late, *own.watching)
    assert "umbrella" not in own.workshop.server.log
    assert "Anastasia" not in own.workshop.server.log

    own.fay.do("stage.reveal", {"stage": stage})
    shown = ["quokkas carry red umbrellas", "zebras whistle", "Anastasia Mwangi", words[-1], author[-2]]
    own.assert_told_at_once(shown, own.ben, late, *own.watching)
    own.assert_told(shown, own.ben, late, *own.watching)
    # Where she comes from is the facilitators' to know, also now; and so is the first wording.
    own.assert_hidden(["Ministry", "quokkas carry umbrellas"], own.ben, late, *own.watching)


def test_a_hidden_note_is_answered_for_as_one_that_is_not_there_v1(own: Room) -> None:
    """Ben tries every command that takes a note. He learns nothing from what he is answered."""
    note, words, author = written(own)
    board, nothing = own.workshop.first("board"), 1_000_000
    sorting = own.workshop.begin("clusters")
    cluster = own.ben.do("cluster.add", {"stage": sorting, "title": "A lane"})
    wire = own.ben.wires[0]
    for name, data, field in (
        ("note.edit", {"text": "mine"}, "note"),
        ("note.remove", {}, "note"),
        ("note.restore", {}, "note"),
        ("note.add", {"board": board, "text": "I build"}, "on"),
        ("note.hide", {}, "note"),
        ("park.add", {"text": ""}, "note"),
        ("park.add", {"text": "this one"}, "note"),
        ("concern.raise", {}, "note"),
        ("concern.raise", {"text": "this one"}, "note"),
        ("action.add", {"text": "do it"}, "from"),
        ("vote.cast", {"stage": sorting, "points": 1}, "target"),
    ):
        hidden, absent = (wire.command(name, data | {field: seq}) for seq in (note, nothing))
        assert "reason" in hidden, (name, hidden)
        assert hidden == absent, name
    hidden, absent = (
        wire.command("note.move", {"notes": [seq], "cluster": cluster}) for seq in (note, nothing)
    )
    assert hidden == absent
    own.assert_hidden(words + author, own.ben)


def test_what_was_never_revealed_is_in_nobodys_archive_v1(own: Room) -> None:
    _, words, author = written(own)
    own.fay.do("workshop.close")
    own.assert_hidden(words + author[:1], own.ben, own.cleo, own.screen, own.observer)
    own.assert_told(["quokkas carry red umbrellas"], own.ana)


def test_a_sector_is_shown_and_never_the_person_p5(server: Server) -> None:
    board = {"activity": "board", "questions": ["Why?"], "visibility": "all", "identity": "sector"}
    with Room(server, board) as room:
        room.workshop.begin("board")
        author = written(room)[2]
        room.assert_told(["quokkas carry red umbrellas", '"sector": ?"public"'], room.ben, *room.watching)
        room.assert_hidden(author, room.ben, *room.watching)
        room.fay.do("workshop.close")
        room.assert_hidden(author, room.ben, room.cleo, room.screen, room.observer)
        room.assert_told(["Anastasia"], room.fay)


def test_an_anonymous_note_is_nobodys_also_for_facilitators_p5(server: Server) -> None:
    board = {"activity": "board", "questions": ["Why?"], "visibility": "all", "identity": "anonymous"}
    with Room(server, board) as room:
        room.workshop.begin("board")
        note, _, author = written(room)
        room.assert_told(["quokkas carry red umbrellas"], room.ben, room.fay, *room.watching)
        room.assert_hidden(author, room.ben, *room.watching)
        for shown in (room.fay.records("note")[note], room.ben.records("note")[note]):
            assert set(shown) == {"board", "text", "at", "edited"}
        assert room.ana.records("note")[note]["mine"]
        room.assert_hidden([rf'"by": ?{room.ana.person}(?!\d)'], room.fay)


def test_a_moderated_note_is_the_facilitators_until_it_is_released_v1(server: Server) -> None:
    board = {"activity": "board", "questions": ["Why?"], "visibility": "facilitators", "identity": "named"}
    with Room(server, board) as room:
        room.workshop.begin("board")
        note, words, author = written(room)
        room.assert_told(["quokkas carry red umbrellas", "held"], room.ana, room.fay)
        room.assert_hidden(words + author, room.ben, *room.watching)
        room.fay.do("note.hide", {"note": note, "reason": "pangolins disagree"})
        room.assert_hidden([*words, *author, "pangolin"], room.ben, *room.watching)
        room.assert_told(["pangolins disagree"], room.ana)
        room.fay.do("note.release", {"note": note})
        room.assert_told(["quokkas carry red umbrellas", "Anastasia"], room.ben, *room.watching)
        room.assert_hidden(["zebra", "pangolin"], room.ben, *room.watching)
        room.fay.do("note.hide", {"note": note})
        late = room.workshop.join("Late Comer", "public")
        late.wire()
        room.assert_hidden([*words[:5], *author[:4]], late)


def test_votes_are_secret_until_the_reveal_b2(server: Server) -> None:
    """Nobody sees a tally or whose a vote is, facilitators neither; afterwards all see the tally."""
    stages = (
        {"activity": "board", "questions": ["Why?"]},
        {"activity": "vote", "target": "notes", "dots": 3, "per_item": 3},
    )
    with Room(server, *stages) as room:
        room.workshop.begin("board")
        board = room.workshop.first("board")
        notes = [room.ben.do("note.add", {"board": board, "text": text}) for text in ("one", "two")]
        vote = room.workshop.begin("vote")
        cast = room.ana.do("vote.cast", {"stage": vote, "target": notes[0], "points": 2})
        room.ana.wires[0].command("vote.cast", {"stage": vote, "target": notes[1], "points": 1})
        room.ben.do("vote.cast", {"stage": vote, "target": notes[1], "points": 3})
        room.ben.do("vote.cast", {"stage": vote, "target": notes[1], "points": 0})
        room.assert_told([number("cast", cast), '"points": ?2'], room.ana)
        secrets = [r'"(points|rank|spent)": ?\d', '"tied": ?true', r"\bcast[/-]\d"]
        room.assert_hidden(secrets, room.fay, *room.watching)
        room.assert_hidden([number("cast", cast), '"points": ?2'], room.ben)
        assert room.fay.records("stage")[vote]["voted"] == 1, "How many voted is no secret."

        room.fay.do("stage.reveal", {"stage": vote})
        shown = ['"points": ?2', '"voters": ?1', '"rank": ?2', '"spent": ?3']
        room.assert_told_at_once(shown, room.fay, room.ben, *room.watching)
        room.assert_told(shown, room.fay, room.ben, *room.watching)
        room.assert_hidden([r"\bcast[/-]\d", named(room.ana.person)], *room.watching)


def test_answers_are_secret_until_the_reveal_and_nobodys_after_v1(server: Server) -> None:
    questions = [{"text": "What do you bring?"}, {"text": "How do you feel?", "form": "scale"}]
    with Room(server, {"activity": "check_in", "questions": questions}) as room:
        stage = room.workshop.begin("check_in")
        text, scale = sorted(room.fay.records("question"))
        given = room.ana.do("question.answer", {"stage": stage, "question": text, "answer": "axolotl jam"})
        room.ana.do("question.answer", {"stage": stage, "question": text, "answer": "axolotl honey"})
        room.ana.do("question.answer", {"stage": stage, "question": scale, "answer": 4})
        room.assert_told(["axolotl honey", r"\banswer/\d"], room.ana)
        secrets = ["axolotl", '"result"', r'"counts": ?\[\d', r'"mean": ?\d', r"\banswer[/-]\d"]
        room.assert_hidden(secrets, room.ben, room.fay, *room.watching)

        room.fay.do("stage.reveal", {"stage": stage})
        room.assert_told(["axolotl honey", r'"counts": ?\[0,0,0,1,0\]'], room.ben, room.fay, *room.watching)
        room.assert_hidden(["axolotl jam", number("answer", given)], room.ben, room.fay, *room.watching)
        room.assert_hidden(["Anastasia", named(room.ana.person)], room.ben, *room.watching)


def test_nobody_learns_who_objects_to_a_rule_b5(server: Server) -> None:
    plan = {"activity": "ground_rules", "rules": ["Listen."], "accept_facilitators": False}
    with Room(server, plan) as room:
        stage = room.workshop.begin("ground_rules")
        rule = room.workshop.first("rule")
        proposed = room.ana.do("rule.propose", {"stage": stage, "text": "Nobody interrupts."})
        response = room.ana.do(
            "rule.respond", {"rule": rule, "response": "object", "reason": "narwhals cannot listen"}
        )
        room.ben.do("rule.respond", {"rule": rule, "response": "agree"})
        room.assert_told([number("response", response), "narwhals"], room.ana)
        # The objection itself is for everybody; who made it is not.
        room.assert_told(["narwhals cannot listen", "Nobody interrupts"], room.ben, room.fay, *room.watching)
        room.assert_hidden([number("response", response)], room.ben, room.fay, *room.watching)
        author = ["Anastasia", number("person", room.ana.person), named(room.ana.person)]
        room.assert_hidden(author, room.ben, *room.watching)
        assert "by" not in room.fay.records("rule")[rule]
        assert "by" not in room.ben.records("rule")[proposed]


def test_the_roll_is_the_facilitators_v8(own: Room) -> None:
    """Nobody hears the name of somebody who has said nothing yet."""
    own.assert_told(["Cleopatra Silva", "Loudspeakers"], own.fay)
    own.assert_hidden(
        ["Cleopatra", "Loudspeakers", number("person", own.cleo.person), "Benedict"],
        own.ana,
        own.dan,
        own.screen,
        own.observer,
        own.preview,
    )
    own.assert_hidden([r"\bhand/\d"], own.ben)
    own.cleo.do("hand.raise", {"kind": "speak"})
    own.assert_told([number("person", own.cleo.person), r"\bhand/\d"], own.fay, own.cleo)
    own.assert_hidden([r"\bhand/\d", "Cleopatra"], own.ana, own.dan, own.screen, own.observer, own.preview)
