"""Which lines are footnotes and which digits behind a word are their marks: found together, in one count up.

A footnote begins a line with its number; its mark stands behind a word, mostly without a space. Neither alone
is sure (a line may begin with any number), so a number is taken only where both are there, in their order.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_BODY = re.compile(r"\s*(\d{1,3})(?:\s+)(?=[«“\"(№A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]|\d{4}|\d{1,2} [^\W\d_])")
_GLUED = re.compile(r"(?:(?<=[^\W\d_])|(?<=[»”\"’'\];:!?…)])|(?<=[^\d][.,]))(\d{1,3})(?=[\s.,;:)»”]|$)")
_SPACED = re.compile(
    r"(?:(?<=[.,;:!?»”)]) {1,2}(\d{1,3})(?=[.\s]|$))|(?:(?<=[^\W\d_]) (\d{1,3})(?= [A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]))"
)
_RAISED = r"(?<![¹²³⁰⁴-⁹])[¹²³⁰⁴-⁹]{1,3}(?![¹²³⁰⁴-⁹])"
_SUPERSCRIPT = re.compile(_RAISED)
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SUPERSCRIPT_BODY = re.compile(rf"\s*({_RAISED})\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its number, where its line begins and where its own text does, in the plain text."""

    number: int
    first: int
    text_first: int


@dataclass(frozen=True, slots=True)
class Notes:
    """Footnotes; their marks as (start, end, number); numbers that are marked and have no footnote."""

    notes: tuple[Note, ...]
    marks: tuple[tuple[int, int, int], ...]
    missing: tuple[int, ...]


def find_notes(text: str, lines: Sequence[tuple[int, str]]) -> Notes:
    """The footnotes of a plain text whose lines begin at the given places."""
    bodies = _bodies(lines)
    glued, spaced = _marks(text, _GLUED), _marks(text, _SPACED)
    for start, end, number in _superscripts(text):
        glued.setdefault(number, []).append((start, end))
    notes: list[Note] = []
    marks: list[tuple[int, int, int]] = []
    missing: list[int] = []
    number = 1
    while True:
        found = _next(number, bodies, glued, spaced, notes, marks)
        if found is None:
            after = _next(number + 1, bodies, glued, spaced, notes, marks)
            if after is None or not notes:
                break
            here = (span for span in glued.get(number, []) if marks[-1][1] < span[0] < after[1][0])
            lost = next(here, None)
            others = (
                note for note in bodies.get(number, []) if notes[-1].first < note.first < after[0].first
            )
            unmarked = next(others, None)
            if lost is not None:
                missing.append(number)
                marks.append((*lost, number))
            elif unmarked is not None:
                # Its mark was lost by whoever made a text of the page; those behind it are still there.
                notes.append(unmarked)
            else:
                break
        else:
            notes.append(found[0])
            marks.append(found[1])
        number += 1
    return Notes(tuple(notes), tuple(marks), tuple(missing))


def _bodies(lines: Sequence[tuple[int, str]]) -> dict[int, list[Note]]:
    bodies: dict[int, list[Note]] = {}
    for first, line in lines:
        match = _BODY.match(line) or _SUPERSCRIPT_BODY.match(line)
        if match:
            number = int(match.group(1).translate(_PLAIN))
            bodies.setdefault(number, []).append(Note(number, first, first + match.end()))
    return bodies


def _marks(text: str, pattern: re.Pattern[str]) -> dict[int, list[tuple[int, int]]]:
    marks: dict[int, list[tuple[int, int]]] = {}
    for match in pattern.finditer(text):
        group = match.lastindex or 1
        marks.setdefault(int(match.group(group)), []).append(match.span(group))
    return marks


def _superscripts(text: str) -> list[tuple[int, int, int]]:
    found = []
    for match in _SUPERSCRIPT.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if before.strip():
            found.append((*match.span(), int(match.group().translate(_PLAIN))))
    return found


def _next(
    number: int,
    bodies: dict[int, list[Note]],
    glued: dict[int, list[tuple[int, int]]],
    spaced: dict[int, list[tuple[int, int]]],
    notes: Sequence[Note],
    marks: Sequence[tuple[int, int, int]],
) -> tuple[Note, tuple[int, int, int]] | None:
    """The first footnote of this number after the last, whose mark stands between the last mark and it."""
    after_note = notes[-1].first if notes else -1
    after_mark = marks[-1][1] if marks else -1
    for note in bodies.get(number, []):
        if note.first <= after_note:
            continue
        for candidates in (glued.get(number, []), spaced.get(number, [])):
            place = bisect_right(candidates, (after_mark, 1 << 60))
            if place < len(candidates) and candidates[place][0] < note.first:
                return note, (*candidates[place], number)
    return None
