"""Rows become values: an election's definition with its rules, areas, totals, protocols."""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from hattama.core.entries import (
    VERSION_KINDS,
    Contribution,
    Place,
    PrecinctChange,
    amended_election,
    decision_from_body,
    flatten_figures,
    fold_choices,
    gone_after,
    summable_figures,
)
from hattama.core.outcomes import bar_of
from hattama.core.protocols import Decision, Protocol, ProtocolRules, RulePack
from hattama.core.tabulation import EntryPlace, Total, derive_at
from hattama.core.vocabulary import Area, AreaKind, Contest, Election, Tally, Words
from hattama.formats.election_definition import parse_election
from hattama.formats.outcome_rules import OutcomePack, parse_outcome_rules
from hattama.formats.rulepack import parse_rulepack
from hattama.publish.json_lines import read_proven
from hattama.rulepacks import read_rulepack
from hattama.web.kernel.elections.tables import BYTES, AreaOutline, AreaRow, ElectionRow, Placed
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedScan, SummedRow
from hattama.web.kernel.stores.kept_questions import among, kept_question, rows_among
from hattama.web.kernel.stores.kept_readings import kept_by_key


def load_outcome_rules(row: ElectionRow) -> OutcomePack:
    """The rules of outcomes of an election, from the very bytes that were loaded; parsed once a process."""
    return _read_definition(row).outcomes


@lru_cache(maxsize=64)
def shipped_outcome_rules(pack_id: str) -> OutcomePack:
    """The rules of outcomes of a pack that comes with the program. Raises UnknownRulePack."""
    return parse_outcome_rules(read_rulepack(pack_id), f"{pack_id}.toml")


CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Definition:
    """An election as defined, and the rules of each of its contests, from the very bytes that were loaded.

    `outcomes` are the rules of outcomes; `bars` the shares that the law holds votes against, by contest: a
    threshold, a majority.
    """

    election: Election
    pack: RulePack
    rules: dict[str, ProtocolRules]
    outcomes: OutcomePack
    bars: Mapping[str, Fraction | None] = field(default_factory=dict)

    def contests_at(self, area_ids: Iterable[str]) -> tuple[Contest, ...]:
        """The contests held in a precinct that lies in all of `area_ids`, each as its ballot there."""
        return self.election.held_at(set(area_ids))

    def ballot(self, contest: str, area: AreaRow) -> Contest:
        """The contest as its ballot at a precinct; of an area above precincts, with every choice."""
        whole = self.election.contest(contest)
        if not (whole.ballots_differ and area.is_precinct):
            return whole
        return whole.ballot_at([one.code for one in load_path(area)])

    def counted_from(self, area_ids: Sequence[str], area: Placed) -> datetime.datetime | None:
        """Before which moment nothing can have been counted at a precinct whose path is `area_ids`."""
        by_law = self.pack.hours_at(AreaKind(area.kind))
        return self.election.counted_from(area_ids, ZoneInfo(area.time_zone), by_law)

    def local_zone(self, area: AreaRow) -> ZoneInfo | None:
        """The clock on the walls of an area, where it is another than the election's."""
        return ZoneInfo(area.time_zone) if area.time_zone != self.election.time_zone else None

    def derive(self, contest: str, figures: Mapping[str, int], reach: Collection[str]) -> dict[str, int]:
        """The derived quantities that the figures of one protocol allow, by code; of `reach` see
        `load_reaches`."""
        return derive_at(self.rules[contest], self.election.contest(contest), figures, reach)


def load_definition(row: ElectionRow, size: int | None = None) -> Definition:
    """The definition of an election; parsed once a process, since the bytes are frozen under their hashes.

    Choices stand in it as the log says, in the order that a lot drew, and all is called as it was amended
    (`size`: as its first entries say, so many).
    """
    defined = _read_definition(row)
    if row.amendments:
        defined = replace(defined, election=amended_election(defined.election, load_wordings(row, size)))
    told = _told(row.withdrawals, size)
    return _as_it_stands(defined, told) if told else defined


