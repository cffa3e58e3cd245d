"""The territorial overview: how far an election has come, which precincts stand where, and who is waited
for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hattama.core.protocols import deeds_in
from hattama.core.vocabulary import Deed, EntryRules, Severity, Verdict
from hattama.web.kernel.elections.tables import AreaRow, right_below
from hattama.web.kernel.published.tables import PublishedFinding, PublishedProtocol
from hattama.web.kernel.stores.kept_questions import among
from hattama.web.protocols.overview import Counts, OverviewRow, Scope, count_in_each, count_units_in_each


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """How far one area has come. `at_work`: entered, not confirmed yet; `done`: confirmed and published."""

    area: AreaRow | None
    expected: int
    missing: int
    at_work: int
    done: int
    broken: int

    @property
    def done_thousandths(self) -> int:
        """Confirmed protocols in thousandths of those expected."""
        return self.done * 1000 // self.expected if self.expected else 0


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole, its areas, and the count of every filter."""

    whole: ProgressLine
    areas: tuple[ProgressLine, ...]
    filters: tuple[FilterLine, ...]


def progress_of(scope: Scope, rules: EntryRules) -> Progress:
    """The progress of a scope, by the areas right below the widest that it is made of, or by that itself."""
    return progress_of_each([scope], rules)[0]


def progress_of_each(scopes: Sequence[Scope], rules: EntryRules) -> list[Progress]:
    """As `progress_of`, for scopes of the same areas, each of another contest: as many queries as for one."""
    if not scopes:
        return []
    widest = next((area for area in scopes[0].areas if area.kind == "unit"), None)
    shown: list[AreaRow] = []
    if widest is not None:
        children = AreaRow.objects.filter(right_below(widest), kind="unit").defer("search_text")
        shown = list(children.order_by("pk")) or [widest]
    by_unit = count_units_in_each([replace(scope, areas=shown) for scope in scopes], rules)
    progress = []
    for whole, counted in zip(count_in_each(scopes, rules), by_unit, strict=True):
        lines = (_line(unit, counted[unit.pk]) for unit in shown if unit.pk in counted)
        progress.append(Progress(_line(None, whole), tuple(lines), tuple(filter_lines(whole, rules))))
    return progress


def _line(area: AreaRow | None, counts: Counts) -> ProgressLine:
    expected, missing, at_work = counts[""], counts["missing"], counts["at_work"]
    # Not what is left of the others: an accepted one that the tables lack is published to nobody yet.
    done = counts["published"] + counts["annulled"]
    return ProgressLine(area, expected, missing, at_work, done, counts["findings"])


FILTERS: Final = {
    "missing": gettext_noop("Not received"),
    "once": gettext_noop("Entered once"),
    "differing": gettext_noop("Differing, being read again"),
    "decision": gettext_noop("Awaiting a decision"),
    "confirmation": gettext_noop("Awaiting confirmation"),
    "preliminary": gettext_noop("Preliminary"),
    "published": gettext_noop("Published and confirmed"),
    "findings": gettext_noop("Do not add up"),
    "scanless": gettext_noop("Without a scan"),
    "questions": gettext_noop("With a question that nobody has answered"),
    "investigation": gettext_noop("Under investigation"),
    "changed": gettext_noop("Corrected or recounted"),
    "annulled": gettext_noop("Declared invalid"),
}
"""Code of a filter: its words. A precinct may fit several."""

SORTS: Final = {
    "place": gettext_noop("by place"),
    "number": gettext_noop("by number"),
    "waiting": gettext_noop("longest waiting first"),
    "newest": gettext_noop("last changed first"),
    "difference": gettext_noop("largest difference first"),
}


class Disagreement(NamedTuple):
    """By how much a published protocol does not add up: the largest difference between the two sides of a
    relation that the law requires, and how many of these do not hold, row by row."""

    difference: int
    relations: int


def load_disagreements(keys: Sequence[int], contest: str) -> dict[int, Disagreement]:
    """Those of the published protocols of these precincts, by row id, that do not add up."""
    hard = PublishedFinding.objects.filter(severity=Severity.HARD, verdict=Verdict.BROKEN)
    # By their protocols: no index of findings begins with the precinct.
    mine = PublishedProtocol.objects.filter(area__in=among(list(keys)), contest=contest, has_broken=True)
    found: dict[int, Disagreement] = {}
    for pk, left, right in hard.filter(protocol__in=mine).values_list("area_id", "left", "right"):
        before = found.get(pk, Disagreement(0, 0))
        difference = 0 if left is None or right is None else abs(left - right)
        found[pk] = Disagreement(max(before.difference, difference), before.relations + 1)
    return found


def largest_first(keys: Iterable[int], contest: str) -> list[int]:
    """These row ids, the largest disagreement first; equal ones, and all that add up, as they were."""
    listed = list(keys)
    found = load_disagreements(listed, contest)
    return sorted(listed, key=lambda pk: found.get(pk, Disagreement(0, 0)), reverse=True)


@dataclass(frozen=True, slots=True)
class FilterLine:
    """A filter with its words and how many precincts it lets through."""

    code: str
    words: str
    count: int


def filter_lines(counts: Counts, rules: EntryRules) -> list[FilterLine]:
    """Every filter that this election can have, with its count; those that can never fit are left out."""
    never = {"once", "differing", "decision"} if rules.entries == 1 else set()
    never |= set() if rules.preliminary else {"preliminary"}
    return [FilterLine(code, _(words), counts[code]) for code, words in FILTERS.items() if code not in never]


def waited_for_words(row: OverviewRow, rules: EntryRules) -> str:
    """Whose turn it is, in words; empty where nobody is waited for."""
    if row.state == "expected":
        return _("the precinct commission enters it")
    if row.is_for_reviewer:
        return _("a reviewer decides")
    if row.state == "entries_differ":
        return _("both read the paper again")
    if Deed.CONFIRM in deeds_in(row.state, rules):
        return _("another person confirms")
    if row.state == "entered_once":
        return _("another person enters it")
    if row.state == "under_investigation":
        return _("a head of commission closes the investigation")
    return ""
