"""People write down at a desk what was stated or done: who may; and the same thing sent twice is one."""

import datetime
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from hattama.core.records import FieldType, RecordDeed, Register, Statement, Visibility, said_body
from hattama.core.vocabulary import Deed, Message, NotYours
from hattama.formats.register_packs import shipped_registers
from hattama.web.kernel.accounts.roles import Role, areas_for, asked_anew, role_for, role_now
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, root_of
from hattama.web.kernel.log.accept_acts import SubmissionRefused
from hattama.web.kernel.log.advance_log import PUBLISH_SECONDS
from hattama.web.registers.record import By, Recorded, SaltOf, Told, record_told
from hattama.web.registers.tables import CHUNK, PublishedRecord, load_entries

_TOKEN = re.compile(r"[0-9a-f]{32}", re.ASCII)


class NotDoneYet(SubmissionRefused):
    """The deed is said to have been done at a moment that has not come."""

    sentence = Message("This moment has not come yet: a register says what was done.")


class NotTheirStatement(SubmissionRefused):
    """What is to be taken back was not stated of this record."""

    sentence = Message("The statement to be taken back is not one of this record.")
    is_mendable = False


class AreaNotHere(SubmissionRefused):
    """The election has no such area."""

    sentence = Message("The election has no such area.")


def keep_statement(
    user: Any, election: ElectionRow, statement: Statement, token: str, *, now: datetime.datetime
) -> Recorded:
    """Write a statement about a record of one's own area down; the first about a record opens it.

    `token` is the form's own: what it sends twice is one statement. Without values it takes a statement or
    deed back. Raises NotYours, AreaNotHere, NotTheirStatement, or what `record_told` raises, and then writes
    nothing.
    """
    if statement.replaces is not None:
        entries = load_entries(election, statement.register, [statement.record_id])
        # Only what states nothing in its place takes back a deed.
        mendable = [one for one in entries if one.body.get("values") or not statement.values]
        if statement.replaces not in {one.entry_index for one in mendable}:
            raise NotTheirStatement(str(statement.replaces))
    return _keep(user, election, statement, token, now)


def keep_deed(
    user: Any, election: ElectionRow, deed: RecordDeed, token: str, *, now: datetime.datetime
) -> Recorded:
    """Write down what was done in a record of one's own area. Raises NotYours, NotDoneYet, or what
    `record_told` raises, and then writes nothing."""
    if deed.at > now:
        raise NotDoneYet
    return _keep(user, election, deed, token, now)


def keep_deeds(
    user: Any, election: ElectionRow, deeds: Sequence[RecordDeed], token: str, *, now: datetime.datetime
) -> Recorded:
    """Write down one thing done in several records, all of it or nothing. Raises as `keep_deed` does."""
    places = [place_of(election, one.register, one.record_id) for one in deeds]
    return _record(user, election, deeds, token, now, _role_for(user, places))


def import_told(
    user: Any, election: ElectionRow, told: Sequence[Told], token: str, *, now: datetime.datetime
) -> Recorded:
    """Write a whole table down, or nothing of it. Raises NotYours, AreaNotHere, NotDoneYet, or what
    `record_told` raises."""
    mine = set(areas_for(user, Deed.IMPORT_RECORDS, election).values_list("code", flat=True))
    whole = root_of(election)
    known = set(AreaRow.objects.filter(election=election).values_list("code", flat=True))
    kept_for = _kept_for(election, {one.record_id for one in told}, whole)
    places: list[str] = []
    for one in told:
        # A record that is there is its keeper's, whatever area is named for it now.
        named = [kept_for[one.record_id]] if one.record_id in kept_for else []
        if isinstance(one, RecordDeed):
            if one.at > now:
                raise NotDoneYet
        else:
            named += list(_areas_named(one)) or ([] if named else [whole.code])
        if not known.issuperset(named):
            raise AreaNotHere(", ".join(named))
        if not mine.issuperset(named):
            raise NotYours(f"{Deed.IMPORT_RECORDS} in {named}")
        places += named
    if not told:
        return Recorded(0, 0)
    first = AreaRow.objects.get(election=election, code=places[0] if places else whole.code)
    return _record(user, election, told, token, now, role_now(user, Deed.IMPORT_RECORDS, first))


