"""What the entries about one protocol come to, and what later ones are held against."""

from collections.abc import Mapping
from typing import NamedTuple

from hattama.core.protocols import CHOICES, Form, split_key

NO_DERIVED: Mapping[str, int] = {}


class Contribution(NamedTuple):
    """What one protocol gives to every total above it, and what later entries about it are held against.

    `index` is the log entry that the current version follows from. `scans` are all that ever stood beside the
    protocol, `withdrawn` those of them that were taken away; `has_scan` says whether any is left. An annulled
    version gives nothing. `explanation` is the hash of the word that stands beside the current version.
    `derived` are the quantities that the figures of this protocol allow, where they were asked for. A version
    that nobody has confirmed `is_preliminary`; it counts, and is counted as such.
    """

    index: int  # type: ignore[assignment]
    figures: Mapping[str, int]
    has_findings: bool
    has_scan: bool
    is_annulled: bool = False
    version: int = 1
    scans: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    explanation: str | None = None
    derived: Mapping[str, int] = NO_DERIVED
    is_preliminary: bool = False
    is_investigated: bool = False


def summable_figures(form: Form, figures: Mapping[str, int]) -> dict[str, int]:
    """The figures of one protocol in the shape in which they are summed.

    Figures that the form does not sum are left out; rows of numbered groups (members, boxes) are added
    into one figure, since row 2 of one precinct has nothing to do with row 2 of another; rows of the
    choice group stay apart. Keys that the form does not know are left out.
    """
    treatment = _treatment(form)
    summed: dict[str, int] = {}
    for key, value in figures.items():
        code, _ = split_key(key) if "[" in key else (key, "")
        kind = treatment.get(code)
        if kind == "own":
            summed[key] = value
        elif kind == "rows":
            summed[code] = summed.get(code, 0) + value
    return summed


def _treatment(form: Form) -> dict[str, str]:
    return {
        figure.code: "own" if figure.group in ("", CHOICES) else "rows"
        for figure in form.figures
        if figure.summed
    }
