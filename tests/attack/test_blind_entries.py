"""A second typist looks for the first entry everywhere that anybody may look, before typing their own."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.notices.letters import notify_subscribers
from hattama.web.notices.subscriptions import ask_to_be_told, confirm_subscription
from tests.attack.addresses import named_addresses
from tests.drawn import drawn
from tests.web.desk_clients import address, typed
from tests.web.protocols.desk.life_desk import Desk
from tests.web.tiny_election import ELECTION_ID, area_row, sound_figures

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

SECRET, WORD = 8675309, "СырлыСөз"
"""A figure and a word of the first entry that stand nowhere else."""

GROUPED = re.compile(r"(?<=\d)[\s.,'\u00a0\u202f\u2009](?=\d{3})")

SHOWS_FIGURES = frozenset({"public:area", "api:get_protocol", "data:area_csv"})


def tells(body: bytes) -> bool:
    if body.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(body))
        return any(tells(archive.read(name)) for name in archive.namelist())
    text = body.decode("utf-8", "replace")
    return str(SECRET) in GROUPED.sub("", text) or WORD in text


def addresses_that_tell(
    client: Client, *, public: bool, only: frozenset[str] = frozenset(), who: str = ""
) -> Iterator[str]:
    """Of the desk's, half for each person, others each day: as many people may open any of them."""
    asked = [named for named in named_addresses() if (named.rule in ("desk", "signed_in")) is not public]
    asked = [named for named in asked if not only or named.name in only]
    for named in asked if public else drawn(asked, len(asked) // 2, who):
        answer: Any = client.get(named.at())
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if tells(body) or tells(repr(answer.headers).encode()):
            yield named.name


def places_that_tell(desk: Desk, caplog: pytest.LogCaptureFixture) -> set[str]:
    """Where the secret is to be read: addresses by who asks, files, letters, the journal."""
    found = set(addresses_that_tell(desk.stranger(), public=True))
    for who in ("berik", "chair", "reviewer", "administrator", "auditor"):
        found |= {f"{who}: {name}" for name in addresses_that_tell(getattr(desk, who), public=False, who=who)}
    for step in ("", "check"):
        answer = desk.berik.post(address(step=step), typed(action="check", invalid="9"))
        found |= {f"berik sends {step}"} if tells(answer.content) else set()
    refresh_bundle(ELECTION_ID)
    files = (path for path in Path(public_store(ELECTION_ID).folder).rglob("*") if path.is_file())
    found |= {f"file {path.name}" for path in files if tells(path.read_bytes())}
    notify_subscribers(now=timezone.now())
    if any(tells(f"{letter.subject} {letter.body}".encode()) for letter in mail.outbox):
        found.add("letter")
    return found | ({"journal"} if tells(caplog.text.encode()) else set())


def test_nothing_anywhere_says_what_the_first_typist_entered_until_the_second_has(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MAIL_READY = True
    desk = Desk("entries = 2")
    asked = ask_to_be_told(area_row("P001"), "reader@example.org", "en", now=timezone.now())
    assert asked is not None
    confirm_subscription(asked, now=timezone.now())
    entry = typed(sound_figures(invalid=SECRET), explanation=WORD, reread="yes")
    assert desk.aigul.post(address(), entry).status_code == 302
    advance_log(ELECTION_ID, now=timezone.now())
    assert places_that_tell(desk, caplog) == set()
    assert desk.berik.post(address(), entry).status_code == 302
    advance_log(ELECTION_ID, now=timezone.now())
    seen = set(addresses_that_tell(desk.stranger(), public=True, only=SHOWS_FIGURES))
    assert seen == SHOWS_FIGURES, "what searches finds what is there"
