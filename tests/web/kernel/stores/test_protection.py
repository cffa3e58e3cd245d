"""Acts, log entries and steps of lives are added, and neither changed nor deleted: the database says so."""

import pytest
from django.db import DatabaseError, connection, transaction

from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.capability import capabilities
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.stores.protection import protect, unprotect
from hattama.web.protocols.enter import enter_protocol
from hattama.web.protocols.tables import LifeStep
from tests.web.only_growing import triggers_away
from tests.web.people import person
from tests.web.tiny_election import NIGHT, area_row, protocol

pytestmark = pytest.mark.both_engines

TABLES = pytest.mark.parametrize(
    ("model", "changed"), [(Act, {"role": "nobody"}), (LogEntry, {"kind": "x"}), (LifeStep, {"reason": "x"})]
)


@pytest.fixture
def night(tiny):
    """One protocol submitted: acts, entries and steps are there."""
    enter_protocol(person(Role.TYPIST, "P001"), area_row("P001"), protocol("P001"), now=NIGHT)
    return tiny


@TABLES
def test_no_row_is_changed(night, model, changed):
    before = list(model.objects.values())
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        model.objects.update(**changed)
    assert before and list(model.objects.values()) == before


@TABLES
def test_no_row_is_deleted(night, model, changed):
    with (
        pytest.raises(DatabaseError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {model._meta.db_table}")
    assert model.objects.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
@TABLES
def test_no_table_is_emptied(night, model, changed):
    with (
        pytest.raises(DatabaseError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        # What waits for the end of the transaction would be in the way before any trigger is.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")
    assert model.objects.exists()


def test_every_protected_table_is_protected_after_all_migrations(db):
    # On SQLite a later migration that alters a table makes it anew, and without its triggers.
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT DISTINCT event_object_table, event_manipulation FROM information_schema.triggers"
                " WHERE trigger_name LIKE '%_keeps_%'"
            )
            found = {tuple(row) for row in cursor.fetchall()}
        else:
            cursor.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
            found = {(table, name.rpartition("_")[2]) for table, name in cursor.fetchall()}
    growing = [table for capability in capabilities() for table in capability.only_growing]
    assert {"act", "log_entry", "life_step", "custody_name"} <= {*growing}
    assert {(table, event) for table in growing for event in ("UPDATE", "DELETE")} <= found


def test_what_is_taken_away_for_a_moment_comes_back(night):
    with triggers_away():
        LifeStep.objects.update(reason="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        LifeStep.objects.update(reason="y")


def test_a_migration_can_take_the_triggers_away_and_put_them_back(night):
    unprotect(connection, ("life_step",))
    LifeStep.objects.update(reason="x")
    protect(connection, ("life_step",))
    with pytest.raises(DatabaseError), transaction.atomic():
        LifeStep.objects.update(reason="y")
