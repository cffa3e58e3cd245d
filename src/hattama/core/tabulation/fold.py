"""The fold: totals as a deterministic function of log entries.

One protocol costs the depth of the tree: it is added to its precinct's ancestors and to nothing else.
Entries of different precincts commute; versions of one protocol follow their `replaces` links.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hattama.core.protocols import Form
from hattama.core.tabulation.entries import (
    SCAN,
    AnnulmentEntry,
    ConfirmationEntry,
    Entry,
    InvestigationEntry,
    ProtocolEntry,
    RedactionEntry,
    ScanEntry,
)
from hattama.core.tabulation.totals import Contribution, Total, summable_figures

_NONE: tuple[str, ...] = ()

Key = tuple[str, str]
"""Area identifier and contest code."""


class BrokenLifeCycle(Exception):
    """An entry contradicts the entries before it; a log that holds it was not written by these rules."""


class ProtocolAlreadyPublished(BrokenLifeCycle):
    """A first version arrived for a precinct and contest that has one."""


class ReplacedEntryIsNotCurrent(BrokenLifeCycle):
    """A version names as replaced an entry which is not the current one."""


class VersionOutOfOrder(BrokenLifeCycle):
    """A version has another number than the next after the one it replaces."""


class NothingToAttachTo(BrokenLifeCycle):
    """A scan, an annulment or a redaction arrived for a protocol that the log does not hold."""


class ScanAlreadyThere(BrokenLifeCycle):
    """A scan arrived that stands beside this protocol, or stood there until it was withdrawn."""


class AnnulledEntryIsNotCurrent(BrokenLifeCycle):
    """An annulment names an entry which is not the current version, or which is annulled already."""


class NothingToWithdraw(BrokenLifeCycle):
    """A redaction names what does not stand beside the protocol, or was withdrawn already."""


class ConfirmedEntryIsNotPreliminary(BrokenLifeCycle):
    """A confirmation names an entry which is not the current version, or not preliminary."""


class PreliminaryNotConfirmed(BrokenLifeCycle):
    """A change or an investigation of figures that nobody has confirmed yet."""


class ConfirmedIsNotReplaced(BrokenLifeCycle):
    """A protocol that is neither correction nor recount takes the place of one that is confirmed."""


class InvestigationOutOfOrder(BrokenLifeCycle):
    """An investigation opens that is open, closes that is not, or is about an annulled protocol."""


class NotOnTheRoster(BrokenLifeCycle):
    """An entry speaks of a precinct from which no protocol of this contest is expected."""


@dataclass(slots=True)
class Tabulation:
    """The state of the fold.

    `totals` by (area, contest); `current` is the contribution of the latest version by (precinct, contest).
    A state may hold a part of the country only: the precincts it is asked about and their ancestors.
    """

    totals: dict[Key, Total] = field(default_factory=dict)
    current: dict[Key, Contribution] = field(default_factory=dict)


def expected_totals(
    paths: Mapping[str, Sequence[str]], contests_of: Callable[[Sequence[str]], Iterable[str]]
) -> Tabulation:
    """The state before the first entry: how many protocols each area expects.

    `paths` gives for each precinct its areas from the root to itself inclusive; `contests_of` gives for
    such a path the codes of the contests held there.
    """
    state = Tabulation()
    for path in paths.values():
        for contest in contests_of(path):
            for area in path:
                state.totals.setdefault((area, contest), Total()).expected += 1
    return state


Derive = Callable[[str, Mapping[str, int]], Mapping[str, int]]
"""Derived quantities of one protocol: of a contest's code and the protocol's figures."""


def fold_entry(
    state: Tabulation,
    entry: Entry,
    paths: Mapping[str, Sequence[str]],
    forms: Mapping[str, Form],
    derive: Derive | None = None,
) -> None:
    """Take one entry into `state`. Refuses with a BrokenLifeCycle, and then leaves `state` as it was.

    `paths` gives for a precinct its areas from the root to itself inclusive; `forms` each contest's form.
    `derive` is asked for the derived quantities of each protocol, which are then summed too.
    """
    key = (entry.area_id, entry.contest)
    if key not in state.totals:
        raise NotOnTheRoster(f"entry {entry.index}: {entry.area_id}, {entry.contest}")
    previous = state.current.get(key)
    replacement = _successor(previous, entry, forms)
    if derive is not None and isinstance(entry, ProtocolEntry):
        replacement = replacement._replace(derived=derive(entry.contest, entry.figures))
    for area in paths[entry.area_id]:
        total = state.totals[area, entry.contest]
        if previous is None:
            total.add(replacement, 1)
        else:
            total.exchange(previous, replacement)
    state.current[key] = replacement


def _successor(previous: Contribution | None, entry: Entry, forms: Mapping[str, Form]) -> Contribution:
    if isinstance(entry, ProtocolEntry):
        _check_succession(previous, entry)
        return _version(previous, entry, forms[entry.contest])
    if previous is None:
        raise NothingToAttachTo(f"entry {entry.index}: {entry.area_id}, {entry.contest}")
    if isinstance(entry, ScanEntry):
        return previous._replace(scans=_more_scans(previous, entry.index, (entry.scan,)), has_scan=True)
    if isinstance(entry, RedactionEntry):
        return _without(previous, entry)
    return _judged(previous, entry)


def _judged(
    previous: Contribution, entry: ConfirmationEntry | AnnulmentEntry | InvestigationEntry
) -> Contribution:
    """What becomes of a version of which something is said, while its figures stay what they are."""
    if isinstance(entry, ConfirmationEntry):
        return _confirmed(previous, entry)
    if previous.is_preliminary:
        raise PreliminaryNotConfirmed(f"entry {entry.index}: {entry.area_id}, {entry.contest}")
    if isinstance(entry, InvestigationEntry):
        return _investigated(previous, entry)
    if entry.annuls != previous.index or previous.is_annulled:
        raise AnnulledEntryIsNotCurrent(f"entry {entry.index} annuls {entry.annuls}")
    return previous._replace(is_annulled=True, is_investigated=False)


def _confirmed(previous: Contribution, entry: ConfirmationEntry) -> Contribution:
    if entry.confirms != previous.index or not previous.is_preliminary:
        raise ConfirmedEntryIsNotPreliminary(f"entry {entry.index} confirms {entry.confirms}")
    return previous._replace(is_preliminary=False)


def _investigated(previous: Contribution, entry: InvestigationEntry) -> Contribution:
    if previous.is_annulled or previous.is_investigated is entry.opens:
        raise InvestigationOutOfOrder(f"entry {entry.index}: {entry.area_id}, {entry.contest}")
    return previous._replace(is_investigated=entry.opens)


def _check_succession(previous: Contribution | None, entry: ProtocolEntry) -> None:
    if entry.replaces is None and previous is not None:
        raise ProtocolAlreadyPublished(f"entry {entry.index}: {entry.area_id}, {entry.contest}")
    if entry.replaces is not None and (previous is None or previous.index != entry.replaces):
        raise ReplacedEntryIsNotCurrent(f"entry {entry.index} replaces {entry.replaces}")
    if entry.version != (1 if previous is None else previous.version + 1):
        raise VersionOutOfOrder(f"entry {entry.index} is version {entry.version}")
    if previous is None:
        return
    if entry.settles and not previous.is_preliminary:
        raise ConfirmedIsNotReplaced(f"entry {entry.index} replaces {entry.replaces}")
    if previous.is_preliminary and not entry.settles:
        raise PreliminaryNotConfirmed(f"entry {entry.index}: {entry.area_id}, {entry.contest}")


def _version(previous: Contribution | None, entry: ProtocolEntry, form: Form) -> Contribution:
    figures = summable_figures(form, entry.figures)
    scans, withdrawn = entry.scans, _NONE
    if previous is not None:
        # A scan once attached stays attached: a new version adds to the evidence and removes none.
        scans, withdrawn = _more_scans(previous, entry.index, entry.scans), previous.withdrawn
    return Contribution(
        entry.index,
        figures,
        bool(entry.broken),
        len(scans) > len(withdrawn),
        False,
        entry.version,
        scans,
        withdrawn,
        entry.explanation,
        is_preliminary=entry.preliminary,
    )


def _more_scans(previous: Contribution, index: int, added: tuple[str, ...]) -> tuple[str, ...]:
    for scan in added:
        if scan in previous.scans:
            raise ScanAlreadyThere(f"entry {index}: {scan}")
    return previous.scans + added


def _without(previous: Contribution, entry: RedactionEntry) -> Contribution:
    if entry.what == SCAN:
        if entry.sha256 not in previous.scans or entry.sha256 in previous.withdrawn:
            raise NothingToWithdraw(f"entry {entry.index}: {entry.sha256}")
        withdrawn = (*previous.withdrawn, entry.sha256)
        return previous._replace(withdrawn=withdrawn, has_scan=len(previous.scans) > len(withdrawn))
    if entry.sha256 != previous.explanation:
        raise NothingToWithdraw(f"entry {entry.index}: {entry.sha256}")
    return previous._replace(explanation=None)
