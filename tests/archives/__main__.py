"""Write a bundle of the present version, with something of everything in it: `python -m tests.archives`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import msgspec
from flask import Flask
from flask_babel import Babel

from dialogue.bundle.format import VERSION
from dialogue.bundle.pack import bundle_of
from dialogue.exports.document import Level
from dialogue.exports.forms import source_of, unheard
from dialogue.exports.minutes import minutes_of
from dialogue.kernel import Role
from dialogue.live import LiveWorkshop
from dialogue.people import Name
from tests.house import House

HERE = Path(__file__).parent

PLAN = {
    "title": "Eau, water, ماء: an archive of version 1",
    "purpose": "To be opened by every Dialogue that will ever be.",
    "sectors": ["Farmers", "Traders"],
    "stages": [
        {"activity": "check_in", "title": "Arriving"},
        {"activity": "ground_rules", "title": "How we talk", "rules": ["One speaks at a time."]},
        {"activity": "board", "title": "Ideas", "questions": ["What works?", "What is missing?"]},
        {"activity": "board", "title": "Between us", "questions": ["What hurts?"], "identity": "anonymous"},
        {"activity": "clusters", "title": "Sorting", "of": 2},
        {"activity": "vote", "title": "Dots", "target": "clusters"},
        {"activity": "actions", "title": "Who does what"},
        {"activity": "parking_lot", "title": "Later"},
        {"activity": "evaluation", "title": "Leaving"},
    ],
}

WORDS = [
    "Wells that the village owns",
    "لا تخططوا من أجلنا",
    "የመንደሩ ውሃ",
    "កុំភ្លេចភូមិ",
    "पानी सबका है",
    "Rain in barrels 🌧️",
]


def held(house: House) -> LiveWorkshop:
    """A workshop with something of everything: also hidden, reworded, taken back and erased."""
    live = house.workshop(PLAN)
    fay = live.admit(Role.FACILITATOR, "", Name("Fay"))
    names = (("Farmers", "Ana"), ("Farmers", "Ben"), ("Farmers", "Cleo"), ("Traders", "Dan"))
    people = [live.admit(Role.PARTICIPANT, sector, Name(name, "An office")) for sector, name in names]

    def do(name: str, by: int, **data: object) -> int:
        return live.submit(name, data, None, by)

    def seqs(kind: str) -> list[int]:
        return [record.seq for record in live.state if record.kind == kind]

    do("workshop.open", fay)
    stages, boards = seqs("stage"), seqs("board")
    for stage in stages[1:4]:
        do("stage.open", fay, stage=stage)
    [rule, *_] = seqs("rule")
    for person in people:
        do("rule.respond", person, rule=rule, response="agree")
    do("rule.adopt", fay, rule=rule)
    notes = [do("note.add", people[n % 4], board=boards[n % 2], text=text) for n, text in enumerate(WORDS)]
    do("note.edit", people[0], note=notes[0], text="Wells that the village owns, and mends")
    do("note.add", people[1], board=boards[0], text="And who pays for it?", on=notes[0])
    do("note.hide", fay, note=do("note.add", people[3], board=boards[0], text="Traders lie"), reason="Unkind")
    do("note.remove", people[2], note=do("note.add", people[2], board=boards[1], text="Never mind"))
    do("note.add", people[2], board=boards[2], text="That nobody asked us before")
    do("stage.open", fay, stage=stages[4])
    lane = do("cluster.add", fay, stage=stages[4], title="Ours to keep")
    do("note.move", fay, notes=notes[:3], cluster=lane)
    do("stage.open", fay, stage=stages[5])
    for person in people:
        do("vote.cast", person, stage=stages[5], target=lane, points=2)
    do("stage.reveal", fay, stage=stages[5])
    do("action.add", fay, text="Ask the district for a pump", owner=people[0], due="2027-03-01")
    do("park.add", people[3], text="The price of grain")
    do("workshop.close", fay, anyway=True)
    live.erase(people[1], words=True)
    return live


def main() -> None:
    app = Flask(__name__)
    Babel(app)
    with tempfile.TemporaryDirectory() as directory, app.app_context():
        house = House(Path(directory))
        live = held(house)
        source = source_of(house.database, house.people, live.id, live.code)
        (HERE / f"version-{VERSION}.zip").write_bytes(bundle_of(source, Level.FULL, unheard))
        minutes = minutes_of(source.state, Level.FULL)
        said = {
            "notes": {note.note: note.text for note in minutes.notes()},
            "numbers": msgspec.to_builtins(minutes.numbers),
        }
        text = json.dumps(said, ensure_ascii=False, indent=1)
        (HERE / f"version-{VERSION}.json").write_text(f"{text}\n")
        house.close()


if __name__ == "__main__":
    main()
