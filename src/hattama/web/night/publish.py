"""Entries about counting night become rows: times of steps, and what is wrong with times and papers."""

from collections.abc import Mapping, Sequence
from typing import Any

from hattama.core.entries import (
    CUSTODY,
    STEPS,
    CustodyChain,
    CustodyEntry,
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

Told = tuple[WrittenEntry, Mapping[str, Any]]
Stated = Mapping[Step, tuple[StepTime, ...]]


def publish_night(
    election: ElectionRow, entries: Sequence[WrittenEntry], bodies: Sequence[Mapping[str, Any]]
) -> None:
    """Write what those of `entries` say that speak of steps or custody, inside the caller's transaction.

    `bodies` are what the entries say, one each; the entries are written already. Raises a BrokenLifeCycle
    when one contradicts those before it; then the caller must roll back.
    """
    told = [pair for pair in zip(entries, bodies, strict=True) if pair[0].kind in NIGHT_KINDS]
    _refuse_elsewhere(election, told)
    steps = [pair for pair in told if pair[0].kind == STEPS]
    if steps:
        _publish_steps(election, steps)
    papers = {entry.area_pk for entry, _ in told if entry.kind == CUSTODY}
    if papers:
        chains = load_chains(papers)
        findings = {pk: check_chain(chain.standing()) for pk, chain in chains.items()}
        named = {pk: [(one.row, one) for one in found] for pk, found in findings.items()}
        _replace_findings(election, CUSTODY, named)
        _replace_arrivals(election, chains)
        _replace_documents(election, chains)


def _refuse_elsewhere(election: ElectionRow, told: Sequence[Told]) -> None:
    definition = load_definition(election)
    areas = load_areas_above({entry.area_pk for entry, _ in told})
    for entry, body in told:
        refuse_elsewhere(body, place_of(definition, areas[entry.area_pk], areas))


def _publish_steps(election: ElectionRow, told: Sequence[Told]) -> None:
    definition = load_definition(election)
    areas = AreaRow.objects.only("pk", "kind", "depth").in_bulk({entry.area_pk for entry, _ in told})
    timelines = load_timelines(areas)
    made: list[PublishedStep] = []
    corrected: list[tuple[int, Step]] = []
    for entry, body in told:
        pk = entry.area_pk
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
    pks = sorted(found)
    for start in range(0, len(pks), 500):
        NightFinding.objects.filter(area__in=pks[start : start + 500], kind=kind).delete()
    rows = [
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
        for pk in pks
        for contest, finding in found[pk]
    ]
    insert_rows(rows)


def _replace_arrivals(election: ElectionRow, chains: Mapping[int, CustodyChain]) -> None:
    PublishedArrival.objects.filter(area__in=among(list(chains))).delete()
    insert_rows(
        [
            _arrival(election, pk, entry, chain.bearer_of(entry))
            for pk, chain in chains.items()
            for entry in chain.standing()
            if entry.body["event"] == CustodyEvent.RECEIVED
        ]
    )


def _arrival(
    election: ElectionRow, area_pk: int, entry: CustodyEntry, bearer: CustodyEntry | None
) -> PublishedArrival:
    body = entry.body
    return PublishedArrival(
        election=election,
        area_id=area_pk,
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


def _replace_documents(election: ElectionRow, chains: Mapping[int, CustodyChain]) -> None:
    PublishedDocument.objects.filter(area__in=among(list(chains))).delete()
    insert_rows(
        [
            PublishedDocument(election=election, area_id=pk, sha256=sha256, stands=stands)
            for pk, chain in chains.items()
            for stands, files in ((True, chain.shown_documents()), (False, chain.hidden_documents()))
            for sha256 in sorted(files)
        ]
    )
