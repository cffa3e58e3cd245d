"""A person of the commission enters the protocol from the paper, blind to what anybody else entered."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import replace
from typing import Any, NamedTuple

from django.db import transaction

from hattama.core.entries import moment_text, recorded_text
from hattama.core.protocols import EnteredOnce, EntriesDiffer, LifeDeed, Protocol, enter
from hattama.web.kernel.accounts.policy import Deed, refuse_second_entry
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.published.scans import Scan
from hattama.web.protocols.life_steps import protocol_data
from hattama.web.protocols.protocol_cases import Case, Done, take_case
from hattama.web.protocols.publish_protocol import confirm_by_rule, publish_preliminary
from hattama.web.scans.take_scan import claim_scan


class StatedTime(NamedTuple):
    """When a device without a network says that the entry was typed, when its statement was received (both
    aware), and the SHA-256 of the signed statement."""

    acted_at: datetime.datetime
    received_at: datetime.datetime
    statement: str


@transaction.atomic
def enter_protocol(
    user: Any,
    area: AreaRow,
    protocol: Protocol,
    *,
    now: datetime.datetime,
    scan: Scan | None = None,
    reread: Collection[str] | None = None,
    stated: StatedTime | None = None,
) -> Done:
    """Record the first or the second entry, and what follows from it by the election's own rule.

    `reread` are codes of unusual lines (see `second_look`) that the typist says to have read again; None
    where nobody was asked. `stated` is what a device that had no network says of the time; it is kept as it
    says it, beside `now`. `done.state` is EnteredOnce, EntriesDiffer, EnteredTwice (waits for a person) or
    Published. Nothing that is raised says what another person entered.

    Raises NotYours, EntersTwice, ProtocolAlreadyEntered, ExplanationNeeded, ExplanationTooLong,
    LinesToReread, ScanOfAnotherProtocol, FiguresDoNotFit, ElectionClosed, ElectionNotOpen or
    ContestNotHeldHere; then nothing is recorded.
    """
    case = take_case(user, Deed.ENTER_PROTOCOL, area, protocol.contest, now)
    if isinstance(case.state, EnteredOnce):
        refuse_second_entry(case.person, {case.state.first.by})
    protocol = replace(protocol, explanation=protocol.explanation.strip())
    state = enter(case.state, protocol, case.person, case.rules)
    case.check_explained(protocol)
    noted = case.check_reread(protocol, reread)
    if scan is not None:
        claim_scan(scan, area, protocol.contest)
    sha256 = scan.sha256 if scan else None
    said: dict[str, Any] = {"protocol": protocol_data(protocol), "scan": sha256, "reread": noted}
    if stated is not None:
        said["offline"] = {
            "acted_at": moment_text(stated.acted_at),
            "received_at": recorded_text(stated.received_at),
            "statement": stated.statement,
        }
    case.note(LifeDeed.ENTER, state, **said)
    return _what_follows(case)


def _what_follows(case: Case) -> Done:
    if isinstance(case.state, EntriesDiffer):
        return case.record()
    if isinstance(case.state, EnteredOnce) and case.rules.preliminary:
        return case.record(publish_preliminary(case))
    return confirm_by_rule(case)
