"""The poster of counting night: each step of the precinct, its norms and limit, a place for the time.

Rows are as high as what stands in them, in letters as large as one sheet lets them be, and never smaller
than can be read on a wall: where even those want more room, the steps go on on another sheet.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from hattama.core.protocols import (
    LEAST_LETTERS,
    SHEET_MARGIN,
    Box,
    RulePack,
    StepDefinition,
    StepScope,
    paper_languages,
    paper_texts,
)
from hattama.core.vocabulary import Contest, Election, Message
from hattama.phrases import say
from hattama.phrases.of_rooms.deadlines import say_deadline
from hattama.publish.paper.sheet_items import (
    Drawing,
    Item,
    Texts,
    joined,
    own_texts,
    strip,
    text_height,
    text_item,
)
from hattama.publish.typesetting import typeset_pdf

TITLE = Message("Steps of counting night")
HOW = Message("Write the time as soon as a step is taken. The sheet hangs where everyone can see it.")
PRECINCT = Message("Polling station No.")
TIME = Message("time")
INFERRED = Message("* our own reading of the law: this edition itself was not seen")

_SIZE = (2100, 2970)
_LEFT, _RIGHT = SHEET_MARGIN, _SIZE[0] - SHEET_MARGIN
_HEAD = 420
_FOOT = 60
_ROOM = _SIZE[1] - SHEET_MARGIN - _HEAD - _FOOT
_NUMBER = 110
_TIMES = 540
_COLUMN = _RIGHT - _LEFT - _NUMBER - _TIMES - 20
_AROUND = 8
"""What stays white in a row above and below its text, together."""
_MOST = 850
_LARGER = 100
"""By how much the words of a step are larger than its norms."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A step as it is printed: its number, its words and its norms in each language."""

    number: int
    step: StepDefinition
    words: Texts
    rules: Texts

    def heights(self, size: int) -> tuple[int, int]:
        """Of the words and of the norms, these at `size`."""
        return (
            text_height([text for _, text in self.words], _COLUMN, size + _LARGER, bold=True),
            text_height([text for _, text in self.rules], _COLUMN, size),
        )

    def height(self, size: int) -> int:
        return sum(self.heights(size)) + _AROUND


def render_poster(election: Election, pack: RulePack) -> bytes:
    """The poster as PDF: steps of commissions above the precincts are left out. Raises TypesetterMissing."""
    languages = paper_languages(pack.rules[0].form, pack.languages)
    steps = [step for step in pack.steps if step.scope is not StepScope.COMMISSION]
    rows = [
        _Row(number, step, paper_texts(step.words, languages), _rules_of(step, languages))
        for number, step in enumerate(steps, start=1)
    ]
    size = _fitting(rows)
    pages = [_page(election, pack, shown, size, languages) for shown in _in_pages(rows, size)]
    title = joined(own_texts(TITLE, languages))
    told: dict[str, object] = {
        "size": _SIZE,
        "title": title[0][1],
        "language": title[0][0],
        "pages": pages,
        "sheets": [{"page": place, "items": []} for place in range(len(pages))],
    }
    source = resources.files("hattama.publish.paper").joinpath("sheet.typ").read_bytes()
    return typeset_pdf(source, told, accessible=True)


def _fitting(rows: Sequence[_Row]) -> int:
    """The largest size of the norms at which all rows stand on one sheet, or the smallest there is."""
    for size in range(_MOST, LEAST_LETTERS, -25):
        if sum(row.height(size) for row in rows) <= _ROOM:
            return size
    return LEAST_LETTERS


def _in_pages(rows: Sequence[_Row], size: int) -> list[list[_Row]]:
    pages: list[list[_Row]] = [[]]
    for row in rows:
        if sum(one.height(size) for one in [*pages[-1], row]) > _ROOM and pages[-1]:
            pages.append([])
        pages[-1].append(row)
    return pages


