"""Observers' copies of a protocol, cell by cell beside the published one.

A copy is a claim, and so is a published protocol: where they differ both stand, and nothing here says who
is right.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hattama.core.observation.forms import Submission
from hattama.core.tabulation import TableComparison, cells_of, compare_tables
from hattama.core.vocabulary import parse_whole_number

_FIGURE = re.compile(r"figure_([a-z0-9_]+)(?:\.([a-z0-9_]+)\.([a-z0-9_]+))?")


class CopyStanding(StrEnum):
    """How a copy stands to the published protocol."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_PUBLISHED = "not_published"
    NO_FIGURES = "no_figures"


@dataclass(frozen=True, slots=True)
class Copy:
    """What an observer says their copy shows; `kind` and `why_none` as the form has them."""

    instance_id: str
    station: str
    contest: str
    kind: str
    why_none: str
    figures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class CopyBeside:
    """A copy beside the published figures; `comparison` where both have any."""

    copy: Copy
    standing: CopyStanding
    comparison: TableComparison | None = None

    @property
    def differing(self) -> int:
        """In how many figures the two differ."""
        return 0 if self.comparison is None else len(self.comparison.differ)


@dataclass(frozen=True, slots=True)
class PlaceCopies:
    """All copies of one protocol. `apart`: figures in which they differ among themselves."""

    station: str
    contest: str
    copies: tuple[CopyBeside, ...]
    apart: tuple[str, ...]


def read_copy(submission: Submission) -> Copy:
    """The copy in a submission of a form whose figures are named as docs/format/observation.md says."""
    contest = submission.answers.get("contest", "")
    figures = {}
    for name, answer in submission.answers.items():
        found = _FIGURE.fullmatch(name)
        number = parse_whole_number(answer)
        if found is None or number is None or found[2] not in (None, contest):
            continue
        figures[found[1] if found[3] is None else f"{found[1]}[{found[3]}]"] = number
    why = submission.answers.get("why_none", "")
    kind = submission.answers.get("copy", "")
    return Copy(submission.instance_id, submission.station, contest, kind, why, figures)


def lay_copies_beside(
    copies: Iterable[Copy], published: Mapping[tuple[str, str], Mapping[str, int]]
) -> tuple[PlaceCopies, ...]:
    """All copies, by station and contest, beside the figures `published` there.

    A figure that only one of them gives is no difference: what was not given is not zero.
    """
    places: dict[tuple[str, str], list[Copy]] = {}
    for copy in copies:
        places.setdefault((copy.station, copy.contest), []).append(copy)
    return tuple(
        PlaceCopies(
            station,
            contest,
            tuple(_beside(copy, published.get((station, contest), {})) for copy in together),
            _apart(together),
        )
        for (station, contest), together in sorted(places.items())
    )


def _beside(copy: Copy, published: Mapping[str, int]) -> CopyBeside:
    if not copy.figures:
        return CopyBeside(copy, CopyStanding.NO_FIGURES)
    if not published:
        return CopyBeside(copy, CopyStanding.NOT_PUBLISHED)
    told = compare_tables(
        *(cells_of(copy.station, copy.contest, figures) for figures in (copy.figures, published))
    )
    if not told.agree and not told.differ:
        return CopyBeside(copy, CopyStanding.NO_FIGURES, told)
    return CopyBeside(copy, CopyStanding.DIFFERS if told.differ else CopyStanding.AGREES, told)


def _apart(copies: Iterable[Copy]) -> tuple[str, ...]:
    given: dict[str, set[int]] = {}
    for copy in copies:
        for key, figure in copy.figures.items():
            given.setdefault(key, set()).add(figure)
    return tuple(sorted(key for key, figures in given.items() if len(figures) > 1))
