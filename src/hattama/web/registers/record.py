"""What somebody stated or did goes into the log, and the texts that it has as hashes beside it."""

import datetime
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from hattama.core.entries import BrokenLifeCycle, Opened, record_deed_body, statement_body
from hattama.core.records import RecordDeed, Statement
from hattama.core.vocabulary import Message
from hattama.formats.register_packs import shipped_registers
from hattama.publish.record_texts import QUOTATION
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.accept_acts import ActNotAccepted, SubmissionRefused, refuse_unacceptable
from hattama.web.kernel.log.advance_log import WRITER_LOCK_SECONDS, append_acts, hold_log_end
from hattama.web.kernel.log.publish_act import publish_act
from hattama.web.kernel.log.tables import Act, act_of
from hattama.web.kernel.stores.kept_rows import insert_rows
from hattama.web.registers.tables import OpenedText, load_entries

Told = Statement | RecordDeed
SaltOf = Callable[[Told, str], str]
"""A salt for a text of a statement or deed, by the field's code; no two records may share one."""


class TakenBackBefore(SubmissionRefused):
    """Somebody else has mended it, or taken it back, since the page was opened."""

    sentence = Message(
        "Somebody has mended this or taken it back since you opened the page. Nothing was written down: "
        "look at the record as it stands now."
    )
    is_mendable = False


@dataclass(frozen=True, slots=True)
class By:
    """Who writes it down, and in which role; nobody in particular where a command does."""

    user: Any = None
    role: str = "system"


_COMMAND = By()


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many entries were written, and how many would have said what the log says already."""

    written: int
    repeated: int


def record_told(
    election_id: str,
    told: Sequence[Told],
    *,
    now: datetime.datetime,
    by: By = _COMMAND,
    salt_of: SaltOf = lambda _, __: secrets.token_hex(16),
    seconds: float = WRITER_LOCK_SECONDS,
    with_them: Callable[[], object] = lambda: None,
) -> Recorded:
    """Append statements and deeds to the log in their order, all of them or none; and `with_them` what stands
    beside the log, in the same transaction.

    What the log has word for word is not written again; by `salt_of` the same text is hashed alike when it is
    sent again. Once it is appended it is accepted: where it cannot be signed now, whoever writes next does
    that. Raises ElectionNotOpen, ActNotAccepted, TakenBackBefore or WriterLockTaken, and then writes nothing.
    """
    with hold_log_end(election_id, now, seconds=seconds, may_be_closed=True) as election:
        with_them()
        acts = _append(election, told, by, salt_of, now)
    if acts:
        publish_act(acts[-1], now=now)
    return Recorded(len(acts), len(told) - len(acts))


def _append(
    election: ElectionRow, told: Sequence[Told], by: By, salt_of: SaltOf, now: datetime.datetime
) -> list[Act]:
    before = _said_before(election, told)
    said = {words for words, _ in before}
    taken_back = {index for _, index in before if index is not None}
    acts, texts = [], []
    for one in told:
        body, kept = _body(one, salt_of, now)
        if _words_of(body) in said:
            continue
        if body.get("replaces") in taken_back:
            raise TakenBackBefore(str(body["replaces"]))
        said.add(_words_of(body))
        texts += _texts(election, one, body, kept)
        acts.append(act_of(election, body, now, actor=by.user, role=by.role))
    if not acts:
        return []
    refuse_unacceptable(acts)
    # The same text twice of one record has one salt and one hash: it is kept once.
    insert_rows(texts, ignore_conflicts=True)
    try:
        append_acts(election, acts, now)
    except BrokenLifeCycle as refusal:
        raise ActNotAccepted(str(refusal)) from None
    return acts


def _said_before(election: ElectionRow, told: Sequence[Told]) -> set[tuple[str, int | None]]:
    """What the log says already of the records that `told` is about, and which entry each takes back."""
    by_register: dict[str, set[str]] = {}
    for one in told:
        by_register.setdefault(one.register, set()).add(one.record_id)
    return {
        (_words_of(row.body), row.body.get("replaces"))
        for register, ids in by_register.items()
        for row in load_entries(election, register, ids)
    }


def _words_of(body: dict[str, Any]) -> str:
    return repr(sorted((key, _ordered(value)) for key, value in body.items() if key != "recorded_at"))


def _ordered(value: Any) -> Any:
    return sorted((key, _ordered(one)) for key, one in value.items()) if isinstance(value, dict) else value


def _body(one: Told, salt_of: SaltOf, now: datetime.datetime) -> tuple[dict[str, Any], dict[str, Opened]]:
    if isinstance(one, RecordDeed):
        return record_deed_body(one, partial(salt_of, one), now)
    register = shipped_registers().get((one.register, one.edition))
    if register is None:
        raise ActNotAccepted(f"{one.register} {one.edition}")
    return statement_body(one, register, partial(salt_of, one), now)


def _texts(
    election: ElectionRow, one: Told, body: dict[str, Any], kept: dict[str, Opened]
) -> list[OpenedText]:
    fields = {said["digest"]: code for code, said in body.get("values", {}).items() if "digest" in said}
    where = {"election": election, "register": one.register, "record_id": one.record_id}
    return [
        OpenedText(field=fields.get(digest, QUOTATION), digest=digest, **opened._asdict(), **where)
        for digest, opened in kept.items()
    ]
