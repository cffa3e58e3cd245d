"""What a bundle that was verified gives: the figures of every precinct and every area, as text."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from hattama.core.entries import flatten_figures
from hattama.core.protocols import figure_key
from hattama.verification.folders import FolderPlace
from hattama.verification.foundation import Foundation
from hattama.verification.trees import bundle_names, read_entries

Figures = dict[tuple[str, str], str]
"""By contest and figure: digits, the word `illegible`, or nothing."""

ILLEGIBLE = "illegible"
ENTRY = "log_index"
TABLES = ("protocols", "votes", "totals", "findings", "timeline", "custody")
"""Tables of the bundle that the site shows at addresses of its own, too."""

MOST_BYTES = 1 << 30


@dataclass(frozen=True)
class Expected:
    """A verified bundle of a log of `size` entries, read as it is asked for."""

    foundation: Foundation
    place: FolderPlace
    size: int
    table_size: int
    _kept: dict[str, bytes] = field(default_factory=dict)

    def table(self, name: str) -> bytes:
        """The bytes of a table of the bundle. Raises FileProblem."""
        if name not in self._kept:
            self._kept[name] = self.place.read(f"{name}.csv", MOST_BYTES)
        return self._kept[name]

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        """Its rows by the names of the columns."""
        return csv.DictReader(io.StringIO(self.table(name).decode("utf-8"), newline=""))

    @cached_property
    def precincts(self) -> Mapping[str, Mapping[str, int]]:
        """By precinct and contest the entry of the log that holds the current version of a protocol."""
        found: dict[str, dict[str, int]] = {}
        for row in self.rows("protocols"):
            found.setdefault(row["area_id"], {})[row["contest"]] = int(row[ENTRY])
        return found

    @cached_property
    def areas(self) -> Mapping[str, Figures]:
        """The sums of every area above the precincts."""
        found: dict[str, Figures] = {}
        for row in self.rows("totals"):
            figures = found.setdefault(row["area_id"], {})
            contest = row["contest"]
            figures[contest, row["figure"]] = row["total"]
            figures[contest, "expected"] = row["protocols_expected"]
            figures[contest, "received"] = row["protocols_received"]
        return found

    @property
    def root(self) -> str:
        """The area that all others lie in."""
        return self.foundation.areas.root.area_id

    def protocol(self, area: str, contest: str) -> Figures:
        """The figures of the current version, from its entry, and which entry that is. Raises FileProblem."""
        index = self.precincts[area][contest]
        body = json.loads(self._entries(index >> 8)[index & 255])
        figures = {key: str(value) for key, value in flatten_figures(body["figures"]).items()}
        figures |= dict.fromkeys(body["illegible"], ILLEGIBLE)
        return {(contest, key): value for key, value in figures.items()} | {(contest, ENTRY): str(index)}

    def votes_key(self, contest: str, choice: str) -> str:
        """The key of the votes of a choice; of what is no choice of the ballot, as against all, its own."""
        return self._votes_keys.get((contest, choice), choice)

    @cached_property
    def vote_keys(self) -> frozenset[tuple[str, str]]:
        """Contests with the keys of votes: of each choice, and against all where the form has it."""
        against = {(code, form.role("against_all") or "") for code, form in self.foundation.forms.items()}
        return frozenset(against | {(contest, key) for (contest, _), key in self._votes_keys.items()})

    @cached_property
    def _votes_keys(self) -> Mapping[tuple[str, str], str]:
        forms = self.foundation.forms
        return {
            (contest.code, choice.code): figure_key(forms[contest.code].role("votes") or "", choice.code)
            for contest in self.foundation.election.contests
            for choice in contest.choices
        }

    def _entries(self, number: int) -> list[bytes]:
        return _read(self.place, bundle_names(self.size)[number])


@lru_cache(maxsize=64)
def _read(place: FolderPlace, name: Any) -> list[bytes]:
    return read_entries(name, place)
