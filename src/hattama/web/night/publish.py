"""Entries about counting night become rows: times of steps, and what is wrong with times and papers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db.models import Model

from hattama.core.entries import (
    CUSTODY,
    STEPS,
    CustodyChain,
    Step,
    StepTime,
    check_chain,
    check_timeline,
    fold_steps,
)
from hattama.core.protocols import CustodyEvent
from hattama.core.tabulation import NIGHT_KINDS, refuse_elsewhere
from hattama.core.vocabulary import Finding
from hattama.verification.nights import night_rules
from hattama.web.kernel.elections.loading import Definition, load_areas_above, load_definition, place_of
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.tables import WrittenEntry
from hattama.web.kernel.stores.kept_questions import among
from hattama.web.kernel.stores.kept_rows import insert_rows
from hattama.web.night.tables import (
    NightFinding,
    PublishedArrival,
    PublishedDocument,
    PublishedStep,
    load_chains,
    load_timelines,
)

Stated = Mapping[Step, tuple[StepTime, ...]]


def publish_night(election: ElectionRow, entries: Sequence[WrittenEntry]) -> None:
    """Write what those of `entries` say that speak of steps or custody. Raises a BrokenLifeCycle when one
    contradicts those before it."""
    told = [entry for entry in entries if entry.kind in NIGHT_KINDS]
    _refuse_elsewhere(election, told)
    steps = [entry for entry in told if entry.kind == STEPS]
    if steps:
        _publish_steps(election, steps)
    papers = {entry.area_pk for entry in told if entry.kind == CUSTODY}
    if papers:
        chains = load_chains(papers)
        findings = {pk: check_chain(chain.standing()) for pk, chain in chains.items()}
        named = {pk: [(one.row, one) for one in found] for pk, found in findings.items()}
        _replace_findings(election, CUSTODY, named)
        _replace(PublishedArrival, chains, _arrivals(election, chains))
        _replace(PublishedDocument, chains, _documents(election, chains))


def _refuse_elsewhere(election: ElectionRow, told: Sequence[WrittenEntry]) -> None:
    definition = load_definition(election)
    areas = load_areas_above({entry.area_pk for entry in told})
    for entry in told:
        refuse_elsewhere(entry.body, place_of(definition, areas[entry.area_pk], areas))


def _publish_steps(election: ElectionRow, told: Sequence[WrittenEntry]) -> None:
    definition = load_definition(election)
    areas = AreaRow.objects.only("pk", "kind", "ancestry").in_bulk({entry.area_pk for entry in told})
    timelines = load_timelines(areas)
    made: list[PublishedStep] = []
    corrected: list[tuple[int, Step]] = []
    for entry in told:
        pk, body = entry.area_pk, entry.body
        before = timelines.get(pk, {})
        timelines[pk] = fold_steps(before, entry.index, body, definition.pack.steps, areas[pk])
        contest = body["contest"] or ""
        corrected += [(pk, (contest, code)) for code in body["corrects"]]
        made += [_row(election, pk, contest, code, timelines[pk]) for code in sorted(body["times"])]
    insert_rows(made)
    for pk, (contest, code) in dict.fromkeys(corrected):
        rows = PublishedStep.objects.filter(area=pk, contest=contest, step=code, stands=True)
        rows.exclude(entry_index=timelines[pk][contest, code][-1].index).update(stands=False)
    found = {pk: _step_findings(definition, timelines[pk]) for pk in areas}
    _replace_findings(election, STEPS, found)


def _row(election: ElectionRow, area_pk: int, contest: str, code: str, timeline: Stated) -> PublishedStep:
    time = timeline[contest, code][-1]
    return PublishedStep(
        election=election,
        area_id=area_pk,
        contest=contest,
        step=code,
        at=time.moment,
        at_text=time.at,
        place=time.place or "",
        recorded_text=time.recorded_at,
        method=time.method,
        entry_index=time.index,
    )


def _step_findings(definition: Definition, timeline: Stated) -> list[tuple[str, Finding]]:
    rules = night_rules(definition.pack, definition.election)
    return list(check_timeline(timeline, rules.steps, polling_on=rules.polling_on, calendar=rules.calendar))


def _replace_findings(
    election: ElectionRow, kind: str, found: Mapping[int, Sequence[tuple[str, Finding]]]
) -> None:
    rows = (
        NightFinding(
            election=election,
            area_id=pk,
            kind=kind,
            contest=contest,
            code=finding.code,
            severity=finding.severity.value,
            fields=list(finding.fields),
            left=finding.left,
            right=finding.right,
        )
        for pk in sorted(found)
        for contest, finding in found[pk]
    )
    _replace(NightFinding, found, rows, kind=kind)


def _replace(table: type[Model], areas: Iterable[int], rows: Iterable[Model], **only: str) -> None:
    """Have a table say `rows` of these areas, and nothing else."""
    table._default_manager.filter(area__in=among(list(areas)), **only).delete()
    insert_rows([*rows])


def _arrivals(election: ElectionRow, chains: Mapping[int, CustodyChain]) -> Iterator[PublishedArrival]:
    received = (
        (pk, entry, entry.body, chain.bearer_of(entry))
        for pk, chain in chains.items()
        for entry in chain.standing()
        if entry.body["event"] == CustodyEvent.RECEIVED
    )
    for pk, entry, body, bearer in received:
        yield PublishedArrival(
            election=election,
            area_id=pk,
            contest=body["contest"] or "",
            paper=body["paper"],
            at=entry.moment,
            holder=body["holder"] or "",
            carried_at=None if bearer is None else bearer.moment,
            bearer="" if bearer is None else bearer.body["holder"] or "",
            is_named=bearer is not None and bearer.body["holder_sha256"] is not None,
            pages=body["pages"],
            seal=body["seal"] or "",
            entry_index=entry.index,
        )


def _documents(election: ElectionRow, chains: Mapping[int, CustodyChain]) -> Iterator[PublishedDocument]:
    for pk, chain in chains.items():
        for stands, files in ((True, chain.shown_documents()), (False, chain.hidden_documents())):
            for sha256 in sorted(files):
                yield PublishedDocument(election=election, area_id=pk, sha256=sha256, stands=stands)