def _told(entries: list[Any], size: int | None) -> list[Any]:
    """What is kept of entries, [index, body] each: of the first `size` of the log; None: of all."""
    return entries if size is None else [one for one in entries if one[0] < size]


_DEFINITIONS: dict[tuple[str, str, str], Definition] = {}
"""The definitions that this process has read, by election and hashes, for rows without the bytes."""

_MOST_DEFINITIONS = 32


def _read_definition(row: ElectionRow) -> Definition:
    version = (row.election_id, row.definition_sha256, row.rule_pack_sha256)
    has_bytes = "definition" in row.__dict__
    if not has_bytes and version in _DEFINITIONS:
        return _DEFINITIONS[version]
    # Where the row was loaded without the bytes, only here are they asked for.
    defined = _parse_definition(bytes(row.definition), bytes(row.rule_pack), row.election_id)
    if not has_bytes:
        if len(_DEFINITIONS) >= _MOST_DEFINITIONS:
            _DEFINITIONS.clear()
        _DEFINITIONS[version] = defined
    return defined


@kept_question
def without_bytes(election: str) -> QuerySet[ElectionRow]:
    """The row of an election, if there is one, without the bytes that this process has read."""
    return ElectionRow.objects.defer(*BYTES).filter(pk=election)


def load_wordings(row: ElectionRow, size: int | None = None) -> dict[Place, str]:
    """What the log, or its first `size` entries, calls otherwise than the files of the election."""
    return {
        Place(*(said[name] for name in Place._fields)): said["after"]
        for _, body in _told(row.amendments, size)
        for said in body["changes"]
    }


class ToldChange(NamedTuple):
    """What the entry `entry` of the log says of a polling station, and whose decision it was."""

    entry: int
    said: PrecinctChange
    decision: Decision


def load_precinct_changes(row: ElectionRow, size: int | None = None) -> list[ToldChange]:
    """What the log, or its first `size` entries, says of polling stations of the list, in its order."""
    return [
        ToldChange(index, PrecinctChange(**body["precinct"]), decision_from_body(body["decision"]))
        for index, body in _told(row.amendments, size)
        if body["precinct"] is not None
    ]


def changes_about(area: AreaRow) -> list[tuple[ToldChange, AreaRow | None]]:
    """What the log says of this polling station, with the other one where one was merged into the other."""
    told = [
        one for one in load_precinct_changes(area.election) if area.code in (one.said.area, one.said.into)
    ]
    if not told:
        return []
    codes = {code for one in told for code in (one.said.area, one.said.into) if code} - {area.code}
    others = {row.code: row for row in AreaRow.objects.filter(election=area.election_id, code__in=codes)}
    return [
        (one, others.get((one.said.into if one.said.area == area.code else one.said.area) or ""))
        for one in told
    ]


def gone_precincts(row: ElectionRow, size: int | None = None) -> frozenset[str]:
    """The polling stations that stand no longer, or did not when the log had `size` entries."""
    gone: frozenset[str] = frozenset()
    for told in load_precinct_changes(row, size):
        gone = gone_after(gone, told.said)
    return gone


def _as_it_stands(definition: Definition, choices: Iterable[tuple[int, Mapping[str, Any]]]) -> Definition:
    election = definition.election
    for index, body in choices:
        election = fold_choices(election, index, body, definition.pack.powers)
    return replace(definition, election=election)


@lru_cache(maxsize=32)
def _parse_definition(definition: bytes, rule_pack: bytes, election_id: str) -> Definition:
    election = parse_election(definition, f"{election_id}/election.toml")
    file = f"{election_id}/rulepack.toml"
    pack, outcomes = parse_rulepack(rule_pack, file), parse_outcome_rules(rule_pack, file)
    rules = {c.code: pack.rules_for(c) for c in election.contests}
    bars = {c.code: bar_of(outcomes.rules.get(c.kind)) for c in election.contests}
    return Definition(election, pack, rules, outcomes, bars)


