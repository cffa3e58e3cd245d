"""Scans that a source shows at addresses of its own are fetched: one host after the other, slowly, within
bounds, and what was fetched or refused is remembered, so that a run that was ended goes on.

An address comes from somebody's file and its answer from somebody's server: neither is trusted.
"""

from __future__ import annotations

import http.client
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from hattama.core.vocabulary import Message
from hattama.fetching import AddressRefused, Answer, PrivateHost, parse_file_address
from hattama.formats.scans import ScanRefused
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.scans.tables import ScanFetch
from hattama.web.scans.take_scan import (
    ScanAlreadyAttached,
    ScanOfAnotherProtocol,
    attach_fetched,
    receive_scan,
)

FETCHED: Final = "fetched"
OUTCOMES: Final = {
    FETCHED: Message("fetched, and beside its protocol"),
    "no_scan": Message("what is there is no scan that can be taken"),
    "other_place": Message("the very same file stands beside another protocol"),
    "too_large": Message("larger than a scan may be"),
    "address": Message("no address that can be asked"),
    "private": Message("an address within a private network, which is not asked"),
    "redirect": Message("the host points elsewhere, which is not followed"),
    "robots": Message("the host asks programs not to fetch this (robots.txt)"),
    "status": Message("the host answers with an error"),
    "later": Message("the host asks to come later"),
    "unreachable": Message("the host could not be reached"),
}
"""What became of an address, by code."""

PASSING: Final = ("later", "unreachable")
"""What the next run tries again."""

