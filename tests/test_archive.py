"""The archive page: who may read it when, and that every outcome leads back to its words."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from dialogue import App
from dialogue.database import jobs
from dialogue.looks import LOOKS
from tests.visits import Held, Page, Visitor

PLAN: dict[str, Any] = {
    "title": "Partnerships",
    "sectors": ["public", "private"],
    "stages": [
        {"activity": "ground_rules", "title": "How we work", "rules": ["Listen.", "Be brief."]},
        {"activity": "board", "title": "Ideas", "questions": ["Why?", "How?"]},
        {"activity": "clusters", "title": "What belongs together"},
        {"activity": "vote", "title": "What matters", "dots": 3, "per_item": 2},
        {"activity": "actions", "title": "Who does what"},
    ],
}


class Workshop(Held):
    """One that was held: rules, notes, clusters, a vote with a tie, an action, something parked."""

    def __init__(self, app: App) -> None:
        super().__init__(app, PLAN)
        self.ana = self.joined("Ana", "public")
        self.ben = self.joined("Ben", "private")

    @property
    def address(self) -> str:
        return f"/w/{self.code}/archive"

    def says(self, visitor: Visitor, name: str, **data: Any) -> int:
        answer = visitor.posts(f"/w/{self.code}/command", name=name, data=data).get_json()
        assert "seq" in answer, answer
        seq: int = answer["seq"]
        return seq

    def hold(self) -> None:
        self.begins(0)
        listen, brief = [seq for seq, rule in self.records("rule").items() if rule["text"]][:2]
        for visitor in (self.ana, self.ben):
            self.says(visitor, "rule.respond", rule=listen, response="agree")
        self.says(self.ana, "rule.respond", rule=brief, response="object", reason="Some need time.")
        self.does("rule.adopt", rule=listen)
        self.does("rule.set_aside", rule=brief)
        self.begins(1)
        why, how = self.records("board")
        self.note = self.says(self.ana, "note.add", board=why, text="More <b>trees</b> & benches")
        self.built = self.says(self.ben, "note.add", board=why, text="and shade", on=self.note)
        self.loose = self.says(self.ben, "note.add", board=how, text="لا تخططوا من أجلنا")
        self.begins(2)
        stage = self.records("workshop")[1]["stages"][2]
        self.cluster = self.does("cluster.add", stage=stage, title="Outdoors", notes=[self.note, self.built])
        other = self.does("cluster.add", stage=stage, title="Indoors")
        stage = self.begins(3)
        self.says(self.ana, "vote.cast", stage=stage, target=self.cluster, points=2)
        self.says(self.ben, "vote.cast", stage=stage, target=other, points=2)
        self.does("stage.reveal", stage=stage)
        self.begins(4)
        self.action = self.does("action.add", text="Plant them", due="2026-12-01", **{"from": self.cluster})
        item = self.says(self.ben, "park.add", text="Who pays?")
        self.does("park.resolve", item=item, outcome="The treasury answers by March.")


@pytest.fixture
def workshop(app: App) -> Workshop:
    workshop = Workshop(app)
    workshop.hold()
    return workshop


def test_before_the_end_participants_are_told_when_to_come_back(workshop: Workshop) -> None:
    page = workshop.ana.goes(workshop.address)
    assert page.status == 403
    assert page.says("The minutes are not ready yet")
    assert not page.says("trees")
    assert f"/w/{workshop.code}" in page.links


def test_a_facilitator_reads_the_minutes_while_they_are_made(workshop: Workshop) -> None:
    page = workshop.fay.goes(workshop.address)
    assert page.status == 200
    assert page.says("The workshop is not closed yet.")


def test_after_the_end_everybody_who_was_there_reads_them(app: App, workshop: Workshop) -> None:
    workshop.does("workshop.close")
    observer = Visitor(app)
    observer.goes(workshop.links["observer"])
    for visitor in (workshop.ana, workshop.ben, observer, workshop.fay):
        page = visitor.goes(workshop.address)
        assert page.status == 200
        assert page.says("More <b>trees</b> & benches")
    assert Visitor(app).goes(workshop.address).status == 403


def test_everything_that_was_said_and_came_of_it_is_there(workshop: Workshop) -> None:
    workshop.does("workshop.close")
    page = workshop.ana.goes(workshop.address)
    for words in (
        "One rule was adopted. One was set aside.",
        "Some need time.",
        "Why?",
        "and shade",
        "How?",
        "لا تخططوا من أجلنا",
        "2 dots, 1 person, tied",
        "Dots set priorities. They do not decide.",
        "Plant them",
        "The treasury answers by March.",
    ):
        assert page.says(words), words
    assert "<b>trees" not in page.source


def test_one_cluster_is_spoken_of_as_one(app: App) -> None:
    one = Workshop(app)
    one.begins(1)
    note = one.says(one.ana, "note.add", board=min(one.records("board")), text="More trees")
    stage = one.begins(2)
    one.does("cluster.add", stage=stage, title="Outdoors", notes=[note])
    assert one.fay.goes(one.address).says("One cluster. Its notes are under the questions they answer.")
    one.does("cluster.add", stage=stage, title="Indoors")
    assert one.fay.goes(one.address).says("2 clusters. Their notes are under the questions they answer.")


def test_every_link_on_the_page_leads_somewhere_on_it(workshop: Workshop) -> None:
    workshop.does("workshop.close")
    page = workshop.fay.goes(workshop.address)
    targets = {link[1:] for link in page.links if link.startswith("#")}
    assert targets
    assert targets <= page.ids


def test_an_outcome_leads_back_to_its_cluster_and_its_notes(workshop: Workshop) -> None:
    page = workshop.fay.goes(workshop.address)
    for outcome in (f"from-action-{workshop.action}", f"cluster-{workshop.cluster}"):
        assert f"#{outcome}" in page.links
        assert {f"#note-{seq}" for seq in (workshop.note, workshop.built)} <= links_in(page, outcome)


def test_an_adopted_rule_says_when_it_was_proposed_and_what_people_said(workshop: Workshop) -> None:
    page = workshop.fay.goes(workshop.address)
    rule = next(seq for seq, rule in workshop.records("rule").items() if rule["status"] == "adopted")
    way = part_of(page, f"from-rule-{rule}")
    assert f"#from-rule-{rule}" in page.links
    for words in ("Listen.", "Responses", "agree 2", "Suggested for the workshop"):
        assert words in way, words
    assert way.count("<time>") == 2


def test_a_rule_that_was_amended_tells_its_versions(workshop: Workshop) -> None:
    stage = workshop.records("workshop")[1]["stages"][0]
    rule = workshop.says(workshop.ana, "rule.propose", stage=stage, text="Be on time.")
    workshop.says(workshop.ana, "rule.amend", rule=rule, text="Begin on time, end on time.")
    workshop.says(workshop.ben, "rule.respond", rule=rule, response="agree")
    workshop.does("rule.adopt", rule=rule)
    way = part_of(workshop.fay.goes(workshop.address), f"from-rule-{rule}")
    for words in ("Version 2", "Begin on time, end on time.", "Proposed"):
        assert words in way, words


def test_a_note_leads_on_to_all_that_came_of_it(workshop: Workshop) -> None:
    item = workshop.says(workshop.ana, "park.add", text="Who waters them?", note=workshop.note)
    page = workshop.fay.goes(workshop.address)
    onward = set(re.findall(r'href="(#[^"]+)"', part_of(page, f"note-{workshop.note}")))
    stage = workshop.records("workshop")[1]["stages"][3]
    assert onward >= {
        f"#cluster-{workshop.cluster}",
        f"#priority-{stage}-1-{workshop.cluster}",
        f"#action-{workshop.action}",
        f"#parked-{item}",
        f"#note-{workshop.built}",
    }
    assert "<details" in part_of(page, f"cluster-{workshop.cluster}")
    assert "<details" not in part_of(page, f"note-{workshop.loose}")


def test_the_seal_is_on_the_page_and_what_came_after_it(workshop: Workshop) -> None:
    assert not workshop.fay.goes(workshop.address).says("sha-256")
    workshop.does("workshop.close")
    seal = workshop.records("workshop")[1]["seal"]["hash"]
    page = workshop.ana.goes(workshop.address)
    assert page.says(f"sha-256 {seal[:4]} {seal[4:8]} … {seal[-4:]}")
    assert f'value="{seal}"' in page.source
    assert not page.says("came after the seal")
    ana = workshop.ana.client.get(f"/w/{workshop.code}/view").get_json()["you"]["person"]
    workshop.live.erase(ana, True)
    page = workshop.ben.goes(workshop.address)
    assert page.says("1 of them came after the seal.")
    assert page.says("1 name was erased on request.")
    assert page.says("[erased at the writer's request]")


def kept(visitor: Visitor, code: str) -> str:
    """The link that somebody may keep, as their phone is told it."""
    you = visitor.client.get(f"/w/{code}/view").get_json()["you"]
    assert visitor.client.get(f"/w/{code}/archive/link").get_json()["keep"] == you.get("keep", "")
    return urlsplit(you.get("keep", ""))._replace(scheme="", netloc="").geturl()


def test_a_link_that_is_kept_opens_the_minutes_without_a_seat(app: App, workshop: Workshop) -> None:
    observer = Visitor(app)
    observer.goes(workshop.links["observer"])
    assert kept(workshop.ana, workshop.code) == kept(observer, workshop.code) == ""
    workshop.does("workshop.close")
    assert kept(workshop.fay, workshop.code) == ""
    links = {kept(each, workshop.code) for each in (workshop.ana, workshop.ben, observer)}
    assert len(links) == 3
    for link in links:
        later = Visitor(app)
        page = later.goes(link)
        assert (page.status, page.path) == (200, workshop.address)
        assert page.says("More <b>trees</b> & benches")
        assert later.client.get(f"/w/{workshop.code}/export/markdown").status_code == 200
        assert later.client.get(f"/w/{workshop.code}/export/markdown?level=full").status_code == 403
        assert later.client.get(f"/w/{workshop.code}/view").status_code == 403


def test_a_link_that_was_made_up_opens_nothing(app: App, workshop: Workshop) -> None:
    workshop.does("workshop.close")
    link = kept(workshop.ana, workshop.code)
    mine = int(link.split("key=")[1].split(".")[0])
    facilitator = urlsplit(workshop.links["facilitator"]).query
    for wrong in (link[:-1], link.replace(f"key={mine}.", f"key={mine + 1}."), link.split("?")[0]):
        assert Visitor(app).goes(wrong).status == 403
    assert Visitor(app).goes(f"{workshop.address}?{facilitator}").status == 403
    assert Visitor(app).goes(f"/w/{workshop.code}?{urlsplit(link).query}").status == 403


def test_the_link_of_somebody_who_was_removed_is_closed(app: App, workshop: Workshop) -> None:
    ben = workshop.ben.client.get(f"/w/{workshop.code}/view").get_json()["you"]["person"]
    workshop.does("person.remove", person=ben)
    workshop.does("workshop.close")
    listed = workshop.listed
    key = app.people.reader_key(listed, ben)
    page = Visitor(app).goes(f"{workshop.address}?key={key}")
    assert page.status == 403
    assert page.says("You were removed from this workshop")
    assert workshop.ben.goes(workshop.address).status == 403


def test_the_link_of_somebody_who_was_erased_opens_nothing_any_more(app: App, workshop: Workshop) -> None:
    """They asked to be forgotten: whoever came by it would be taken for them, and could speak for them."""
    ben = workshop.ben.client.get(f"/w/{workshop.code}/view").get_json()["you"]["person"]
    workshop.does("workshop.close")
    listed = workshop.listed
    key = app.people.reader_key(listed, ben)
    reader = Visitor(app)
    assert reader.goes(f"{workshop.address}?key={key}").status == 200
    app.register.open(workshop.code).erase(ben, words=False)
    for visitor, address in ((Visitor(app), f"{workshop.address}?key={key}"), (reader, workshop.address)):
        page = visitor.goes(address)
        assert page.status == 403 and page.says("was erased on request")
    assert workshop.ben.goes(workshop.address).status == 403
    assert workshop.ana.goes(workshop.address).status == 200


def test_without_a_script_the_end_says_what_came_of_it_and_gives_the_link(workshop: Workshop) -> None:
    workshop.does("workshop.close")
    page = workshop.plain(workshop.ana)
    assert page.says("First in the vote: Outdoors")
    assert page.says("Keep this link")
    assert kept(workshop.ana, workshop.code) in page.source


def part_of(page: Page, id: str) -> str:
    """What stands from an id to the next row of the leaf, or to the end of its aside."""
    after = page.source.split(f'id="{id}"')[1]
    return re.split(r"</aside>|class=\"leaf-row", after)[0]


def links_in(page: Page, id: str) -> set[str]:
    """The links from where an id stands to the next one of its kind."""
    return set(re.findall(r'href="(#[^"]+)"', part_of(page, id)))


def test_a_room_that_reads_at_once_has_one_page_written(app: App, workshop: Workshop) -> None:
    workshop.does("workshop.close")
    pages = {visitor.goes(workshop.address).source for visitor in (workshop.ana, workshop.ben, workshop.ana)}
    assert len(pages) == 1
    with app.database.reading() as connection:
        made = connection.execute(sa.select(jobs).where(jobs.c.workshop == workshop.live.id)).all()
    assert [(each.form, each.state, each.seq) for each in made] == [("page-flags", "done", workshop.live.seq)]


def test_the_page_that_was_written_once_has_the_look_of_who_reads_it(workshop: Workshop) -> None:
    for look, worn in LOOKS.items():
        workshop.fay.client.set_cookie("look", look)
        page = workshop.fay.goes(workshop.address)
        [start] = [given for tag, given in page.tags if tag == "html"]
        assert {name: start[name] for name in start if name.startswith("data-")} == {"data-look": look} | worn
        [scheme] = [given["content"] for _, given in page.tags if given.get("name") == "color-scheme"]
        assert scheme == worn.get("data-theme", "light dark")
        links = [given for tag, given in page.tags if tag == "a" and "data-look" in given]
        assert [link["href"] for link in links if "aria-current" in link] == [f"?look={look}"]


def test_what_is_kept_for_one_is_shown_to_nobody_who_may_see_less_v1(workshop: Workshop) -> None:
    """Fay reads first; then Ana gets what she may have."""
    workshop.does("note.hide", note=workshop.loose)
    workshop.does("workshop.close")
    full = f"/w/{workshop.code}/export/json"
    whole = workshop.fay.client.get(f"{full}?level=full").get_data(as_text=True)
    assert workshop.fay.goes(workshop.address).says("everything that was kept")
    less = workshop.ana.client.get(full).get_data(as_text=True)
    public = workshop.ana.client.get(f"{full}?level=public").get_data(as_text=True)
    assert len({whole, less, public}) == 3
    hidden = "لا تخططوا من أجلنا"
    assert [hidden in text for text in (whole, less, public)] == [True, False, False]
    assert not workshop.ana.goes(workshop.address).says("everything that was kept")


def test_while_the_workshop_goes_on_the_minutes_do_too(workshop: Workshop) -> None:
    assert not workshop.fay.goes(workshop.address).says("One word more")
    workshop.does("action.add", text="One word more")
    assert workshop.fay.goes(workshop.address).says("One word more")


def test_whoever_comes_without_a_link_reads_with_their_rejoin_code(app: App, workshop: Workshop) -> None:
    """The wall tells an address; Ben comes there on another device, and so does a stranger."""
    workshop.does("workshop.close")
    ben = workshop.ben.client.get(f"/w/{workshop.code}/view").get_json()["you"]
    visitor = Visitor(app)
    page = visitor.goes(workshop.address)
    assert page.status == 403
    assert page.says("Open the link that you kept on your phone, or enter your rejoin code")
    wrong = visitor.sends(page.form_to(f"/join/{workshop.code}"), rejoin="2222-2222")
    assert wrong.status == 400
    assert wrong.says("Your rejoin code")
    read = visitor.sends(page.form_to(f"/join/{workshop.code}"), rejoin=ben["rejoin"])
    assert read.status == 200
    assert read.says("More <b>trees</b> & benches")
