"""A signed statement is taken in: once, whenever it comes, with the time of the act and that of receipt."""

import base64
import datetime
import hashlib
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet

from hattama.core.protocols import (
    SIGNED_PREFIX,
    EntryStep,
    Expected,
    OfflineStatement,
    Protocol,
    StatementMalformed,
    is_known_key,
    parse_offline,
)
from hattama.core.transparency_log import EntryRefused, parse_canonical
from hattama.core.vocabulary import DeedRefused, Message, refusals_under
from hattama.phrases import say
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.accept_acts import ContestNotHeldHere, PollsAreOpen, polls_are_open
from hattama.web.kernel.log.publish_act import publish_act
from hattama.web.kernel.log.recording import lock_areas
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.stores.kept_questions import kept_question
from hattama.web.offline.device_keys import is_signed_by
from hattama.web.offline.sealed_statements import EnvelopeRefused, SignedText, open_envelope
from hattama.web.offline.tables import DeviceKey, OfflineStatementRow
from hattama.web.protocols.enter import StatedTime, enter_protocol
from hattama.web.protocols.reading import load_life


class StatementRefused(DeedRefused):
    """The statement is not taken in; the subclass names the reason."""


class NotAStatement(StatementRefused):
    """The bytes are no statement, or not in the one canonical spelling."""

    sentence = Message("This is no statement of a telephone, or it was altered.")


class UnknownDeviceKey(StatementRefused):
    """No such key was registered here."""

    sentence = Message("The telephone that signed this was never registered here.")


class SignatureDoesNotHold(StatementRefused):
    """The signature is not that of the named key over these bytes: a byte was altered on the way."""

    sentence = Message("The signature does not hold: something was altered on the way.")


class NonceUsedTwice(StatementRefused):
    """Another statement came under the same nonce."""

    sentence = Message("Another statement came under the same number.")


class AccountIsClosed(StatementRefused):
    """The account that the key stands for is closed."""

    sentence = Message("The account that signed this is closed.")


class DeviceKeyEnded(StatementRefused):
    """The key had ended before the time that the statement gives for the act."""

    sentence = Message("The key of the telephone had ended before the time stated in it.")


class DeviceKeyLost(StatementRefused):
    """The telephone was said to be lost: nothing that it signed is taken in from then on."""

    sentence = Message("The telephone was said to be lost; nothing signed by it is accepted.")


class DefinitionChanged(StatementRefused):
    """The form that was filled in is not the form of this election."""

    sentence = Message(
        "The form was changed since the telephone was prepared. Open the form with a network and type again."
    )


class NothingTyped(StatementRefused):
    """No figure, mark, word or explanation: a time alone says nothing of a count."""

    sentence = Message("Nothing was typed in it.")


class NoSuchPlace(StatementRefused):
    """No open election here has such a precinct."""

    sentence = Message("No open election here has this polling station.")


class Taken(NamedTuple):
    """What became of a statement; `act` is what the log is asked for because of it just now, if anything."""

    row: OfflineStatementRow
    act: Act | None = None


@transaction.atomic
def accept_statement(signed: SignedText, *, now: datetime.datetime) -> Taken:
    """Take a statement in: accepted, held until the first entry comes, or refused for a reason that is kept.

    Whoever carries it: the signature stands for the account. The same statement again gets the same answer
    and is one act. Raises NotAStatement, UnknownDeviceKey, SignatureDoesNotHold or NonceUsedTwice; then
    nothing is kept, as nobody is known to have said it.
    """
    statement = _read(signed.statement)
    key = DeviceKey.objects.select_related("user").filter(key_id=statement.key_id).first()
    if key is None:
        raise UnknownDeviceKey
    if not is_signed_by(key, SIGNED_PREFIX + signed.statement, signed.signature):
        raise SignatureDoesNotHold
    row = _row(signed, statement, key, now)
    if row.statement.encode() != signed.statement:
        raise NonceUsedTwice
    return _decide(row, statement, now)


