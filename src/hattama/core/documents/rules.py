"""The rules that documents are held to: one code for life, what it says, an innocent and a guilty example.

The examples are whole little documents, made up: the tests run every one of them.
"""

from dataclasses import dataclass
from enum import StrEnum

from hattama.core.documents.sources import Place
from hattama.core.vocabulary import Message


class Weight(StrEnum):
    """CONTRADICTION: both statements cannot be right. QUESTION: a reader should look; it may be meant so."""

    CONTRADICTION = "contradiction"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """A rule. `about` says in a line what it asks; `passing` and `failing` are documents."""

    code: str
    weight: Weight
    about: Message
    passing: str
    failing: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What does not agree: `found` and `expected` as they are read aloud; the doubtful place is the first."""

    rule: DocumentRule
    words: Message
    found: str
    expected: str
    places: tuple[Place, ...]
    weight: Weight


SHARE = DocumentRule(
    "DOC-SHARE",
    Weight.CONTRADICTION,
    Message("A percentage agrees with the part and the whole that stand beside it."),
    "The list had 200 candidates, including 58 women (29 per cent).",
    "The list had 200 candidates, including 56 women (29 per cent).",
)
FRACTION = DocumentRule(
    "DOC-FRACTION",
    Weight.QUESTION,
    Message("A fraction said in words agrees with the number in brackets and the whole."),
    "The council has 90 members. Two thirds of the council (60 members) are elected by lists.",
    "The council has 90 members. Two thirds of the council (70 members) are elected by lists.",
)
OVER = DocumentRule(
    "DOC-OVER",
    Weight.CONTRADICTION,
    Message("Shares of one whole that names the others, too, make 100 %."),
    "В комиссиях работали казахи (81 %), русские (11 %) и другие (8 %).",
    "В комиссиях работали казахи (81 %), русские (11 %) и другие (18 %).",
)
PARTS = DocumentRule(
    "DOC-PARTS",
    Weight.CONTRADICTION,
    Message("Parts that are listed one by one make the number before them."),
    "34 іс-шараны партиялар өткізді (20 - «Алма», 10 - «Алмұрт», 4 - «Өрік»).",
    "34 іс-шараны партиялар өткізді (20 - «Алма», 10 - «Алмұрт», 5 - «Өрік»).",
)
TABLE = DocumentRule(
    "DOC-TABLE",
    Weight.CONTRADICTION,
    Message("The rows of a table make its row of totals."),
    "Север 120\nЮг 80\nЗапад 50\nИтого 250",
    "Север 120\nЮг 80\nЗапад 50\nИтого 260",
)
MONEY = DocumentRule(
    "DOC-MONEY",
    Weight.CONTRADICTION,
    Message("A sum in two currencies agrees with the rate that the document states."),
    "Залог составляет 1 000 000 тенге (около 2 000 евро). Курс: 1 евро = 500 тенге.",
    "Залог составляет 1 000 000 тенге (около 2 100 евро). Курс: 1 евро = 500 тенге.",
)
WEEKDAY = DocumentRule(
    "DOC-WEEKDAY",
    Weight.CONTRADICTION,
    Message("The day of the week is that of its date."),
    "Voting took place on Sunday, 19 March 2023.",
    "Voting took place on Monday, 19 March 2023.",
)
DAYS = DocumentRule(
    "DOC-DAYS",
    Weight.CONTRADICTION,
    Message("A date is in the calendar, a period ends after it begins, the next day is the next day."),
    "Списки проверялись с 15 мая по 4 июня 2022 года.",
    "Списки проверялись с 15 июня по 4 мая 2022 года.",
)
FLOW = DocumentRule(
    "DOC-FLOW",
    Weight.CONTRADICTION,
    Message("What there was, less what left, with what came, is what is stated to remain."),
    "Initially 600 candidates applied; 45 candidates withdrew, 55 were rejected, 500 candidates remained.",
    "Initially 600 candidates applied; 45 candidates withdrew, 55 were rejected, 510 candidates remained.",
)
SOURCES = DocumentRule(
    "DOC-SOURCES",
    Weight.QUESTION,
    Message("Two that are asked about the same thing name the same number."),
    "According to the court, 45 complaints were lodged.1 The vote was calm.\n\n"
    "1  According to the commission, 45 complaints were lodged.",
    "According to the court, 45 complaints were lodged.1 The vote was calm.\n\n"
    "1  According to the commission, 27 complaints were lodged.",
)
ITEM = DocumentRule(
    "DOC-ITEM",
    Weight.CONTRADICTION,
    Message("An item of this document that is referred to stands in it."),
    "1. First.\n\n2. Second.\n\n3. As item 2 of this document says, third.",
    "1. First.\n\n2. Second.\n\n3. As item 7 of this document says, third.",
)
NOTE = DocumentRule(
    "DOC-NOTE",
    Weight.CONTRADICTION,
    Message("Every footnote mark has its footnote."),
    "The list was shown.1 Nobody came.2 It was closed.3\n\n"
    "1  See the law.\n\n2  See the rules.\n\n3  See above.",
    "The list was shown.1 Nobody came.2 It was closed.3\n\n1  See the law.\n\n3  See above.",
)
SERIES = DocumentRule(
    "DOC-SERIES",
    Weight.CONTRADICTION,
    Message("Numbered and lettered items follow one another without a gap."),
    "Нужно: а) записать; б) передать; в) хранить.",
    "Нужно: записать; б) передать; в) хранить.",
)
PAGES = DocumentRule(
    "DOC-PAGES",
    Weight.CONTRADICTION,
    Message("Printed page numbers go upward."),
    "One.\n\nReport  Page: 3\n\nTwo.\n\nReport  Page: 4\n\nThree.",
    "One.\n\nReport  Page: 3\n\nTwo.\n\nReport  Page: 2\n\nThree.",
)
TWO_NAMES = DocumentRule(
    "DOC-TWO-NAMES",
    Weight.CONTRADICTION,
    Message("An abbreviation stands for one thing."),
    "Орталық сайлау комиссиясы (ОСК) отырды. Учаскелік сайлау комиссиялары (УСК) жиналды.",
    "Орталық сайлау комиссиясы (ОСК) отырды. Округтік сайлау комиссиялары (ОСК) жиналды.",
)
ABBREVIATION = DocumentRule(
    "DOC-ABBREVIATION",
    Weight.QUESTION,
    Message("An abbreviation is not one that was explained with its letters changed."),
    "Territorial Election Commissions (TEC) met. Each TEC voted. Each TEC signed. No TEC was late.",
    "Territorial Election Commissions (TEC) met. Each TEC voted. Each TEC signed. No TCE was late.",
)
LANGUAGE = DocumentRule(
    "DOC-LANGUAGE",
    Weight.CONTRADICTION,
    Message("A sentence is in the language of the document."),
    "Комиссия тұрақты жұмыс істейді. Ол шешімдерін бірден жариялайды. Отырыстар ашық өтеді және көрсетіледі. "
    "Барлық мүшелер қатысты. Хаттамалар уақытында берілді. Бақылаушылар үшін орындар болды.",
    "Комиссия тұрақты жұмыс істейді. Ол шешімдерін бірден жариялайды. Отырыстар ашық өтеді және көрсетіледі. "
    "Комиссия является постоянно действующим органом. Барлық мүшелер қатысты. "
    "Хаттамалар уақытында берілді. Бақылаушылар үшін орындар болды.",
)
LETTERS = DocumentRule(
    "DOC-LETTERS",
    Weight.QUESTION,
    Message("A word is written in the letters of one alphabet."),
    "Хаттама үшін бөлек үстел қойылды.",
    "Хаттама үшiн бөлек үстел қойылды.",
)
REPEAT = DocumentRule(
    "DOC-REPEAT",
    Weight.QUESTION,
    Message("A fact that is told twice is told with one number."),
    "There were 12,032,550 registered voters. On the day the 12,032,550 registered voters could vote.",
    "There were 12,032,550 registered voters. On the day the 12,320,550 registered voters could vote.",
)
ONE_THING = DocumentRule(
    "DOC-ONE-THING",
    Weight.QUESTION,
    Message("A number is said of one thing, and of one thing one number."),
    "In 32 cases ballots were not judged evenly and in 27 cases without reason.",
    "In 32 cases ballots were not judged evenly and in 27 cases not judged.",
)
LABEL = DocumentRule(
    "DOC-LABEL",
    Weight.QUESTION,
    Message("A row is labelled as what it counts: voters, or ballots and votes."),
    "Number of voters who voted 10,500\nFor 6,000\nAgainst 3,500\nInvalid 1,000",
    "Number of voters 10,500\nFor 6,000\nAgainst 3,500\nInvalid 1,000",
)
AFTER = DocumentRule(
    "DOC-AFTER",
    Weight.CONTRADICTION,
    Message("What lets people vote is given out before the voting."),
    "Within 15 days before election day voters may request absentee certificates.",
    "Within 15 days after election day voters may request absentee certificates.",
)

RULES: dict[str, DocumentRule] = {
    rule.code: rule
    for rule in (
        SHARE, FRACTION, OVER, PARTS, TABLE, MONEY, WEEKDAY, DAYS, FLOW, SOURCES, ITEM, NOTE, SERIES, PAGES,
        TWO_NAMES, ABBREVIATION, LANGUAGE, LETTERS, REPEAT, ONE_THING, LABEL, AFTER,
    )
}  # fmt: skip
"""Every rule by its code."""
