"""The first tables of a capability, as its models say them: its one migration until the first release.

Before a release there is no past that a table could come from, so what a table is stands once, in `tables`.
The first release writes the tables down, and from then on changes follow as migrations (RELEASING.md).
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any, cast

from django.apps import apps
from django.db import migrations, router
from django.db.migrations.operations.special import RunPython
from django.db.migrations.state import ModelState
from django.utils.functional import SimpleLazyObject

from hattama.web.kernel.stores.protection import protecting

_COLUMNS = {
    "postgresql": "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
    "WHERE c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped",
    "sqlite": "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c",
}


def differing_column(connection: Any, capabilities: Collection[str]) -> str | None:
    """A `table.column` that these capabilities' models have and the database lacks, or the other way round;
    None where there is none. Another build's first tables bear the same name as this one's.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS[connection.vendor])
        found = {(table, column) for table, column in cursor.fetchall()}
    known = [model._meta for model in apps.get_models(include_auto_created=True)]
    ours = [one for one in known if one.app_label in capabilities and one.can_migrate(connection)]
    tables = {one.db_table for one in ours}
    meant = {(one.db_table, str(field.column)) for one in ours for field in one.local_concrete_fields}
    differing = sorted(meant ^ {place for place in found if place[0] in tables})
    return ".".join(differing[0]) if differing else None


def make_tables_of_libraries(executor: Any, ours: Collection[str]) -> None:
    """In a new database make the tables of all that is not `ours` as the models say; where anything was made
    before, do nothing.

    The migrations of libraries change what holds no row yet, and took most of what a new site waits for.
    """
    recorder, database = executor.recorder, executor.connection
    if recorder.applied_migrations():
        return
    recorder.ensure_schema()
    theirs = [one for one in executor.loader.disk_migrations if one[0] not in ours]
    labels = {app for app, _ in theirs}
    with database.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.app_label in labels and model._meta.can_migrate(database):
                editor.create_model(model)
        recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in theirs)


class FirstTables(migrations.Migration):
    """A migration that finds none of its tables yet, and makes all of them at once.

    `last`: what else the database is told when they stand, as functions of a migration. Tables that only grow
    (`Capability.only_growing`) are protected after it. It follows the first tables of those that its own
    point to.
    """

    initial = True
    last: tuple[Callable[[Any, Any], None], ...] = ()

    def __init__(self, name: str, app_label: str) -> None:
        super().__init__(name, app_label)
        fields = (
            one for model in apps.get_app_config(app_label).get_models() for one in model._meta.local_fields
        )
        known = {one.related_model._meta.app_label for one in fields if one.related_model} - {app_label}
        self.dependencies = [(label, "__first__") for label in sorted(known)]  # type: ignore[misc]
        # Made when there is something to apply: every command looks whether there is, and few find anything.
        # As Django itself does in the class above, whatever its stubs say.
        self.operations = SimpleLazyObject(lambda: list(self._operations()))  # type: ignore[assignment, misc]

    def _operations(self) -> Iterator[Any]:
        capability = apps.get_app_config(self.app_label)
        for model in capability.get_models():
            state = ModelState.from_model(model)
            yield migrations.CreateModel(
                state.name, list(state.fields.items()), state.options, state.bases, state.managers
            )
        for function in self.last:
            yield RunPython(function, RunPython.noop)
        if growing := getattr(capability, "only_growing", ()):
            yield RunPython(*protecting(*growing))

    def apply(self, project_state: Any, schema_editor: Any, collect_sql: bool = False) -> Any:
        """Make each table of the models as they are, then run what is no table.

        Django builds each class anew from the state of all migrations before it: through elections, areas and
        accounts that is nearly every class at each step, and most of what a new site waits for.
        """
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        # The classes of the state are built again when somebody asks for all of them: not with each model
        # that is added here, nor before each migration that follows. None of a library's knows ours.
        classes = project_state.__dict__.pop("apps", None)
        self.mutate_state(project_state, preserve=False)
        if classes is not None:
            project_state.__dict__["apps"] = classes
            project_state.is_delayed = True
        database, registry = schema_editor.connection, cast(Any, apps)
        for model in apps.get_app_config(self.app_label).get_models():
            if model._meta.can_migrate(database) and router.allow_migrate_model(database.alias, model):
                schema_editor.create_model(model)
        for operation in self.operations:
            if isinstance(operation, RunPython):
                operation.code(registry, schema_editor)
        return project_state
