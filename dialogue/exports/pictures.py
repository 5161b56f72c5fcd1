"""Pictures: SVG on its way to where no SVG is taken, with every letter from the fonts we bring.

What draws our PNG and PDF sets words in pictures badly: it knows no second font for a script the first
one lacks. So shapes and words part here, and words are set like those of a page, where they stood.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import typst
from defusedxml import ElementTree as Safe

FONTS = Path(__file__).parents[2] / "static" / "built" / "fonts"
PICTURE = Path(__file__).parent / "picture.typ"

SVG = "{http://www.w3.org/2000/svg}"
POINTS_PER_INCH = 72
INHERITED = ("font-size", "font-weight", "font-family", "text-anchor", "fill", "direction")
HINTS = {"middle": 0.35, "central": 0.35, "hanging": 0.75, "text-before-edge": 0.75}
TRANSFORM = re.compile(r"(\w+)\s*\(([^)]*)\)")
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")

Matrix = tuple[float, float, float, float, float, float]
Style = dict[str, str]


def png_of(svg: str, width: int) -> bytes:
    """A picture as PNG, that many pixels wide, on white."""
    return typst.compile(
        PICTURE,
        root=PICTURE.parent,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="png",
        ppi=POINTS_PER_INCH,
        sys_inputs={"picture": json.dumps(parted(svg)), "width": str(width)},
    )


def parted(svg: str) -> dict[str, Any]:
    """A picture as `{svg, width, height, words}`: its shapes, its size, and its words with their places."""
    ET.register_namespace("", SVG.strip("{}"))
    root = Safe.fromstring(svg)
    left, top, width, height = view_of(root)
    words = list(words_in(root, {}, (1.0, 0.0, 0.0, 1.0, -left, -top)))
    for parent in root.iter():
        for child in [each for each in parent if each.tag == f"{SVG}text"]:
            parent.remove(child)
    return {"svg": ET.tostring(root, encoding="unicode"), "width": width, "height": height, "words": words}


def view_of(root: ET.Element) -> tuple[float, float, float, float]:
    if box := root.get("viewBox"):
        left, top, width, height = numbers(box)
        return left, top, width, height
    return 0.0, 0.0, number(root.get("width"), 300), number(root.get("height"), 150)


def words_in(element: ET.Element, style: Style, matrix: Matrix) -> Iterator[dict[str, Any]]:
    """The words beneath an element, each line with its place on the picture."""
    style = styled(style, element)
    matrix = moved(matrix, element.get("transform", ""))
    if element.tag != f"{SVG}text":
        for child in element:
            yield from words_in(child, style, matrix)
        return
    size = number(style.get("font-size"), 16)
    x, y = number(element.get("x")), number(element.get("y"))
    x, y = x + shift(element.get("dx"), size), y + shift(element.get("dy"), size)
    line: list[dict[str, Any]] = pieces(element.text, style)
    for child in element:
        if child.tag == f"{SVG}tspan":
            if {"x", "y", "dy"} & child.attrib.keys():
                yield from placed(line, x, y, element, style, matrix)
                line = []
                x, y = number(child.get("x"), x), number(child.get("y"), y) + shift(child.get("dy"), size)
            line += pieces("".join(child.itertext()), styled(style, child))
        line += pieces(child.tail, style)
    yield from placed(line, x, y, element, style, matrix)


def pieces(text: str | None, style: Style) -> list[dict[str, Any]]:
    """Words in one manner. White space is one space, as in a browser."""
    said = re.sub(r"\s+", " ", text or "")
    if not said:
        return []
    fill = style.get("fill", "")
    return [
        {
            "text": said,
            "size": number(style.get("font-size"), 16),
            "bold": style.get("font-weight") in {"bold", "600", "700", "800"},
            "voice": "sans" not in style.get("font-family", "sans"),
            "fill": fill if COLOUR.fullmatch(fill) else "#000000",
        }
    ]


def placed(
    line: list[dict[str, Any]], x: float, y: float, element: ET.Element, style: Style, matrix: Matrix
) -> Iterator[dict[str, Any]]:
    """One line of words where it stands. `anchor` is the share of its width that lies left of there."""
    if not "".join(piece["text"] for piece in line).strip():
        return
    line[0]["text"], line[-1]["text"] = line[0]["text"].lstrip(), line[-1]["text"].rstrip()
    y += HINTS.get(element.get("dominant-baseline", ""), 0) * number(style.get("font-size"), 16)
    a, b, c, d, e, f = matrix
    anchor = {"middle": 0.5, "end": 1.0}.get(style.get("text-anchor", ""), 0.0)
    yield {
        "pieces": line,
        "x": a * x + c * y + e,
        "y": b * x + d * y + f,
        "anchor": 1 - anchor if style.get("direction") == "rtl" else anchor,
        "scale": math.hypot(a, b),
        "angle": math.degrees(math.atan2(b, a)),
    }


def styled(style: Style, element: ET.Element) -> Style:
    """A style, and what an element says differently."""
    said = {name: value for name in INHERITED if (value := element.get(name))}
    written = dict(part.split(":", 1) for part in element.get("style", "").split(";") if ":" in part)
    said |= {name.strip(): value.strip() for name, value in written.items() if name.strip() in INHERITED}
    return style | said


def moved(matrix: Matrix, transform: str) -> Matrix:
    for name, inside in TRANSFORM.findall(transform):
        matrix = product(matrix, matrix_of(name, numbers(inside)))
    return matrix


def matrix_of(name: str, n: list[float]) -> Matrix:
    match name, n:
        case "translate", [x, *y]:
            return (1, 0, 0, 1, x, y[0] if y else 0)
        case "scale", [x, *y]:
            return (x, 0, 0, y[0] if y else x, 0, 0)
        case "rotate", [angle, *about]:
            x, y = about or (0.0, 0.0)
            cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            return (cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y)
        case "matrix", [a, b, c, d, e, f]:
            return (a, b, c, d, e, f)
    raise ValueError(f"A picture is moved in a way that is not known: {name}")


def product(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[2] * n[1],
        m[1] * n[0] + m[3] * n[1],
        m[0] * n[2] + m[2] * n[3],
        m[1] * n[2] + m[3] * n[3],
        m[0] * n[4] + m[2] * n[5] + m[4],
        m[1] * n[4] + m[3] * n[5] + m[5],
    )


def numbers(text: str) -> list[float]:
    return [float(each) for each in NUMBER.findall(text)]


def number(text: str | None, otherwise: float = 0.0) -> float:
    found = numbers(text or "")
    return found[0] if found else otherwise


def shift(text: str | None, size: float) -> float:
    return number(text) * (size if text and text.strip().endswith("em") else 1)