def load_area(row: AreaRow, parent_id: str | None, also_in: tuple[str, ...] = ()) -> Area:
    """The area as the election's files defined it; `also_in` as far as the caller knows it."""
    return Area(
        area_id=row.code,
        parent_id=parent_id,
        level=row.level,
        number=row.number,
        names=Words.of(row.names),
        address=Words.of(row.address),
        commission=Words.of(row.commission),
        time_zone=row.time_zone,
        voters_registered=row.voters_registered,
        kind=AreaKind(row.kind),
        also_in=also_in,
    )


def load_areas(election: ElectionRow) -> Iterator[Area]:
    """All areas of an election, parents before children."""
    rows = AreaRow.objects.filter(election=election)
    identifiers = dict(rows.filter(kind="unit").values_list("pk", "code"))
    for row in rows.order_by("depth", "pk").iterator(chunk_size=5000):
        also_in = tuple(identifiers[pk] for pk in row.also_ids())
        yield load_area(row, identifiers[row.parent_id] if row.parent_id else None, also_in)


def load_areas_above(area_pks: Collection[int]) -> dict[int, AreaOutline]:
    """These areas and everything that they lie in, in every division, by row id."""
    rows: dict[int, AreaOutline] = {}
    ordered = sorted(area_pks)
    for start in range(0, len(ordered), CHUNK):
        rows.update((row[0], AreaOutline._make(row)) for row in _outlines(ordered[start : start + CHUNK]))
    above = {pk for row in rows.values() for pk in row.reach_ids()} - rows.keys()
    rows.update((row[0], AreaOutline._make(row)) for row in (_outlines(sorted(above)) if above else ()))
    return rows


@kept_question
def _outlines(pks: list[int]) -> QuerySet[AreaRow, tuple[Any, ...]]:
    return AreaRow.objects.filter(pk__in=pks).values_list(*AreaOutline._fields)


def place_of(definition: Definition, area: Placed, above: Mapping[int, Placed]) -> EntryPlace:
    """What entries are told of this area; `above` holds the rows of all that it lies in."""
    return place_at(definition, area, [above[pk].code for pk in area.reach_ids()])


def place_at(definition: Definition, area: Placed, path: Sequence[str]) -> EntryPlace:
    """As `place_of`, of an area whose path is known."""
    if not area.is_precinct:
        return EntryPlace(False, is_root=area.is_root)
    contests = {contest.code: contest for contest in definition.contests_at(path)}
    return EntryPlace(True, contests, definition.counted_from(path, area))


def load_path(area: AreaRow) -> list[AreaRow]:
    """Everything that `area` lies in, in every division, and itself: the root first, itself last."""
    above = area.reach_ids()[:-1]
    # Areas are frozen with the roster, so a row that is held need not ask twice.
    rows: dict[int, AreaRow] = area.__dict__.get("above") or kept_by_key(set(above), _rows_by_key)
    area.__dict__["above"] = rows
    return [*(rows[pk] for pk in above), area]


_CODES: dict[tuple[str, int], dict[int, str]] = {}
"""Of each roster that this process has met, by its hash and the row id of its root: what is called how above
its precincts, by row id. No row of an area is ever given another identifier or another place."""


def path_codes(area: AreaRow) -> tuple[str, ...]:
    """The identifiers of everything that `area` lies in, as `load_path` has them; asked once a process."""
    above = area.reach_ids()[:-1]
    known = _CODES.setdefault((area.election.areas_sha256, above[0]), {}) if above else {}
    if missing := [pk for pk in above if pk not in known]:
        known.update((row[0], AreaOutline._make(row).code) for row in _outlines(missing))
    return (*(known[pk] for pk in above), area.code)


def _rows_by_key(keys: set[int]) -> dict[int, AreaRow]:
    return {row.pk: row for row in rows_among(AreaRow, "pk", sorted(keys))}


def load_reaches(definition: Definition, contest: str) -> Callable[[Placed], Collection[str]]:
    """Of a precinct those areas that it lies in, or is, which ballots of the contest name: their identifiers.

    One query for all precincts, and none where all have the same ballot.
    """
    named = {code for choice in definition.election.contest(contest).choices for code in choice.areas}
    if not named:
        return lambda area: ()
    rows = AreaRow.objects.filter(election=definition.election.election_id, code__in=among(named))
    codes = dict(rows.values_list("pk", "code"))
    return lambda area: [codes[pk] for pk in area.reach_ids() if pk in codes]


