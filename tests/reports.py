"""A report with every kind of block, and words that are hard to put on paper."""

from dialogue.exports.blocks import (
    Chart,
    Column,
    Footnote,
    Item,
    Listing,
    Paragraph,
    Report,
    Row,
    Section,
    Series,
    Table,
)

LATIN = [
    "Batteries are a yearly cost: write them into the budget of the school",
    "Ελληνικά, Русский, Tiếng Việt, Yorùbá, Hausa ɓɗƙ",
    "#panic() *bold* $x$ @ref ] \\ <label> `raw` = head // comment {{x}} &amp; 'quoted' -- a  b",
    "Who repairs the pump, who pays for the parts, and who tells the village when it will run again? " * 2
    + "Agree on that before the first stone is laid, and write it where all can read it for years.",
]
SCRIPTS = {
    "ar": "لكل قرية صوت في كل مرحلة من مراحل المشروع",
    "am": "መንገዱ ሲበላሽ ማን እንደሚጠግነው ከመጀመሪያው ይታወቅ",
    "km": "សហគមន៍ត្រូវមានសំឡេងក្នុងគ្រប់ដំណាក់កាលនៃគម្រោង",
    "hi": "बैटरी का ख़र्च हर साल का है, उसे बजट में लिखें",
    "bn": "ব্যাটারির খরচ প্রতি বছর হয়",
    "th": "ทุกหมู่บ้านมีเสียงในทุกขั้นตอน",
    "he": "לכל כפר קול בכל שלב",
    "ta": "ஒவ்வொரு கிராமத்திற்கும் ஒரு குரல்",
}
EMOJI = "Solar \N{BATTERY} by \N{WOMAN}\U0001f3fd\u200d\N{EAR OF RICE} in \U0001f1f0\U0001f1ea \u2764\ufe0f"
ENDLESS = "x" * 140
NOTES = [*LATIN, *SCRIPTS.values(), EMOJI, ENDLESS]
PURPOSE = "Who keeps the pump running after the first year, and who pays for it?"
FIRST = 63
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-200 0 400 200"><rect x="-200" width="400" height="200"'
    ' fill="#eee"/><text x="0" y="20" font-size="14">A word on the map</text></svg>'
)
CREATED = 1_795_341_600.0


def report(notes: list[str] = NOTES, language: str = "en", direction: str = "ltr") -> Report:
    return Report(
        title="Water that keeps running",
        purpose=PURPOSE,
        level="organiser",
        language=language,
        direction=direction,
        created=CREATED,
        seal="9f41c2d0" * 8,
        facts=[("When", "22 November 2026, 09:30 to 11:45"), ("Seal", "9f41c2d0" * 8)],
        sections=[
            Section(
                "summary",
                "Summary",
                [
                    Paragraph("Most dots went to ¶63.\n\nThe rest is in the annex.", "summary.findings"),
                    Paragraph("Drawn from the record.", tool=True),
                ],
            ),
            Section("participation", "Participation", [sectors_chart(), sectors_table()]),
            Section("agreements", "Working agreements", [agreements()]),
            Section("findings", "Findings", sections=[findings(notes)]),
            Section("priorities", "Priorities", [priorities()]),
        ],
    )


def sectors_chart() -> Chart:
    labels = ["Public", "Private", *SCRIPTS.values(), EMOJI]
    values = [float(n) for n in range(len(labels))]
    alt = "People by sector: Public 0, Private 1 and others"
    return Chart("bars", "People by sector", alt, labels, [Series("People", values)], 45)


def sectors_table() -> Table:
    rows = [Row(["Public", 1234567]), Row(["Private", 2.5]), Row(["Schools", None])]
    return Table("People by sector", [Column("Sector"), Column("People", True)], rows, Row(["All", 45]))


def agreements() -> Listing:
    objection = Item("It takes too long", label="Objection")
    said = Footnote("Proposed as ¶12, from ¶63 and ¶99999.", [12, 63, 99999])
    return Listing(
        [
            Item(
                "One person speaks at a time",
                ["agree 27"],
                anchor="rule-12",
                footnote=said,
                items=[objection],
            ),
            Item("Names stay in the room"),
        ],
        ordered=True,
    )


def findings(notes: list[str]) -> Section:
    items = [
        Item(text, ["Ana Karimi", "Schools", f"¶{FIRST + n}"], anchor=f"note-{FIRST + n}")
        for n, text in enumerate(notes)
    ]
    items[0].items = [Item("and the parents hold the reserve", ["¶62"], anchor="note-62")]
    clusters = [Section("cluster-40-5", "Pay for the upkeep", [Listing(items)])]
    intro = Paragraph("14 notes from 11 people.", "question.5")
    return Section("question-5", "What keeps the pump running?", [intro], clusters)


def priorities() -> Table:
    trail = Footnote(
        "Vote: 32 dots (¶170). Cluster “Pay for the upkeep” (¶40). Notes: ¶63, ¶64.", [170, 40, 63, 64]
    )
    columns = [Column("Rank", True), Column("What"), Column("Dots", True)]
    rows = [
        Row(["1", "Pay for the upkeep", 32], "vote-170", trail),
        Row(["2", SCRIPTS["ar"], 27], "vote-171"),
    ]
    return Table("Dots", columns, rows, Row(["", "All", 59]))
