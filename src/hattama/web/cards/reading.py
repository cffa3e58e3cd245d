"""What the log says of precincts, gathered for judging; kept cards as values; the balance of a log state."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from hattama.core.cards import (
    Balance,
    Card,
    Copy,
    JudgingRules,
    PrecinctFacts,
    Stand,
    Weighed,
    judge_precinct,
)
from hattama.core.entries import AUDIT_COUNT, AUDIT_PLAN, RECOUNT_ORDER, STEPS, TELLING_KINDS, TURNOUT
from hattama.core.observation import VIDEO, seen_at
from hattama.core.outcomes import Margins, PartyListRules, margins_of, votes_from_total
from hattama.core.vocabulary import Area, Contest, Tally
from hattama.formats.criteria import criteria_of
from hattama.phrases.of_rooms.cards import balance_document, criteria_document
from hattama.publish.views import render_json
from hattama.verification.nights import night_rules
from hattama.web.audits.tables import AuditEntry
from hattama.web.cards.tables import CardTotal, PrecinctCard, states_in
from hattama.web.kernel.elections.loading import (
    Definition,
    load_area,
    load_areas_above,
    load_definition,
    load_outcome_rules,
    load_total,
    place_of,
)
from hattama.web.kernel.elections.tables import AreaOutline, AreaRow, ElectionRow
from hattama.web.kernel.log.snapshots import load_public_size, load_regions
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.pages.file_answers import read_made
from hattama.web.kernel.published.missing import held_in
from hattama.web.kernel.published.tables import PublishedTotal
from hattama.web.kernel.stores.kept_questions import among, kept_question
from hattama.web.observation.opened import tables_at
from hattama.web.registers.reading import load_registry
from hattama.web.registers.tables import PublishedRecord
from hattama.web.reports.tables import PublishedCopy

JUDGED_KINDS = TELLING_KINDS | {STEPS, TURNOUT}
"""Entries about an area of which cards are made; copies and records name their precinct themselves."""
REGISTERS = ("complaints", "observers-rights", VIDEO)
CHUNK = 1000
MOST_LISTS = 60
"""Above so many lists the search for the margin takes seconds; the command line takes them."""


def load_rules(definition: Definition) -> JudgingRules:
    """What the cards of an election are judged by."""
    night = night_rules(definition.pack, definition.election)
    criteria = criteria_of(definition.pack)
    return JudgingRules(criteria, definition.election, definition.rules, night.steps, night.calendar)


_Told = tuple[int, int, Mapping[str, Any]]


def judge_areas(
    election: ElectionRow, area_pks: Collection[int], size: int, newest: Sequence[_Told] = ()
) -> Iterator[tuple[AreaOutline, tuple[Card, ...]]]:
    """The cards of these precincts as the first `size` entries of the log make them, the last of which of
    JUDGED_KINDS are `newest`, by row id of their area."""
    definition = load_definition(election)
    rules = load_rules(definition)
    ordered = sorted(area_pks)
    read = newest[0][1] if newest else size
    for start in range(0, len(ordered), CHUNK):
        some = ordered[start : start + CHUNK]
        areas = load_areas_above(some)
        facts = {pk: PrecinctFacts(areas[pk].code, areas[pk].voters_registered) for pk in some}
        _take_entries(facts, read)
        for pk, index, body in newest:
            if pk in facts:
                facts[pk].take(index, body)
        _gather(election, facts, size)
        for pk, known in facts.items():
            place = place_of(definition, areas[pk], areas)
            known.closed_at, known.ballots = place.counted_from, place.contests
            yield areas[pk], judge_precinct(known, tuple(place.contests), rules)


def _gather(election: ElectionRow, facts: Mapping[int, PrecinctFacts], size: int) -> None:
    """Bring what every source says; a new source is one more function here."""
    _take_counts(election, facts, size)
    _take_copies(election, facts)
    tables = tables_at(election, size)
    for known in facts.values():
        known.see(seen_at(tables, known.area_id))
    _take_records(election, facts)


def _take_entries(facts: Mapping[int, PrecinctFacts], size: int) -> None:
    for index, pk, body in sorted(_entries_about(list(facts), size)):
        facts[pk].take(index, json.loads(bytes(body)))


@kept_question
def _entries_about(areas: list[int], size: int) -> QuerySet[Act, tuple[int, int, bytes | memoryview]]:
    # From the areas: asked by index, a database may read the whole log before it.
    told = Act.objects.filter(area__in=areas, kind__in=JUDGED_KINDS, logentry__index__lt=size)
    return told.values_list("logentry__index", "area_id", "logentry__body")


def _take_counts(election: ElectionRow, facts: Mapping[int, PrecinctFacts], size: int) -> None:
    """Counts by hand: they name the number of their audit or recount, whose first entry names the contest."""
    rows = AuditEntry.objects.filter(election=election, entry_index__lt=size)
    places = {known.area_id: known for known in facts.values()}
    counts = rows.filter(body__kind=AUDIT_COUNT.name, body__area__in=list(places))
    told = list(counts.values_list("entry_index", "body"))
    if not told:
        return
    begun = rows.filter(body__kind__in=[AUDIT_PLAN.name, RECOUNT_ORDER.name])
    contests = {body["number"]: body["contest"] for body in begun.values_list("body", flat=True)}
    for index, body in told:
        places[body["area"]].take(index, body | {"contest": contests[body["number"]]})


def _take_copies(election: ElectionRow, facts: Mapping[int, PrecinctFacts]) -> None:
    newest: dict[tuple[int, str, str], Copy] = {}
    for row in _copies_of(election.pk, list(facts)):
        copy = Copy(row.entry_index, row.contest, row.figures, row.organisation, row.photo_sha256 or None)
        newest[row.area_id, row.contest, row.vkey] = copy
    for (pk, _, _), copy in newest.items():
        facts[pk].copies.append(copy)


@kept_question
def _copies_of(election: str, areas: list[int]) -> QuerySet[PublishedCopy]:
    return PublishedCopy.objects.filter(election=election, area__in=areas).order_by("entry_index")


@kept_question
def _records_of(election: str, areas: list[int]) -> QuerySet[PublishedRecord, tuple[str, str, int]]:
    rows = PublishedRecord.standing.filter(election=election, area__in=areas, register__in=REGISTERS)
    return rows.values_list("record_id", "register", "area")


def _take_records(election: ElectionRow, facts: Mapping[int, PrecinctFacts]) -> None:
    told = _records_of(election.pk, list(facts))
    where = {record: (register, pk) for record, register, pk in told}
    for register in REGISTERS:
        ids = {record for record, (of, _) in where.items() if of == register}
        if ids:
            registry, _ = load_registry(election, register, ids, with_links=False)
            for record in sorted(ids):
                facts[where[record][1]].records.append(registry.records[record])


def load_cards(election: ElectionRow, area: AreaRow) -> list[Card]:
    """The cards of a precinct, one for each contest held there, whatever the log says of it."""
    kept = {row.contest: row.card(area.code) for row in PrecinctCard.objects.filter(area=area)}
    definition = load_definition(election)
    areas = load_areas_above([area.pk])
    there = place_of(definition, areas[area.pk], areas).contests
    held = [one.code for one in definition.election.contests if one.code in there]
    bare = PrecinctFacts(area.code, area.voters_registered)
    empty = {one.contest: one for one in judge_precinct(bare, held, load_rules(definition))}
    return [kept.get(code, empty[code]) for code in held]


def load_all_cards(election: ElectionRow, contest: str) -> Iterator[Card]:
    """Every card of a contest, in the order of the precincts' row ids; those without a row as well."""
    definition = load_definition(election)
    rules = load_rules(definition)
    kept = PrecinctCard.objects.filter(election=election, contest=contest).order_by("area")
    # Both in one order, so that a country never stands in memory.
    rows = kept.iterator(chunk_size=2000)
    row = next(rows, None)
    for area in _precincts(election, contest):
        if row is not None and row.area_id == area.pk:
            yield row.card(area.code)
            row = next(rows, None)
        else:
            yield judge_precinct(PrecinctFacts(area.code, area.voters_registered), (contest,), rules)[0]


