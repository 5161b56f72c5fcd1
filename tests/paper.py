"""What reports and other written forms are made of in tests: a table's workshop as a source."""

from __future__ import annotations

from typing import cast

from dialogue.database import Database
from dialogue.exports.forms import Source
from tests.table import Table


def source_of(table: Table, **passages: str) -> Source:
    """The workshop of a table as it stands. No database is behind it, and none may be asked."""
    named = {name.replace("__", "."): text for name, text in passages.items()}
    return Source("TABLE2", table.state, list(table.log), cast(Database, None), 0, named)
