"""Contrast: in every theme, text and edges stand off from whatever may lie under them.

Reads static/css/tokens.css, so a colour that nobody can read never reaches a page.
"""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[1] / "static" / "css"

GROUNDS = ["desk", "paper", "well"]
TEXTS = ["ink", "ink-2", "ink-3", "rubric", "rubric-deep", *(f"sector-{n}" for n in range(1, 7))]
TEXT_PAIRS = [(text, ground) for text in TEXTS for ground in GROUNDS] + [
    ("on-rubric", "rubric"),
    ("on-rubric", "rubric-deep"),
    ("rubric", "wash"),
    ("ink", "wash"),
    ("ink-2", "wash"),
    ("ink-3", "wash"),
    ("paper", "ink"),
    ("paper", "ink-2"),
    ("paper", "ink-3"),
]
EDGE_PAIRS = [(edge, ground) for edge in ("edge", "focus") for ground in GROUNDS]

# What lies under a text only where the same rule says so: no text of another rule ever lies on it.
UNDER_THEIR_OWN = {"ink", "ink-2", "ink-3", "rubric", "rubric-deep", "scan-paper"}
# What is drawn as a line or a bar and holds no words.
WORDLESS = {"rule", "shade", "edge", "hatch"}
ROLE = r"var\(--([\w-]+)\)"

CHOSEN = {
    "light": ":root",
    "dark": ':root[data-theme="dark"]',
    "light, high contrast": ':root[data-contrast="more"]',
    "dark, high contrast": ':root[data-contrast="more"][data-theme="dark"]',
}
ASKED_BY_THE_DEVICE = {
    "dark": ':root:not([data-theme="light"])',
    "light, high contrast": ':root:not([data-contrast="normal"])',
    "dark, high contrast": ':root:not([data-contrast="normal"]):not([data-theme="light"])',
}


def blocks_of(css):
    """Every :root block that sets colours, as {selector: {token: value}}."""
    found = {}
    for selector, body in re.findall(r"(:root[^{]*)\{([^}]*)\}", css):
        tokens = dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))
        if "desk" in tokens:
            found[selector.strip()] = tokens
    return found


def rules_of(css):
    """The text colours and the grounds of every rule of a stylesheet."""
    plain = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    for _, body in re.findall(r"([^{}]+)\{([^{}]*)\}", plain):
        texts = re.findall(rf"(?<![-\w])color:\s*{ROLE}", body)
        grounds = [
            role
            for each in re.findall(r"background(?:-color)?:([^;]*)", body)
            for role in re.findall(ROLE, each)
        ]
        yield set(texts), set(grounds) & BLOCKS[":root"].keys()


BLOCKS = blocks_of((CSS / "tokens.css").read_text())


def luminance_of(colour):
    """Relative luminance of #rrggbb, as WCAG 2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_of(one, other):
    light, dark = sorted((luminance_of(one), luminance_of(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def below(theme, pairs, least):
    """The pairs of a theme that miss their mark, each as words."""
    tokens = BLOCKS[CHOSEN[theme]]
    ratios = {pair: contrast_of(tokens[pair[0]], tokens[pair[1]]) for pair in pairs}
    return [f"{over} on {under}: {ratio:.2f}" for (over, under), ratio in ratios.items() if ratio < least]


def test_black_on_white_is_twenty_one_to_one():
    assert contrast_of("#000000", "#ffffff") == pytest.approx(21)
    assert contrast_of("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", CHOSEN)
def test_text_can_be_read(theme):
    assert below(theme, TEXT_PAIRS, least=7 if "high" in theme else 4.5) == []


@pytest.mark.parametrize("theme", CHOSEN)
def test_edges_and_focus_rings_can_be_seen(theme):
    assert below(theme, EDGE_PAIRS, least=4.5 if "high" in theme else 3) == []


@pytest.mark.parametrize("theme", ASKED_BY_THE_DEVICE)
def test_a_chosen_theme_is_the_one_the_device_would_ask_for(theme):
    assert BLOCKS[CHOSEN[theme]] == BLOCKS[ASKED_BY_THE_DEVICE[theme]]


def test_every_pair_that_a_stylesheet_sets_is_one_that_is_measured():
    """So that a new pair cannot be used before it is known that it can be read."""
    measured = {*TEXT_PAIRS, ("scan-ink", "scan-paper")}
    rules = [rule for sheet in CSS.rglob("*.css") for rule in rules_of(sheet.read_text())]
    pairs = {(text, ground) for texts, grounds in rules for text in texts for ground in grounds}
    assert len(pairs) > 5
    assert pairs - measured == set()
    # A text without a ground of its own may lie on any that does not bring its text along.
    texts = {text for texts, grounds in rules for text in texts if not grounds}
    grounds = {ground for texts, grounds in rules for ground in grounds}
    open_grounds = grounds - UNDER_THEIR_OWN - WORDLESS
    assert open_grounds == {*GROUNDS, "wash"}
    assert texts - {"paper", "desk", "on-rubric"} <= set(TEXTS)
    sentences = {"ink", "ink-2", "ink-3", "rubric"}
    assert {(text, "wash") for text in sentences} <= measured


def test_codes_for_cameras_are_dark_on_white_in_every_theme():
    assert contrast_of(BLOCKS[":root"]["scan-ink"], BLOCKS[":root"]["scan-paper"]) > 15


def test_every_theme_sets_the_same_colours():
    colours = {name for name, value in BLOCKS[":root"].items() if value.startswith("#")}
    kept_in_every_theme = {"scan-paper", "scan-ink"}
    for theme, selector in CHOSEN.items():
        assert colours - kept_in_every_theme <= BLOCKS[selector].keys(), theme


def test_colours_are_named_in_the_tokens_and_nowhere_else():
    # On paper there is ink and nothing to choose, so the print sheet may say black and white.
    sheets = [sheet for sheet in CSS.rglob("*.css") if sheet.name not in ("tokens.css", "print.css")]
    assert len(sheets) > 20
    value = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|oklab|lab|lch)a?\(")
    assert [sheet.name for sheet in sheets if value.search(sheet.read_text())] == []
