"""Mail: a link to set another password, an invitation. Plain text, in the language of whoever asked for it.

Nobody waits for a mail. One that could not be sent is in the log, without whose it was.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from dialogue.accounts.links import Kind
from dialogue.database import Unavailable
from dialogue.kernel import Refused
from dialogue.logs import logger
from dialogue.outside import MailSettings

if TYPE_CHECKING:
    from dialogue import App

WITHIN = 20
"""Seconds in which the other server has to answer each time."""


class Mail:
    """Sends mail beside what the server does. `spawn` runs it there."""

    def __init__(self, settings: MailSettings, spawn: Callable[[Callable[[], None]], object]) -> None:
        self.settings = settings
        self._spawn = spawn

    def send(self, to: str, subject: str, text: str) -> None:
        message = message_of(self.settings.sender, to, subject, text)
        self._spawn(lambda: self._send(message))

    def apart(self, work: Callable[[], None]) -> None:
        """Do what nobody is to learn anything of from a clock."""

        def guarded() -> None:
            try:
                work()
            except (Unavailable, Refused) as error:
                logger.warning("a mail was not written", error=type(error).__name__)

        self._spawn(guarded)

    def _send(self, message: EmailMessage) -> None:
        try:
            handed_in(self.settings, message)
        except (OSError, smtplib.SMTPException) as error:
            # What a server says of it may tell the address.
            logger.warning("a mail was not sent", error=type(error).__name__)
        else:
            logger.info("a mail was sent")


def message_of(sender: str, to: str, subject: str, text: str) -> EmailMessage:
    """A mail. A line break in a name or an address would be a header: the policy refuses it."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def handed_in(settings: MailSettings, message: EmailMessage) -> None:
    """Give a mail to the server that takes it. A password goes over TLS only."""
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.is_tls:
        server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=WITHIN, context=context)
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=WITHIN)
    with server:
        server.ehlo_or_helo_if_needed()
        if not settings.is_tls and (settings.user or server.has_extn("starttls")):
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, settings.password)
        server.send_message(message)


# ---- What is written


def mail_reset(app: App, email: str, base: str) -> None:
    """Mail the link for another password, if somebody has this address. Who asked learns nothing of that."""
    # Where the mail is written there is no request, and no application of one.
    mail, accounts = app.mail, app.accounts
    assert mail is not None
    subject = _("A new password for Dialogue")
    before = _("Somebody asked for a new password for your account on %(server)s.", server=base)
    after = _(
        "The link works once, within two days. If it was not you, do nothing: your password stays as it is."
    )

    def work() -> None:
        if found := accounts.known_by(email):
            link = f"{base}/{Kind.RESET.value}?key={accounts.links.reset(found.id)}"
            mail.send(found.email, subject, f"{before}\n\n{link}\n\n{after}\n")

    mail.apart(work)


def mail_invitation(app: App, email: str, link: str, name: str, base: str) -> None:
    """Mail an invitation to have an account."""
    assert app.mail is not None
    before = _("%(name)s invites you to plan and lead workshops on %(server)s.", name=name, server=base)
    after = _("The link makes your account. It works once, within two days.")
    app.mail.send(email, _("An account on Dialogue"), f"{before}\n\n{link}\n\n{after}\n")