def _page(
    election: Election, pack: RulePack, rows: Sequence[_Row], size: int, languages: Sequence[str]
) -> Item:
    drawing = Drawing(_SIZE)
    boxes = _times_of(election.contests, languages)
    items = [*_head(election, pack, languages), *_headings(boxes, languages)]
    drawing.rule(_LEFT + 470, _RIGHT - _TIMES - 20, SHEET_MARGIN + 305)
    # What is left over goes to the rows in equal parts; a short poster does not stretch to the foot.
    more = min(_AROUND * 4, (_ROOM - sum(row.height(size) for row in rows)) // max(1, len(rows)))
    top = _HEAD
    for row in rows:
        box = Box(0, _LEFT, top, _RIGHT - _LEFT, row.height(size) + more)
        drawing.rule(box.left, box.right, box.top)
        items.extend(_step(box, row, size, languages))
        # One for the time, or one for each contest where each has its own.
        count = max(1, len(boxes)) if row.step.scope is StepScope.CONTEST else 1
        for of_time in _boxes(strip(box, 10, box.height - 20), count):
            drawing.frame(of_time)
        top += box.height
    drawing.rule(_LEFT, _RIGHT, top)
    if any(_is_inferred(row.step) for row in rows):
        foot = Box(0, _LEFT, _SIZE[1] - SHEET_MARGIN - _FOOT, _RIGHT - _LEFT, _FOOT)
        items.append(text_item(foot, own_texts(INFERRED, languages), most=LEAST_LETTERS))
    return {"behind": drawing.svg(), "items": items}


def _head(election: Election, pack: RulePack, languages: Sequence[str]) -> Iterator[Item]:
    head = Box(0, _LEFT, SHEET_MARGIN, _RIGHT - _LEFT, _HEAD - SHEET_MARGIN)
    beside = Box(0, head.left, head.top, head.width - _TIMES - 20, head.height)
    day = f"{election.polling_on:%d.%m.%Y}"
    named = [(language, f"{text}, {day}") for language, text in paper_texts(election.names, languages)]
    title = joined(own_texts(TITLE, languages))
    yield text_item(strip(beside, 0, 66), title, most=1600, bold=True, heading=True)
    yield text_item(strip(beside, 68, 72), named, most=1000)
    yield text_item(strip(beside, 142, 56), own_texts(HOW, languages))
    yield text_item(strip(beside, 200, 56), _law(pack, languages))
    precinct = Box(0, head.left, head.top + 258, 460, 55)
    yield text_item(precinct, own_texts(PRECINCT, languages), most=1000)


def _times_of(contests: Sequence[Contest], languages: Sequence[str]) -> list[Texts]:
    """What stands over each box for a time: of contests that districts share out a precinct votes in one."""
    boxes: dict[tuple[str, ...], Texts] = {}
    for contest in contests:
        box = (contest.kind, contest.form) if contest.areas else (contest.code,)
        names = paper_texts(contest.names, languages)
        boxes[box] = own_texts(Message("Vote in the district"), languages) if box in boxes else names
    return list(boxes.values())


def _headings(names: Sequence[Texts], languages: Sequence[str]) -> Iterator[Item]:
    """Over the boxes: that they are for the time, and where there are several, which box is whose."""
    over = Box(0, _RIGHT - _TIMES, SHEET_MARGIN, _TIMES, _HEAD - SHEET_MARGIN)
    label = joined(own_texts(TIME, languages))
    yield text_item(strip(over, 0, 35), label, align="center")
    if len(names) > 1:
        for box, name in zip(_boxes(strip(over, 37, over.height - 37), len(names)), names, strict=True):
            yield text_item(box, name, most=LEAST_LETTERS, align="center")


def _boxes(row: Box, count: int) -> list[Box]:
    """The boxes of a row, beside each other."""
    wide = _TIMES // count
    return [
        Box(0, row.right - _TIMES + wide * place + 10, row.top, wide - 20, row.height)
        for place in range(count)
    ]


def _law(pack: RulePack, languages: Sequence[str]) -> Texts:
    """Where the norms stand: the law by its name and edition, in each language."""
    names, edition = pack.law.names, pack.edition.words
    return [(language, f"{say(names, language)}, {say(edition, language)}") for language in languages]


def _step(box: Box, row: _Row, size: int, languages: Sequence[str]) -> Iterator[Item]:
    column = Box(0, box.left + _NUMBER, box.top, _COLUMN, box.height)
    words, rules = row.heights(size)
    above = (box.height - words - rules) // 2
    number = Box(0, box.left, box.top, _NUMBER - 10, box.height)
    yield text_item(number, [(languages[0], str(row.number))], most=2200, bold=True)
    yield text_item(strip(column, above, words), row.words, most=size + _LARGER, bold=True)
    yield text_item(strip(column, above + words, rules), row.rules, most=size)


def _rules_of(step: StepDefinition, languages: Sequence[str]) -> Texts:
    """In each language: the norms, how soon, and the pack's remark; a star where it is our own reading."""
    star = " *" if _is_inferred(step) else ""
    lines = []
    for language in languages:
        norms = step.cited.say(language) or say(Message("no norm is named"), language)
        told = f"{norms}; {say_deadline(step.limit.deadline if step.limit else None, language)}{star}"
        note = dict(paper_texts(step.note, [language])).get(language, "")
        lines.append((language, f"{told}. {note}".removesuffix(". ")))
    return lines


def _is_inferred(step: StepDefinition) -> bool:
    return step.inferred or step.cited.is_inferred or not (step.limit is None or step.limit.is_sure)
