"""PostgreSQL is told when a table has outgrown what it plans for."""

import time

import pytest
from django.db import connection, transaction

from hattama.web.kernel.stores.table_statistics import renew_statistics

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite plans by no sizes"),
]


@pytest.fixture
def growing():
    """A table of its own, of which PostgreSQL knows nothing."""
    with connection.cursor() as cursor:
        cursor.execute('CREATE TABLE "Growing" (number integer) WITH (autovacuum_enabled = false)')
    yield
    with connection.cursor() as cursor:
        cursor.execute('DROP TABLE "Growing"')


def grow_to(rows: int) -> None:
    """So many rows in all, and PostgreSQL has noted that they came, which it does once a second."""
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO "Growing" SELECT generate_series((SELECT count(*) + 1 FROM "Growing"), %s)', [rows]
        )
        ends_at = time.monotonic() + 20
        while time.monotonic() < ends_at:
            cursor.execute("SELECT n_tup_ins FROM pg_stat_user_tables WHERE relname = 'Growing'")
            if cursor.fetchone() == (rows,):
                return
            time.sleep(0.05)
    pytest.fail("PostgreSQL noted nothing")


def believed() -> float:
    """How many rows PostgreSQL plans for; -1 where it never counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'Growing'")
        return float(cursor.fetchone()[0])


def test_a_table_three_times_as_long_is_counted_anew(growing):
    grow_to(200)
    renew_statistics()
    assert believed() == 200
    grow_to(599)
    renew_statistics()
    assert believed() == 200
    grow_to(600)
    renew_statistics()
    assert believed() == 600


def test_a_short_table_is_left_as_it_is(growing):
    grow_to(149)
    renew_statistics()
    assert believed() == -1


def test_nothing_is_counted_within_a_transaction(growing):
    grow_to(200)
    with transaction.atomic():
        renew_statistics()
    assert believed() == -1