def _held(area: AreaRow, contest: str) -> QuerySet[OfflineStatementRow]:
    return OfflineStatementRow.objects.filter(area=area, contest=contest, state=OfflineStatementRow.HELD)


@kept_question
def some_held(area: int, contest: str) -> QuerySet[OfflineStatementRow, int]:
    """A statement that waits for the first entry of this protocol; its row id, if there is one."""
    rows = OfflineStatementRow.objects.filter(area=area, contest=contest, state=OfflineStatementRow.HELD)
    return rows.values_list("pk", flat=True)[:1]


@transaction.atomic
def accept_held(area: AreaRow, contest: str, *, now: datetime.datetime) -> list[Taken]:
    """Try again what waits for the first entry of this protocol, in the order of receipt."""
    return [
        _decide(row, _read(row.statement.encode()), now)
        for row in _held(area, contest).select_for_update(of=("self",)).order_by("pk")
    ]


def _read(text: bytes) -> OfflineStatement:
    try:
        return parse_offline(parse_canonical(text))
    except (EntryRefused, StatementMalformed) as refused:
        raise NotAStatement(str(refused)) from None


def _row(
    signed: SignedText, statement: OfflineStatement, key: DeviceKey, now: datetime.datetime
) -> OfflineStatementRow:
    """The row of this nonce, made where there is none, and locked: two that bring it at once do one act."""
    area = AreaRow.objects.filter(election=statement.election_id, code=statement.area_id).first()
    row, _ = OfflineStatementRow.objects.get_or_create(
        nonce=statement.nonce,
        defaults={
            "key": key,
            "area": area,
            "contest": statement.contest,
            "statement": signed.statement.decode(),
            "signature": base64.b64encode(signed.signature).decode(),
            "acted_at": statement.acted_at,
            "received_at": now,
            "state": OfflineStatementRow.HELD,
        },
    )
    return OfflineStatementRow.objects.select_for_update(of=("self",)).get(pk=row.pk)


def _decide(row: OfflineStatementRow, statement: OfflineStatement, now: datetime.datetime) -> Taken:
    if row.state != OfflineStatementRow.HELD:
        return Taken(row)
    act = None
    try:
        with transaction.atomic():
            act = _act(row, statement, now)
        row.state = OfflineStatementRow.ACCEPTED
    except _WaitsForTheFirst:
        return Taken(row)
    except DeedRefused as refused:
        row.state, row.reason = OfflineStatementRow.REFUSED, refused.code()
    row.decided_at = now
    row.save(update_fields=["state", "reason", "decided_at"])
    return Taken(row, act)


class _WaitsForTheFirst(Exception):
    """A second entry came before the first."""


def _act(row: OfflineStatementRow, statement: OfflineStatement, now: datetime.datetime) -> Act | None:
    for refuse in _CHECKS:
        refuse(row, statement)
    assert row.area is not None, "_refuse_no_place comes before"
    area = AreaRow.objects.select_related("election").get(pk=row.area.pk)
    lock_areas([area])
    if statement.step is EntryStep.SECOND and isinstance(load_life(area, statement.contest), Expected):
        raise _WaitsForTheFirst
    stated = StatedTime(
        statement.acted_at, row.received_at, hashlib.sha256(row.statement.encode()).hexdigest()
    )
    protocol = protocol_of_statement(statement, area)
    return enter_protocol(row.key.user, area, protocol, now=now, stated=stated).act


def protocol_of_statement(statement: OfflineStatement, area: AreaRow) -> Protocol:
    """What was typed, as a protocol; the paper's clock is that of the precinct."""
    paper = statement.signed_on_paper
    return Protocol(
        statement.area_id,
        statement.contest,
        statement.figures,
        statement.illegible,
        None if paper is None else paper.replace(tzinfo=ZoneInfo(area.time_zone)),
        statement.explanation,
        statement.words,
    )


