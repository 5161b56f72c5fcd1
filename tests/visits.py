"""Visitors without a script: they read a page, fill in its forms and press its buttons."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from dialogue import App
from dialogue.live import LiveWorkshop
from dialogue.workshop_file import read_workshop_file

Attributes = dict[str, str]


@dataclass
class Form:
    """A form as a browser would send it: where to, what stands in it, and its buttons."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def get(self, name: str) -> str:
        return dict(self.fields).get(name, "")

    def filled(self, **typed: str) -> dict[str, list[str]]:
        """All its fields, those that were typed into or chosen with their new values."""
        values: dict[str, list[str]] = {}
        for name, value in self.fields:
            if name not in typed:
                values.setdefault(name, []).append(value)
        return values | {name: [value] for name, value in typed.items()}


class Page(HTMLParser):
    """A page as it was read: its tags, its words, its forms."""

    def __init__(self, response: TestResponse) -> None:
        super().__init__()
        self.status = response.status_code
        self.path = response.request.path
        self.source = response.get_data(as_text=True)
        self.tags: list[tuple[str, Attributes]] = []
        self.forms: list[Form] = []
        self.words = ""
        self._open: list[Form] = []
        self._area: str | None = None
        self._select = ""
        self._skipped = ""
        self.feed(self.source)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append((tag, given))
        if tag in {"script", "style"}:
            self._skipped = tag
        if tag == "form":
            self._open.append(Form(given.get("action", ""), given.get("method", "get")))
        form, name = self._open[-1] if self._open else None, given.get("name", "")
        if form is None or "disabled" in given:
            return
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            chosen = [each for each in form.fields if each[0] == self._select]
            if "selected" in given or not chosen:
                form.fields = [each for each in form.fields if each not in chosen]
                form.fields.append((self._select, given.get("value", "")))
        elif tag == "textarea":
            self._area = ""
            form.fields.append((name, ""))
        elif tag == "button" and name:
            form.buttons.append((name, given.get("value", "")))
        elif (
            tag == "input" and name and (given.get("type") not in {"radio", "checkbox"} or "checked" in given)
        ):
            form.fields.append((name, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area += data
        elif not self._skipped:
            self.words += f" {data} "

    def handle_endtag(self, tag: str) -> None:
        if tag == self._skipped:
            self._skipped = ""
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._area is not None and self._open:
            name, _ = self._open[-1].fields.pop()
            # A browser drops the line break that a text area begins with.
            self._open[-1].fields.append((name, self._area.removeprefix("\n")))
            self._area = None
        elif tag == "form":
            self.forms.append(self._open.pop())

    def says(self, sentence: str) -> bool:
        return " ".join(html.unescape(sentence).split()) in self.words

    def form(self, name: str, at: str = "") -> Form:
        """The form that sends this command, at this place where one is named."""
        found = [each for each in self.forms if each.get("name") == name and at in ("", each.get("at"))]
        assert found, f"There is no form for {name} on {self.path}: {self.words}"
        return found[0]

    def has_form(self, name: str) -> bool:
        return any(form.get("name") == name for form in self.forms)

    def form_to(self, path: str) -> Form:
        return next(form for form in self.forms if form.action == path)

    @property
    def links(self) -> list[str]:
        return [given["href"] for tag, given in self.tags if tag == "a" and "href" in given]

    @property
    def frames(self) -> list[str]:
        return [given["src"] for tag, given in self.tags if tag == "iframe"]

    @property
    def ids(self) -> set[str]:
        return {given["id"] for _, given in self.tags if "id" in given}

    @property
    def looks_again(self) -> bool:
        """Does it load itself again?"""
        return any(tag == "meta" and given.get("http-equiv") == "refresh" for tag, given in self.tags)


class Visitor:
    """Somebody with a browser that runs no script. `at` is the place the last answer pointed to."""

    def __init__(self, app: App) -> None:
        self.client = app.test_client()
        self.at = ""

    def goes(self, path: str) -> Page:
        return Page(self.client.get(path, follow_redirects=True))

    def sends(self, form: Form, press: tuple[str, str] | None = None, **typed: str) -> Page:
        """Fill in a form, press one of its buttons, and go where the answer leads."""
        data: dict[str, Any] = form.filled(**typed)
        if press:
            assert press in form.buttons, f"There is no such button: {form.buttons}"
            data |= {press[0]: [press[1]]}
        answer = self.client.post(form.action, data=data)
        if answer.status_code not in {302, 303}:
            return Page(answer)
        going = urlsplit(answer.headers["Location"])
        self.at = going.fragment
        return self.goes(f"{going.path}?{going.query}" if going.query else going.path)

    def posts(self, path: str, **data: Any) -> TestResponse:
        return self.client.post(path, json=data)


class Held:
    """A workshop with Fay, who facilitates through its own interface."""

    def __init__(self, app: App, plan: dict[str, Any]) -> None:
        self.app = app
        self.listed = app.register.create(read_workshop_file(plan))
        self.code = self.listed.code
        self.live: LiveWorkshop = app.register.open(self.code)
        self.links = app.register.links(self.listed, "")
        self.fay = Visitor(app)
        self.fay.client.get(self.links["facilitator"])

    def does(self, name: str, **data: Any) -> int:
        """What Fay does."""
        answer = self.fay.posts(f"/w/{self.code}/command", name=name, data=data).get_json()
        assert "seq" in answer, answer
        seq: int = answer["seq"]
        return seq

    def records(self, kind: str) -> dict[int, dict[str, Any]]:
        """What Fay sees of a kind."""
        shown = self.fay.client.get(f"/w/{self.code}/view").get_json()["records"]
        found = {int(key.split("/")[1]): each for key, each in shown.items() if key.startswith(f"{kind}/")}
        return dict(sorted(found.items()))

    def begins(self, n: int) -> int:
        """Fay opens a stage of the run sheet, and the workshop if she has to; the stage's seq."""
        if self.records("workshop")[1]["state"] == "draft":
            self.does("workshop.open")
        stage: int = self.records("workshop")[1]["stages"][n]
        self.does("stage.open", stage=stage)
        return stage

    def joined(self, name: str, sector: str = "public") -> Visitor:
        """Somebody who came in by the form."""
        visitor = Visitor(self.app)
        door = f"/join/{self.code}"
        visitor.sends(visitor.goes(door).form_to(door), name=name, sector=sector)
        return visitor

    def plain(self, visitor: Visitor, query: str = "") -> Page:
        return visitor.goes(f"/w/{self.code}/plain{query}")
