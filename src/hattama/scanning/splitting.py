"""Many papers in one file from a scanner: which pages belong to which paper, and each paper as a file of its
own.

A new file holds the very pages of the old one (of a PDF its pages, of a TIFF its frames without a loss), but
it is another file with another hash: whoever sends it in vouches for it as for any scan.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pypdfium2
from PIL import Image, ImageSequence

from hattama.core.protocols import PaperIdentity
from hattama.scanning.messages import PageReading, PageState, ScanReading


@dataclass(frozen=True, slots=True)
class PaperPages:
    """The pages of one paper in a file: `paper` as of its first page, `numbers` from 1 in the order of the
    form.
    """

    paper: PaperIdentity
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """`papers` in the order in which they begin; `unknown` are pages whose paper nobody could tell."""

    papers: tuple[PaperPages, ...]
    unknown: tuple[int, ...]


def split_by_paper(pages: Sequence[PageReading]) -> Split:
    """Which pages are whose, by their codes. Pages with nothing on them belong to nobody and are left out."""
    found: dict[PaperIdentity, list[PageReading]] = {}
    unknown = []
    for page in pages:
        if page.paper is not None:
            found.setdefault(replace(page.paper, page=0), []).append(page)
        elif page.state is not PageState.REFUSED:
            unknown.append(page.number)
    papers = tuple(PaperPages(paper, _in_order(of_paper)) for paper, of_paper in found.items())
    return Split(papers, tuple(unknown))


def cut_out(data: bytes, reading: ScanReading, numbers: Sequence[int]) -> bytes:
    """A file of these pages alone, of the kind of the file that they come from."""
    if reading.facts.media_type == "application/pdf":
        return _cut_document(data, numbers)
    if reading.facts.media_type == "image/tiff":
        return _cut_frames(data, numbers)
    return data


def _in_order(pages: Sequence[PageReading]) -> tuple[int, ...]:
    ordered = sorted(pages, key=lambda page: (page.paper.page if page.paper else 0, page.number))
    return tuple(page.number for page in ordered)


def _cut_document(data: bytes, numbers: Sequence[int]) -> bytes:
    source, target = pypdfium2.PdfDocument(data), pypdfium2.PdfDocument.new()
    target.import_pages(source, [number - 1 for number in numbers])
    out = io.BytesIO()
    target.save(out)
    return out.getvalue()


def _cut_frames(data: bytes, numbers: Sequence[int]) -> bytes:
    with Image.open(io.BytesIO(data), formats=["TIFF"]) as image:
        frames = [frame.copy() for frame in ImageSequence.Iterator(image)]
    first, *rest = [frames[number - 1] for number in numbers]
    out = io.BytesIO()
    first.save(out, "TIFF", save_all=True, append_images=rest, compression="tiff_deflate")
    return out.getvalue()
