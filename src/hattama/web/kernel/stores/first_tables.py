"""The first tables of a capability, made all at once as its first migration leaves them.

Django takes one operation after the other, and after each builds anew every class that is tied to the changed
one: through elections, areas and accounts that is nearly all of them, and most of what a new site waits for.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.migrations.operations.special import RunPython

_DONE_WITH_ITS_TABLE = (migrations.AddConstraint, migrations.AddField, migrations.AddIndex)


class FirstTables(migrations.Migration):
    """A migration that finds none of its tables yet; `operations` are those that Django writes."""

    initial = True

    def apply(self, project_state: Any, schema_editor: Any, collect_sql: bool = False) -> Any:
        """Make each table as it stands after the last operation, then run what is no table."""
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        # Classes built of an earlier state are not kept up with each change: they are built once, at the end.
        project_state.__dict__.pop("apps", None)
        self.mutate_state(project_state, preserve=False)
        for operation in self.operations:
            if isinstance(operation, migrations.CreateModel | RunPython):
                operation.database_forwards(self.app_label, schema_editor, project_state, project_state)
            elif not isinstance(operation, _DONE_WITH_ITS_TABLE):
                raise TypeError(f"{self} is to make tables and nothing else: {operation.describe()}")
        return project_state
