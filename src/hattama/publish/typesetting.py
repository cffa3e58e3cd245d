"""One way from a typst source and values to a PDF or a picture: the same bytes for the same values.

Needs the extra `paper` (typst). The faces are the project's own, so that what is installed on a machine
changes nothing; each source names the family `Onest`, or `Libertinus Serif`, which typst carries.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import typst

FACES = Path(str(files("hattama.publish").joinpath("fonts")))
"""The folder of the faces: Onest, regular and bold, with Kazakh letters."""

POINTS_AN_INCH = 72.0


class TypesetterMissing(Exception):
    """typst is not installed: `pip install hattama[paper]`."""


def typeset_pdf(
    source: bytes, told: Mapping[str, object], tags: bool = True, accessible: bool = False
) -> bytes:
    """The document that `source` (typst) makes of `told`, as PDF.

    The source reads the values with `json(bytes(sys.inputs.told))`. It should set the document's date to
    none: nothing but `told` may decide the bytes. `tags`: keep the structure that screen readers use.
    `accessible`: the document keeps to PDF/UA-1 (ISO 14289-1), for which typst refuses a source without a
    title, a language, or a text for every picture.
    Raises TypesetterMissing.
    """
    return _compiled(source, told, "pdf", POINTS_AN_INCH, tags, "ua-1" if accessible else None)


def typeset_png(source: bytes, told: Mapping[str, object], ppi: float = POINTS_AN_INCH) -> bytes:
    """The one page that `source` makes of `told` as PNG; at 72 `ppi` a point is a pixel. Raises
    TypesetterMissing."""
    return _compiled(source, told, "png", ppi, tags=False)


@cache
def _faces() -> typst.Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[FACES])


def _compiled(
    source: bytes,
    told: Mapping[str, object],
    kind: Literal["pdf", "png"],
    ppi: float,
    tags: bool,
    standard: Literal["ua-1"] | None = None,
) -> bytes:
    try:
        import typst
    except ModuleNotFoundError:
        raise TypesetterMissing from None
    # A list of pages where there are several; callers of pictures give sources of one page.
    made = typst.compile(
        source,
        format=kind,
        ppi=ppi,
        font_paths=_faces(),
        sys_inputs={"told": json.dumps(told, ensure_ascii=False, sort_keys=True)},
        pdf_standards=standard,
        pdf_tags=tags,
        timestamp=0,
    )
    if not isinstance(made, bytes):
        raise AssertionError(f"one document was asked for, {type(made).__name__} came")
    return made
