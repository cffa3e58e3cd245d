"""Rows become records, lists of them and measures: what every page of registers is made from."""

import datetime
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from hattama.core.entries import fold_record, recorded_text, salted_sha256
from hattama.core.records import (
    FieldType,
    Moment,
    Reading,
    Record,
    RecordFacts,
    RecordFinding,
    Register,
    Registry,
    Statement,
    facts_of,
    read_clocks,
)
from hattama.formats.days_of_rest import load_calendar
from hattama.formats.register_packs import registers_in_force as registers_at
from hattama.formats.register_packs import shipped_registers
from hattama.formats.stated_numbers import shipped_numbers
from hattama.publish.record_texts import RecordText, file_in, public_seals
from hattama.publish.register_numbers import RegisterNumbers, reckon
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below
from hattama.web.kernel.languages.search_text import search_terms
from hattama.web.kernel.pages.area_names import area_name
from hattama.web.kernel.stores.kept_questions import kept_question
from hattama.web.kernel.stores.made_files import MakersBusy
from hattama.web.registers.tables import (
    CHUNK,
    ErasedText,
    OpenedText,
    PublishedRecord,
    RegisterEntry,
    count_erased,
    load_entries,
    load_opened,
)

PAGE_SIZE = 50
COMPLAINTS = "complaints"
"""The register by whose pack a citizen is told where to complain."""

DEEPEST_LINK = 4
"""How far links are followed, as conditions follow them."""

MOST_NAMED: Final = 20
"""Areas of one name whose records are looked for: a question of anyone's must not name a whole country."""

BrokenRules = dict[tuple[str, str, str], dict[str, RecordFinding]]
"""What rules of kinds find, by register, kind and rule: what is so of several is seen in all alone."""

Bodies = Mapping[str, list[tuple[int, Any]]]
"""What entries say of each record, with their places in the log."""


@dataclass(frozen=True, slots=True)
class RecordView:
    """A record as seen from a moment, with its row: findings, clocks, and the records that it links to."""

    row: PublishedRecord
    record: Record
    facts: RecordFacts
    readings: tuple[Reading, ...]
    bodies: tuple[tuple[int, Any], ...]
    """What the entries say, with their places in the log."""

    @property
    def findings(self) -> tuple[RecordFinding, ...]:
        """Everything that is found of it."""
        return tuple(self.facts.findings())

    @property
    def is_overdue(self) -> bool:
        """Whether a limit is being missed just now."""
        return any(one.is_missed and one.ended_at is None for one in self.readings)


def moment_of(election: ElectionRow, at: datetime.datetime) -> Moment:
    """From where the records of an election are looked at."""
    definition = load_definition(election)
    zone = ZoneInfo(definition.election.time_zone)
    calendar = load_calendar(definition.pack.country, zone)
    return Moment(calendar, election.polling_on, at.astimezone(zone), definition.election.vote)


def state_of_registers(row: ElectionRow) -> str:
    """What pages and files of registers depend on beside the log: the hour, and what was erased."""
    return f"{this_hour():%Y%m%d%H} {count_erased()}"


def this_hour() -> datetime.datetime:
    """The beginning of this hour: limits are told as of then, so that a page is made once an hour."""
    return _hour_of(timezone.now())


def _hour_of(moment: datetime.datetime) -> datetime.datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def registers_in_force(election: ElectionRow) -> list[Register]:
    """The registers that may be kept of an election: of its country, in the edition of its day."""
    return registers_at(load_definition(election).pack.country, election.polling_on)


def registers_of(election: ElectionRow) -> list[Register]:
    """The registers of which the log of the election, or a source that the program knows, says anything."""
    named = set(_named(election.pk))
    return [
        one for one in registers_in_force(election) if one.register_id in named or stated_of(election, one)
    ]


@kept_question
def _named(election: str) -> QuerySet[RegisterEntry, str]:
    rows = RegisterEntry.objects.filter(election=election).order_by()
    return rows.values_list("register", flat=True).distinct()


def stated_of(election: ElectionRow, register: Register) -> Sequence[Statement]:
    """What sources published of this election as a whole, as it comes with the program."""
    return _stated().get((election.pk, register.register_id), ())


@cache
def _stated() -> Mapping[tuple[str, str], list[Statement]]:
    found: dict[tuple[str, str], list[Statement]] = {}
    for one in shipped_numbers():
        found.setdefault((one.election, one.statement.register), []).append(one.statement)
    return found


