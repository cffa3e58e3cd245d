"""How many statements each verb asks of the database: the same however much has been accepted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hattama.core.vocabulary import Deed
from hattama.web.kernel.elections.loading import path_codes
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import Act
from hattama.web.protocols.change import annul_protocol, change_protocol
from hattama.web.protocols.desk import places
from hattama.web.protocols.enter import confirm_protocol, enter_protocol
from hattama.web.scans.take_scan import attach_scan, receive_scan
from tests.web.desk_clients import address, typed
from tests.web.protocols.desk.life_desk import Desk
from tests.web.protocols.life.people import GROUNDS, LATER, paper, swapped
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, picture, protocol, publish, scan_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

STATEMENTS = {
    "first entry": (3, 11),
    "second entry": (3, 11),
    "confirmation": (4, 8),
    "correction": (5, 13),
    "a scan more": (4, 9),
    "annulment": (5, 9),
}
"""On PostgreSQL, on SQLite; without BEGIN, COMMIT and savepoints. Each verb as a request calls it: its
precinct is read already, and this process has met its roster. One is the account, which a request knows."""

A_WHOLE_FORM = (4, 15)
"""The same of all that a request asks: who it is, where, the first entry, and what waits for it."""

_FRAMES = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def here() -> AreaRow:
    """The precinct as a page of the desk reads it: with the election."""
    return AreaRow.objects.select_related("election").get(code="P001")


def deeds(people):
    """Each verb in the order of a life."""
    yield "first entry", lambda area, scan: enter_protocol(people.aigul, area, paper(), now=NIGHT, scan=scan)
    yield "second entry", lambda area, scan: enter_protocol(people.berik, area, paper(), now=NIGHT, scan=scan)
    yield "confirmation", lambda area, _: confirm_protocol(people.chair, area, PARTY, now=NIGHT)
    yield (
        "correction",
        lambda area, scan: change_protocol(
            Deed.CORRECT, people.head, area, swapped(), GROUNDS, now=LATER, scan=scan
        ),
    )
    yield "a scan more", lambda area, scan: attach_scan(people.chair, area, PARTY, scan, now=LATER)
    yield "annulment", lambda area, _: annul_protocol(people.head, area, PARTY, GROUNDS, now=LATER)


@pytest.mark.parametrize("others", [0, 3])
def test_each_verb_asks_a_fixed_number_of_statements(others):
    people = Desk('entries = 2\nconfirmed_by = "person"').people
    beside = ("P002", "P003", "P201")[:others]
    publish(*map(protocol, beside), scans={(code, PARTY): scan_of(code, shade=9) for code in beside[:1]})
    seen = {}
    path_codes(here())
    for shade, (name, deed) in enumerate(deeds(people)):
        area, scan = here(), receive_scan(picture(shade), now=NIGHT)
        with CaptureQueriesContext(connection) as asked:
            deed(area, scan)
        seen[name] = sum(not query["sql"].startswith(_FRAMES) for query in asked.captured_queries)
        advance_log(ELECTION_ID, now=LATER)
    engine = ("postgresql", "sqlite").index(connection.vendor)
    assert seen == {name: counted[engine] for name, counted in STATEMENTS.items()}


def test_a_whole_form_asks_a_fixed_number_of_statements_until_it_is_accepted(typist, monkeypatch):
    monkeypatch.setattr(places, "publish_act", lambda act, now: True)
    seen = []
    for shade, area_id in enumerate(("P001", "P002")):
        scan = SimpleUploadedFile("scan.png", picture(shade), "image/png")
        here = address(area_id)
        with CaptureQueriesContext(connection) as asked:
            typist.post(here, typed(scan=scan))
        seen.append([query["sql"] for query in asked.captured_queries])
        assert Act.objects.filter(kind="protocol", area__code=area_id).exists()
    told = [sql for sql in seen[1] if not sql.startswith(_FRAMES)]
    assert len(told) == A_WHOLE_FORM[("postgresql", "sqlite").index(connection.vendor)], told


def test_the_log_and_its_tables_ask_no_more_for_two_protocols_that_stand_than_for_one():
    people = Desk('entries = 2\nconfirmed_by = "person"').people
    codes = ("P001", "P002", "P003")
    publish(*map(protocol, codes))
    seen = []
    for some in (codes[:1], codes[1:]):
        for area in AreaRow.objects.select_related("election").filter(code__in=some):
            annul_protocol(people.head, area, PARTY, GROUNDS, now=LATER)
        with CaptureQueriesContext(connection) as asked:
            advance_log(ELECTION_ID, now=LATER)
        seen.append(sum(not query["sql"].startswith(_FRAMES) for query in asked.captured_queries))
    assert seen[0] == seen[1]
