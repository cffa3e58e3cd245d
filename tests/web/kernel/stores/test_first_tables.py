"""Tables made all at once are those of the models, with every index and constraint that has a name."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from hattama.web.capabilities import CAPABILITIES

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def test_every_table_has_the_columns_the_indexes_and_the_constraints_of_its_model():
    models = [model for model in apps.get_models() if model._meta.app_label in CAPABILITIES]
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
