"""Before polls close at a precinct no protocol of it comes in, by whatever way."""

import datetime
from dataclasses import replace

import pytest

from hattama.core.protocols.life_states import Published
from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.accept_acts import ExplanationNeeded, PollsAreOpen, PollsOpenByLaw
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.offline.accept_statement import Answer
from hattama.web.offline.tables import OfflineStatementRow
from hattama.web.protocols.enter import enter_protocol
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from hattama.web.protocols.tables import LifeStep
from tests.web.protocols.life.people import acts, broken, everybody, paper
from tests.web.tiny_election import ELECTION_ID, ELECTION_TOML, LOADED_AT, area_row, load_tiny

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

HOURS = b"""[entry]
entries = 2

[polls]
open = "07:00"
close = "20:00"

[[polls.elsewhere]]
areas = ["P003"]
may_end_early = true

[[contest]]"""
CLOSE = datetime.datetime(2023, 3, 19, 14, 0, tzinfo=datetime.UTC)
"""Eight in the evening in Almaty (UTC+6 in 2023); in Aqtau (UTC+5) polls stay open for an hour."""
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def people(db):
    load_tiny(ELECTION_TOML.replace(b"[[contest]]", HOURS, 1))
    open_election(ELECTION_ID, now=LOADED_AT)
    advance_log(ELECTION_ID, now=LOADED_AT)
    people = everybody()
    for user in (people.aigul, people.berik):
        for area_id in ("P003", "P201"):
            user.memberships.create(area=area_row(area_id), role="typist")
    return people


def enter(user, area_id, now):
    read = replace(paper(area_id), signed_at=CLOSE + datetime.timedelta(hours=3))
    return enter_protocol(user, area_row(area_id), read, now=now)


def test_a_second_before_the_close_nothing_is_taken_and_from_it_on_all(people):
    with pytest.raises(PollsAreOpen):
        enter(people.aigul, "P001", CLOSE - SECOND)
    assert not LifeStep.objects.exists()
    enter(people.aigul, "P001", CLOSE)
    assert isinstance(enter(people.berik, "P001", CLOSE).state, Published)


def test_each_precinct_closes_by_its_own_clock_and_some_may_end_early(people):
    with pytest.raises(PollsAreOpen):
        enter(people.aigul, "P201", CLOSE)
    enter(people.aigul, "P201", CLOSE + datetime.timedelta(hours=1))
    enter(people.aigul, "P003", CLOSE - datetime.timedelta(hours=6))


def test_a_file_of_results_is_refused_too(people):
    election = ElectionRow.objects.get()
    with pytest.raises(PollsAreOpen):
        import_protocols(election, [Incoming(paper("P001")), Incoming(paper("P201"))], now=CLOSE)
    assert acts() == []


def test_where_the_definition_says_no_hours_those_of_the_law_hold_and_the_refusal_cites_them(tiny):
    with pytest.raises(PollsOpenByLaw, match=r"38\(1\)") as refused:
        import_protocols(tiny, [Incoming(paper("P001"))], now=CLOSE - SECOND)
    import_protocols(tiny, [Incoming(paper("P001"))], now=CLOSE)
    # What came without a network is told by the code that was kept of it.
    kept = OfflineStatementRow(area=area_row("P001"), reason=refused.value.code())
    assert "(п. 1 ст. 38; п. 3 ст. 38)" in Answer(kept.REFUSED, kept.reason, kept).said("ru")
    assert "Если закончилось, неверны часы сайта" in Answer(kept.REFUSED, kept.reason, kept).said("ru")


def test_a_paper_dated_before_the_close_is_asked_about_taken_and_bears_a_finding(people):
    early = replace(paper(), signed_at=CLOSE - SECOND)
    with pytest.raises(ExplanationNeeded):
        enter_protocol(people.aigul, area_row("P001"), early, now=CLOSE)
    explained = replace(early, explanation="The clock of the premises was slow.")
    for user in (people.aigul, people.berik):
        enter_protocol(user, area_row("P001"), explained, now=CLOSE)
    assert broken(acts()[0]) == ["FORM-EARLY"]
