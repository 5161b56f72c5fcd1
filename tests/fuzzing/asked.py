"""Requests as bytes: every route with every method, from every actor, right, nearly right and not at all."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from tests.fuzzing.calls import MEANT, Known, as_json, calls, data_of
from tests.fuzzing.described import SECRET_ARGUMENTS, Route
from tests.fuzzing.words import anything, mutated, numbers, words

ACTORS = ("stranger", "ana", "fay", "observer", "screen", "removed", "other", "organiser")
"""Who asks: nobody yet, a participant, a facilitator, those who look, somebody removed, a participant of
another workshop, and whoever set the server up.
"""

BOUNDARY = "dialogue7boundary"
ZIP = b"PK\x03\x04\x14\0\0\0\x08\0" + b"\0" * 40
FILES = [b"", b"# Why?\n- one\n- two", ZIP, b"<opml version='2.0'><body><outline text='x'/></body></opml>"]
FILES += [b"<map><node TEXT='a'><node TEXT='b'/></node></map>", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"]
FILES += [b"\xff\xfe<\0m\0a\0p\0>\0", b'{"title": "x"}', b"a;b;c\n=1+1;2;3", b"PK\x05\x06" + b"\0" * 18]


class Asked(NamedTuple):
    """One request: who asks, and all its bytes with `~code~`, `~cookie~`, `~length~` still to fill in."""

    actor: str
    data: bytes


def requests(routes: list[Route], known: Known) -> st.SearchStrategy[Asked]:
    """A request to any route, and as many that are no requests any more."""
    meant = [request(route, known) for route in routes]
    whole = st.one_of(meant)
    spoilt = st.builds(Asked, st.sampled_from(ACTORS), mutated(whole.map(lambda asked: asked.data)))
    return st.one_of(whole, whole, whole, spoilt, st.builds(Asked, st.just("stranger"), no_request()))


@st.composite
def request(draw: st.DrawFn, route: Route, known: Known) -> Asked:
    """One request to a route."""
    actor = draw(st.sampled_from(ACTORS))
    method = route.method
    if draw(st.integers(0, 15)) == 7:
        method = draw(st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW", "get"]))
    path = route.path
    for name in route.arguments:
        for form in (f"<{name}>", f"<path:{name}>"):
            path = path.replace(form, draw(argument(name)))
    asked = [f"{quote(name)}={draw(in_query(name))}" for name in draw(some_of(route.queries))]
    head, body = b"", b""
    if route.takes_words or draw(st.integers(0, 30)) == 7:
        head, body = draw(body_of(route, known))
    first = f"{method} {path}{'?' if asked else ''}{'&'.join(asked)} HTTP/1.1\r\n"
    lines = [
        first.encode(errors="surrogatepass"),
        b"Host: ~host~\r\n",
        draw(cookie()),
        *draw(headers()),
        head,
    ]
    if body or method == "POST":
        length = draw(st.sampled_from([b"~length~"] * 8 + [b"0", b"1", b"-1", b"1e3", b"99999999", b"x"]))
        lines.append(b"Content-Length: " + length + b"\r\n")
    return Asked(actor, b"".join(lines) + b"Connection: close\r\n\r\n" + body)


def argument(name: str) -> st.SearchStrategy[str]:
    """What stands in a path where a code, a number or a name is meant."""
    right = SECRET_ARGUMENTS.get(name, "x")
    others = {
        "code": ["~other~", "~closed~", "~over~", "NOSUCH", "new", "import", "%7Ecode%7E"],
        "name": ["markdown", "json", "csv", "exe", "bundle"],
        "language": ["ar", "xx", "en-GB"],
    }.get(name, ["0", "1", "99999999999999999999"])
    odd = [
        "%00",
        "%ff%fe",
        "..%2f..%2fetc",
        "%2e%2e",
        "a" * 300,
        "%E2%80%AE",
        "%0d%0aX:1",
        "%25",
        ";a=1",
        "%u0041",
    ]
    return st.one_of(
        *[st.just(right)] * 6,
        st.sampled_from(others),
        st.sampled_from(odd),
        words.map(lambda text: quote(text, safe="", errors="surrogatepass")),
    )


def in_query(name: str) -> st.SearchStrategy[str]:
    """A value in an address, as it is written there."""
    meant = {
        "w": ["~code~"],
        "EIO": ["4", "3"],
        "transport": ["polling", "websocket"],
        "as": ["participant", "screen", "facilitator"],
        "level": ["public", "participants", "organiser", "full"],
        "code": ["~code~"],
        "language": ["ar", "en"],
        "look": ["dark"],
        "key": ["~key~"],
    }.get(name, ["1", "2"])
    return st.one_of(
        st.sampled_from(meant),
        numbers.map(str),
        st.one_of(words, anything.map(as_json)).map(lambda text: quote(text, errors="surrogatepass")),
        st.sampled_from(["", "%", "%ff", "%00", "a&" + name + "=b"]),
    )


def some_of(names: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), max_size=3) if names else st.just([])


@st.composite
def cookie(draw: st.DrawFn) -> bytes:
    """The actor's own cookie, somebody else's, or a forged one."""
    match draw(st.integers(0, 12)):
        case 0:
            return b""
        case 1:
            return b"Cookie: dialogue=" + draw(st.binary(max_size=60)).replace(b"\n", b"") + b"\r\n"
        case 2:
            # `~half~` is a cookie that was cut off, and one whose signature is another's.
            return b'Cookie: dialogue=~half~; dialogue=~mixed~; language=xx; look="\r\n'
        case _:
            return b"Cookie: ~cookie~\r\n"


HEADERS = [
    b"Accept: application/json\r\n",
    b"Accept: text/html;q=0.\r\n",
    b"Accept-Encoding: gzip, br;q=x, *\r\n",
    b"Accept-Language: ar, *;q=2, " + b"en-" * 300 + b"\r\n",
    b'If-None-Match: "x", W/"\r\n',
    b"If-Modified-Since: yesterday\r\n",
    b"Range: bytes=9-1,-5,x\r\n",
    b"X-Forwarded-For: \xff, ::1, " + b"1.2.3.4," * 200 + b"\r\n",
    b"X-Forwarded-Proto: javascript\r\nX-Forwarded-Host: evil.example\r\n",
    b"Origin: null\r\nReferer: //\\\r\n",
    b"Expect: 100-continue\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Upgrade: websocket\r\nConnection: Upgrade\r\n",
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 99\r\nSec-WebSocket-Key: x\r\n",
    b"Content-Encoding: gzip\r\n",
    b"X-CSRFToken: ~token~\r\n",
    b"X: " + b"y" * 9_000 + b"\r\n",
    b"No colon here\r\n",
    b"Host: evil.example\r\n",
    b"User-Agent: \x00\x1b[2J\r\n",
    b" folded\r\n",
]


def headers() -> st.SearchStrategy[list[bytes]]:
    return st.one_of(st.just([]), st.just([HEADERS[0]]), st.lists(st.sampled_from(HEADERS), max_size=3))


@st.composite
def body_of(draw: st.DrawFn, route: Route, known: Known) -> tuple[bytes, bytes]:
    """The head that says what the body is, which may be wrong, and the body."""
    match draw(st.integers(0, 5)):
        case 0 | 1:
            kind, body = b"application/json", draw(json_of(route, known))
        case 2 | 3:
            kind, body = b"application/x-www-form-urlencoded", draw(form_of(route, known))
        case 4:
            kind, body = f"multipart/form-data; boundary={BOUNDARY}".encode(), draw(multipart_of(route))
        case _:
            kind, body = b"text/plain", draw(st.binary(max_size=300))
    if draw(st.integers(0, 9)) == 7:
        kind = draw(
            st.sampled_from([b"", b"application/json; charset=utf-99", b"multipart/form-data", b"*/*"])
        )
    return b"Content-Type: " + kind + b"\r\n", body


def json_of(route: Route, known: Known) -> st.SearchStrategy[bytes]:
    meant = [data_of(kind, known) for kind in route.bodies]
    if route.endpoint.endswith(".command"):
        meant = [calls(known, MEANT)] * 3
    texts = st.one_of(*meant, anything).map(lambda value: as_json(value).encode())
    odd = st.sampled_from(
        [b"", b"{", b"[" * 20_000, b'{"name":"note.add","name":{}}', b"\xef\xbb\xbf{}", b"nul"]
    )
    return st.one_of(texts, texts, odd, mutated(texts))


@st.composite
def form_of(draw: st.DrawFn, route: Route, known: Known) -> bytes:
    """A form with the token of whoever sends it, and any of the fields that there are."""
    fields: list[tuple[str, Any]] = [("csrf_token", "~token~")] if draw(st.integers(0, 9)) else []
    call = draw(calls(known, MEANT)) if route.endpoint.endswith(".command") else None
    if isinstance(call, dict):
        fields.append(("name", call.get("name")))
        data = call.get("data")
        fields += list(data.items()) if isinstance(data, dict) else []
    for name in draw(st.lists(st.sampled_from(route.fields or ("x",)), max_size=8)):
        fields.append((name, draw(st.one_of(words, numbers))))
    body = urlencode([(str(name), str(value)) for name, value in fields], errors="surrogatepass")
    return body.replace("%7E", "~").encode()


@st.composite
def multipart_of(draw: st.DrawFn, route: Route) -> bytes:
    """The same in parts, files among them, the last of which may not end."""
    parts = [("csrf_token", "", b"~token~")]
    for name in draw(st.lists(st.sampled_from(route.fields or ("x",)), max_size=3)):
        parts.append((name, "", draw(words).encode(errors="surrogatepass")))
    for name in route.files or ("file",):
        content = draw(
            st.one_of(st.sampled_from(FILES), mutated(st.sampled_from(FILES)), st.binary(max_size=200))
        )
        parts.append(
            (name, draw(st.sampled_from(["a.zip", "a.mm", "a.opml", "a.csv", "..\\a", 'x"; y="'])), content)
        )
    body = b""
    for name, file, content in parts:
        named = f'; filename="{file}"' if file else ""
        body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode()
        body += content + b"\r\n"
    return body + draw(st.sampled_from([f"--{BOUNDARY}--\r\n".encode()] * 3 + [b"", b"--"]))


IN_CHUNKS = b"POST /join/~code~ HTTP/1.1\r\nHost: ~host~\r\nTransfer-Encoding: chunked\r\n\r\n"


def no_request() -> st.SearchStrategy[bytes]:
    """Bytes that are no HTTP, or hardly."""
    return st.one_of(
        st.binary(max_size=300),
        st.sampled_from(
            [
                b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xab" * 200,
                b"GET /\r\n\r\n",
                b"GET http://evil.example/ HTTP/1.1\r\nHost: ~host~\r\nConnection: close\r\n\r\n",
                b"GET " + b"/a" * 10_000 + b" HTTP/1.1\r\n\r\n",
                b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 2_000 + b"\r\n",
                IN_CHUNKS + b"zz\r\nhello",
                IN_CHUNKS + b"ffffffffffffffff\r\nx",
                IN_CHUNKS + b"5\r\nname=\r\n0\r\nX: y\r\n\r\n",
                b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                b"GET / HTTP/9.9\r\n\r\n",
                b"\r\n\r\n\r\n",
                b"OPTIONS * HTTP/1.1\r\nHost: ~host~\r\nConnection: close\r\n\r\n",
            ]
        ),
    )
