"""Observers' keys are enrolled and revoked, and copies that they signed enter the log.

Whoever accredits observers gives their keys to the operator, before the day; a key stands for a device in the
hands of one person, for one area. Revoked keys sign nothing any more, and what they signed before stays.
"""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from hattama.core.entries import (
    OBSERVER_COPY,
    OBSERVER_KEY,
    NotHere,
    ObserverStanding,
    fold_observers,
    observer_copy_body,
    observer_key_body,
    parse_copy,
    salted_sha256,
)
from hattama.core.tabulation import refuse_unfit
from hattama.core.transparency_log import LogRefusal, parse_note
from hattama.verification.folders import verify_ed25519
from hattama.web.kernel.elections.loading import load_definition, load_path
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.accept_acts import ElectionClosed, ElectionNotOpen, record_acts
from hattama.web.kernel.log.advance_log import PEN_SECONDS, advance_with_pen
from hattama.web.kernel.log.pen import hold_pen
from hattama.web.kernel.log.tables import Act


def enrol_observer(
    election_id: str, vkey: str, within: str, organisation: str, name: str, *, now: datetime.datetime
) -> None:
    """Let copies that this key signs into the log, of precincts within the area.

    The name stays in the archive, the log has its salted hash. Raises ElectionNotOpen, ElectionClosed,
    EntryUnfit, NotHere where there is no such area, KeyEnrolledBefore, or what `advance_log` raises.
    """
    salt = secrets.token_hex(16)
    body = observer_key_body(
        vkey, within, now, organisation=organisation, name_sha256=salted_sha256(name, salt)
    )
    _append(election_id, OBSERVER_KEY.name, lambda standing: body, now, {"name": name, "salt": salt})


def revoke_observer(election_id: str, vkey: str, *, now: datetime.datetime) -> None:
    """End a key. Raises KeyNotEnrolled, and what `enrol_observer` raises."""

    def body(standing: ObserverStanding) -> dict[str, Any]:
        return observer_key_body(vkey, standing.enrolled.get(vkey, "unknown"), now)

    _append(election_id, OBSERVER_KEY.name, body, now, {})


def take_copy(election_id: str, note: bytes, *, now: datetime.datetime) -> None:
    """Let a signed copy into the log.

    Raises CopyNotSigned, NotHere, EntryUnfit, or what `enrol_observer` raises.
    """
    try:
        text = note.decode("utf-8")
        copy = parse_copy(parse_note(note).text)
    except (UnicodeDecodeError, LogRefusal):
        copy, text = parse_copy(""), ""
    body = observer_copy_body(copy.area_id, copy.contest, text, now)
    _append(election_id, OBSERVER_COPY.name, lambda standing: body, now, {})


def _append(
    election_id: str,
    kind: str,
    body_of: Callable[[ObserverStanding], dict[str, Any]],
    now: datetime.datetime,
    private: Mapping[str, str],
) -> None:
    with hold_pen(election_id, PEN_SECONDS):
        election = ElectionRow.objects.get(pk=election_id)
        if election.opened_at is None:
            raise ElectionNotOpen(election_id)
        if election.closed_at is not None:
            raise ElectionClosed(election_id)
        advance_with_pen(election, now)
        standing = load_observers(election)
        body = body_of(standing)
        refuse_unfit(body)
        copy = fold_observers(standing, body, election_id, _path_in(election), verify_ed25519)
        if copy is not None:
            _refuse_contest(election, copy.area_id, copy.contest)
        elif not AreaRow.objects.filter(election=election, code=body["within"]).exists():
            raise NotHere(body["within"])
        with transaction.atomic():
            record_acts(
                [
                    Act(
                        election=election,
                        kind=kind,
                        body=body,
                        private=dict(private),
                        role="system",
                        recorded_at=now,
                    )
                ]
            )
        advance_with_pen(election, now)


def load_observers(election: ElectionRow) -> ObserverStanding:
    """The keys that are enrolled, and those that were revoked."""
    standing = ObserverStanding()
    path_in = _path_in(election)
    keys = Act.objects.filter(election=election, kind=OBSERVER_KEY.name).order_by("pk")
    for body in keys.values_list("body", flat=True):
        fold_observers(standing, body, election.pk, path_in, verify_ed25519)
    return standing


def _path_in(election: ElectionRow) -> Callable[[str], list[str]]:
    def path_of(area_id: str) -> list[str]:
        row = AreaRow.objects.filter(election=election, code=area_id).first()
        return [] if row is None or not row.is_precinct else [one.code for one in load_path(row)]

    return path_of


def _refuse_contest(election: ElectionRow, area_id: str, contest: str) -> None:
    held = load_definition(election).contests_at(_path_in(election)(area_id))
    if contest not in {one.code for one in held}:
        raise NotHere(contest)
