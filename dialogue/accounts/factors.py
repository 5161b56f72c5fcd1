"""The second factor: a code from an app (TOTP), or one of the recovery codes that were shown once.

The app's secret is made from the server's own and from a salt, so no copy of the database has it. Each code
is taken once: whoever looks over a shoulder is too late.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable

import pyotp
import sqlalchemy as sa

from dialogue.database import Database, accounts
from dialogue.kernel import Refused

STEP = 30
"""Seconds for which a code is shown. The one before and the one after are taken too."""
MOST_RECOVERY = 8
RECOVERY_LENGTH = 10
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
ISSUER = "Dialogue"


class Factors:
    """The second factors of all accounts. `sign` makes of a text what only this server can make."""

    def __init__(self, database: Database, sign: Callable[[str], str]) -> None:
        self.database = database
        self._sign = sign

    def secret_of(self, account: int, salt: str) -> str:
        """What an app makes codes from, in Base32."""
        return self._sign(f"totp:{account}:{salt}").upper()

    def address_of(self, account: int, salt: str, email: str) -> str:
        """What an app reads from a QR code."""
        return pyotp.TOTP(self.secret_of(account, salt)).provisioning_uri(name=email, issuer_name=ISSUER)

    def turn_on(self, account: int, salt: str, code: str) -> list[str]:
        """Ask for a second factor from now on; the recovery codes, which are not kept. Refuses a code
        that the app would not show.
        """
        step = self._step_of(account, salt, code)
        if step is None:
            raise Refused(
                "This code is wrong. Enter the six digits that the app shows now. "
                "Check that your phone has the right time.",
                "wrong-code",
            )
        recovery = [
            "".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(MOST_RECOVERY)
        ]
        kept = " ".join(self._kept(account, each) for each in recovery)
        self._change(account, totp=salt, totp_step=step, recovery=kept)
        return recovery

    def turn_off(self, account: int) -> None:
        """Ask for the password alone."""
        self._change(account, totp="", totp_step=0, recovery="")

    def left(self, account: int) -> int:
        """How many recovery codes were not used yet."""
        with self.database.reading() as connection:
            chosen = sa.select(accounts.c.recovery).where(accounts.c.id == account)
            return len(str(connection.execute(chosen).scalar() or "").split())

    def passes(self, account: int, salt: str, code: str) -> bool:
        """Is this the code of now, or a recovery code? It is none afterwards."""
        given = "".join(code.split()).replace("-", "").casefold()
        step = self._step_of(account, salt, given)
        if step is not None:
            its = sa.and_(accounts.c.id == account, accounts.c.totp == salt, accounts.c.totp_step < step)
            return self._changed(its, totp_step=step)
        return len(given) == RECOVERY_LENGTH and self._recovers(account, salt, given)

    def _recovers(self, account: int, salt: str, given: str) -> bool:
        with self.database.reading() as connection:
            chosen = sa.select(accounts.c.recovery).where(accounts.c.id == account, accounts.c.totp == salt)
            kept = str(connection.execute(chosen).scalar() or "")
        wanted = self._kept(account, given)
        left = [each for each in kept.split() if not hmac.compare_digest(each, wanted)]
        if len(left) == len(kept.split()):
            return False
        # Of two who come with the same code at once, one finds it changed.
        return self._changed(
            sa.and_(accounts.c.id == account, accounts.c.recovery == kept), recovery=" ".join(left)
        )

    def _step_of(self, account: int, salt: str, code: str) -> int | None:
        """The step in which an app shows this code, around now."""
        if not (code.isascii() and code.isdecimal()):
            return None
        totp, now = pyotp.TOTP(self.secret_of(account, salt)), int(time.time()) // STEP
        steps = [step for step in (now - 1, now, now + 1) if hmac.compare_digest(totp.at(step * STEP), code)]
        return max(steps, default=None)

    def _kept(self, account: int, code: str) -> str:
        return self._sign(f"recovery:{account}:{code}")

    def _change(self, account: int, **values: object) -> None:
        self._changed(accounts.c.id == account, **values)

    def _changed(self, its: sa.ColumnElement[bool], **values: object) -> bool:
        chosen = accounts.update().where(its).values(**values)
        return self.database.write(lambda connection: connection.execute(chosen).rowcount) == 1
