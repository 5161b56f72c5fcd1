"""People's words inside Markdown: never structure, and never more backslashes than CommonMark needs.

Rendered, the words read as they were written. Only a character that would begin something,
and has its counterpart, gets a backslash, or is written out where a tag would begin; so nearly every
note stands in the file verbatim.
"""

from __future__ import annotations

import re
import string

# What would begin a block where a line begins: heading, quote, list, rule, fence, table row.
BLOCK = re.compile(r"#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|`{3}|~{3}|(?P<rule>[-=_*|:])[-=_*|:\s]*$")
NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
TASK = re.compile(r"\[[ xX]\]")
TAG = re.compile(r"<(?=[A-Za-z/!?])")
ENTITY = re.compile(r"&(?=#?\w+;)")
LINK = re.compile(r"\[(?=\^|[^\n]*\](?:\(|\[|:))")
BACKSLASH = re.compile(rf"\\(?=[{re.escape(string.punctuation)}]|$)", re.MULTILINE)
SPECIAL = re.compile(r"[\\<&\[*_~`]")
RUNS = {mark: re.compile(rf"\{mark}+") for mark in "*_~`"}


def inline(text: str) -> str:
    """Words within a line: no emphasis, code, link, tag or entity comes of them."""
    if not SPECIAL.search(text):
        return text
    text = BACKSLASH.sub(r"\\\\", text)
    for pattern in (ENTITY, LINK):
        text = pattern.sub(r"\\\g<0>", text)
    # Not every program that reads Markdown knows a backslash before this one.
    text = TAG.sub("&lt;", text)
    for mark, pattern in RUNS.items():
        text = unpaired(text, mark, pattern)
    return text


def block(text: str, indent: str = "") -> str:
    """Words that begin a line or a list item; their own line breaks stay, behind `indent`."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", inline(text.strip("\n")))
    return f"\n\n{indent}".join(lines(paragraph, indent) for paragraph in paragraphs)


def heading(text: str) -> str:
    """Words as a heading: on one line, and what looks like a closing mark is not one."""
    return re.sub(r"(#+)$", r"\\\1", inline(one_line(text)))


def cell(text: str) -> str:
    """Words in a table: on one line, and no border in them."""
    return inline(one_line(text)).replace("|", r"\|")


def lines(paragraph: str, indent: str) -> str:
    each = [begun(line.strip(" \t")) for line in paragraph.split("\n")]
    return f"\\\n{indent}".join(each)


def begun(line: str) -> str:
    """A line that begins no block."""
    if found := NUMBERED.match(line):
        return f"{found[1]}\\{line[len(found[1]) :]}"
    if not (BLOCK.match(line) or TASK.match(line)):
        return line
    run = RUNS[line[0]].match(line) if line[0] in RUNS else None
    return slashed(run[0]) + line[run.end() :] if run else f"\\{line}"


def unpaired(text: str, mark: str, pattern: re.Pattern[str]) -> str:
    """Runs of a mark that could pair with another get a backslash each."""
    runs = [run for run in pattern.finditer(text) if could_pair(text, mark, run)]
    if len(runs) < 2:
        return text
    for run in reversed(runs):
        text = text[: run.start()] + slashed(run[0]) + text[run.end() :]
    return text


def slashed(run: str) -> str:
    return "".join(f"\\{mark}" for mark in run)


def could_pair(text: str, mark: str, run: re.Match[str]) -> bool:
    """Not a run that stands alone between spaces, nor an underscore within a word."""
    before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
    if mark == "`":
        return True
    if mark == "_" and before.isalnum() and after.isalnum():
        return False
    return not ((not before or before.isspace()) and (not after or after.isspace()))


def one_line(text: str) -> str:
    return " ".join(text.split("\n"))
