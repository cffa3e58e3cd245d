"""Turnout enters the log: one entry a figure, nothing overwritten, and no sum moves."""

import datetime
import json
from fractions import Fraction

import pytest

from hattama.core.entries import Notion, TurnoutPoint, check_entry_schema
from hattama.core.transparency_log import parse_canonical
from hattama.formats.turnout_tables import SOURCES, StatedTurnout
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.accept_acts import ElectionClosed, ElectionNotOpen
from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.rebuild_published import rebuild_published
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedTotal
from hattama.web.turnout.reading import load_turnout
from hattama.web.turnout.record import RecordedTurnout, record_turnout
from tests.web.tiny_election import ELECTION_ID, NIGHT, area_row, protocol, publish

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

SOURCE = SOURCES[0]
FOUR = datetime.datetime(2023, 3, 19, 16, 10, tzinfo=datetime.timezone(datetime.timedelta(hours=6)))


def stated(area: str, voters: int | None, *, contest: str = "", share: str | None = None) -> StatedTurnout:
    part = None if share is None else Fraction(share) / 100
    return StatedTurnout(
        2, contest, TurnoutPoint(area, Notion.BALLOTS_ISSUED, FOUR, voters, 1000, part), share
    )


def record(*rows: StatedTurnout, source: str = SOURCE) -> RecordedTurnout:
    return record_turnout(ELECTION_ID, rows, source, now=NIGHT)


def entries() -> list[dict]:
    rows = LogEntry.objects.filter(kind="turnout").order_by("index")
    bodies = [parse_canonical(bytes(row.body)) for row in rows]
    assert all(check_entry_schema(body) == () for body in bodies)
    return bodies


def test_each_figure_becomes_an_entry_that_fits_its_schema(tiny: ElectionRow) -> None:
    assert record(stated("R1", 500), stated("P001", 10, contest="party", share="1.00")) == (2, 0, 0)
    assert [(body["area"], body["contest"], body["voters"], body["share"]) for body in entries()] == [
        ("R1", None, 500, None),
        ("P001", "party", 10, "1.00"),
    ]
    assert entries()[0]["at"] == "2023-03-19T16:10:00+06:00"


def test_a_file_loaded_twice_adds_nothing(tiny: ElectionRow) -> None:
    record(stated("R1", 500))
    assert record(stated("R1", 500), stated("R2", 400)) == (1, 0, 1)
    assert len(entries()) == 2


def test_a_figure_stated_anew_stands_and_the_earlier_one_is_kept(tiny: ElectionRow) -> None:
    record(stated("R1", 500))
    assert record(stated("R1", 480)) == (0, 1, 0)
    (one,) = load_turnout([area_row("R1")])
    assert (one.entry.point.voters, [earlier.point.voters for earlier in one.earlier]) == (480, [500])


def test_another_source_says_it_beside_the_first(tiny: ElectionRow) -> None:
    record(stated("R1", 500))
    assert record(stated("R1", 480), source="press") == (1, 0, 0)
    assert len(load_turnout([area_row("R1")])) == 2


def test_no_sum_moves_and_the_tables_come_back_the_same(tiny: ElectionRow) -> None:
    publish(protocol("P001"))
    fields = ("area__code", "contest", "figures", "received", "tree_size")
    before = list(PublishedTotal.objects.order_by("pk").values_list(*fields))
    record(stated("R1", 500), stated("P001", 10, contest="party"))
    assert list(PublishedTotal.objects.order_by("pk").values_list(*fields)) == before
    rebuild_published(tiny)
    fresh = PublishedTotal.objects.order_by("pk").values_list(*fields)
    assert sorted(map(json.dumps, fresh)) == sorted(map(json.dumps, before))


def test_an_election_that_is_not_open_takes_none(draft: ElectionRow) -> None:
    with pytest.raises(ElectionNotOpen):
        record(stated("R1", 500))


def test_a_closed_election_takes_none(tiny: ElectionRow) -> None:
    close_election(ELECTION_ID, now=NIGHT)
    with pytest.raises(ElectionClosed):
        record(stated("R1", 500))
    assert entries() == []
