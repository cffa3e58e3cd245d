"""Whoever asks for everything: fills addresses, follows links, and writes down what is wrong."""

from __future__ import annotations

import html
import json
import random
import re
import traceback
import zlib
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.signals import got_request_exception
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation

from tests.crawl.addresses import LANGUAGES, has_languages, plain, spoken
from tests.crawl.answers import body_of, wrong_with

HOST = "testserver"
_LINKS = re.compile(r"""\b(href|src|action|poster|data-[a-z-]+)=["']([^"'<>]*)["']""")
OF_PROGRAMS = ("/data/", "/api/", "/scans/", f"http://{HOST}/", *filter(None, [settings.BASE_URL]))
"""With what a text in JSON begins that is an address of ours."""

_LEADS_ON = ("text/html", "application/atom+xml", "application/xml", "image/svg+xml")

NEED_NOT_BE_THERE = {
    "data:bundle": "a table of the bundle lies there once the keeper of logs has written it",
    "data:open": "so do the open data",
    "data:receipt": "a receipt is there once its entry is under a checkpoint",
    "data:scan": "a scan whose bytes are gone from the store cannot be given",
    "data:scan_page": "nor can its pages",
    "data:figure_picture": "nor can pictures of its figures",
    "desk:paper": "the same paper, looked at by the desk",
    "desk:paper_page": "and its pages",
    "data:report_photo": "a photograph whose bytes are gone cannot be given",
    "desk:report_photo": "the same at the desk",
}
"""Addresses to which a link may lead and not be there, and why."""


@dataclass(slots=True)
class Counts:
    """What was asked, and how often the server answered that it failed."""

    states: int = 0
    requests: int = 0
    posts: int = 0
    commands: int = 0
    failures: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    def line(self) -> str:
        """The closing line."""
        return (
            f"States: {self.states}, requests: {self.requests}, forms sent: {self.posts}, "
            f"commands: {self.commands}, answers of 5xx: {self.failures}"
        )


@dataclass(frozen=True, slots=True)
class Link:
    """An address to ask for, where it was found (empty: filled from the resolver), and how far from there."""

    address: str
    found_at: str = ""


class Crawler:
    """One reader, logged in or not, in one state of the site."""

    def __init__(self, client: Client, counts: Counts, who: str, most: int, chance: random.Random) -> None:
        self.client = client
        self.counts = counts
        self.who = who
        self.most = most
        self.chance = chance
        self.faults: list[str] = []
        self.seen: set[str] = set()
        self.waiting: deque[Link] = deque()
        self.views: Counter[str] = Counter()
        self.raised: list[str] = []

    def add(self, address: str, found_at: str = "") -> None:
        """Ask for this address later, once, in one of the languages."""
        parts = urlsplit(address)
        path = plain(parts.path)
        key = f"{path}?{parts.query}" if parts.query else path
        if key in self.seen:
            return
        self.seen.add(key)
        self.waiting.append(Link(key, found_at))

    def run(self) -> None:
        """Ask until nothing waits, or as often as was agreed."""
        with self.hears_exceptions():
            asked = 0
            while self.waiting and asked < self.most:
                self._visit(self.waiting.popleft())
                asked += 1

    @contextmanager
    def hears_exceptions(self) -> Iterator[None]:
        """Keep what a view raises meanwhile, so that a fault says where it comes from."""

        def heard(sender: object, **said: Any) -> None:
            self.raised.append(traceback.format_exc(limit=-4))

        got_request_exception.connect(heard)
        yield
        got_request_exception.disconnect(heard)

    def _visit(self, link: Link) -> None:
        path, _, query = link.address.partition("?")
        language = LANGUAGES[zlib.crc32(f"{self.who}{link.address}".encode()) % 3]
        address = spoken(path, language) + (f"?{query}" if query else "")
        view = view_of(path)
        if query and view:
            # Pages with questions lead to pages with questions; a few of each are enough.
            self.views[view] += 1
            if self.views[view] > 25:
                return
        answer, body = self.ask("get", address)
        # A frame speaks the language that its address asks for.
        wanted = language if has_languages(path) and "lang=" not in query else ""
        self.judge(address, answer, body, wanted, link.found_at, view)
        kind = answer.get("Content-Type", "")
        if answer.status_code in (301, 302, 303, 307, 308):
            self._follow(answer["Location"], address, told=bool(link.found_at))
        elif kind.startswith(_LEADS_ON):
            self._follow_links(body.decode(errors="replace"), address)
        elif "json" in kind and answer.status_code == 200:
            self._follow_json(body, address)
        if self.chance.random() < 0.12:
            self._ask_head(address, answer.status_code)

    def ask(self, method: str, address: str, data: Any = None) -> tuple[Any, bytes]:
        """Ask once; the answer with its bytes, counted."""
        self.counts.requests += 1
        answer = getattr(self.client, method)(address, data or {})
        body = body_of(answer)
        self.counts.failures += answer.status_code >= 500
        translation.activate("kk")
        return answer, body

    def _ask_head(self, address: str, status: int) -> None:
        answer, body = self.ask("head", address)
        # Where nothing is to be read (405 to GET), HEAD may ask for something of its own, as tus does.
        if answer.status_code >= 500 or (status != 405 and answer.status_code not in (status, 405)):
            self._fault(f"HEAD {address}", f"status {answer.status_code}, and {status} to GET")
        if body:
            self._fault(f"HEAD {address}", "an answer with a body")

    def judge(self, address: str, answer: Any, body: bytes, language: str, found_at: str, view: str) -> None:
        """Write down what is wrong with an answer to whoever asked in `language`, led there by `found_at`."""
        wrong = wrong_with(answer.status_code, answer.get("Content-Type", ""), body, language)
        if not wrong and answer.status_code == 404 and found_at and view not in NEED_NOT_BE_THERE:
            wrong = f"not there, though {found_at} leads to it"
        if wrong:
            self._fault(address, wrong)
        self.raised.clear()

    def _fault(self, address: str, wrong: str) -> None:
        told = f"\n{self.raised[-1]}" if self.raised else ""
        self.faults.append(f"{self.who}: {address}: {wrong}{told}")

    def _follow_links(self, text: str, page: str) -> None:
        for name, value in _LINKS.findall(text):
            if name.startswith("data-") and not value.startswith("/"):
                continue
            self._follow(html.unescape(value), page, told=name != "action" and not name.startswith("data-"))

    def _follow_json(self, body: bytes, page: str) -> None:
        waiting = [json.loads(body)]
        while waiting:
            one = waiting.pop()
            if isinstance(one, dict):
                waiting += one.values()
            elif isinstance(one, list):
                waiting += one[:50]
            elif isinstance(one, str) and one.startswith(OF_PROGRAMS):
                self._follow(one, page, told=False)

    def _follow(self, link: str, page: str, *, told: bool = True) -> None:
        """Ask for what a link leads to, where it is ours. `told`: it must be there."""
        try:
            parts = urlsplit(urljoin(f"http://{HOST}{page}", link))
        except ValueError:
            self._fault(page, f"a link that is no address: {link!r}")
            return
        ours = {HOST, urlsplit(settings.BASE_URL).netloc}
        if parts.scheme not in ("http", "https") or parts.netloc not in ours:
            return
        if parts.path.startswith(settings.STATIC_URL) or "/logout" in parts.path:
            return
        self.add(f"{parts.path}?{parts.query}" if parts.query else parts.path, page if told else "")


def view_of(path: str) -> str:
    """The name of the address that a plain path is; empty where it is none."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
