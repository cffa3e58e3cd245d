"""What was changed after it was published, figure by figure: old, new, on whose decision, by which entry."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hattama.core.vocabulary import inert_cell
from hattama.publish.tables import ILLEGIBLE, Row, csv_pieces

CORRECTIONS = "corrections.csv"

ANNULLED = "annulled"
"""What stands in the place of a new figure where the protocol was annulled: it counts no more."""

CORRECTION_COLUMNS = (
    *("area_id", "contest", "act", "version", "figure", "old", "new", "difference", "reason"),
    *("authority", "document_number", "decided_on", "document_sha256", "recorded_at"),
    *("old_log_index", "log_index"),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one version of a protocol gives, by key."""

    given: Mapping[str, int]
    illegible: frozenset[str] = frozenset()

    def cell(self, key: str) -> object:
        """A figure as it stands in a table; blank is empty."""
        return ILLEGIBLE if key in self.illegible else self.given.get(key, "")


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """One entry of the log that put something else in the place of a published version, or nothing.

    `act` is `correction`, `recount`, `annulment`, or `protocol` where two entries settled preliminary
    figures. `version` is the number of the new version, of an annulment that of the version annulled. `new`
    is None for an annulment. `reason` and what is told of the decision are empty where none is stated.
    """

    area_id: str
    contest: str
    act: str
    version: int
    old: Figures
    new: Figures | None
    old_index: int
    index: int
    recorded_at: str
    reason: str = ""
    authority: str = ""
    number: str = ""
    decided_on: str = ""
    document: str = ""

    def changed(self) -> list[str]:
        """The keys of the figures that are not what they were; of an annulment all that it takes away."""
        keys = sorted(self.old.given.keys() | self.old.illegible)
        if self.new is None:
            return keys
        both = sorted({*keys, *self.new.given, *self.new.illegible})
        return [key for key in both if self.old.cell(key) != self.new.cell(key)]


def render_corrections_csv(records: Iterable[ChangeRecord]) -> Iterator[bytes]:
    """One row a changed figure; an act that changed none (a time, a scan) has one row without a figure."""
    yield from csv_pieces(CORRECTION_COLUMNS, (row for record in records for row in _rows(record)))


def _rows(record: ChangeRecord) -> Iterator[Row]:
    for key in record.changed() or ("",):
        old = record.old.cell(key) if key else ""
        yield (
            *(record.area_id, record.contest, record.act, record.version, key, old),
            *_new(record, key, old),
            *(record.reason, record.authority, inert_cell(record.number), record.decided_on, record.document),
            *(record.recorded_at, record.old_index, record.index),
        )


def _new(record: ChangeRecord, key: str, old: object) -> tuple[object, object]:
    if record.new is None:
        return (ANNULLED if key else "", "")
    new = record.new.cell(key) if key else ""
    both = isinstance(old, int) and isinstance(new, int)
    return new, new - old if both else ""  # type: ignore[operator]
