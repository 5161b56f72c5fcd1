"""What is asked of people at the door of a workshop. What is not asked is not kept either."""

from __future__ import annotations

from typing import Literal

import msgspec

Asked = Literal["required", "optional", "no"]

SHORTEST_PASSPHRASE = 8
"""Signs. Whoever tries passphrases one after the other may do so for years."""

LONGEST_PASSPHRASE = 200


class Asks(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Each is required, optional, or not asked. A sector is asked only where a workshop has some."""

    name: Asked = "optional"
    sector: Asked = "required"
    organisation: Asked = "optional"
