"""What the desk counts without looking at every precinct is what it lists, precinct by precinct."""

import pytest
from django.db import connection
from django.db.models import Max
from django.test.utils import CaptureQueriesContext

from hattama.core.vocabulary import Deed
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.protocols.desk.overview import progress_of, progress_of_each
from hattama.web.protocols.overview import REREADS, Scope, count_in, keys_of, load_rows
from hattama.web.protocols.tables import CurrentState, LifeStep
from tests.web.desk_clients import address
from tests.web.protocols.desk.life_desk import DECISION, Desk, tables_behind
from tests.web.tiny_election import PARTY, SINGLE, annul, area_row, protocol, publish, sound_figures

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

PRELIMINARY = 'preliminary = true\nconfirmed_by = "person"'


def one_of_each(entry: str) -> Desk:
    desk = Desk(entry)
    if entry == PRELIMINARY:
        desk.enter(desk.aigul)
    else:
        desk.two_rounds()
    publish(protocol("P002", figures=sound_figures(invalid=21)), protocol("P101"), protocol("P201"))
    annul("P201")
    desk.head.post(address("P002", step="remark"), {"remark": "Which page is the last?"})
    return desk


@pytest.mark.parametrize("entry", ["entries = 2", PRELIMINARY])
@pytest.mark.parametrize("areas", [("KZ",), ("R1", "R2"), ("D11",), ("R1", "P201"), ("P001", "P002")])
def test_every_count_is_the_length_of_its_list(db, entry, areas):
    one_of_each(entry)
    election = ElectionRow.objects.get()
    read = load_definition(election).election
    scope = Scope(election, read.contest(PARTY), [area_row(area) for area in areas])
    counts = count_in(scope, read.entry)
    listed = {code: list(keys_of(scope, code, read.entry)) for code in counts}
    assert {code: len(keys) for code, keys in listed.items()} == dict(counts)
    assert all(keys == sorted(keys) for keys in listed.values())
    whole = load_rows(listed[""], PARTY)
    assert [row.area.pk for row in whole if row.state == "expected"] == listed.get("missing", [])
    assert [row.area.pk for row in whole if row.is_for_reviewer] == listed.get("decision", [])
    assert [row.area.pk for row in whole if row.state == "annulled"] == listed.get("annulled", [])


@pytest.mark.parametrize("entry", ["entries = 1", PRELIMINARY])
@pytest.mark.parametrize("areas", [("KZ",), ("R1", "R2"), ("R1", "P201"), ("P001", "P002")])
@pytest.mark.parametrize("stop", ["log", "tables"])
def test_while_log_or_tables_are_behind_every_count_is_the_length_of_its_list(
    db, monkeypatch, stop, entry, areas
):
    desk = Desk(entry)
    publish(protocol("P002"), protocol("P101"))
    if entry == PRELIMINARY:
        desk.enter(desk.aigul)
    if stop == "tables":
        tables_behind(monkeypatch)
    else:
        monkeypatch.setattr("hattama.web.protocols.desk.places.publish_act", lambda act, now: False)
    if entry == PRELIMINARY:
        desk.chair.post(address(step="confirm"))
    else:
        desk.enter(desk.aigul)
    desk.central.post(address("P002", step="annul"), DECISION | {"action": "submit"})
    assert {row.state for row in CurrentState.objects.all()} == {"published", "annulled"}
    election = ElectionRow.objects.get()
    read = load_definition(election).election
    scope = Scope(election, read.contest(PARTY), [area_row(area) for area in areas])
    counts = count_in(scope, read.entry)
    assert {code: keys_of(scope, code, read.entry).count() for code in counts} == dict(counts)
    done = progress_of(scope, read.entry).whole.done
    assert done == counts["published"] + counts["annulled"], "what is accepted is not called published"


@pytest.mark.parametrize("entry", ["entries = 2", PRELIMINARY])
@pytest.mark.parametrize("areas", [("KZ",), ("R1", "R2"), ("P001", "P002")])
def test_contests_that_are_counted_at_once_are_counted_as_each_alone(db, entry, areas):
    one_of_each(entry)
    publish(protocol("P002", contest=SINGLE, figures=sound_figures(SINGLE)))
    election = ElectionRow.objects.get()
    read = load_definition(election).election
    places = [area_row(area) for area in areas]
    scopes = [Scope(election, contest, places) for contest in read.contests]
    assert progress_of_each(scopes, read.entry) == [progress_of(scope, read.entry) for scope in scopes]


def test_the_first_page_asks_as_much_for_all_contests_as_for_one(db):
    one_of_each("entries = 2")
    election = ElectionRow.objects.get()
    read = load_definition(election).election
    scopes = [Scope(election, contest, [area_row("KZ")]) for contest in read.contests]
    asked = []
    for some in (scopes[:1], scopes):
        with CaptureQueriesContext(connection) as queries:
            progress_of_each(some, read.entry)
        asked.append(len(queries))
    assert len(scopes) > 1 and asked[0] == asked[1]


def test_the_database_writes_what_a_protocol_is_with_each_step(db):
    one_of_each("entries = 2")
    for row in CurrentState.objects.all():
        steps = LifeStep.objects.filter(area=row.area, contest=row.contest)
        last = steps.get(pk=steps.aggregate(last=Max("pk"))["last"])
        assert (row.step, row.state, row.stands_out) == (last, last.state, last.state != "published")
        assert row.rereads == steps.filter(deed=Deed.RETYPE.value).count()
        assert row.rounds_ended is (last.deed == Deed.END_ROUNDS.value)
    places = LifeStep.objects.values_list("area", "contest").distinct()
    assert set(CurrentState.objects.values_list("area", "contest")) == set(places) != set()
    assert CurrentState.objects.get(area=area_row("P001"), contest=PARTY).rereads == REREADS


def test_what_has_begun_nowhere_is_awaited_by_every_precinct(tiny):
    election = ElectionRow.objects.get()
    read = load_definition(election).election
    scope = Scope(election, read.contest(PARTY), [area_row("KZ")])
    precincts = AreaRow.objects.exclude(kind="unit").count()
    counts = count_in(scope, read.entry)
    assert counts[""] == counts["missing"] == precincts