def records_of(election: ElectionRow, register: Register) -> QuerySet[PublishedRecord]:
    """The records to which a link of a table may lead."""
    return PublishedRecord.standing.filter(election=election, register=register.register_id)


def said_already(election: ElectionRow, register: Register, told: Iterable[Told]) -> list[str]:
    """The records that say in public just what a row says that would open another: a table that was taken in
    before has every record twice."""
    opening: dict[str, str] = {}
    ours: set[str] = set()
    for one in told:
        ours.add(one.record_id)
        kind = register.kind(one.kind)
        if isinstance(one, Statement) and kind is not None:
            public = (field.code for field in kind.fields if field.visibility is Visibility.PUBLIC)
            said = {code: said_body(one.values[code]) for code in public if one.values.get(code) is not None}
            if said:
                opening[json.dumps(said, sort_keys=True)] = one.kind
    rows = records_of(election, register).filter(kind__in=set(opening.values())).order_by("opened_index")
    return [
        record_id
        for record_id, kind, values in rows.values_list("record_id", "kind", "values").iterator()
        if record_id not in ours and opening.get(json.dumps(values, sort_keys=True)) == kind
    ]


def _kept_for(election: ElectionRow, record_ids: Iterable[str], whole: AreaRow) -> dict[str, str]:
    """For which area each of those records is kept that are there."""
    ordered, kept = sorted(record_ids), dict[str, str]()
    for start in range(0, len(ordered), CHUNK):
        rows = PublishedRecord.objects.filter(election=election, record_id__in=ordered[start : start + CHUNK])
        told = rows.values_list("record_id", "area__code")
        kept |= {record_id: area or whole.code for record_id, area in told}
    return kept


def _keep(user: Any, election: ElectionRow, told: Told, token: str, now: datetime.datetime) -> Recorded:
    places = [place_of(election, told.register, told.record_id)]
    if isinstance(told, Statement):
        named = list(_areas_named(told))
        rows = AreaRow.objects.filter(election=election, code__in=named)
        found = {row.code: row for row in rows}
        if any(code not in found for code in named):
            raise AreaNotHere(", ".join(named))
        is_new = not PublishedRecord.objects.filter(election=election, record_id=told.record_id).exists()
        places = ([] if is_new and found else places) + list(found.values())
    return _record(user, election, [told], token, now, _role_for(user, places))


def _role_for(user: Any, places: Iterable[AreaRow]) -> Role:
    """The role in which somebody may keep registers of all these places, the first's. Raises NotYours."""
    holder = asked_anew(user)
    first, *_ = [role_for(holder, Deed.KEEP_REGISTER, place) for place in places]
    return first


def _record(
    user: Any, election: ElectionRow, told: Sequence[Told], token: str, now: datetime.datetime, role: Role
) -> Recorded:
    by, salt_of = By(user, role.value), salts_of(token)
    return record_told(election.pk, told, now=now, by=by, salt_of=salt_of, seconds=PUBLISH_SECONDS)


def _areas_named(statement: Statement) -> Iterable[str]:
    register = shipped_registers()[statement.register, statement.edition]
    kind = register.kind(statement.kind)
    for field in kind.fields if kind is not None else ():
        said = statement.values.get(field.code)
        if field.type is FieldType.AREA and isinstance(said, str):
            yield said


def place_of(election: ElectionRow, register: str, record_id: str) -> AreaRow:
    """The area for which a record is kept: the one it names, else all of the election."""
    rows = PublishedRecord.objects.filter(election=election, register=register, record_id=record_id)
    row = rows.select_related("area__election").first()
    return row.area if row is not None and row.area is not None else root_of(election)


def is_token(text: str) -> bool:
    """Whether this is how a form's token looks."""
    return _TOKEN.fullmatch(text) is not None


def secret_of(token: str, name: str) -> str:
    """64 hex digits that follow from a form's token, and that nobody can guess who has not the site's key."""
    return salted_hmac("hattama.registers", f"{token}:{name}", algorithm="sha256").hexdigest()


def salts_of(token: str) -> SaltOf:
    """Salts by which the same form hashes the same text alike, whoever sends it how often."""
    return lambda told, name: secret_of(token, f"{told.record_id}:{name}")[:32]


def record_id_of(token: str) -> str:
    """The name of the record that a form opens."""
    return secret_of(token, "record")[:12]
