"""The styles of a Word document: the built-in ones an organiser finds in the menu, set calmly."""

from __future__ import annotations

VOICE = "Georgia"
TOOL = "Arial"
INK, SECOND, RUBRIC, HAIR = "1B1A17", "4D4B44", "B32D16", "CFCEC4"

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def letters(font: str = "", size: float = 0, bold: bool = False, colour: str = "", more: str = "") -> str:
    """How letters look: for scripts that run from right to left as for others."""
    half = round(size * 2)
    return "".join(
        [
            f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}"/>' if font else "",
            "<w:b/><w:bCs/>" if bold else "",
            f'<w:color w:val="{colour}"/>' if colour else "",
            f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>' if size else "",
            more,
        ]
    )


def spaced(before: float = 0, after: float = 0, line: float = 0, first: str = "", more: str = "") -> str:
    """How a paragraph stands, in points. `first` are properties that come before spacing, `more` after."""
    height = f' w:line="{round(line * 240)}" w:lineRule="auto"' if line else ""
    return f'{first}<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}"{height}/>{more}'


def style(
    id: str, name: str, paragraph: str = "", run: str = "", based: str = "Normal", next: str = ""
) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{id}"{CUSTOM if id in OWN else ""}><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based}"/><w:next w:val="{next or id}"/><w:uiPriority w:val="1"/><w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def mark(id: str, name: str, run: str) -> str:
    return (
        f'<w:style w:type="character" w:styleId="{id}"{CUSTOM if id in OWN else ""}><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="1"/><w:rPr>{run}</w:rPr></w:style>'
    )


CUSTOM = ' w:customStyle="1"'
OWN = {
    "SmallPrint",
    "CoverFact",
    "TableText",
    "TableNumber",
    "TableHead",
    "TableHeadNumber",
    "Facts",
    "Label",
    "Report",
}


def heading(level: int, font: str, size: float, before: float, after: float, colour: str = INK) -> str:
    held = f'<w:outlineLvl w:val="{level - 1}"/>'
    return style(
        f"Heading{level}",
        f"heading {level}",
        spaced(before, after, 1.1, "<w:keepNext/><w:keepLines/>", held),
        letters(font, size, True, colour),
        next="Normal",
    )


def listed(id: str, name: str, number: int, depth: int) -> str:
    place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return style(id, name, spaced(0, 5, first=place))


# The number of a page stands at the end of the line: 156 mm from its beginning.
FOOT_TAB = '<w:tabs><w:tab w:val="right" w:pos="8845"/></w:tabs>'

STYLES = [
    style("Title", "Title", spaced(150, 14, 1.05), letters("", 28, True), next="Subtitle"),
    style("Subtitle", "Subtitle", spaced(0, 26), letters("", 13), next="Normal"),
    style(
        "CoverFact",
        "Cover Fact",
        spaced(0, 5, more='<w:ind w:left="1700" w:hanging="1700"/>'),
        letters("", 10),
    ),
    style("TOCHeading", "TOC Heading", spaced(0, 12), letters("", 17, True), next="Normal"),
    style("TOC1", "toc 1", spaced(5, 3), next="Normal"),
    style("TOC2", "toc 2", spaced(0, 2, more='<w:ind w:left="360"/>'), letters("", 9.5), next="Normal"),
    heading(1, VOICE, 17, 26, 9),
    heading(2, VOICE, 12.5, 18, 6),
    heading(3, TOOL, 9.5, 14, 6, SECOND),
    heading(4, TOOL, 9, 10, 5, SECOND),
    heading(5, TOOL, 9, 10, 5, SECOND),
    heading(6, TOOL, 9, 10, 5, SECOND),
    style("SmallPrint", "Small Print", spaced(0, 6), letters(TOOL, 8.5, False, SECOND)),
    style("Caption", "caption", spaced(12, 4), letters(TOOL, 8.5, False, SECOND), next="Normal"),
    listed("ListBullet", "List Bullet", 1, 0),
    listed("ListBullet2", "List Bullet 2", 1, 1),
    listed("ListBullet3", "List Bullet 3", 1, 2),
    listed("ListNumber", "List Number", 2, 0),
    style("TableText", "Table Text", spaced(3, 3, 1.08), letters("", 9)),
    style("TableNumber", "Table Number", '<w:jc w:val="right"/>', based="TableText"),
    style("TableHead", "Table Head", "", letters(TOOL, 8, True, SECOND), based="TableText"),
    style("TableHeadNumber", "Table Head Number", '<w:jc w:val="right"/>', based="TableHead"),
    style("Header", "header", spaced(0, 0), letters(TOOL, 8, False, SECOND)),
    style("Footer", "footer", spaced(0, 0, first=FOOT_TAB), letters(TOOL, 8, False, SECOND)),
    style("FootnoteText", "footnote text", spaced(0, 2, 1.0), letters(TOOL, 8, False, SECOND)),
    mark(
        "FootnoteReference",
        "footnote reference",
        letters(colour=RUBRIC, more='<w:vertAlign w:val="superscript"/>'),
    ),
    mark("Hyperlink", "Hyperlink", letters(colour=RUBRIC)),
    mark("Facts", "Facts", letters(TOOL, 8, False, SECOND)),
    mark("Label", "Label", letters(TOOL, 8, True, SECOND)),
]

TABLE = (
    f'<w:style w:type="table" w:customStyle="1" w:styleId="Report"><w:name w:val="Report Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="1"/><w:tblPr><w:tblBorders>'
    f'<w:bottom w:val="single" w:sz="4" w:space="0" w:color="{HAIR}"/>'
    f'<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{HAIR}"/></w:tblBorders></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
    f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/></w:tcBorders></w:tcPr></w:tblStylePr>'
    '<w:tblStylePr w:type="lastRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:tcBorders>'
    f'<w:top w:val="single" w:sz="8" w:space="0" w:color="{INK}"/></w:tcBorders></w:tcPr></w:tblStylePr>'
    "</w:style>"
)


def styles_xml(language: str, direction: str) -> str:
    """Every style, in the language of the report."""
    other = language if direction == "rtl" else "ar-SA"
    return (
        f"<w:styles {NAMESPACE}><w:docDefaults><w:rPrDefault><w:rPr>{letters(VOICE, 10.5, False, INK)}"
        f'<w:lang w:val="{language}" w:eastAsia="{language}" w:bidi="{other}"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{spaced(0, 7, 1.2)}</w:pPr></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        "<w:tblPr>"
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="80" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="80" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
        f"{''.join(STYLES)}{TABLE}</w:styles>"
    )


def numbering_xml(orders: int) -> str:
    """Bullets, and as many counts as there are lists with an order, each from one."""
    bullets = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
        f'<w:pStyle w:val="ListBullet{n + 1 if n else ""}"/><w:lvlText w:val="{sign}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{340 + 340 * n}" w:hanging="340"/></w:pPr>'
        f"<w:rPr>{letters(TOOL, 0, False, SECOND)}</w:rPr></w:lvl>"
        for n, sign in enumerate("•–·")
    )
    count = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="ListNumber"/>'
        '<w:lvlText w:val="%1."/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="340" w:hanging="340"/></w:pPr></w:lvl>'
    )
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    nums = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="1"/>{again}</w:num>' for n in range(2, 3 + orders)
    )
    return (
        f'<w:numbering {NAMESPACE}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>'
        f'{bullets}</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="singleLevel"/>'
        f'{count}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{nums}</w:numbering>'
    )
