"""Rows are written as Django writes them; those of one deed together, at its end."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.tables import Act, PendingAct
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.kept_rows import (
    MOST_ROWS,
    insert_rows,
    insert_values,
    new_row,
    written_together,
)
from tests.web.tiny_election import NIGHT

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines, pytest.mark.usefixtures("tiny")]


def a_scan(name="1", kind="a"):
    return Scan(
        sha256=name * 64, media_type=kind, size_bytes=1, pages=1, width=None, height=1, received_at=NIGHT
    )


def an_act(kind):
    return Act(election_id="tiny", kind=kind, body={"kind": kind}, role="typist", recorded_at=NIGHT)


@pytest.mark.parametrize("count", [1, 3, MOST_ROWS, MOST_ROWS + 1])
def test_rows_are_written_as_django_writes_them_and_know_their_keys(count):
    nation = AreaRow.objects.get(code="P001").parent

    def made(name):
        return [
            AreaRow(
                election_id="tiny",
                code=f"{name}{at}",
                parent=nation,
                depth=9,
                after=0,
                names={"en": "It's %s"},
            )
            for at in range(count)
        ]

    ours, theirs = made("O"), made("T")
    insert_rows(ours)
    AreaRow.objects.bulk_create(theirs)
    assert len({row.pk for row in ours}) == count and not ours[0]._state.adding
    for our, their in zip(ours, theirs, strict=True):
        our, their = (AreaRow.objects.filter(pk=row.pk).values().get() for row in (our, their))
        assert our | {"id": 0, "code": ""} == their | {"id": 0, "code": ""}


@pytest.mark.parametrize("count", [1, MOST_ROWS + 1])
def test_a_row_made_of_its_columns_is_written_as_one_that_django_made(count):
    theirs = an_act("a")
    columns = {field.attname: getattr(theirs, field.attname) for field in Act._meta.concrete_fields}
    ours = [new_row(Act, columns) for _ in range(count)]
    assert all(row._state.adding and row.pk is None for row in ours)
    insert_rows(ours)
    theirs.save()
    kept = [Act.objects.filter(pk=row.pk).values().get() | {"id": 0} for row in (*ours, theirs)]
    assert all(row == kept[-1] for row in kept)


@pytest.mark.parametrize(
    "said", [{"ә": ["\n\x1f\u2028\U0001f5f3", None, True, -(2**53)]}, {"b": {}, "a": [1.5, 1e300]}]
)
def test_json_is_written_as_django_writes_it_so_that_rows_with_the_same_are_found_together(said):
    """SQLite compares the text that stands there: one value spelled in two ways would be two."""
    ours, theirs = an_act("a"), an_act("a")
    ours.private = theirs.private = said
    theirs.save()
    insert_rows([ours])
    assert Act.objects.filter(private=said).count() == 2
    assert Act.objects.filter(kind="a").values("private").distinct().count() == 1


MANY = range(MOST_ROWS + 1)


def scans(digits, **columns):
    usual = {"media_type": "a", "size_bytes": 1, "pages": 1, "width": 1, "height": None, "received_at": NIGHT}
    return [{"sha256": f"{digit:064}", **usual, **columns} for digit in digits]


def test_of_many_rows_all_are_written_or_none():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_values(Scan, [*scans(MANY), *scans([0])])
    assert not Scan.objects.exists()


@pytest.mark.parametrize("digits", [MANY[:2], MANY])
def test_rows_that_stand_there_already_say_all_the_rest_anew(digits):
    insert_values(Scan, scans(digits[:-1]))
    assert insert_values(Scan, scans(digits, pages=2, width=5), unique=("sha256",)) == ()
    told = dict.fromkeys(f"{digit:064}" for digit in digits[:-1])
    assert set(Scan.objects.filter(pk__in=told).values_list("pages", "width")) == {(2, 5)}
    assert Scan.objects.get(sha256=f"{digits[-1]:064}").width == 5


def test_what_rows_point_at_may_have_been_written_since():
    above = AreaRow(election_id="tiny", code="above", depth=1, after=0)
    below = AreaRow(election_id="tiny", code="below", depth=2, after=0, parent=above)
    insert_rows([above])
    insert_rows([below])
    assert AreaRow.objects.get(code="below").parent_id == above.pk


def test_of_rows_that_may_stand_there_already_the_first_stays():
    shown = [
        Scan(sha256="1" * 64, media_type=kind, size_bytes=1, pages=1, width=1, height=1, received_at=NIGHT)
        for kind in "ab"
    ]
    for scan in shown:
        insert_rows([scan], ignore_conflicts=True)
    assert Scan.objects.get().media_type == "a"
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(shown[:1])
    insert_rows([])


def test_a_row_may_name_one_that_is_written_by_the_same_statement():
    acts = [an_act("first"), an_act("second")]
    last = an_act("last")
    last.follows = acts[1]
    with CaptureQueriesContext(connection) as asked, written_together():
        insert_rows([a_scan()], ignore_conflicts=True)
        insert_rows(acts)
        insert_rows([last])
        insert_rows([PendingAct(act=act) for act in (*acts, last)])
        assert last.pk is None and not asked.captured_queries
    assert len(asked) == (1 if connection.vendor == "postgresql" else 4)
    made = list(Act.objects.filter(kind__in=("first", "second", "last")).order_by("pk"))
    assert [act.kind for act in made] == ["first", "second", "last"]
    assert [act.pk for act in made] == [acts[0].pk, acts[1].pk, last.pk]
    assert made[2].follows_id == last.follows_id == acts[1].pk
    assert {row.act_id for row in PendingAct.objects.filter(act__in=made)} == {act.pk for act in made}


def test_a_row_cannot_name_one_that_is_never_written():
    with pytest.raises(KeyError), written_together():
        insert_rows([PendingAct(act=an_act("nowhere"))])


@pytest.mark.parametrize("together", [False, True])
def test_who_writes_what_stands_there_already_is_told(together):
    insert_rows([a_scan("1"), a_scan("2")])
    told = []

    def write():
        for name in "123":
            insert_rows([a_scan(name)], ignore_conflicts=True, if_there=lambda name=name: told.append(name))

    if together:
        with written_together():
            write()
    else:
        write()
    assert told == ["1", "2"]
    assert Scan.objects.count() == 3


def test_of_a_deed_that_is_refused_nothing_is_written():
    with pytest.raises(LookupError), written_together():
        insert_rows([a_scan()])
        raise LookupError
    insert_rows([a_scan("2")])
    assert [scan.sha256[0] for scan in Scan.objects.all()] == ["2"]


def test_a_deed_within_a_deed_is_written_with_it():
    with written_together():
        with written_together():
            insert_rows([a_scan("1")])
        assert not Scan.objects.exists()
        insert_rows([a_scan("2")])
    assert Scan.objects.count() == 2
