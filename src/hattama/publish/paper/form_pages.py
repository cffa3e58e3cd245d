"""What stands on the pages of a contest's form for every precinct: lines, marks, labels, places to write."""

from collections.abc import Iterator, Sequence

from hattama.core.protocols import (
    DIGITS,
    LABEL_EDGE,
    LEAST_LETTERS,
    MARK_COLUMN,
    NAMED_GROUPS,
    Box,
    FigureBoxes,
    FigureDefinition,
    Form,
    SheetLayout,
    paper_texts,
    row_places,
    split_key,
)
from hattama.core.vocabulary import Contest, Election, Text
from hattama.phrases import standing_names
from hattama.publish.paper import form_words as words
from hattama.publish.paper.sheet_items import Drawing, Item, Texts, joined, own_texts, strip, text_item


def page_lines(layout: SheetLayout, page: int) -> str:
    """The drawing of a page (from 0) as SVG."""
    drawing = Drawing(layout.size)
    for marker in layout.markers:
        if marker.page == page:
            drawing.mark(marker.number, marker.box)
    for box in _frames(layout):
        if box.page == page:
            drawing.frame(box)
    for line in _rules(layout):
        if line.page == page:
            drawing.rule(line.left, line.right, line.top)
    if layout.seal.page == page:
        drawing.frame(layout.seal, dashed=True)
    return drawing.svg()


def _frames(layout: SheetLayout) -> Iterator[Box]:
    for boxes in layout.figures:
        yield from boxes.digits
    yield from (box for _, box in layout.times)
    yield layout.acts


def _rules(layout: SheetLayout) -> Iterator[Box]:
    """Boxes whose upper edge is a line."""
    for boxes in layout.figures:
        if len(boxes.digits) == DIGITS:
            row = boxes.row
            yield row
            yield Box(row.page, row.left, row.bottom, row.width, 0)
    for place in layout.signatures:
        for box in (place.name, place.signature):
            yield Box(box.page, box.left, box.top + place.line, box.width, 0)


_STAR_LINE = 28
"""How high the line is that explains the star: what lies between the last box of a page and its foot."""


def form_pages(election: Election, contest: Contest, form: Form, layout: SheetLayout) -> Iterator[Item]:
    """For each page what is drawn behind (`behind`, SVG) and its texts (`items`)."""
    items = [
        *_heads(election, contest, form, layout),
        *_captions(layout),
        *_labels(contest, form, layout),
        *_times(layout),
        *_signing(layout),
        *_readings(form, layout),
    ]
    for page in range(layout.pages):
        there = [item for item in items if item["on"] == page]
        yield {"behind": page_lines(layout, page), "items": there}


def _heads(election: Election, contest: Contest, form: Form, layout: SheetLayout) -> Iterator[Item]:
    dated = [
        (language, f"{text}, {election.polling_on:%d.%m.%Y}")
        for language, text in paper_texts(election.names, layout.languages)
    ]
    for head in layout.heads:
        yield text_item(strip(head, 0, 90), paper_texts(form.title, layout.languages), most=950, bold=True)
        yield text_item(strip(head, 90, 56), dated, most=750)
        yield text_item(strip(head, 147, 56), paper_texts(contest.names, layout.languages), most=750)


def _captions(layout: SheetLayout) -> Iterator[Item]:
    lines = [boxes for boxes in layout.figures if len(boxes.digits) == DIGITS]
    for caption in layout.captions:
        first = lines[0].digits[0]
        in_digits = _column(caption, first.left, lines[0].digits[-1].right)
        yield text_item(in_digits, _own(words.IN_DIGITS, layout), most=LEAST_LETTERS, align="center")
        for there in [line.words for line in lines if line.words][:1]:
            in_words = _column(caption, there.left, there.right)
            yield text_item(in_words, _own(words.IN_WORDS, layout), most=LEAST_LETTERS, align="center")


def _labels(contest: Contest, form: Form, layout: SheetLayout) -> Iterator[Item]:
    named = row_places(contest)
    for name in layout.groups:
        figure = form.figure(name.figure)
        texts = joined(_starred(paper_texts(figure.label, layout.languages), figure))
        marked = [(language, f"{figure.mark}   {text}".strip()) for language, text in texts]
        yield text_item(name.box, marked, most=700)
    for boxes in layout.figures:
        code, row = split_key(boxes.key)
        figure = form.figure(code)
        if figure.group in NAMED_GROUPS:
            place, choice = named[row]
            texts = paper_texts(standing_names(choice.names, choice.withdrawn), layout.languages)
            ends = [text.removeprefix(choice.names.say(language)) for language, text in texts]
            yield from _label(boxes, f"{figure.mark or '№'} {place}", texts, ends)
        elif figure.group:
            yield text_item(boxes.label, [(layout.languages[0], row)], most=LEAST_LETTERS, align="center")
        else:
            texts = _starred(paper_texts(figure.label, layout.languages), figure)
            yield from _label(boxes, figure.mark, texts)


def _starred(texts: Texts, figure: FigureDefinition) -> Texts:
    """A star after a line that the law does not name: `_readings` says what it means."""
    return [(language, f"{text} *") for language, text in texts] if figure.inferred else texts


def _readings(form: Form, layout: SheetLayout) -> Iterator[Item]:
    """Below the lines of a page with starred ones, and above its foot: what the star means."""
    starred = {figure.code for figure in form.figures if figure.inferred}
    pages = {boxes.row.page for boxes in layout.figures if split_key(boxes.key)[0] in starred}
    for foot in layout.feet:
        if foot.page in pages:
            above = Box(foot.page, foot.left, foot.top - _STAR_LINE, foot.width, _STAR_LINE)
            yield text_item(above, _own(words.OUR_LINE, layout), most=LEAST_LETTERS, align="center")


def _label(boxes: FigureBoxes, mark: str, texts: Texts, ends: Sequence[str] = ()) -> Iterator[Item]:
    label = boxes.label
    if mark:
        before = _column(label, label.left + 10, label.left + MARK_COLUMN)
        yield text_item(before, [(texts[0][0], mark)], bold=True)
    yield text_item(_column(label, label.left + MARK_COLUMN, label.right - LABEL_EDGE), texts, ends=ends)


def _times(layout: SheetLayout) -> Iterator[Item]:
    places = [*((words.TIMES[part], box) for part, box in layout.times), (words.ACTS, layout.acts)]
    for named, box in places:
        texts = own_texts(named, layout.languages)
        yield text_item(strip(box, 1, 56), texts, most=LEAST_LETTERS, align="center")


def _signing(layout: SheetLayout) -> Iterator[Item]:
    for place in layout.signatures:
        for box, named in ((place.name, words.ROLES[place.role]), (place.signature, words.SIGNATURE)):
            under = strip(box, place.line, box.height - place.line)
            yield text_item(under, _own(named, layout), most=LEAST_LETTERS)
    seal = own_texts(words.SEAL, layout.languages)
    yield text_item(strip(layout.seal, 10, 60), seal, most=LEAST_LETTERS, align="center")


def _own(text: Text, layout: SheetLayout) -> Texts:
    return joined(own_texts(text, layout.languages))


def _column(box: Box, left: int, right: int) -> Box:
    """A column of `box` from `left` to `right`."""
    return Box(box.page, left, box.top, right - left, box.height)
