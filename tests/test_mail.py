"""Mail: what is written to whom, how it is handed in, and what nobody learns from it."""

from __future__ import annotations

import email
import email.policy
import queue
import socketserver
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from dialogue import App
from dialogue.config import BadSetting, read_settings
from dialogue.limits import Pace
from dialogue.mails import message_of
from dialogue.outside import Unclear, mail_of
from dialogue.pages import keys
from tests.organisers import PASSWORD, account_of, fresh_app, organiser
from tests.services import environment
from tests.visits import Page, Visitor


class Mailbox(socketserver.ThreadingTCPServer):
    """A server that takes mail, and nothing else. `said` are its words when it is asked what it can."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refuses: bool = False) -> None:
        self.got: queue.Queue[tuple[str, list[str], EmailMessage]] = queue.Queue()
        self.refuses = refuses
        self.commands: list[str] = []
        super().__init__(("127.0.0.1", 0), Taking)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def next(self) -> tuple[str, list[str], EmailMessage]:
        """The next mail: from whom, to whom, and the message."""
        return self.got.get(timeout=20)


class Taking(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        self.says("220 ready")
        sender, to = "", []
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            verb = line[:4].upper()
            self.server.commands.append(verb)
            if verb == "MAIL":
                sender = line.partition(":")[2].split()[0]
            elif verb == "RCPT":
                if self.server.refuses:
                    self.says("550 no such box")
                    continue
                to.append(line.partition(":")[2].split()[0].strip("<>"))
            elif verb == "DATA":
                self.says("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                message = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
                self.server.got.put((sender, to, message))
            self.says("221 bye" if verb == "QUIT" else "250 ok")

    def says(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as mailbox:
        threading.Thread(target=mailbox.serve_forever, daemon=True).start()
        yield mailbox
        mailbox.shutdown()


def settings_of(mailbox: Mailbox) -> dict[str, str]:
    return {
        "DIALOGUE_SMTP_URL": mailbox.url,
        "DIALOGUE_MAIL_FROM": "Dialogue <dialogue@example.org>",
        "DIALOGUE_BASE_URL": "http://dialogue.test",
    }


@pytest.fixture
def app(tmp_path: Path, mailbox: Mailbox) -> Iterator[App]:
    app = fresh_app(tmp_path, **settings_of(mailbox))
    yield app
    app.database.close()


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "ASKED_FOR", Pace(3, seconds=3_600))
    monkeypatch.setattr(keys, "ASKED_BY", Pace(30, seconds=3_600))


def asks(visitor: Visitor, address: str) -> Page:
    return visitor.sends(at(visitor, "/forgot").form_to("/forgot"), email=address)


def at(visitor: Visitor, path: str) -> Page:
    visitor.client.environ_base["HTTP_HOST"] = "dialogue.test"
    return visitor.goes(path)


def link_in(message: EmailMessage) -> str:
    [link] = [word for word in message.get_content().split() if word.startswith("http") and "key=" in word]
    return link


# ---- Another password


def test_who_forgot_their_password_gets_a_link_that_sets_another(app: App, mailbox: Mailbox) -> None:
    with_password_at(app)
    olga = Visitor(app)
    assert "/forgot" in at(olga, "/sign-in").links
    assert asks(olga, " OLGA@example.org").says(
        "If there is an account with this address, a mail is on the way."
    )
    sender, to, message = mailbox.next()
    assert (sender, to) == ("<dialogue@example.org>", ["olga@example.org"])
    assert message["From"] == "Dialogue <dialogue@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    link = link_in(message)
    assert link.startswith("http://dialogue.test/reset?key=")
    page = at(olga, link.removeprefix("http://dialogue.test"))
    assert olga.sends(page.form_to("/reset"), password="other rivers bend north").path == "/workshops"


def with_password_at(app: App) -> None:
    account = account_of(app.database)
    app.accounts.set_password(account.id, PASSWORD)


def test_every_address_gets_the_same_answer(app: App, mailbox: Mailbox) -> None:
    with_password_at(app)
    known, unknown = asks(Visitor(app), "olga@example.org"), asks(Visitor(app), "nobody@example.org")
    assert (known.status, known.words) == (unknown.status, unknown.words)
    assert mailbox.next()[1] == ["olga@example.org"]
    assert mailbox.got.empty()


def test_whether_there_is_an_account_is_looked_up_where_nobody_waits(
    app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So no clock tells it either."""
    with_password_at(app)
    later: list[Callable[[], Any]] = []
    assert app.mail
    monkeypatch.setattr(app.mail, "_spawn", later.append)
    asked: list[str] = []
    known_by = app.accounts.known_by
    monkeypatch.setattr(app.accounts, "known_by", lambda given: asked.append(given) or known_by(given))
    asks(Visitor(app), "olga@example.org")
    assert (len(later), asked) == (1, [])
    later[0]()
    assert asked == ["olga@example.org"]


