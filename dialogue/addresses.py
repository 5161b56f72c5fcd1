"""The address of the page that is asked for: read whatever it holds, and written with another choice in it
(`?language=ar`, `?look=dark`).
"""

from __future__ import annotations

import string
from typing import Any
from urllib.parse import quote, urlencode

from flask import Request, request


class AnyAddress(Request):
    """A request whose address may hold any bytes. Those that have no place there are taken for what they
    are in percents, instead of ending the request when somebody looks at what is asked.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query_string = quote(self.query_string, safe=string.printable).encode()


def this_page_with(name: str, value: str) -> str:
    """A link from a page to itself, with this choice instead of another."""
    return "?" + urlencode([*arguments_but(name), (name, value)])


def this_page_without(name: str) -> str:
    """Where the page is once a choice was taken up. It is never on another server."""
    # One slash: two would lead to another server. Signs that browsers and libraries drop from an address
    # could leave two behind, so what is none of a path is written in percents.
    path = quote("/" + request.path.lstrip("/"))
    rest = urlencode(arguments_but(name))
    return f"{path}?{rest}" if rest else path


def arguments_but(name: str) -> list[tuple[str, str]]:
    return [(key, value) for key, value in request.args.items(multi=True) if key != name]
