"""The results of one contest in one place as a PDF to print and to keep: the same bytes for the same log.

Everything arrives as text in one language, figures included: this room lays out and does not count.
"""

from dataclasses import asdict, dataclass, replace
from importlib.resources import files

from hattama.publish.typesetting import say_undrawn, typeset_pdf


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One line: its mark on the paper, its name, its figure, and what stands beside it (a share, a gap)."""

    mark: str
    label: str
    figure: str
    beside: str = ""
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class SheetTable:
    """Lines under a heading; `beside_head` names what the last column is, empty where there is none."""

    heading: str
    figure_head: str
    beside_head: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class AreaSheet:
    """Everything on the sheet.

    `notices` stand above all (a made-up election, preliminary figures); `label_head` names the column of
    names; `facts`: what it was made from, name and value; `qr`: SVG of the page's address.
    """

    language: str
    election: str
    path: str
    title: str
    contest: str
    notices: tuple[str, ...]
    summary: str
    label_head: str
    tables: tuple[SheetTable, ...]
    facts_heading: str
    facts: tuple[tuple[str, str], ...]
    how: str
    address: str
    qr: str
    page_of: str


def render_area_sheet(sheet: AreaSheet) -> bytes:
    """The sheet as PDF, A4; it says itself which letters it cannot print. Raises TypesetterMissing."""
    undrawn = say_undrawn(asdict(sheet), sheet.language)
    sheet = replace(sheet, notices=(*sheet.notices, undrawn)) if undrawn else sheet
    source = files("hattama.publish").joinpath("area_sheet.typ").read_bytes()
    return typeset_pdf(source, asdict(sheet), accessible=True)
