"""Log entries become what the public sees: current protocols, findings, scans, sums up the map."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from hattama.core.entries import (
    EXPLANATION,
    SCAN,
    TELLING_KINDS,
    AnnulmentEntry,
    ConfirmationEntry,
    Entry,
    InvestigationEntry,
    ProtocolEntry,
    RedactionEntry,
    ScanEntry,
    entry_from_body,
)
from hattama.core.tabulation import Tabulation, Total, fold_entry
from hattama.web.kernel.capability import provided
from hattama.web.kernel.elections.loading import (
    Definition,
    load_areas_above,
    load_contribution,
    load_definition,
    load_total,
)
from hattama.web.kernel.elections.open_election import area_id_path
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.recording import publish_amendments
from hattama.web.kernel.log.tables import COLUMNS, LogEntry, WrittenEntry
from hattama.web.kernel.published.browsing import of_many
from hattama.web.kernel.published.missing import add_counts, finding_counts
from hattama.web.kernel.published.tables import (
    STRETCH,
    ArrivalCount,
    AwaitedProtocol,
    PastTotal,
    PublicMark,
    PublishedFinding,
    PublishedProtocol,
    PublishedScan,
    PublishedTotal,
    SummedRow,
)
from hattama.web.kernel.stores.kept_questions import among, kept_question, rows_among
from hattama.web.kernel.stores.kept_rows import insert_rows, insert_values, new_row

Key = tuple[str, str]


class _Batch:
    """The rows that one batch of entries touches, loaded once and written once."""

    def __init__(self, election: ElectionRow, area_ids: set[int]) -> None:
        self.election = election
        self.definition: Definition = load_definition(election)
        self.areas = load_areas_above(area_ids)
        self.by_id = {area.code: area for area in self.areas.values()}
        units = [pk for pk, area in self.areas.items() if not area.is_precinct]
        self.total_rows = {
            (self.areas[row.area_id].code, row.contest): row
            for row in rows_among(PublishedTotal, "area", units)
        }
        self.protocols: dict[Key, PublishedProtocol] = {
            (self.areas[row.area_id].code, row.contest): row
            for row in rows_among(PublishedProtocol, "area", area_ids)
        }
        self.scans: dict[Key, list[PublishedScan]] = _scans_by_key(self.protocols)
        # Sums of a precinct are its protocol: only the areas above it are added up.
        self.paths: dict[str, list[str]] = {}
        self.state = self._state()
        self.touched: dict[Key, int] = {}
        self.fresh: dict[Key, PublishedProtocol] = {}
        self.changed: dict[Key, PublishedProtocol] = {}
        self.replaced: dict[Key, PublishedProtocol] = {}
        self.withdrawn: list[PublishedScan] = []
        self.arrivals: dict[tuple[str, datetime.datetime], Counter[str]] = {}
        self.nightly: dict[tuple[str, datetime.datetime], dict[str, Any]] = {}

    def _state(self) -> Tabulation:
        state = Tabulation({key: load_total(row) for key, row in self.total_rows.items()})
        for area in self.areas.values():
            if not area.is_precinct:
                continue
            path = area_id_path(area, self.areas)
            self.paths[area.code] = path[:-1]
            for contest in self.definition.contests_at(path):
                key = (area.code, contest.code)
                state.totals[key] = Total(expected=1)
                row = self.protocols.get(key)
                if row is not None:
                    scans = self.scans.get(key, ())
                    state.current[key] = load_contribution(row, self.definition, path, scans)
        return state

    def derive(self, contest: str, figures: Mapping[str, int], area_id: str) -> dict[str, int]:
        """As `Definition.derive`, of a precinct of this batch."""
        return self.definition.derive(contest, figures, (*self.paths[area_id], area_id))

    def touch(self, key: Key, tree_size: int) -> None:
        """Note that the totals above a precinct follow from the log at this size now."""
        for above in self.paths[key[0]]:
            self.touched[above, key[1]] = tree_size


@kept_question
def _entries_of(election: str, start: int, stop: int) -> QuerySet[LogEntry, tuple[Any, ...]]:
    rows = LogEntry.objects.filter(election=election, index__gte=start, index__lt=stop).order_by("index")
    return rows.values_list(*COLUMNS)


def publish_next(election: ElectionRow, start: int, stop: int) -> int:
    """Fold the entries from `start` to below `stop` into the public tables; how many there are."""
    entries = [*map(WrittenEntry.of, _entries_of(election.pk, start, stop))]
    publish_entries(election, entries)
    return len(entries)


def publish_entries(election: ElectionRow, entries: Sequence[WrittenEntry]) -> None:
    """Fold `entries`, in the order of their indexes, into the public tables, inside the caller's transaction:
    each capability those of its kinds, then the protocols with what is summed of them.

    Raises BrokenLifeCycle or another refusal when an entry contradicts those before it; then the caller must
    roll back. The tables are behind the entry before these, the entries are written already.
    """
    if not entries:
        return
    left = STRETCH - entries[0].index % STRETCH
    if left < len(entries):
        publish_entries(election, entries[:left])
        publish_entries(election, entries[left:])
        return
    for publish in provided("publish_entries"):
        publish(election, entries)
    publish_amendments(election, entries)
    if telling := [entry for entry in entries if entry.kind in TELLING_KINDS]:
        _publish_protocols(election, telling)
    size = entries[-1].index + 1
    if left == len(entries):
        _keep_totals(election, size)
    insert_rows([PublicMark(election=election, size=size)], unique=("election_id",))


def _publish_protocols(election: ElectionRow, telling: Sequence[WrittenEntry]) -> None:
    batch = _Batch(election, {entry.area_pk for entry in telling})
    forms = {code: rules.form for code, rules in batch.definition.rules.items()}
    for minute, told_then in groupby(telling, _minute):
        keys = set()
        for entry in told_then:
            said = entry_from_body(entry.index, entry.body)
            if said is None:
                raise AssertionError(f"entry {entry.index} of kind {entry.kind} says nothing")
            fold_entry(batch.state, said, batch.paths, forms, batch.derive)
            key = (said.area_id, said.contest)
            batch.touch(key, entry.index + 1)
            _publish(batch, key, entry, said)
            keys.add((batch.paths[key[0]][0], key[1]))
        batch.nightly |= {(key[1], minute): _sums(batch.state.totals[key]) for key in keys}
    _write_protocols(batch)
    _write_totals(batch)
    _write_arrivals(batch)


def _publish(batch: _Batch, key: Key, entry: WrittenEntry, said: Entry) -> None:
    before = finding_counts(batch.protocols.get(key))
    if isinstance(said, ProtocolEntry):
        _show_version(batch, key, entry, said)
        _add_scans(batch, key, said.index, said.scans)
    row = batch.protocols[key]
    if isinstance(said, ScanEntry):
        _add_scans(batch, key, said.index, (said.scan,), entry.body["address"] or "")
    elif isinstance(said, RedactionEntry) and said.what == SCAN:
        _withdraw(batch, key, said)
    else:
        _judge(row, said)
    row.has_scan = batch.state.current[key].has_scan
    if key not in batch.fresh:
        batch.changed[key] = row
    if (after := finding_counts(row)) != before:
        for above in batch.paths[key[0]]:
            counts = batch.total_rows[above, key[1]].findings
            add_counts(counts, before, -1)
            add_counts(counts, after)


def _judge(row: PublishedProtocol, said: Entry) -> None:
    """Note what is said of a version whose figures stay what they are."""
    if isinstance(said, AnnulmentEntry):
        row.annulled_by, row.investigation = said.index, None
    elif isinstance(said, ConfirmationEntry):
        row.preliminary, row.confirmed_by = False, said.index
    elif isinstance(said, InvestigationEntry):
        row.investigation = said.index if said.opens else None
    elif isinstance(said, RedactionEntry) and said.what == EXPLANATION:
        row.explanation = ""
        row.explanation_facts = {"sha256": said.sha256, "salt": None, "withdrawn_by": said.index}


def row_of_log(area: AreaRow, contest: str, entries: Iterable[WrittenEntry]) -> PublishedProtocol | None:
    """What the tables say of a protocol once they follow all that the `entries` about it say: for who cannot
    wait for that. It is not kept, and no scans stand beside it."""
    row = None
    for entry in entries:
        said = entry_from_body(entry.index, entry.body)
        if isinstance(said, ProtocolEntry):
            row = row or PublishedProtocol(area=area, contest=contest, first_index=entry.index)
            _tell_version(row, entry, said)
        elif row is not None and said is not None:
            _judge(row, said)
    return row


def _show_version(batch: _Batch, key: Key, entry: WrittenEntry, said: ProtocolEntry) -> None:
    row = batch.protocols.get(key)
    if row is None:
        place = {"election_id": batch.election.pk, "area_id": entry.area_pk, "contest": said.contest}
        row = new_row(PublishedProtocol, {**_BLANK, **place, "first_index": entry.index})
        batch.protocols[key] = batch.fresh[key] = row
        path = (*batch.areas[row.area_id].path_ids(), row.area_id)
        # Of a country that is one precinct it is itself.
        batch.arrivals.setdefault((said.contest, _minute(entry)), Counter())[str(path[1])] += 1
    elif key not in batch.fresh:
        batch.replaced[key] = row
    _tell_version(row, entry, said)


def _tell_version(row: PublishedProtocol, entry: WrittenEntry, said: ProtocolEntry) -> None:
    body, private = entry.body, entry.private
    row.kind = entry.kind
    row.entry_index = entry.index
    row.leaf_hash = entry.leaf_hash
    row.version = said.version
    if not said.keeps_paper:
        row.paper_index = entry.index
    row.annulled_by = row.confirmed_by = row.investigation = None
    row.preliminary = said.preliminary
    row.reread, row.done_by = body.get("reread", []), body.get("done_by", [])
    row.figures = dict(said.figures)
    row.illegible = body["illegible"]
    row.findings = body["findings"]
    row.has_broken = bool(said.broken)
    row.explanation = private.get("explanation", "")
    row.explanation_facts = _explanation_facts(said, private)
    row.method = body["method"]
    row.source = private.get("source", "")
    # What a source gave beside the paper stays there when a person corrects the figures.
    row.beside = private.get("beside", row.beside)
    signed = body["signed_at"]
    row.signed_at = None if signed is None else datetime.datetime.fromisoformat(signed)
    row.signed_text = body["signed_at"] or ""
    row.received_at = datetime.datetime.fromisoformat(body["recorded_at"])
    row.published_at = entry.published_at


_BLANK = {field.attname: field.get_default() for field in PublishedProtocol._meta.concrete_fields}
"""What a protocol says before its entry does."""


def _explanation_facts(said: ProtocolEntry, private: Mapping[str, Any]) -> dict[str, Any] | None:
    if said.explanation is None:
        return None
    return {"sha256": said.explanation, "salt": private["salt"], "withdrawn_by": None}


def _add_scans(batch: _Batch, key: Key, index: int, scans: Sequence[str], address: str = "") -> None:
    row = batch.protocols[key]
    made = [PublishedScan(protocol=row, scan_id=scan, entry_index=index, address=address) for scan in scans]
    batch.scans.setdefault(key, []).extend(made)


def _withdraw(batch: _Batch, key: Key, said: RedactionEntry) -> None:
    for scan in batch.scans[key]:
        if scan.scan_id == said.sha256:
            scan.withdrawn_by = said.index
            batch.withdrawn.append(scan)


def _write_protocols(batch: _Batch) -> None:
    insert_rows(list(batch.fresh.values()))
    come: dict[str, list[int]] = {}
    for row in batch.fresh.values():
        come.setdefault(row.contest, []).append(row.area_id)
    for contest, areas in come.items():
        AwaitedProtocol.objects.filter(contest=contest, area__in=among(areas)).delete()
    if batch.changed:
        insert_rows([*batch.changed.values()], unique=("area_id", "contest"))
        PublishedFinding.objects.filter(protocol__in=[row.pk for row in batch.replaced.values()]).delete()
    shown = (*batch.fresh.values(), *batch.replaced.values())
    findings = [one for row in shown for one in _finding_rows(batch.election, row)]
    insert_values(PublishedFinding, findings)
    scans = [scan for scans in batch.scans.values() for scan in scans]
    insert_rows([scan for scan in scans if scan.pk is None])
    kept = [scan for scan in batch.withdrawn if scan.pk is not None]
    PublishedScan.objects.bulk_update(kept, ["withdrawn_by"], batch_size=500)


def _finding_rows(election: ElectionRow, row: PublishedProtocol) -> Iterator[dict[str, Any]]:
    """A rule asked row by row may be broken several times in one protocol, which counts once."""
    seen = set()
    for finding in row.findings:
        said = finding["code"], finding["verdict"]
        place = {"election_id": election.pk, "protocol_id": row.pk, "area_id": row.area_id}
        beside = {**place, "entry_index": row.entry_index, "is_first": said not in seen}
        yield {**finding, **beside}
        seen.add(said)


_SUMMED = [field.name for field in SummedRow._meta.fields if field.name not in {"election", "contest"}]


def _sums(total: Total) -> dict[str, Any]:
    sums = {name: getattr(total, name) for name in _SUMMED}
    for name in ("figures", "derived"):
        sums[name] = {code: list(tally) for code, tally in sorted(sums[name].items())}
    return sums


def _write_totals(batch: _Batch) -> None:
    rows = {key: batch.total_rows[key] for key in batch.touched}
    for key, row in rows.items():
        for name, value in _sums(batch.state.totals[key]).items():
            setattr(row, name, value)
        row.tree_size = batch.touched[key]
    # Every row exists since the election opened; to insert with an update on conflict is one plain statement,
    # where bulk_update writes a CASE with a branch for each.
    insert_rows([*rows.values()], unique=("area_id", "contest"))


def _keep_totals(election: ElectionRow, size: int) -> None:
    """Keep what changed in the last stretch of the log as it is at its end."""
    changed = PublishedTotal.objects.filter(
        of_many("area__"), election=election, tree_size__gt=size - STRETCH
    )
    told = changed.values("election_id", "area_id", "contest", *_SUMMED)
    insert_values(PastTotal, [row | {"tree_size": size} for row in told])


def _write_arrivals(batch: _Batch) -> None:
    """A minute in which a protocol came has its count, and the sums as they stood at its end."""
    minutes = {minute for _, minute in batch.nightly}
    held = ArrivalCount.objects.filter(election=batch.election, minute__in=minutes)
    come = {(row.contest, row.minute): Counter(row.below) for row in held.only("contest", "minute", "below")}
    for key, more in batch.arrivals.items():
        come.setdefault(key, Counter()).update(more)
    rows = [
        ArrivalCount(
            election=batch.election,
            contest=key[0],
            minute=key[1],
            protocols=come[key].total(),
            below=dict(come[key]),
            **sums,
        )
        for key, sums in batch.nightly.items()
        if key in come
    ]
    insert_rows(rows, unique=("election_id", "contest", "minute"))


def _minute(entry: WrittenEntry) -> datetime.datetime:
    return entry.published_at.replace(second=0, microsecond=0)


def _scans_by_key(protocols: Mapping[Key, PublishedProtocol]) -> dict[Key, list[PublishedScan]]:
    keys = {row.pk: key for key, row in protocols.items()}
    scans: dict[Key, list[PublishedScan]] = {}
    for row in rows_among(PublishedScan, "protocol", keys):
        scans.setdefault(keys[row.protocol_id], []).append(row)
    return scans