def register_in_force(election: ElectionRow, register_id: str) -> Register | None:
    """The register of this identifier that may be kept of the election, if there is one."""
    return next((one for one in registers_in_force(election) if one.register_id == register_id), None)


def rows_of(
    election: ElectionRow,
    register: Register,
    *,
    kind: str = "",
    state: str = "",
    codes: Mapping[str, str] | None = None,
    area: AreaRow | None = None,
    search: str = "",
) -> QuerySet[PublishedRecord]:
    """The records of a register that fit, those whose limit comes first or was missed longest at the front.

    `codes`: the code that a field holds, by field. `search`: words of the summary, or of the names of its
    area and of those above, in any language.
    """
    rows = PublishedRecord.standing.filter(election=election, register=register.register_id)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(state=state) if state else rows
    rows = rows if area is None or area.is_root else rows.filter(below(area, "area__"))
    for code, value in (codes or {}).items():
        rows = rows.filter(**{f"values__{code}__value": value})
    for term in search_terms(search):
        rows = rows.filter(Q(search_text__contains=term) | _of_named_areas(election, term))
    return rows.order_by(F("due_at").asc(nulls_last=True), "-opened_index")


def _of_named_areas(election: ElectionRow, term: str) -> Q:
    """Records kept for an area in whose name the term occurs, or for what lies below it. Numbers name none:
    they are those of documents here."""
    if term.strip().isdecimal():
        return Q(pk__in=())
    named = AreaRow.objects.filter(election=election, search_text__contains=term)
    units = named.filter(kind="unit").exclude(depth=0)[:MOST_NAMED]
    return reduce(or_, (below(area, "area__") for area in units), Q(area__in=named))


def load_areas(election: ElectionRow, codes: Iterable[str]) -> dict[str, AreaRow]:
    """The areas of these codes, those that there are."""
    wanted = sorted(set(codes))
    found: dict[str, AreaRow] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = AreaRow.objects.filter(election=election, code__in=wanted[start : start + CHUNK])
        found |= {row.code: row for row in rows}
    return found


def area_namer(election: ElectionRow, records: Iterable[Record]) -> Callable[[str], str]:
    """What lines about these records call an area: by its name, and a polling station by its identifier, too,
    since many have one name."""
    values = (
        record.value(field.code)
        for record in records
        for field in record.kind.fields
        if field.type is FieldType.AREA
    )
    areas = load_areas(election, (said for said in values if isinstance(said, str)))

    def called(code: str) -> str:
        area = areas.get(code)
        if area is None:
            return code
        return f"{area_name(area)}, {code}" if area.is_precinct else area_name(area)

    return called


def record_of(
    election: ElectionRow, register_id: str, record_id: str, *, now: datetime.datetime
) -> RecordView | None:
    """One record of a register, if it is there."""
    rows = PublishedRecord.objects.filter(election=election, register=register_id, record_id=record_id)
    return next(iter(views_of(election, rows.select_related("area"), now=now)), None)


def views_of(
    election: ElectionRow, rows: Iterable[PublishedRecord], *, now: datetime.datetime
) -> list[RecordView]:
    """The records of these rows, of whatever registers, in their order."""
    listed = list(rows)
    moment = moment_of(election, now)
    views: dict[str, RecordView] = {}
    for register in sorted({row.register for row in listed}):
        of_it = [row for row in listed if row.register == register]
        registry, bodies = load_registry(election, register, {row.record_id for row in of_it})
        broken = _broken_rules(election, register, now)
        for row in of_it:
            record = registry.records[row.record_id]
            facts = RecordFacts(record, registry, moment, whole=broken)
            readings = tuple(read_clocks(record, facts, moment))
            views[row.record_id] = RecordView(row, record, facts, readings, tuple(bodies[row.record_id]))
    return [views[row.record_id] for row in listed]


def _broken_rules(election: ElectionRow, register: str, now: datetime.datetime) -> BrokenRules:
    known = register_in_force(election, register)
    has_rules = known is not None and any(kind.rules for kind in known.kinds)
    return _reckoned(election, known, now)[1] if known is not None and has_rules else {}


