"""Blank forms: for each contest the paper is prepared once, and each precinct's copies are put upon it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources

from hattama.core.protocols import (
    ORIGINAL,
    ROW_COUNTS,
    PaperIdentity,
    RulePack,
    SheetLayout,
    lay_out,
    paper_texts,
    render_paper,
)
from hattama.core.vocabulary import Area, Contest, Election, Text, fill
from hattama.phrases import say
from hattama.publish.paper import form_words as words
from hattama.publish.paper.form_pages import form_pages
from hattama.publish.paper.sheet_items import Item, Texts, joined, own_texts, picture_item, strip, text_item
from hattama.publish.typesetting import TypesetterMissing, typeset_pdf


def qr_picture(text: str) -> str:
    """The QR code (ISO/IEC 18004, level M) of `text` as SVG, with the four white modules it needs around it.

    Raises TypesetterMissing where segno, of the extra `paper`, is not installed.
    """
    try:
        import segno
    except ModuleNotFoundError:
        raise TypesetterMissing from None
    return segno.make(text, error="m", micro=False).svg_inline(border=4, omitsize=True)


@dataclass(frozen=True, slots=True)
class PrintedForm:
    """The form of one contest: its layout, and what stands on its pages for every precinct.

    `approval` names the act by which a commission approved the form; empty for a blank of ours.
    """

    election: Election
    contest: Contest
    layout: SheetLayout
    pages: tuple[Item, ...]
    approval: str = ""


@dataclass(frozen=True, slots=True)
class FormPlace:
    """A precinct and the areas it lies in, from the highest below the root to the one right above it."""

    precinct: Area
    above: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One copy of a form for one precinct; `copy_number` is ORIGINAL or the number of an observer's copy."""

    form: PrintedForm
    place: FormPlace
    copy_number: int = ORIGINAL


def prepare_form(
    election: Election, contest: Contest, pack: RulePack, rows: int = ROW_COUNTS[0]
) -> PrintedForm:
    """What is the same on every precinct's form of `contest`. Raises as `lay_out` does."""
    form = pack.rules_for(contest).form
    layout = lay_out(form, contest, pack.languages, rows=rows)
    pages = tuple(form_pages(election, contest, form, layout))
    return PrintedForm(election, contest, layout, pages, form.approval)


def render_forms(sheets: Sequence[FormSheet]) -> bytes:
    """The PDF of `sheets` (at least one), in their order. Raises TypesetterMissing."""
    forms = list({id(sheet.form): sheet.form for sheet in sheets}.values())
    first_page: dict[int, int] = {}
    pages: list[Item] = []
    for form in forms:
        first_page[id(form)] = len(pages)
        pages.extend(form.pages)
    languages = forms[0].layout.languages
    election = joined(paper_texts(forms[0].election.names, languages))
    title = joined([*joined(own_texts(words.TITLE, languages)), *election], ". ")
    told: dict[str, object] = {
        "size": forms[0].layout.size,
        "title": title[0][1],
        "language": title[0][0],
        "pages": pages,
        "sheets": [page for sheet in sheets for page in _sheet_pages(sheet, first_page[id(sheet.form)])],
    }
    source = resources.files("hattama.publish.paper").joinpath("sheet.typ").read_bytes()
    return typeset_pdf(source, told, accessible=True)


def identity_of(sheet: FormSheet, page: int) -> PaperIdentity:
    """What the QR code of a page of `sheet` names."""
    form = sheet.form
    return PaperIdentity(
        form.election.election_id,
        form.contest.code,
        sheet.place.precinct.area_id,
        form.layout.code,
        sheet.copy_number,
        page,
    )


def _sheet_pages(sheet: FormSheet, first_page: int) -> Iterator[dict[str, object]]:
    for page in range(sheet.form.layout.pages):
        yield {"page": first_page + page, "items": list(_page_items(sheet, page))}


def _page_items(sheet: FormSheet, page: int) -> Iterator[Item]:
    layout = sheet.form.layout
    paper = identity_of(sheet, page)
    head, foot = layout.heads[page], layout.feet[page]
    name = joined(paper_texts(sheet.place.precinct.names, layout.languages))
    yield text_item(strip(head, 205, 55), name, most=1200, bold=True, heading=page == 0)
    yield text_item(strip(head, 260, 60), _whereabouts(sheet.place, layout.languages), most=750)
    alt = fill(own_texts(words.QR, layout.languages[:1])[0][1], {"printed": paper.printed})
    yield picture_item(layout.qr[page], qr_picture(render_paper(paper)), alt)
    line = f"{paper.printed}   ·   {_copy_name(sheet)}"
    yield text_item(strip(foot, 0, 55), [(layout.languages[0], line)], most=1300, bold=True, align="center")
    numbered = _said(words.PAGE, layout, page=str(page + 1), pages=str(layout.pages))
    small = [paper.layout_code, numbered, paper.election_id, paper.contest, paper.area_id]
    yield text_item(
        strip(foot, 60, 40), [(layout.languages[0], "   ·   ".join(small))], most=700, align="center"
    )


def _whereabouts(place: FormPlace, languages: Iterable[str]) -> Texts:
    """One line a language: the areas above, then the address."""
    lines: dict[str, str] = {}
    for language in languages:
        named = [*(area.names for area in place.above), place.precinct.address]
        lines.setdefault(", ".join(text for one in named if (text := say(one, language))), language)
    return [(language, text) for text, language in lines.items()]


def _copy_name(sheet: FormSheet) -> str:
    layout, is_approved = sheet.form.layout, bool(sheet.form.approval)
    named = []
    if sheet.copy_number:
        named.append(_said(words.COPY, layout, number=str(sheet.copy_number)))
    elif is_approved:
        # An original is the commission's: a blank of ours does not call itself one.
        named.append(_said(words.ORIGINAL, layout))
    if not is_approved:
        named.append(_said(words.NOT_APPROVED, layout))
    return "   ·   ".join(named)


def _said(text: Text, layout: SheetLayout, **values: str) -> str:
    return fill(joined(own_texts(text, layout.languages))[0][1], values)
