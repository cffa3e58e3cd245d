"""Observers' keys are enrolled and revoked, and copies that they signed enter the log.

Whoever accredits observers gives their keys to the operator, before the day; a key stands for a device in the
hands of one person, for one area. Revoked keys sign nothing any more, and what they signed before stays.
A copy comes from anybody who has it: the key that signed it is what lets it in.
"""

import datetime
import secrets
from collections.abc import Callable, Mapping
from typing import Any, Final

from hattama.core.entries import (
    ENROLLED,
    REVOKED,
    BrokenLifeCycle,
    NotHere,
    SignedCopy,
    entry_body,
    fold_observers,
    parse_copy,
    salted_sha256,
)
from hattama.core.tabulation import EntryUnfit, refuse_unfit
from hattama.core.transparency_log import LogRefusal, parse_note
from hattama.core.vocabulary import Message
from hattama.verification.folders import verify_ed25519
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import SubmissionRefused, load_open_election
from hattama.web.kernel.log.advance_log import append_acts, hold_log_end
from hattama.web.kernel.log.publish_act import publish_act
from hattama.web.kernel.log.tables import Act, act_of
from hattama.web.reports.standing import copy_places, load_standing
from hattama.web.reports.tables import PublishedCopy, PublishedObserverKey

MOST_BYTES: Final = 20_000
"""Of a signed copy: what is longer is read no further."""

MOST_OF_A_KEY: Final = 20
"""Copies of one protocol by one key: whoever mistyped signs again, and a stolen key fills no log."""


class TooManyCopies(SubmissionRefused):
    """The key signed so many copies of this protocol that no more are taken in."""

    sentence = Message("This key has signed too many copies of this protocol already.")
    is_mendable = False
    is_passing = True


_WHY: Final = {
    "KeyEnrolledBefore": Message("This key is enrolled already, or was revoked. Make a new one."),
    "KeyNotEnrolled": Message("This key is not enrolled."),
    "CopyNotSigned": Message("This is no copy of a protocol here that an enrolled key signed."),
    "CopyTakenBefore": Message("This copy stands in the log already."),
    "NotHere": Message("There is no such area or contest, or the key is not enrolled for it."),
    "PollsNotClosed": Message(
        "Polls have not closed at this polling station yet: no copy of its protocol is taken in before that."
    ),
    "EntryUnfit": Message("The log cannot hold this: a key, a name or a text is not of its form."),
}


REFUSALS: Final = (BrokenLifeCycle, EntryUnfit, SubmissionRefused)
"""What is raised where something about observers is not taken in."""


def why_refused(refusal: BrokenLifeCycle | EntryUnfit | SubmissionRefused) -> Message:
    """One of REFUSALS as a sentence."""
    if isinstance(refusal, SubmissionRefused):
        return refusal.sentence
    return _WHY[type(refusal).__name__]


def enrol_observer(
    election_id: str, vkey: str, within: str, organisation: str, name: str, *, now: datetime.datetime
) -> None:
    """Let copies that this key signs into the log, of precincts within the area.

    The name stays in the archive, the log has its salted hash. Raises ElectionNotOpen, ElectionClosed,
    EntryUnfit, NotHere where there is no such area, KeyEnrolledBefore, or WriterLockTaken.
    """
    salt = secrets.token_hex(16)
    holder = {"organisation": organisation, "name_sha256": salted_sha256(name, salt)}
    body = entry_body("observer_key", now, change=ENROLLED, vkey=vkey, within=within, **holder)
    _append(election_id, lambda: body, now, {"name": name, "salt": salt})


def revoke_observer(election_id: str, vkey: str, *, now: datetime.datetime) -> None:
    """End a key. Raises KeyNotEnrolled, and what `enrol_observer` raises."""

    def body() -> dict[str, Any]:
        key = PublishedObserverKey.objects.filter(election=election_id, vkey=vkey).first()
        nobody = {"organisation": None, "name_sha256": None}
        within = "unknown" if key is None else key.within
        return entry_body("observer_key", now, change=REVOKED, vkey=vkey, within=within, **nobody)

    _append(election_id, body, now, {})


def take_copy(election_id: str, note: bytes, *, now: datetime.datetime) -> Act:
    """Let a signed copy into the log.

    Raises CopyNotSigned, CopyTakenBefore, NotHere, PollsNotClosed, EntryUnfit, TooManyCopies,
    ElectionNotOpen, ElectionClosed or WriterLockTaken, and then writes nothing.
    """
    try:
        text = note.decode("utf-8")
        copy = parse_copy(parse_note(note).text)
    except (UnicodeDecodeError, LogRefusal):
        copy, text = parse_copy(""), ""
    body = entry_body("observer_copy", now, precinct=copy.area_id, contest=copy.contest, note=text)
    # Whoever has no key keeps nobody waiting for the writer lock.
    _judge(load_open_election(election_id), body)
    return _append(election_id, lambda: body, now, {})


def _judge(election: ElectionRow, body: Mapping[str, Any]) -> None:
    refuse_unfit(body)
    standing = load_standing(election, [body])
    signed = fold_observers(standing, body, election.pk, copy_places(election), verify_ed25519)
    if signed is not None:
        _refuse_flood(election, signed)
    elif not AreaRow.objects.filter(election=election, code=body["within"]).exists():
        raise NotHere(body["within"])


def _refuse_flood(election: ElectionRow, signed: SignedCopy) -> None:
    alike = PublishedCopy.objects.filter(election=election, vkey=signed.vkey, contest=signed.copy.contest)
    if alike.filter(area__code=signed.copy.area_id).count() >= MOST_OF_A_KEY:
        raise TooManyCopies(signed.vkey)


def _append(
    election_id: str,
    body_of: Callable[[], dict[str, Any]],
    now: datetime.datetime,
    private: Mapping[str, str],
) -> Act:
    """Once it is appended it is accepted: where it cannot be signed now, whoever writes next does that."""
    with hold_log_end(election_id, now) as election:
        body = body_of()
        _judge(election, body)
        act = act_of(election, body, now, private=dict(private))
        append_acts(election, [act], now)
    publish_act(act, now=now)
    return act