def test_nobodys_mailbox_is_filled_by_strangers(app: App) -> None:
    for _ in range(3):
        assert asks(Visitor(app), "olga@example.org").status == 200
    assert asks(Visitor(app), "olga@example.org").status == 429
    assert asks(Visitor(app), "ben@example.org").status == 200


def test_a_mail_is_in_the_language_of_whoever_asked(app: App, mailbox: Mailbox, monkeypatch: Any) -> None:
    """Its words are chosen while the page is made, not later, when nobody reads any more."""
    monkeypatch.setattr("dialogue.mails._", lambda text, **values: f"in their language: {text % values}")
    with_password_at(app)
    asks(Visitor(app), "olga@example.org")
    _, _, message = mailbox.next()
    assert message["Subject"].startswith("in their language:")
    assert message.get_content().count("in their language:") == 2


# ---- Invitations


def test_an_invitation_is_mailed_and_shown(app: App, mailbox: Mailbox) -> None:
    olga = organiser(app)
    page = olga.sends(at(olga, "/admin").form_to("/admin/invite"), email="ben@example.org")
    assert page.says("It is on its way to ben@example.org.")
    _, to, message = mailbox.next()
    assert to == ["ben@example.org"]
    assert "Olga invites you" in message.get_content()
    assert link_in(message) in page.source
    assert at(Visitor(app), link_in(message).removeprefix("http://dialogue.test")).says("You are invited")


# ---- Whatever stands in a name or an address


@pytest.mark.parametrize(
    "words", ["x\r\nBcc: ben@example.org", "x\nX-Evil: 1", "x\r\n\r\nhello", "x\x00y", "é ü 你"]
)
def test_no_word_becomes_a_header_or_a_body(words: str) -> None:
    message = message_of("Dialogue <d@example.org>", "olga@example.org", words, "the text")
    read = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    assert set(read.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"),
        *("Content-Type", "Content-Transfer-Encoding"),
    }
    assert read.get_content().strip() == "the text"


@pytest.mark.parametrize("address", ["a@example.org\r\nBcc: b@example.org", "a@example.org\nDATA"])
def test_an_address_with_a_line_break_is_mailed_nothing(address: str) -> None:
    with pytest.raises(ValueError, match=r"newline|linefeed|CR"):
        message_of("Dialogue <d@example.org>", address, "a subject", "the text")


def test_a_form_with_such_an_address_is_refused(app: App, mailbox: Mailbox) -> None:
    visitor = Visitor(app)
    form = at(visitor, "/forgot").form_to("/forgot")
    assert visitor.sends(form, email="olga@example.org\r\nBcc: b@example.org").status == 400
    assert mailbox.got.empty()


# ---- When the other server does not take it


