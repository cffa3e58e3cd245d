"""Tables made all at once are those of the models, with every index and constraint that has a name."""

import pytest
from django.apps import apps
from django.db import connection

from hattama.web.capabilities import CAPABILITIES
from hattama.web.kernel.stores.first_tables import differing_column

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def test_every_table_has_the_columns_the_indexes_and_the_constraints_of_its_model():
    """Of libraries, too: what their migrations come to is what a new database is given at once."""
    models = [model for model in apps.get_models() if model._meta.can_migrate(connection)]
    assert len(models) > 50
    with connection.cursor() as cursor:
        for model in models:
            facts = model._meta
            columns = connection.introspection.get_table_description(cursor, facts.db_table)
            assert {column.name for column in columns} == {field.column for field in facts.local_fields}
            found = connection.introspection.get_constraints(cursor, facts.db_table)
            named = {one.name for one in (*facts.indexes, *facts.constraints)}
            assert named <= found.keys(), facts.db_table
            tied = {one["columns"][0] for one in found.values() if one["foreign_key"]}
            keys = [field for field in facts.local_fields if field.remote_field and field.db_constraint]
            assert tied == {field.column for field in keys}, facts.db_table


def test_a_table_is_called_as_its_class_is_unless_the_class_says_how():
    called = {model.__name__: model._meta.db_table for model in apps.get_models()}
    assert (called["PlannedVisit"], called["Act"]) == ("planned_visit", "act")
    assert (called["AreaRow"], called["Organisation"]) == ("area", "observer_organisation")


UNFOUND = {"act.follows_id", "life_step.act_id", "current_state.step_id", "published_finding.area_id"}
"""By these nobody looks for anything."""


def test_what_a_table_points_to_is_found_by_an_index():
    unfound = set()
    with connection.cursor() as cursor:
        for model in apps.get_models():
            facts = model._meta
            found = connection.introspection.get_constraints(cursor, facts.db_table)
            # A partial one knows some rows alone.
            partial = {one.name for one in facts.indexes if one.condition is not None}
            whole = [one for name, one in found.items() if one["index"] and name not in partial]
            led = {one["columns"][0] for one in (*whole, *filter(_is_key, found.values())) if one["columns"]}
            asked = {field.column for field in facts.local_fields if field.remote_field}
            unfound |= {f"{facts.db_table}.{column}" for column in asked - led}
    assert unfound == UNFOUND


@pytest.mark.parametrize(("table", "column"), [("act", "follows_id"), ("life_step", "act_id")])
def test_what_nobody_is_found_by_costs_no_index_as_acts_and_steps_are_written(table, column):
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    assert [column] not in [one["columns"] for one in found.values() if one["index"]]


def _is_key(one):
    return one["unique"] or one["primary_key"]


def test_no_index_finds_only_what_a_longer_one_finds_too():
    ours = {one._meta.db_table for one in apps.get_models() if one._meta.app_label in CAPABILITIES}
    with connection.cursor() as cursor:
        cursor.execute(CONTAINED[connection.vendor])
        assert [found for found in cursor.fetchall() if found[0] in ours] == []


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite compares texts byte by byte")
def test_of_no_other_text_are_beginnings_asked_for():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%%pattern_ops%%'")
        assert [name for (name,) in cursor.fetchall() if "django" not in name] == ["area_branch"]


CONTAINED = {
    "postgresql": """
SELECT s.indrelid::regclass::text, s.indexrelid::regclass::text, l.indexrelid::regclass::text
FROM pg_index s JOIN pg_index l ON s.indrelid = l.indrelid AND s.indexrelid <> l.indexrelid
WHERE NOT s.indisunique
AND s.indpred IS NULL AND l.indpred IS NULL AND s.indexprs IS NULL AND l.indexprs IS NULL
AND (string_to_array(l.indkey::text, ' '))[1:s.indnkeyatts] = string_to_array(s.indkey::text, ' ')
AND (string_to_array(l.indclass::text, ' '))[1:s.indnkeyatts] = string_to_array(s.indclass::text, ' ')
""",
    "sqlite": """
WITH whole AS (
  SELECT m.name AS place, l.name, l."unique" AS is_unique, group_concat(i.name) || ',' AS columns
  FROM sqlite_master m, pragma_index_list(m.name) l, pragma_index_info(l.name) i
  WHERE m.type = 'table' AND NOT l.partial GROUP BY 1, 2, 3
)
SELECT s.place, s.name, l.name FROM whole s JOIN whole l ON s.place = l.place AND s.name <> l.name
WHERE NOT s.is_unique AND substr(l.columns, 1, length(s.columns)) = s.columns
""",
}


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ('ALTER TABLE "area" RENAME COLUMN "after" TO "afterwards"', "area.after"),
        ('ALTER TABLE "area" ADD COLUMN "former" integer', "area.former"),
        ('ALTER TABLE "pending_act" RENAME TO "waiting_act"', "pending_act.act_id"),
    ],
)
def test_tables_of_another_build_are_told_by_a_column_before_anything_is_asked_of_them(run, change, column):
    assert differing_column(connection, CAPABILITIES) is None
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert differing_column(connection, CAPABILITIES) == column
    answer = run("totals", "tiny")
    assert answer.code == 2
    assert f"before its first release: {column} differs." in answer.told