def load_registry(
    election: ElectionRow, register: str, record_ids: Collection[str] | None, *, with_links: bool = True
) -> tuple[Registry, Bodies]:
    """The fold of what the log says of these records (None: of all of the register, and of it as a whole).

    `with_links`: and of those that they lead to. Raises BrokenLifeCycle.
    """
    registry = Registry(shipped_registers())
    bodies: dict[str, list[tuple[int, Any]]] = defaultdict(list)
    wanted = record_ids
    for _ in range(DEEPEST_LINK if with_links and record_ids is not None else 1):
        opened = load_opened(election, register, wanted)
        for row in load_entries(election, register, wanted):
            fold_record(registry, row.entry_index, row.body, opened)
            bodies[row.record_id].append((row.entry_index, row.body))
        wanted = _linked(registry) - bodies.keys()
        if not wanted:
            break
    return registry, bodies


def _linked(registry: Registry) -> set[str]:
    return {
        said
        for record in registry.records.values()
        for field in record.kind.fields
        if field.type is FieldType.LINK and isinstance(said := record.value(field.code), str)
    }


def measures_of(election: ElectionRow, register: Register, *, now: datetime.datetime) -> RegisterNumbers:
    """What all records of a register come to.

    A statistic of thousands of records takes seconds: it is made once an hour for a size of the log, and at
    once where an entry of the register came or a text was erased. Raises MakersBusy where others are before.
    """
    return _reckoned(election, register, now)[0]


def _reckoned(
    election: ElectionRow, register: Register, now: datetime.datetime
) -> tuple[RegisterNumbers, BrokenRules]:
    rows = RegisterEntry.objects.filter(election=election, register=register.register_id)
    last = rows.order_by("-entry_index").values_list("entry_index", "leaf_hash").first()
    erased = ErasedText.objects.filter(election=election).count()
    # As of the hour, whoever asks first: else processes tell them as of different moments of it.
    hour = _hour_of(now)
    key = (election.pk, register.sha256, last, erased, hour)
    # One thread computes, and the others find what it computed; who asks of many registers holds nobody long.
    if not _computing.acquire(timeout=LONGEST_WAIT):
        raise MakersBusy(int(LONGEST_WAIT))
    try:
        if key not in _computed:
            while len(_computed) >= MOST_KEPT:
                del _computed[next(iter(_computed))]
            _computed[key] = _reckon(election, register, hour)
        return _computed[key]
    finally:
        _computing.release()


MOST_KEPT = 32
LONGEST_WAIT = 20.0
"""Seconds after which somebody is told to ask again."""
_computing = threading.Lock()
_computed: dict[tuple[object, ...], tuple[RegisterNumbers, BrokenRules]] = {}


def load_whole(election: ElectionRow, register: Register) -> Registry:
    """All of a register, with what sources published of it. Raises BrokenLifeCycle."""
    registry, _ = load_registry(election, register.register_id, None)
    for statement in stated_of(election, register):
        registry.say(statement)
    return registry


def _reckon(
    election: ElectionRow, register: Register, now: datetime.datetime
) -> tuple[RegisterNumbers, BrokenRules]:
    registry = load_whole(election, register)
    moment = moment_of(election, now)
    return reckon(register, registry, moment), _all_rules(registry, register, moment)


def _all_rules(registry: Registry, register: Register, moment: Moment) -> BrokenRules:
    broken: BrokenRules = {}
    for facts in facts_of(registry, moment, register.register_id):
        broken = facts.whole
        for rule in facts.record.kind.rules:
            facts.breaks(rule.code)
    return broken


def record_texts(election: ElectionRow, record_ids: Collection[str] | None = None) -> Iterator[RecordText]:
    """Every public text of the records of an election, or of these alone, in the order of the log; those
    erased, since when."""
    opened = {
        digest: (salt, text)
        for digest, salt, text in OpenedText.objects.filter(election=election).values_list(
            "digest", "salt", "text"
        )
        if salted_sha256(text, salt) == digest
    }
    erased = dict(ErasedText.objects.filter(election=election).values_list("digest", "erased_at"))
    rows = RegisterEntry.objects.filter(election=election).order_by("entry_index")
    if record_ids is not None:
        rows = rows.filter(record_id__in=record_ids)
    for index, body in rows.values_list("entry_index", "body").iterator():
        register = shipped_registers()[body["register"], body["edition"]]
        for seal in public_seals(register, index, body):
            salt, text = opened.get(seal.digest, (None, None))
            since = erased.get(seal.digest) if text is None else None
            yield RecordText(seal, salt, text, None if since is None else recorded_text(since))


def record_files(election: ElectionRow) -> set[str]:
    """SHA-256 of the files that public fields of records name."""
    return {*map(file_in, record_texts(election))} - {""}