def test_a_mail_that_is_not_taken_is_logged_without_whose_it_was(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr("dialogue.mails.logger.warning", lambda event, **said: logged.append((event, said)))
    with Mailbox(refuses=True) as mailbox:
        threading.Thread(target=mailbox.serve_forever, daemon=True).start()
        app = fresh_app(tmp_path, **settings_of(mailbox))
        with_password_at(app)
        assert app.mail
        monkeypatch.setattr(app.mail, "_spawn", lambda work: work())
        assert asks(Visitor(app), "olga@example.org").status == 200
        mailbox.shutdown()
        app.database.close()
    assert logged == [("a mail was not sent", {"error": "SMTPRecipientsRefused"})]


def test_a_password_is_not_sent_in_the_clear(tmp_path: Path, mailbox: Mailbox, monkeypatch: Any) -> None:
    """The server offers no TLS, and somebody on the way may have taken the offer out."""
    settings = settings_of(mailbox) | {
        "DIALOGUE_SMTP_URL": mailbox.url.replace("//", "//dialogue:p%40ssword@"),
    }
    app = fresh_app(tmp_path, **settings)
    with_password_at(app)
    assert app.mail
    assert (app.mail.settings.user, app.mail.settings.password) == ("dialogue", "p@ssword")
    monkeypatch.setattr(app.mail, "_spawn", lambda work: work())
    asks(Visitor(app), "olga@example.org")
    assert mailbox.got.empty()
    assert "EHLO" in mailbox.commands
    assert not {"AUTH", "MAIL"} & set(mailbox.commands)
    app.database.close()


# ---- Settings


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("smtp://mail.example.org", ""),
        ("", "dialogue@example.org"),
        ("mail.example.org", "dialogue@example.org"),
        ("http://mail.example.org", "dialogue@example.org"),
        ("smtp://u:secret-word@mail.example.org:x", "dialogue@example.org"),
        ("smtp://u:secret-word@", "dialogue@example.org"),
        ("smtp://mail.example.org/path", "dialogue@example.org"),
        ("smtp://mail.example.org", "nobody"),
        ("smtp://mail.example.org", "d@example.org\r\nBcc: e@example.org"),
    ],
)
def test_a_setting_that_is_wrong_stops_the_start_in_one_line_without_the_password(
    tmp_path: Path, url: str, sender: str
) -> None:
    with pytest.raises(BadSetting) as stopped:
        read_settings(environment(tmp_path) | {"DIALOGUE_SMTP_URL": url, "DIALOGUE_MAIL_FROM": sender})
    assert "\n" not in str(stopped.value)
    assert "secret-word" not in str(stopped.value)


@pytest.mark.parametrize(
    ("url", "host", "port", "is_tls"),
    [
        ("smtp://mail.example.org", "mail.example.org", 587, False),
        ("smtps://mail.example.org", "mail.example.org", 465, True),
        ("smtp://127.0.0.1:25", "127.0.0.1", 25, False),
        ("smtp://u:p%2Fw@[::1]:2525", "::1", 2525, False),
    ],
)
def test_a_setting_says_where_and_how(url: str, host: str, port: int, is_tls: bool) -> None:
    found = mail_of({"DIALOGUE_SMTP_URL": url, "DIALOGUE_MAIL_FROM": "d@example.org"})
    assert found
    assert (found.host, found.port, found.is_tls) == (host, port, is_tls)


def test_links_in_mails_do_not_begin_with_what_a_request_says(
    tmp_path: Path, app: App, mailbox: Mailbox
) -> None:
    settings = settings_of(mailbox)
    del settings["DIALOGUE_BASE_URL"]
    with pytest.raises(BadSetting, match=r"^DIALOGUE_SMTP_URL needs DIALOGUE_BASE_URL"):
        read_settings(environment(tmp_path) | settings)
    with_password_at(app)
    visitor = Visitor(app)
    form = at(visitor, "/forgot").form_to("/forgot")
    visitor.client.environ_base["HTTP_X_FORWARDED_HOST"] = "evil.example"
    visitor.sends(form, email="olga@example.org")
    assert "evil.example" not in mailbox.next()[2].as_string()


def test_without_either_no_mail_is_sent() -> None:
    assert mail_of({}) is None
    with pytest.raises(Unclear):
        mail_of({"DIALOGUE_SMTP_URL": "smtp://mail.example.org"})