def _precincts(election: ElectionRow, contest: str) -> Iterator[AreaRow]:
    """The precincts in which a contest is held."""
    held = held_in(election, load_definition(election).election.contest(contest))
    rows = AreaRow.objects.filter(held, election=election).exclude(kind="unit").order_by("pk")
    yield from rows.only("pk", "code", "voters_registered").iterator(chunk_size=5000)


def load_balance(election: ElectionRow, contest: Contest) -> dict[str, Any]:
    """The balance as it was made for this state of the log. Raises MakersBusy."""
    data = read_made(election, balance_name(contest.code), lambda: [balance_of(election, contest)])
    told: dict[str, Any] = json.loads(data)
    return told


def balance_name(contest: str) -> str:
    """Under which name the balance lies among the files that are made once."""
    return f"balance/{contest}.json"


def balance_of(election: ElectionRow, contest: Contest) -> bytes:
    """The balance of a contest up the map, with the criteria, as a document in every language."""
    definition = load_definition(election)
    rules = load_rules(definition)
    codes = [criterion.code for criterion in rules.criteria]
    (bare,) = judge_precinct(PrecinctFacts(""), (contest.code,), rules)
    silent = tuple(answer.state for answer in bare.answers)
    balances: dict[int, Balance] = {}
    for pk, cards in CardTotal.objects.filter(election=election, contest=contest.code).values_list(
        "area", "cards"
    ):
        balances[pk] = balance = Balance()
        for letters, (precincts, votes, with_votes, voters, with_voters) in cards.items():
            alike = Stand(precincts, Tally(votes, with_votes), Tally(voters, with_voters))
            balance.take_alike(codes, Weighed.by(states_in(letters) or silent, None, None), alike)
    document = balance_document(
        contest.code, _named(election, balances), _margins(election, contest), _copies(election, contest)
    )
    head = {"election": election.pk, "tree_size": load_public_size(election)}
    return render_json(head | {"criteria": criteria_document(rules.criteria)} | document)