def load_total(row: SummedRow) -> Total:
    """A stored total as a value."""
    return Total(
        expected=row.expected,
        received=row.received,
        with_findings=row.with_findings,
        without_scan=row.without_scan,
        annulled=row.annulled,
        preliminary=row.preliminary,
        figures={key: Tally(*pair) for key, pair in row.figures.items()},
        derived={code: Tally(*pair) for code, pair in row.derived.items()},
    )


def load_contribution(
    row: PublishedProtocol,
    definition: Definition,
    reach: Collection[str],
    scans: Iterable[PublishedScan] = (),
) -> Contribution:
    """What a published protocol gives to the totals above its precinct; with its `scans` it can be folded on.
    Of `reach` see `load_reaches`."""
    shown = tuple(scans)
    of_paper = {scan.scan_id for scan in shown if not row.is_earlier(scan)}
    facts = row.explanation_facts or {"sha256": None, "withdrawn_by": None}
    return Contribution(
        index=row.entry_index,
        figures=summable_figures(definition.rules[row.contest].form, row.figures),
        has_findings=row.has_broken,
        has_scan=row.has_scan,
        is_annulled=row.annulled_by is not None,
        version=row.version,
        scans=tuple(dict.fromkeys(scan.scan_id for scan in shown)),
        withdrawn=tuple(dict.fromkeys(scan.scan_id for scan in shown if scan.withdrawn_by is not None)),
        explanation=facts["sha256"] if facts["withdrawn_by"] is None else None,
        derived=definition.derive(row.contest, row.figures, reach),
        is_preliminary=row.preliminary,
        is_investigated=row.investigation is not None,
        earlier=tuple(dict.fromkeys(scan.scan_id for scan in shown if scan.scan_id not in of_paper)),
    )


def load_accepted(precincts: Iterable[Placed]) -> dict[str, dict[str, Protocol]]:
    """Figures of the protocols accepted from `precincts` in their last version, by area and contest.

    What the log has not taken in yet is among them: an act is accepted when it is recorded. So is what was
    annulled. Explanations and times of signing are left out.
    """
    return _load_versions(precincts, with_annulled=True)


def load_counted(precincts: Iterable[Placed]) -> dict[str, dict[str, Protocol]]:
    """As `load_accepted`, without protocols that are annulled: those that a precinct's figures are held
    against."""
    return _load_versions(precincts, with_annulled=False)


def _load_versions(precincts: Iterable[Placed], *, with_annulled: bool) -> dict[str, dict[str, Protocol]]:
    versions: dict[str, dict[str, Protocol]] = {}
    pks = [area.pk for area in precincts]
    kinds = VERSION_KINDS if with_annulled else (*VERSION_KINDS, "annulment")
    for start in range(0, len(pks), CHUNK):
        some = among(pks[start : start + CHUNK])
        acts = Act.objects.filter(area__in=some, kind__in=kinds).order_by("pk")
        # The body as text: it was sound when it was accepted, and Django takes four times as long to read it.
        told = acts.values_list("kind", Cast("body", TextField()))
        _take_versions(versions, ((kind, read_proven(body)) for kind, body in told))
    return versions


def counted_of(acts: Iterable[Act]) -> dict[str, Protocol]:
    """As `load_counted`, of one precinct whose acts are read already: by contest."""
    versions: dict[str, dict[str, Protocol]] = {}
    _take_versions(versions, ((act.kind, act.body) for act in acts))
    return next(iter(versions.values()), {})


def _take_versions(
    versions: dict[str, dict[str, Protocol]], told: Iterable[tuple[str, Mapping[str, Any]]]
) -> None:
    for kind, body in told:
        if kind == "annulment":
            versions[body["area"]].pop(body["contest"])
        elif kind in VERSION_KINDS:
            protocol = Protocol(
                area_id=body["area"],
                contest=body["contest"],
                figures=flatten_figures(body["figures"]),
                illegible=frozenset(body["illegible"]),
            )
            versions.setdefault(protocol.area_id, {})[protocol.contest] = protocol
