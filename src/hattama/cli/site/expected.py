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
from hattama.core.vocabulary import Contest
from hattama.verification.folders import FolderPlace
from hattama.verification.foundation import Foundation
from hattama.verification.trees import bundle_names, read_entries

Key = tuple[str, str]
Figures = dict[Key, str]
"""By contest and figure: digits, the word `illegible`, or nothing."""

ILLEGIBLE = "illegible"
ENTRY = "log_index"
LEADER, LEAD = "leader", "lead"
"""Who has most votes, in the words of a page, and by how many, where a contest has one row there."""
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

    def leaders(self, language: str) -> Figures:
        """Who leads in each contest of one district, named in `language`, and how far; empty: nobody."""
        found: Figures = {}
        sums = self.areas[self.root]
        for contest in self._of_districts:
            texts = [
                sums.get((contest.code, self.votes_key(contest.code, c.code)), "") for c in contest.choices
            ]
            votes = [int(text) if text.isdecimal() else 0 for text in texts]
            first, second = sorted((*votes, 0, 0), reverse=True)[:2]
            name = contest.choices[votes.index(first)].names.say(language) if first > second else ""
            found[contest.code, LEADER] = " ".join(name.split())
            found[contest.code, LEAD] = str(first - second) if first else ""
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
    def vote_keys(self) -> frozenset[Key]:
        """Contests with the keys of votes: of each choice, and against all where the form has it."""
        against = {(code, form.role("against_all") or "") for code, form in self.foundation.forms.items()}
        return frozenset(against | {(contest, key) for (contest, _), key in self._votes_keys.items()})

    @cached_property
    def root_keys(self) -> frozenset[Key]:
        """What the page of the election shows: votes, but who leads where a contest is of one district."""
        listed = {contest.code for contest in self._of_districts}
        leading = {(contest, key) for contest in listed for key in (LEADER, LEAD)}
        return frozenset(leading | {key for key in self.vote_keys if key[0] not in listed})

    @cached_property
    def _of_districts(self) -> tuple[Contest, ...]:
        """Contests held in one unit of another division alone, on whose page the votes stand."""
        units = {(area.area_id,) for area in self.foundation.areas.tops()}
        return tuple(one for one in self.foundation.election.contests if one.areas in units)

    @cached_property
    def _votes_keys(self) -> Mapping[Key, str]:
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
