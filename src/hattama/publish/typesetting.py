"""One way from a typst source and values to a PDF or a picture: the same bytes for the same values.

Needs the extra `paper` (typst). The faces are the project's own, so that what is installed on a machine
changes nothing; each source names the family `Onest`, or `Libertinus Serif`, which typst carries.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Literal

from hattama.core.vocabulary import Message
from hattama.phrases import Refused, say

if TYPE_CHECKING:
    import typst

FACES = Path(str(files("hattama.publish").joinpath("fonts")))
"""The folder of the faces: Onest, regular and bold, with Kazakh letters."""

POINTS_AN_INCH = 72.0

NO_GLYPH = "□"
"""What stands where none of the faces has the letter; nothing is left out silently."""

_MISSING = Message("PDF needs typst and segno. Run this in Hattama's folder: {command}.")
_UNDRAWN = Message("□ is printed in place of characters that the fonts lack: {letters}.")

_INVISIBLE = re.compile(
    "[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2065\u206a-\u206f\ufeff\U000e0000-\U000e0fff]"
    "|(?<![\u0600-\u109f\u1700-\u18af\u1900-\u1aff\u1b00-\u1bff\ua800-\uabff])[\u200c\u200d]"
)
"""Signs that are seen nowhere (Default_Ignorable_Code_Point, Unicode 16, without marks and the soft hyphen).
Whether PDF/UA takes one depends on its neighbours, so none is set but those that the eye would miss: joiners
behind letters that they shape (Arabic, the scripts of India), and isolates, which keep a name together."""

_GLYPH_TRIAL = b"""
#set document(title: "-", date: none)
#set text(font: "Onest", lang: "en")
#json(bytes(sys.inputs.told)).map(letter => "a" + letter + "a").join(" ")
"""


class TypesetterMissing(Refused):
    """typst or segno is not installed: the part `paper` brings them.

    They come by the source tree: the name alone would be asked of a package index that need not have it.
    """

    def __init__(self) -> None:
        super().__init__(_MISSING, command=".venv/bin/pip install -e '.[paper]'")


def typeset_pdf(source: bytes, told: Mapping[str, object], *, accessible: bool = False) -> bytes:
    """The document that `source` (typst) makes of `told`, as PDF.

    The source reads the values with `json(bytes(sys.inputs.told))`. It should set the document's date to
    none: nothing but `told` may decide the bytes. `accessible`: the document keeps to PDF/UA-1 (ISO 14289-1),
    for which typst refuses a source without a title, a language, or a text for every picture.
    Raises TypesetterMissing.
    """
    return _compiled(source, told, "pdf", POINTS_AN_INCH, True, "ua-1" if accessible else None)


def typeset_png(source: bytes, told: Mapping[str, object]) -> bytes:
    """The one page that `source` makes of `told` as PNG: a point is a pixel. Raises TypesetterMissing."""
    return _compiled(source, told, "png", POINTS_AN_INCH, tags=False)


_DRAWING = b"""
#set document(date: none)
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(json(bytes(sys.inputs.told)).svg), format: "svg")
"""


def drawing_png(svg: bytes) -> bytes:
    """A drawing as PNG, its text in the faces that come along. Raises TypesetterMissing."""
    return _compile(_DRAWING, {"svg": svg.decode()}, "png", 2 * POINTS_AN_INCH, False, None)


def undrawn_letters(told: object) -> tuple[str, ...]:
    """The letters in `told`, a text or any nesting of texts, for which no face at hand has a glyph; sorted.

    A letter here is a sign with the marks that combine with it. Raises TypesetterMissing.
    """
    letters: set[str] = set()
    for text in {_INVISIBLE.sub("", text) for text in _texts(told)} - {""}:
        if not text.isascii() or not text.isprintable():
            letters.update(_letters(text))
    _try_glyphs(sorted(letters - _glyph_known.keys()))
    return tuple(sorted(letter for letter in letters if not _glyph_known[letter]))


def say_undrawn(told: object, language: str) -> str:
    """One sentence that names every letter of `told` without a glyph, its code, and a text where it stands;
    empty where each letter is drawn. Raises TypesetterMissing."""
    texts = sorted(set(_texts(told)))
    named = [
        f"{letter} ({codes}, «{next(text for text in texts if letter in text)}»)"
        for letter in undrawn_letters(texts)
        for codes in [" ".join(f"U+{ord(sign):04X}" for sign in letter)]
    ]
    return say(_UNDRAWN, language, letters="; ".join(named)) if named else ""


_glyph_known: dict[str, bool] = {}
"""Whether a letter has a glyph, of those that were tried: the faces are the same as long as we run."""


def _try_glyphs(letters: Sequence[str]) -> None:
    """Find out by halves: PDF/UA refuses a document with a letter without glyph; few have none."""
    if not letters:
        return
    if _is_drawn(letters):
        _glyph_known.update(dict.fromkeys(letters, True))
    elif len(letters) == 1:
        _glyph_known[letters[0]] = False
    else:
        _try_glyphs(letters[: len(letters) // 2])
        _try_glyphs(letters[len(letters) // 2 :])


def _is_drawn(letters: Sequence[str]) -> bool:
    typst = _typesetter()
    try:
        _compile(_GLYPH_TRIAL, letters, "pdf", POINTS_AN_INCH, True, "ua-1")
    except typst.TypstError as refusal:
        if "could not be displayed" not in str(refusal) and "disallowed codepoint" not in str(refusal):
            raise
        return False
    return True


def _texts(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        yield from _texts(tuple(told.values()))
    elif isinstance(told, list | tuple):
        for part in told:
            yield from _texts(part)


_JOINERS = "\u200c\u200d"


def _letters(text: str) -> Iterator[str]:
    letter = ""
    for sign in text:
        if letter and sign not in _JOINERS and not unicodedata.category(sign).startswith("M"):
            yield letter
            letter = ""
        letter += sign
    yield letter


def _replaced(told: object, signs: re.Pattern[str], other: str) -> object:
    if isinstance(told, str):
        return signs.sub(other, told)
    if isinstance(told, Mapping):
        return {name: _replaced(value, signs, other) for name, value in told.items()}
    return [_replaced(part, signs, other) for part in told] if isinstance(told, list | tuple) else told


@cache
def _faces() -> typst.Fonts:
    faces: typst.Fonts = _typesetter().Fonts(include_system_fonts=False, font_paths=[FACES])
    return faces


def _typesetter() -> ModuleType:
    try:
        import typst
    except ModuleNotFoundError:
        raise TypesetterMissing from None
    return typst


def _compiled(
    source: bytes,
    told: Mapping[str, object],
    kind: Literal["pdf", "png"],
    ppi: float,
    tags: bool,
    standard: Literal["ua-1"] | None = None,
) -> bytes:
    shown = _replaced(told, _INVISIBLE, "")
    if undrawn := undrawn_letters(shown):
        # The longest first: a sign that is drawn alone may have no glyph with its marks.
        longest = sorted(undrawn, key=len, reverse=True)
        shown = _replaced(shown, re.compile("|".join(map(re.escape, longest))), NO_GLYPH)
    return _compile(source, shown, kind, ppi, tags, standard)


def _compile(
    source: bytes,
    told: object,
    kind: Literal["pdf", "png"],
    ppi: float,
    tags: bool,
    standard: Literal["ua-1"] | None,
) -> bytes:
    # A list of pages where there are several; callers of pictures give sources of one page.
    made = _typesetter().compile(
        files("hattama.publish").joinpath("fitting.typ").read_bytes() + source,
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
