"""Threads of a site share connections to PostgreSQL: who needs none gives its own back."""

import threading
import time
from contextlib import closing
from typing import Any

import pytest
from django.db import connection, connections, transaction

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="threads of one process share none of SQLite"),
]


@pytest.fixture
def shared(monkeypatch):
    """The module, with connections shared for a minute."""
    from hattama.web.kernel.stores.postgresql import base

    connection.close()
    kept: list[Any] = []
    monkeypatch.setattr(base, "_kept", kept)
    monkeypatch.setitem(connection.settings_dict, base.SHARED, 60.0)
    yield base
    connection.close()
    for _, opened in kept:
        opened.close()


def session() -> int:
    """The number of the server's process for this thread's connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def session_of_another_thread() -> int:
    found: list[int] = []

    def ask() -> None:
        found.append(session())
        connection.give_back()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    return found[0]


def test_who_gives_one_back_looks_for_none(shared, monkeypatch):
    session()
    monkeypatch.setattr(connections["default"], "ensure_connection", lambda: pytest.fail("looked for one"))
    connection.give_back()
    assert connection.connection is None and len(shared._kept) == 1


def test_what_a_thread_gives_back_the_next_one_takes(shared):
    mine = session()
    assert session_of_another_thread() != mine, "as long as this one has it"
    connection.give_back()
    assert connection.connection is None
    assert session_of_another_thread() == mine, "given back last"
    assert session() == mine and len(shared._kept) == 1


def test_at_the_end_of_a_request_a_connection_is_given_back(shared):
    session()
    connection.close_if_unusable_or_obsolete()
    assert connection.connection is None and len(shared._kept) == 1


def test_within_a_transaction_nothing_is_given_back_and_all_of_it_is_written(shared):
    with transaction.atomic():
        mine = session()
        connection.give_back()
        assert session() == mine and not shared._kept
    connection.give_back()
    with transaction.atomic():
        assert session() == mine, "a taken one begins transactions as a new one does"
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            raise ZeroDivisionError
    assert connection.get_autocommit()


def test_a_transaction_that_was_begun_by_hand_is_ended_and_not_handed_on(shared):
    session()
    connection.set_autocommit(False)
    session()
    connection.give_back()
    assert connection.connection is None and not shared._kept


def test_a_connection_that_the_server_ended_meanwhile_is_not_taken(shared):
    mine = session()
    connection.give_back()
    with closing(connections.create_connection("default")) as other:
        del other.settings_dict[shared.SHARED]
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 60000)", [mine])
    connection.settings_dict[shared.SHARED] = 60.0
    ((_, opened),) = shared._kept
    assert not opened.closed, "nobody has asked it since"
    assert session() != mine
    assert opened.closed and not shared._kept


def test_one_that_is_too_old_is_closed_where_it_would_be_given_back(shared, monkeypatch):
    session()
    opened, now = connection.connection, time.monotonic()
    monkeypatch.setattr(shared.time, "monotonic", lambda: now + 61)
    connection.give_back()
    assert opened.closed and not shared._kept


def test_where_the_settings_say_nothing_a_thread_keeps_its_own(shared, monkeypatch):
    monkeypatch.delitem(connection.settings_dict, shared.SHARED)
    mine = session()
    connection.give_back()
    assert session() == mine and not shared._kept


def test_one_that_was_taken_still_waits_no_longer_than_the_settings_say(shared, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, shared.SETTING, 7)
    session()
    wait, opened = connection.connection.wait, connection.connection
    assert "bound_waits" in wait.__qualname__
    connection.give_back()
    session()
    assert connection.connection is opened and opened.wait is wait, "bound once, however often it is taken"
