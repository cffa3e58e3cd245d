"""Seals go into the log: a list before voting day, its file after it, and what stations reported."""

import datetime
import secrets
from collections.abc import Callable
from typing import Any

from hattama.core.entries import (
    RESULTS,
    SAMPLE,
    BrokenLifeCycle,
    SealStanding,
    entry_body,
    fold_seal,
    sealed_digest,
)
from hattama.core.vocabulary import Deed, Message, is_sha256
from hattama.formats.samples import parse_results, parse_sample
from hattama.web.kernel.accounts.roles import role_now
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.accept_acts import SubmissionRefused, refuse_unacceptable
from hattama.web.kernel.log.advance_log import append_acts, hold_log_end
from hattama.web.kernel.log.publish_act import publish_act
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import act_of
from hattama.web.kernel.stores.content_store import get_content, put_content
from hattama.web.samples.reading import load_seals

Bodies = Callable[[SealStanding, int], list[dict[str, Any]]]
"""The entries to append, given what stands and the index of the first of them."""


class SealRefused(SubmissionRefused):
    """The seal is refused; the subclass says why."""


class NotTheSealedFile(SealRefused):
    """File and salt do not give the digest of the seal."""

    sentence = Message("This file with this salt is not what was sealed. Nothing was recorded.")


class SealedAlready(SealRefused):
    """A sample of this name is in the log."""

    sentence = Message("A sample of this name is sealed already: choose another name.")


class HourNotCome(SealRefused):
    """The seal promised an hour."""

    sentence = Message("The seal names the hour from which it may be opened, and that has not come.")


class ListNotOpen(SealRefused):
    """Results of a sample whose list is not open, or that another organisation sealed."""

    sentence = Message("First the list of this sample is opened, by the organisation that sealed it.")


class NothingToOpen(SealRefused):
    """There is no such seal, or it is open."""

    sentence = Message("There is no such seal, or it is open already.")


_REFUSALS: dict[str, type[SealRefused]] = {
    "SampleSealedTwice": SealedAlready,
    "NoSuchSample": ListNotOpen,
    "NoSuchSeal": NothingToOpen,
    "OpenedTwice": NothingToOpen,
    "OpenedEarly": HourNotCome,
}


def seal_digest(
    user: Any,
    root: AreaRow,
    name: str,
    organisation: str,
    digest: str,
    opens_at: datetime.datetime | None,
    *,
    about: str = SAMPLE,
    now: datetime.datetime,
) -> None:
    """The digest of a list, or of results of an open sample, goes into the log; the file stays with whoever
    has it. Raises NotYours, SealRefused, ElectionNotOpen, ActNotAccepted or WriterLockTaken."""
    of = {"about": about, "name": name, "organisation": organisation}
    body = entry_body("seal", now, **of, digest=digest, opens_at=opens_at)
    _append(user, root, lambda standing, index: [body], now)


def open_file(user: Any, root: AreaRow, seal: int, data: bytes, salt: str, *, now: datetime.datetime) -> None:
    """The file of a seal is opened: everybody may read it from now on. Raises as `seal_digest` does, and
    InputFaults where the file is no list and no results of its sample."""

    def bodies(standing: SealStanding, index: int) -> list[dict[str, Any]]:
        sealed = standing.seals.get(seal)
        if sealed is None or sealed.about not in (SAMPLE, RESULTS):
            raise NothingToOpen
        if not is_sha256(salt) or sealed_digest(data, salt) != sealed.digest:
            raise NotTheSealedFile
        _refuse_unreadable(standing, sealed.about, sealed.name, data)
        told = {"salt": salt, "sha256": put_content(data), "bytes": len(data)}
        return [entry_body("unsealing", now, seal=seal, **told)]

    _append(user, root, bodies, now)


def publish_results(user: Any, root: AreaRow, sample: str, data: bytes, *, now: datetime.datetime) -> None:
    """Results of an open sample are sealed and opened at once. Raises as `open_file` does."""

    def bodies(standing: SealStanding, index: int) -> list[dict[str, Any]]:
        sealed = standing.sample(sample)
        if sealed is None or sealed.opening is None:
            raise ListNotOpen
        _refuse_unreadable(standing, RESULTS, sample, data)
        salt, sha256 = secrets.token_hex(32), put_content(data)
        of = {"about": RESULTS, "name": sample, "organisation": sealed.organisation}
        return [
            entry_body("seal", now, **of, digest=sealed_digest(data, salt), opens_at=None),
            entry_body("unsealing", now, seal=index, salt=salt, sha256=sha256, bytes=len(data)),
        ]

    _append(user, root, bodies, now)


def _refuse_unreadable(standing: SealStanding, about: str, name: str, data: bytes) -> None:
    """Raise InputFaults where nobody could estimate from the file."""
    if about == SAMPLE:
        parse_sample(data, "sample.json")
        return
    listed = standing.sample(name)
    if listed is None or listed.opening is None:
        raise ListNotOpen
    drawn = parse_sample(get_content(listed.opening.sha256), "sample.json")
    parse_results(data, "results.csv", drawn)


def _append(user: Any, root: AreaRow, bodies: Bodies, now: datetime.datetime) -> None:
    append_seals(root.election_id, bodies, now, user, role_now(user, Deed.DRAW_PAPERS, root).value)


def append_seals(
    election_id: str, bodies: Bodies, now: datetime.datetime, user: Any = None, role: str = "system"
) -> None:
    """Put what `bodies` gives into the log, in one transaction with what it writes itself.

    Raises SealRefused, ElectionNotOpen, ActNotAccepted or WriterLockTaken.
    """
    with hold_log_end(election_id, now, may_be_closed=True) as election:
        standing, index = load_seals(election), load_log_size(election)
        told = bodies(standing, index)
        _refuse_broken(standing, index, told)
        acts = [act_of(election, body, now, actor=user, role=role) for body in told]
        refuse_unacceptable(acts)
        append_acts(election, acts, now)
    for act in acts[-1:]:
        publish_act(act, now=now)


def _refuse_broken(standing: SealStanding, index: int, bodies: list[dict[str, Any]]) -> None:
    for at, body in enumerate(bodies, start=index):
        try:
            fold_seal(standing, at, body)
        except BrokenLifeCycle as refusal:
            raise _REFUSALS[type(refusal).__name__] from None