SILENT_SECONDS: Final = 20.0
WHOLE_SECONDS: Final = 120.0
MOST_REDIRECTS: Final = 3
MOST_ROBOTS_BYTES: Final = 500_000
MOST_PATIENCE: Final = 600.0
"""How long a host that asks for patience is waited for at most; then its turn is over."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one run fetches at most, and how: `seconds` in all, `pause` between two questions to one host,
    `private` addresses and `redirects` only where they are allowed."""

    count: int
    total_bytes: int
    seconds: float
    pause: float
    private: bool = False
    redirects: bool = False
    agent: str = "hattama"


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds that only grow, and waiting: a shell's."""

    now: Callable[[], float]
    wait: Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A scan that a source shows beside a published protocol."""

    area_id: int
    contest: str
    address: str

    @property
    def host(self) -> str:
        """The host with its port, as the address has it."""
        try:
            return urlsplit(self.address).netloc.lower()
        except ValueError:
            return ""


class _Left(Exception):
    """What became of an address where nothing was fetched: a code of OUTCOMES, and `detail` for people."""

    def __init__(self, code: str, detail: str = "", wait: float = 0.0) -> None:
        super().__init__(code)
        self.code, self.detail, self.wait = code, detail, wait


def wanted_scans(election: ElectionRow, link: str, allowed: Collection[str] = ()) -> list[Wanted]:
    """Addresses that the link of this name gives beside protocols and that are not settled yet, by host.

    `allowed`: outcomes that come of a permission which is given now, so that they are asked again.
    """
    rows = PublishedProtocol.objects.filter(election=election, beside__links__has_key=link).order_by("pk")
    # What a source shows beside figures that it has changed since may be the old picture or a new one.
    stands = PublishedProtocol.objects.filter(area=OuterRef("area"), contest=OuterRef("contest"))
    stale = stands.filter(method="imported", has_scan=False, received_at__gt=OuterRef("tried_at"))
    settled = set(
        ScanFetch.objects.filter(area__election=election)
        .exclude(outcome__in=[*PASSING, *allowed])
        .exclude(Exists(stale), outcome=FETCHED)
        .values_list("area_id", "contest", "address")
    )
    told = rows.values_list("area_id", "contest", f"beside__links__{link}")
    found = [Wanted(*one) for one in told.iterator(chunk_size=2000) if one not in settled]
    return sorted(found, key=lambda one: one.host)


def linked_names(election: ElectionRow) -> list[str]:
    """How the links are called that a source gives beside protocols, as the first thousand show it."""
    rows = PublishedProtocol.objects.filter(election=election, beside__has_key="links")
    return sorted({name for links in rows.values_list("beside__links", flat=True)[:1000] for name in links})


@dataclass
class FetchRun:
    """One run over the addresses of an election. `told` hears of each address what became of it."""

    bounds: Bounds
    clock: Clock
    told: Callable[[Wanted, str, str], None]
    counts: Counter[str] = field(default_factory=Counter)
    _bytes: int = 0

    def __post_init__(self) -> None:
        self._ends = self.clock.now() + self.bounds.seconds

    def fetch(self, wanted: list[Wanted]) -> Counter[str]:
        """What became of how many, by code. Raises ElectionClosed or StoreUnavailable; what was fetched
        before that is kept."""
        for _, here in groupby(wanted, key=lambda one: one.host):
            host = _Host(self.bounds, self.clock, self._ends)
            for one in here:
                if self._is_over():
                    return self.counts
                outcome, detail = self._settle(host, one)
                self.counts[outcome] += 1
                self.told(one, outcome, detail)
                if host.is_done:
                    break
        return self.counts

    def _is_over(self) -> bool:
        asked = sum(self.counts.values())
        return (
            asked >= self.bounds.count
            or self._bytes >= self.bounds.total_bytes
            or self.clock.now() >= self._ends
        )

    def _settle(self, host: _Host, one: Wanted) -> tuple[str, str]:
        """Fetch one and keep it; what became of it, remembered in the transaction that keeps it."""
        try:
            data = host.ask(one.address)
            self._bytes += len(data)
            scan = receive_scan(data, now=timezone.now(), keep_details=True)
        except _Left as left:
            return _remember(one, left.code, left.detail)
        except ScanRefused as refused:
            return _remember(one, "no_scan", type(refused).__name__)
        area = AreaRow.objects.select_related("election").get(pk=one.area_id)
        try:
            with transaction.atomic():
                attach_fetched(area, one.contest, scan, one.address, now=timezone.now())
                return _remember(one, FETCHED, scan.pk)
        except ScanAlreadyAttached:
            return _remember(one, FETCHED, scan.pk)
        except ScanOfAnotherProtocol as other:
            return _remember(one, "other_place", f"{other.area.code}, {other.contest}")


def _remember(one: Wanted, outcome: str, detail: str) -> tuple[str, str]:
    said = {"address": one.address, "outcome": outcome, "detail": detail[:200], "tried_at": timezone.now()}
    ScanFetch.objects.update_or_create(area_id=one.area_id, contest=one.contest, defaults=said)
    return outcome, detail


class _Host:
    """One host that is asked slowly. `is_done`: it is left alone for the rest of the run."""

    def __init__(self, bounds: Bounds, clock: Clock, ends: float) -> None:
        self._bounds, self._clock, self._ends = bounds, clock, ends
        self._pause, self._asked_at = bounds.pause, float("-inf")
        self._robots: RobotFileParser | None = None
        self.is_done = False

    def ask(self, url: str) -> bytes:
        """The file at `url`. Raises _Left."""
        try:
            parse_file_address(url, only_public=False)
        except AddressRefused:
            raise _Left("address") from None
        for _ in range(MOST_REDIRECTS + 1):
            if not self._rules(url).can_fetch(self._bounds.agent, url):
                raise _Left("robots")
            answer = self._patiently(url)
            if not 300 <= answer.status < 400:
                return _body_of(answer)
            there = next((value for name, value in answer.headers.items() if name.lower() == "location"), "")
            if not self._bounds.redirects or urlsplit(urljoin(url, there)).netloc != urlsplit(url).netloc:
                raise _Left("redirect", there)
            url = urljoin(url, there)
        raise _Left("redirect", url)

    def _rules(self, url: str) -> RobotFileParser:
        """What the host asks of programs; nothing where it has no such file. Raises _Left."""
        if self._robots is None:
            answer = self._patiently(urljoin(url, "/robots.txt"))
            robots = RobotFileParser()
            text = answer.body[:MOST_ROBOTS_BYTES].decode("utf-8", "replace") if answer.status == 200 else ""
            robots.parse(text.splitlines())
            delay = robots.crawl_delay(self._bounds.agent)
            self._pause = max(self._pause, float(delay or 0))
            self._robots = robots
        return self._robots

    def _patiently(self, url: str) -> Answer:
        """An answer, after the host's pause; a host that asks for patience has it once. Raises _Left."""
        try:
            return self._once(url)
        except _Left as left:
            waits = max(left.wait, self._pause)
            if left.code != "later" or waits > MOST_PATIENCE or self._clock.now() + waits > self._ends:
                self.is_done = left.code in PASSING
                raise
            self._clock.wait(waits)
        try:
            return self._once(url)
        except _Left as left:
            self.is_done = left.code in PASSING
            raise

    def _once(self, url: str) -> Answer:
        self._clock.wait(max(0.0, self._asked_at + self._pause - self._clock.now()))
        self._asked_at = self._clock.now()
        try:
            address, path = parse_file_address(url, only_public=not self._bounds.private)
            answer = address.ask(
                path,
                {"User-Agent": self._bounds.agent, "Accept-Encoding": "identity"},
                most_bytes=settings.MAX_SCAN_BYTES + 1,
                silent_seconds=SILENT_SECONDS,
                whole_seconds=WHOLE_SECONDS,
            )
        except PrivateHost as refused:
            self._asked_at = float("-inf")
            raise _Left("private", str(refused)) from None
        except (OSError, http.client.HTTPException) as trouble:
            raise _Left("unreachable", type(trouble).__name__) from None
        # The pause is one after the answer, however long that took.
        self._asked_at = self._clock.now()
        if answer.status in (429, 503):
            raise _Left("later", str(answer.status), _retry_after(answer))
        if answer.status >= 500:
            raise _Left("unreachable", str(answer.status))
        return answer


def _body_of(answer: Answer) -> bytes:
    if answer.status != 200:
        raise _Left("status", str(answer.status))
    if len(answer.body) > settings.MAX_SCAN_BYTES:
        raise _Left("too_large")
    return answer.body


def _retry_after(answer: Answer) -> float:
    """The seconds that a host asks for; a moment, or what is no number, counts as none."""
    said = next((value for name, value in answer.headers.items() if name.lower() == "retry-after"), "")
    return float(said) if said.isdecimal() and len(said) < 8 else 0.0