def _named(election: ElectionRow, balances: Mapping[int, Balance]) -> list[tuple[Area, Balance]]:
    rows = {row.pk: row for row in AreaRow.objects.filter(pk__in=among(balances))}
    ordered = sorted(rows.values(), key=lambda row: (row.depth, row.pk))
    parents = {row.pk: rows[row.parent_id].code if row.parent_id else None for row in ordered}
    return [(load_area(row, parents[row.pk]), balances[row.pk]) for row in ordered]


def _margins(election: ElectionRow, contest: Contest) -> Margins | None:
    """How near the outcome is, where a page can ask it."""
    outcome_rules = load_outcome_rules(election).rules
    rules = outcome_rules.get(contest.kind)
    if isinstance(rules, PartyListRules) and len(contest.choices) > MOST_LISTS:
        return None
    held = PublishedTotal.objects.filter(election=election, area__parent=None, contest=contest.code)
    row = held.select_related("area").first()
    if row is None or not row.received:
        return None
    definition = load_definition(election)
    regions = load_regions(definition, outcome_rules, row.area).get(contest.code, ())
    counted = votes_from_total(definition.rules[contest.code], contest, load_total(row), regions)
    return margins_of(rules, counted.votes, seats=contest.seats)


def _copies(election: ElectionRow, contest: Contest) -> tuple[str, ...]:
    """For whom the copies were signed from which all figures are; none where any protocol is there."""
    kept = PrecinctCard.objects.filter(election=election, contest=contest.code)
    if kept.exclude(entry_index=None).exists():
        return ()
    named = kept.exclude(copies=[]).values_list("copies", flat=True)
    return tuple(sorted({name for names in named for name in names}))
