"""The demonstration's night: protocols arrive in order, each with its scan, through the usual use cases.

Imported when it begins: Django is set up by then.
"""

import gc
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from math import inf
from multiprocessing import get_context
from typing import Any

from django.db import transaction
from django.utils import timezone

from hattama.core.vocabulary import Message
from hattama.demonstration import blank_forms, draw_scan, stated_times
from hattama.formats.rulepack import parse_rulepack
from hattama.phrases import say
from hattama.rulepacks import read_rulepack
from hattama.scanning import told_by_header
from hattama.web.kernel.commands.answers import progress
from hattama.web.kernel.commands.endings import leave_signals_to_parent
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import OF_A_COUNTRY, advance_log
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.kernel.stores.kept_rows import insert_rows
from hattama.web.night.record_step import IncomingSteps, import_steps
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from hattama.web.scans.take_scan import scan_of

DEFAULT_NIGHT_SECONDS = 120
BATCH = 750
"""Protocols: with the times stated beside them one batch of the log, after which sums and cards are made."""
TICK_SECONDS = 0.25

DRAWN_TOGETHER = 25
DRAWN_AHEAD = BATCH // DRAWN_TOGETHER
"""The scans of the next batch are drawn while one is taken in."""

_NIGHT = Message("election night")


def play_night(
    demonstration: Any, speed: float | None, language: str, meanwhile: Callable[[float], None]
) -> int:
    """Play what has not arrived yet; how many protocols the election holds afterwards.

    `meanwhile` is told after each batch which share of all protocols has arrived.
    `speed` is how many times faster than life, infinity for no waiting, None for about two minutes.
    """
    election = ElectionRow.objects.get(pk=demonstration.election.election_id)
    # What an interrupted night left accepted but not yet in the log comes first.
    advance_log(election.pk, now=timezone.now())
    published = set(PublishedProtocol.objects.filter(election=election).values_list("area__code", "contest"))
    arrivals = list(demonstration.protocols())
    waiting = [item for item in arrivals if (item.protocol.area_id, item.protocol.contest) not in published]
    if not waiting:
        return len(published)
    factor = speed or max(1.0, arrivals[-1].arrives_after / DEFAULT_NIGHT_SECONDS)
    with progress(say(_NIGHT, language), len(arrivals)) as advance, _painters(demonstration) as painters:
        advance(len(published))
        taken = len(published)
        scans = _painted(painters, [item.protocol for item in waiting])
        for batch in _batches(waiting, factor):
            _take_in(election, demonstration.seed, batch, list(islice(scans, len(batch))))
            advance(len(batch))
            taken += len(batch)
            meanwhile(taken / len(arrivals))
    return len(published) + len(waiting)


def _batches(waiting: list[Any], factor: float) -> Iterator[list[Any]]:
    """Protocols that are due, at most a batch at a time; waits where none is."""
    began, first = time.monotonic(), waiting[0].arrives_after
    remaining = iter(waiting)
    due = list(islice(remaining, 1))
    while due:
        # At full speed everything is due at once; infinity times no time at all would be no number.
        elapsed = factor if factor == inf else (time.monotonic() - began) * factor + first
        batch: list[Any] = []
        while due and len(batch) < BATCH and due[0].arrives_after <= elapsed:
            batch.append(due.pop())
            due = list(islice(remaining, 1))
        if batch:
            yield batch
        else:
            time.sleep(TICK_SECONDS)


def _painted(painters: ProcessPoolExecutor, protocols: Sequence[Any]) -> Iterator[Any]:
    """What the scan of each protocol is, in their order; the next ones are drawn meanwhile."""
    drawn: deque[Future[list[Any]]] = deque()
    for start in range(0, len(protocols), DRAWN_TOGETHER):
        drawn.append(painters.submit(_paint, protocols[start : start + DRAWN_TOGETHER]))
        if len(drawn) > DRAWN_AHEAD:
            yield from drawn.popleft().result()
    while drawn:
        yield from drawn.popleft().result()


def _take_in(election: Any, seed: int, batch: list[Any], facts: list[Any]) -> None:
    now = timezone.now()
    scans = [scan_of(fact, now=now) for fact in facts]
    insert_rows(scans, ignore_conflicts=True)
    incoming = [Incoming(item.protocol, scan=scan) for item, scan in zip(batch, scans, strict=True)]
    with transaction.atomic():
        import_protocols(election, incoming, now=now, method="demonstration")
        import_steps(election, _stated(batch, seed), now=now, method="demonstration")
    # As one batch of the log: what comes in two is summed up twice, and each precinct judged twice.
    advance_log(election.pk, now=timezone.now(), batch=OF_A_COUNTRY)


def _stated(batch: list[Any], seed: int) -> Iterator[Any]:
    """The times that commissions state beside these protocols."""
    for item in batch:
        protocol = item.protocol
        stated = stated_times(protocol, seed)
        if stated is not None:
            yield IncomingSteps(protocol.area_id, "", stated.of_precinct)
            yield IncomingSteps(protocol.area_id, protocol.contest, stated.of_contest, stated.places)


class _Desk:
    """What a painting process knows: set once when it starts."""

    demonstration: Any = None
    areas: dict[str, Any]
    blanks: dict[str, Any]


def _painters(demonstration: Any) -> ProcessPoolExecutor:
    # Forked, so that a painter inherits the demonstration and the blank forms instead of making them anew; it
    # never touches the database, whose connection belongs to the parent.
    _Desk.demonstration = demonstration
    _Desk.areas = {area.area_id: area for area in demonstration.areas}
    _Desk.blanks = blank_forms(demonstration.election, _forms(demonstration.election))
    # What a painter inherits is never garbage: nobody need look through it, and copy it by that.
    gc.freeze()
    return ProcessPoolExecutor(
        max_workers=min(2, os.cpu_count() or 1),
        mp_context=get_context("fork"),
        initializer=leave_signals_to_parent,
    )


def _forms(election: Any) -> dict[str, Any]:
    """The form of each contest, as the election's rule pack has it."""
    pack = parse_rulepack(read_rulepack(election.rule_pack), election.rule_pack)
    return {contest.code: pack.rules_for(contest).form for contest in election.contests}


def _paint(protocols: Sequence[Any]) -> list[Any]:
    election, facts = _Desk.demonstration.election, []
    for protocol in protocols:
        blank, area = _Desk.blanks[protocol.contest], _Desk.areas[protocol.area_id]
        picture = draw_scan(election, blank, area, protocol)
        fact = told_by_header(picture)
        put_content(picture, fact.sha256)
        facts.append(fact)
    return facts
