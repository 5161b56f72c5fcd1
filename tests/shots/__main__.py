"""`python -m tests.shots [WORD ...]`: pictures of the surfaces whose names hold one of the words."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext

from dialogue.activities.board import Note
from dialogue.beside import flag
from dialogue.guests import Guests, Invited
from dialogue.kernel import Role
from dialogue.live import Coming
from dialogue.log import load
from dialogue.people import Name
from dialogue.register import Listed, Register
from tests.large import workshop_of_notes
from tests.organisers import account_of, cookie_of
from tests.server import ROOT, SECRET, Server
from tests.shots.camera import LOOKS, RTL, Camera
from tests.shots.moments import MOMENTS, Held, hold
from tests.shots.surfaces import ANA, ORGANISER, Surface, all_surfaces

FOLDER = ROOT / "shots"
NOTES = 1_000


class House:
    """A server with a workshop at every moment that is asked for; it lets people in as who they are."""

    def __init__(self, server: Server, surfaces: list[Surface], is_hard: bool = True) -> None:
        self.server, self.register = server, server.register
        account = account_of(self.register.database).id
        wanted = {surface.moment for surface in surfaces}
        self.held: dict[str, Held] = {
            moment.name: hold(self.register, moment, account, is_hard)
            for moment in MOMENTS
            if moment.name in wanted
        }
        self.codes = {name: held.listed.code for name, held in self.held.items()}
        if closed := self.held.get("closed"):
            note = min(note.seq for note in load(server.register.database, closed.listed.id).all(Note))
            text = "I said this about our own school only. Please do not read it as a rule for all."
            flag(self.register.database, closed.listed.id, f"note-{note}", closed.persons[ANA], text)
        if waiting := self.held.get("waiting"):
            wait_at_the_door(self.register, waiting.listed)
        if "thousand" in wanted:
            self.codes["thousand"] = workshop_of_notes(self.register, NOTES).code

    async def enter(self, context: BrowserContext, surface: Surface) -> str:
        """Give this browser its seat; the path of the surface."""
        code = self.codes.get(surface.moment, "")
        link = await self._seat(context, surface.who, surface.moment, code)
        return link or surface.path.format(code=code)

    async def _seat(self, context: BrowserContext, who: str, moment: str, code: str) -> str:
        held = self.held.get(moment)
        if who == ORGANISER:
            cookie = cookie_of(self.register.database, SECRET)
            await context.add_cookies([{"name": "dialogue", "value": cookie, "url": self.server.url}])
        elif held and who in held.persons:
            rejoin = self.register.people.rejoin_code(held.listed.salt, held.persons[who])
            await self._sit(context, code, {"rejoin": rejoin})
        elif held and who and who not in ("screen", "observer", "facilitator"):
            data: dict[str, Any] = {"name": who, "sector": "Schools"}
            await self._sit(context, code, data)
        elif who:
            links = self.register.links(self.register.find(code), self.server.url)
            await context.request.get(links[who])
        return ""

    async def _sit(self, context: BrowserContext, code: str, data: dict[str, Any]) -> None:
        answered = await context.request.post(f"{self.server.url}/join/{code}", data=data)
        assert answered.ok, await answered.text()


def wait_at_the_door(register: Register, listed: Listed) -> None:
    """Three people ask to come in, and three others are invited."""
    register.set_ways_in(listed.code, "approval", "", listed.asks)
    for name in ("Asha Mwakyusa", "Juma", ""):
        who = Name(name, "Parents of the school at the lake")
        register.open(listed.code).admit(Role.PARTICIPANT, "", who, coming=Coming(waits=True))
    invited = [Invited("Ana Lindqvist", "Waterworks", "", "ana@example.org"), Invited("Ben"), Invited("Cleo")]
    Guests(register.database, register.people).add(listed.id, invited)


def main() -> int:
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("words", nargs="*", help="surfaces whose name holds a word, or fits a pattern")
    reading.add_argument("--looks", default=",".join([*LOOKS, RTL]))
    asked = reading.parse_args()
    began = time.monotonic()
    surfaces = [
        surface
        for surface in all_surfaces()
        if not asked.words or any(word in surface.name or fnmatch(surface.name, word) for word in asked.words)
    ]
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with tempfile.TemporaryDirectory() as data, Server(Path(data), DIALOGUE_DEVELOPMENT="1") as server:
        house = House(server, surfaces)
        made = time.monotonic() - began
        camera = Camera(FOLDER, server.url, house.enter, asked.looks.split(","))
        asyncio.run(camera.take(surfaces))
    print(
        f"{len(camera.taken)} pictures of {len(surfaces)} surfaces in {FOLDER}, "
        f"{time.monotonic() - began:.0f} s ({made:.0f} s for the workshops)."
    )
    for line in sorted(camera.failed):
        print(f"  {line}", file=sys.stderr)
    return 1 if camera.failed else 0


if __name__ == "__main__":
    sys.exit(main())