def _refuse_closed_account(row: OfflineStatementRow, statement: OfflineStatement) -> None:
    if not row.key.user.is_active:
        raise AccountIsClosed


def _refuse_ended_key(row: OfflineStatementRow, statement: OfflineStatement) -> None:
    if row.key.lost:
        raise DeviceKeyLost
    if row.key.ended_at is not None and statement.acted_at >= row.key.ended_at:
        raise DeviceKeyEnded


def _refuse_no_place(row: OfflineStatementRow, statement: OfflineStatement) -> None:
    if row.area is None or not row.area.is_precinct or row.area.election.opened_at is None:
        raise NoSuchPlace


def _refuse_other_form(row: OfflineStatementRow, statement: OfflineStatement) -> None:
    assert row.area is not None, "_refuse_no_place comes before"
    election = row.area.election
    if statement.definition_sha256 != election.definition_sha256:
        raise DefinitionChanged
    if statement.rule_pack_sha256 != election.rule_pack_sha256:
        raise DefinitionChanged
    definition = load_definition(election)
    if statement.contest not in definition.rules:
        raise ContestNotHeldHere
    form, contest = definition.rules[statement.contest].form, definition.ballot(statement.contest, row.area)
    typed = (*statement.figures, *statement.illegible, *statement.words)
    if not all(is_known_key(form, contest, key) for key in typed):
        raise DefinitionChanged


def _refuse_nothing(row: OfflineStatementRow, statement: OfflineStatement) -> None:
    if not (statement.figures or statement.illegible or statement.words or statement.explanation.strip()):
        raise NothingTyped


_CHECKS: Final[tuple[Callable[[OfflineStatementRow, OfflineStatement], None], ...]] = (
    _refuse_closed_account,
    _refuse_ended_key,
    _refuse_no_place,
    _refuse_other_form,
    _refuse_nothing,
)


def release_held(area: AreaRow, contest: str, *, now: datetime.datetime) -> int:
    """Take in the statements held for this protocol's first entry; how many were decided.

    Each answers for itself: what is refused now is refused for its own reason, kept beside it.
    """
    # Nearly always nothing is held: that is asked without a transaction.
    taken = accept_held(area, contest, now=now) if some_held(area.pk, contest) else []
    for done in taken:
        if done.act is not None:
            publish_act(done.act, now=now)
    return sum(done.row.decided_at is not None for done in taken)


class Answer(NamedTuple):
    """What became of one envelope: `accepted`, `held` or `refused` for a reason, the code of a refusal.

    `row` is None where nothing was kept, since nobody is known to have said it.
    """

    state: str
    reason: str
    row: OfflineStatementRow | None

    def said(self, language: str) -> str:
        """Why it was refused, in words; empty where it was not."""
        if not self.reason:
            return ""
        named = next(refusal for refusal in refusals_under(DeedRefused) if refusal.code() == self.reason)
        if issubclass(named, PollsAreOpen) and self.row is not None and self.row.area is not None:
            # The norms of the hours are the pack's: the code alone does not name them.
            return say(polls_are_open(load_definition(self.row.area.election)).sentence, language)
        return say(named.sentence, language)


def take_envelopes(envelopes: Iterable[Any], *, now: datetime.datetime) -> list[Answer]:
    """The answers in the order of the envelopes; each stands alone, whatever became of the others."""
    return [_take(envelope, now) for envelope in envelopes]


def _take(envelope: Any, now: datetime.datetime) -> Answer:
    try:
        taken = accept_statement(open_envelope(envelope), now=now)
    except (StatementRefused, EnvelopeRefused) as refused:
        return Answer(OfflineStatementRow.REFUSED, refused.code(), None)
    row = taken.row
    if taken.act is not None:
        publish_act(taken.act, now=now)
    if row.state == OfflineStatementRow.ACCEPTED and row.area is not None:
        release_held(row.area, row.contest, now=now)
    return Answer(row.state, row.reason, row)
