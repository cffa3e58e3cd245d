"""What the first typist typed stands on no page that the second, or anybody outside, can open while they read
it again. That nothing tells it before the second has typed is asked in tests/attack/test_blind_entries.py."""

import hashlib
import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from hattama.core.protocols import EntriesDiffer
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.protocols.enter import enter_protocol, retype_fields
from tests.drawn import DAY, drawn
from tests.web.desk_clients import address, typed
from tests.web.protocols.life.people import life, paper, reread
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, area_row, picture, scan_of, sound_figures

KEYS = ("votes[dala]", "votes[ozen]")
SECRET = paper(**{"votes[dala]": 293, "votes[ozen]": 277})
# Not within a hash or a signature, where any digits may stand.
FIGURE = re.compile(r"(?<![0-9A-Za-z+/])(?:293|277)(?![0-9A-Za-z+/])")
# The number of the reader's own account, which may be any.
ACCOUNT = re.compile(r'data-account="\d+"')
SCAN = hashlib.sha256(picture()).hexdigest()
GIVEN = {
    "election_id": ELECTION_ID,
    "area_id": "P001",
    "contest": PARTY,
    "table": "protocols",
    "code": "KZ-K01",
    "index": 3,
    "path": "state/precincts.jsonl",
}


def addresses(sha256, *names):
    """Every address of the desk, the public pages and the files that these words are enough for."""
    given = GIVEN | {"sha256": sha256}
    found = []
    for name in names:
        for _, (_, resolver) in _namespaces(get_resolver(), name):
            for view in resolver.reverse_dict:
                if not isinstance(view, str):
                    continue
                for possibility in resolver.reverse_dict.getlist(view):
                    wanted = set(possibility[0][0][1])
                    if wanted <= given.keys():
                        found.append(reverse(f"{name}:{view}", kwargs={key: given[key] for key in wanted}))
    return sorted(set(found))


def _namespaces(resolver, name):
    return [(space, pair) for space, pair in resolver.namespace_dict.items() if space == name]


def told_to(client, sha256, *names, half=False):
    """The addresses at which this reader is told a figure that the first typist typed; of half of them."""
    told, places = [], addresses(sha256, *names)
    for place in drawn(places, len(places) // 2, names) if half else places:
        response = client.get(place)
        text = b"".join(response) if response.streaming else response.content
        if FIGURE.search(ACCOUNT.sub("", text.decode("utf-8", "replace"))):
            told.append(place)
    return told


@pytest.fixture
def night(two):
    """The first entry is in, with its scan; whatever follows from the log is written."""
    scan = scan_of("P001")
    assert scan.sha256 == SCAN
    enter_protocol(two.aigul, area_row("P001"), SECRET, now=NIGHT, scan=scan)
    advance_log(ELECTION_ID, now=NIGHT)
    refresh_bundle(ELECTION_ID)
    return two


def logged_in(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_the_test_looks_at_the_pages_that_matter(night):
    found = addresses("ab" * 32, "desk", "public", "data")
    for part in ("/differences", "/done", "/check", "/overview", ".csv", "/e/tiny/", "/log/3"):
        assert any(part in place for place in found), part
    assert len(found) > 40


def test_answers_to_what_the_second_types_tell_nothing(night):
    berik = logged_in(night.berik)
    wrong = typed(sound_figures(invalid=99))
    for step in ("check", ""):
        answer = berik.post(address(step=step), wrong)
        assert not FIGURE.search(answer.content.decode())
    berik.post(address(), typed())
    assert isinstance(life(), EntriesDiffer)
    assert told_to(berik, SCAN, "desk") == []


def test_rounds_of_rereading_tell_nothing(night):
    enter_protocol(night.berik, area_row("P001"), paper(), now=NIGHT)
    for _ in range(2):
        retype_fields(night.aigul, area_row("P001"), reread(SECRET, *KEYS), now=NIGHT)
        retype_fields(night.berik, area_row("P001"), reread(paper(), *KEYS), now=NIGHT)
    assert life().is_for_reviewer
    # Whoever types sees nothing anywhere; of the others half is asked, another half each day.
    assert told_to(logged_in(night.berik), SCAN, "desk") == []
    assert told_to(Client(), SCAN, "public", "data", half=True) == [], DAY
    for user in (night.chair, night.auditor, night.administrator):
        assert told_to(logged_in(user), SCAN, "desk", half=True) == [], (user, DAY)
    # Who is to decide sees both readings, on one page: the search finds what is there to be found.
    assert [place.rpartition("/")[2] for place in told_to(logged_in(night.reviewer), SCAN, "desk")] == [
        "decide"
    ]
