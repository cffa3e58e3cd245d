"""Every row of every public table is held against the fold of the log, and what differs is named."""

from typing import Any

import pytest
from django.db import connection

from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.check_published import Difference, check_published
from hattama.web.kernel.log.rebuild_published import published_tables, rebuild_published
from hattama.web.kernel.published.tables import (
    ArrivalCount,
    PublishedFinding,
    PublishedProtocol,
    PublishedScan,
    PublishedTotal,
)
from hattama.web.night.tables import PublishedStep
from tests.web.only_growing import triggers_away
from tests.web.public_night import night
from tests.web.tiny_election import PARTY

__all__ = ["night"]

pytestmark = pytest.mark.django_db


def test_tables_that_were_let_alone_are_what_the_log_gives(night: ElectionRow) -> None:
    before = [list(table._default_manager.order_by("pk").values()) for table in published_tables()]
    told: list[int] = []
    assert check_published(night, advance=told.append) == []
    assert sum(told) == night.entries.count()
    # Whoever rests in between is told of the areas, too, and of each table as it is and as it follows.
    assert told.count(0) == 1 + 2 * len(published_tables())
    assert before == [list(table._default_manager.order_by("pk").values()) for table in published_tables()]


def test_an_election_that_has_not_opened_has_nothing_to_differ(draft: ElectionRow) -> None:
    assert check_published(draft) == []


ROOT = {"area__depth": 0, "contest": PARTY}


@pytest.mark.parametrize(
    ("table", "values", "which", "places"),
    [
        (PublishedTotal, {"received": 7}, ROOT, ["published_total KZ party received"]),
        (
            PublishedTotal,
            {"figures": {"voters_listed": [7878477, 1]}, "tree_size": 99},
            ROOT,
            ["published_total KZ party figures.voters_listed", "published_total KZ party tree_size"],
        ),
        (
            PublishedProtocol,
            {"figures": {"invalid": 1}},
            {"area__code": "P001", "contest": PARTY},
            ["published_protocol P001 party figures.invalid"],
        ),
        (PublishedProtocol, {"has_broken": False}, {"area__code": "P002"}, []),
        (PublishedScan, {"withdrawn_by": 1}, {}, ["published_scan P001 party withdrawn_by"]),
        (PublishedFinding, {"code": "KZ-X"}, {"protocol__area__code": "P002"}, []),
        (ArrivalCount, {"protocols": 99}, {"contest": PARTY}, ["arrival_count party protocols"]),
    ],
)
def test_what_was_altered_behind_the_log_s_back_is_named_and_mended_by_a_rebuild(
    night: ElectionRow, table: Any, values: dict[str, Any], which: dict[str, Any], places: list[str]
) -> None:
    assert table.objects.filter(**which).update(**values)
    found = check_published(night)
    assert found
    assert all(one.table == table._meta.db_table and one.stored != one.folded for one in found)
    root = AreaRow.objects.get(depth=0).code
    assert {place.replace("KZ", root) for place in places} <= {one.place for one in found}
    rebuild_published(night)
    assert check_published(night) == []


def test_rows_that_are_gone_or_too_many_are_counted(night: ElectionRow) -> None:
    area = PublishedProtocol.objects.get(area__code="P101").area
    made = dict.fromkeys(("at_text", "recorded_text"), "2026-11-22T21:00:00+05:00")
    PublishedStep.objects.create(
        election=night, area=area, step="polls_closed", at="2026-11-22T16:00Z", entry_index=1, **made
    )
    PublishedFinding.objects.filter(protocol__area=area).delete()
    PublishedProtocol.objects.filter(area=area).delete()
    assert Difference("published_protocol", "P101", PARTY, "", 0, 1) in check_published(night)
    assert Difference("published_step", "P101", "", "", 1, 0) in check_published(night)


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"names": {"kk": "Басқа"}}, "area D11 names.kk"),
        ({"voters_registered": 7}, "area D11 voters_registered"),
        ({"ancestry": "/"}, "area D11 ancestry"),
    ],
)
def test_an_altered_area_is_named(night: ElectionRow, values: dict[str, Any], place: str) -> None:
    assert AreaRow.objects.filter(code="D11").update(**values)
    assert place in {one.place for one in check_published(night)}


def test_entries_that_cannot_follow_one_another_are_no_fold(night: ElectionRow) -> None:
    entry = night.entries.get(act__area__code="P002", kind="protocol")
    body = bytes(entry.body).replace(b'"P002"', b'"P001"')
    with triggers_away():
        night.entries.filter(pk=entry.pk).update(body=body)
    assert [one.place for one in check_published(night)] == ["log_entry"]
    assert PublishedProtocol.objects.count() == 4


def test_as_many_are_named_as_were_asked_for(night: ElectionRow) -> None:
    PublishedTotal.objects.update(received=77)
    assert len(check_published(night, most=3)) == 3


def test_the_connection_sees_the_public_tables_again(night: ElectionRow) -> None:
    check_published(night)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM published_protocol")
        assert cursor.fetchone()[0] == PublishedProtocol.objects.count() > 0
