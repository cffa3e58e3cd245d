"""What the entries about one protocol come to, and what later ones are held against."""

from collections.abc import Mapping
from typing import NamedTuple

from hattama.core.protocols import NAMED_GROUPS, Form, split_key

_APART = ("", *NAMED_GROUPS)
NO_DERIVED: Mapping[str, int] = {}


class Contribution(NamedTuple):
    """What one protocol gives to every total above it, and what later entries about it are held against.

    `index` is the log entry that the current version follows from. `scans` are all that ever stood beside the
    protocol, `withdrawn` those of them that were taken away, `earlier` those of a paper whose figures others
    took the place of; `has_scan` says whether any is left. An annulled version gives
    nothing. `explanation` is the hash of the word that stands beside the current version.
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
    earlier: tuple[str, ...] = ()

    @property
    def shown_scans(self) -> tuple[str, ...]:
        """The scans of the paper whose figures stand, those withdrawn left out."""
        return tuple([one for one in self.scans if one not in self.withdrawn and one not in self.earlier])

    @property
    def has_any_scan(self) -> bool:
        """Whether any scan is left, be it of an earlier paper."""
        return len(self.scans) > len(self.withdrawn)


def summable_figures(form: Form, figures: Mapping[str, int]) -> dict[str, int]:
    """The figures of one protocol in the shape in which they are summed.

    Figures that the form does not sum, or does not know (a row where it has none), are left out. Rows of a
    numbered group are added into one figure: row 2 of one precinct has nothing to do with row 2 of another.
    """
    groups = form.sums
    summed: dict[str, int] = {}
    for key, value in figures.items():
        code, row = split_key(key) if "[" in key else (key, "")
        group = groups.get(code)
        if group is None or bool(group) != bool(row):
            continue
        place = key if group in _APART else code
        summed[place] = summed.get(place, 0) + value
    return summed
