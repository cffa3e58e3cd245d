"""The poster of counting night: each step of the precinct, its norms and limit, a place for the time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import resources

from hattama.core.protocols import (
    SHEET_MARGIN,
    Box,
    RulePack,
    StepDefinition,
    StepScope,
    paper_languages,
    paper_texts,
)
from hattama.core.vocabulary import Contest, Election, Message
from hattama.phrases import say, say_deadline
from hattama.publish.paper.sheet_items import Drawing, Item, Texts, joined, own_texts, strip, text_item
from hattama.publish.typesetting import typeset_pdf

TITLE = Message("Steps of counting night")
HOW = Message("Write the time as soon as a step is taken. The sheet hangs where everyone can see it.")
PRECINCT = Message("Polling station No.")
TIME = Message("time")
NO_NORM_NAMED = Message("no norm is named")
INFERRED = Message("* our own reading of the law: this edition itself was not seen")


_SIZE = (2100, 2970)
_LEFT, _RIGHT = SHEET_MARGIN, _SIZE[0] - SHEET_MARGIN
_HEAD = 420
_ROW = 172
_ROWS_OF_A_PAGE = (_SIZE[1] - SHEET_MARGIN - _HEAD - 60) // _ROW
_NUMBER = 110
_TIMES = 660

Numbered = tuple[int, StepDefinition]


def render_poster(election: Election, pack: RulePack) -> bytes:
    """The poster as PDF: steps of commissions above the precincts are left out. Raises TypesetterMissing."""
    languages = paper_languages(pack.rules[0].form, pack.languages)
    steps = [step for step in pack.steps if step.scope is not StepScope.COMMISSION]
    numbered = list(enumerate(steps, start=1))
    pages = [
        _page(election, pack, numbered[start : start + _ROWS_OF_A_PAGE], numbered, languages)
        for start in range(0, len(numbered), _ROWS_OF_A_PAGE)
    ]
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


def _page(
    election: Election,
    pack: RulePack,
    shown: Sequence[Numbered],
    numbered: Sequence[Numbered],
    languages: Sequence[str],
) -> Item:
    drawing = Drawing(_SIZE)
    items = list(_head(election, pack, languages))
    drawing.rule(1300, _RIGHT, SHEET_MARGIN + 255)
    for place, (number, step) in enumerate(shown):
        row = Box(0, _LEFT, _HEAD + _ROW * place, _RIGHT - _LEFT, _ROW)
        drawing.rule(row.left, row.right, row.top)
        items.extend(_step(row, number, step, languages))
        items.extend(_times(drawing, row, step, election.contests, languages))
    foot = Box(0, _LEFT, _SIZE[1] - SHEET_MARGIN - 50, _RIGHT - _LEFT, 50)
    if any(_is_inferred(step) for _, step in shown):
        items.append(text_item(foot, joined(own_texts(INFERRED, languages)), most=700))
    return {"behind": drawing.svg(), "items": items}


def _head(election: Election, pack: RulePack, languages: Sequence[str]) -> Iterator[Item]:
    head = Box(0, _LEFT, SHEET_MARGIN, _RIGHT - _LEFT, _HEAD - SHEET_MARGIN)
    day = f"{election.polling_on:%d.%m.%Y}"
    named = [(language, f"{text}, {day}") for language, text in paper_texts(election.names, languages)]
    title = joined(own_texts(TITLE, languages))
    yield text_item(strip(head, 0, 100), title, most=2400, bold=True, heading=True)
    yield text_item(strip(head, 105, 75), named, most=1000)
    left = Box(0, _LEFT, head.top + 185, 860, 75)
    yield text_item(left, own_texts(HOW, languages), most=800)
    yield text_item(Box(0, 960, head.top + 195, 330, 60), own_texts(PRECINCT, languages), most=1000)
    yield text_item(strip(head, 268, 64), _law(pack, languages), most=650)


def _law(pack: RulePack, languages: Sequence[str]) -> Texts:
    """Where the norms stand: the law by its name and edition, in each language."""
    names, edition = pack.law.names, pack.edition.words
    return [(language, f"{say(names, language)}, {say(edition, language)}") for language in languages]


def _step(row: Box, number: int, step: StepDefinition, languages: Sequence[str]) -> Iterator[Item]:
    column = Box(0, row.left + _NUMBER, row.top, row.width - _NUMBER - _TIMES - 20, row.height)
    first = languages[0]
    yield text_item(
        Box(0, row.left, row.top, _NUMBER - 10, row.height), [(first, str(number))], most=2200, bold=True
    )
    yield text_item(strip(column, 6, 80), paper_texts(step.words, languages), most=1200, bold=True)
    yield text_item(strip(column, 88, 82), _rules_of(step, languages), most=850)


def _rules_of(step: StepDefinition, languages: Sequence[str]) -> Texts:
    """In each language: the norms, how soon, and the pack's remark; a star where it is our own reading."""
    star = " *" if _is_inferred(step) else ""
    lines = []
    for language in languages:
        norms = step.cited.say(language) or say(NO_NORM_NAMED, language)
        told = f"{norms}; {say_deadline(step.limit.deadline if step.limit else None, language)}{star}"
        note = dict(paper_texts(step.note, [language])).get(language, "")
        lines.append((language, f"{told}. {note}".removesuffix(". ")))
    return lines


def _times(
    drawing: Drawing, row: Box, step: StepDefinition, contests: Sequence[Contest], languages: Sequence[str]
) -> Iterator[Item]:
    """A box for the time, or one for each contest where each has its own."""
    own = list(contests) if step.scope is StepScope.CONTEST and len(contests) > 1 else [None]
    wide = _TIMES // len(own)
    for place, contest in enumerate(own):
        box = Box(0, row.right - _TIMES + wide * place + 10, row.top + 15, wide - 20, row.height - 30)
        drawing.frame(box)
        texts = joined(own_texts(TIME, languages))
        if contest is not None:
            texts = paper_texts(contest.names, languages)
        yield text_item(strip(box, 5, 75 if contest else 40), texts, most=650, align="center")


def _is_inferred(step: StepDefinition) -> bool:
    return step.inferred or step.cited.is_inferred or not (step.limit is None or step.limit.is_sure)
