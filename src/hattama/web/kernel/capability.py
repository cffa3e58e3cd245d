"""What a capability registers, and where all that is registered is asked for."""

import importlib
import importlib.util
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from django.apps import AppConfig, apps
from django.db.models import Index, Model, UniqueConstraint
from django.urls import URLPattern, URLResolver, path
from django.urls.resolvers import RoutePattern
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

Addresses = list[URLPattern | URLResolver]
"""As Django lists them."""

Table = tuple[tuple[str, str] | tuple[str, str, str], ...]
"""Addresses of one kind: the pattern, the dotted path of the view from the capability's folder, and the
address's name where it is not the view's."""


class Capability(AppConfig):
    """A capability as a Django application: its tables, its addresses, what it provides to those below.

    It is called as its folder is. Its commands stand in `commands` (see `hattama.web.capabilities`), its
    templates in `templates/<label>`.
    """

    tables: tuple[str, ...] = ("tables",)
    """Modules that define tables, from the capability's folder: those of them that are there. A table is
    called as its class is (`planned_visit`), unless the class says another name."""

    only_growing: tuple[str, ...] = ()
    """Those of its tables that the database lets nobody change or shorten (see `stores/protection.py`)."""

    provides: tuple[tuple[str, str], ...] = ()
    """What others ask for by name (see `provided`): names and dotted paths from the capability's folder."""

    pages: Table = ()
    """Pages, `public:` in every language. Whoever likes may ask for them, and for files, and do nothing but
    ask, where the view does not name a rule of its own."""

    files: Table = ()
    """Files, `data:`, at the same addresses in every language."""

    desk: Table = ()
    """Pages of the commissions, `desk:`: for whoever has a desk, where the view names no rule of its own."""

    def __init_subclass__(cls) -> None:
        """Django asks for both names before anything else."""
        cls.name = cls.__module__.removesuffix(".capability")
        cls.label = cls.name.rpartition(".")[2]

    def root(self) -> Addresses:
        """Addresses that bring names and rules of their own, without a language. Views are imported here and
        in its like: by now the tables are known."""
        return []

    def spoken(self) -> Addresses:
        """The same in every language."""
        return []

    def import_models(self) -> None:
        """Let Django know the tables, which stand where their subject does and not in one `models.py`."""
        assert self.apps is not None  # Django asks for tables only after it has taken the capability in
        self.models = self.apps.all_models[self.label]
        for module in (f"{self.name}.{tables}" for tables in self.tables):
            if importlib.util.find_spec(module) is not None:
                self.models_module = importlib.import_module(module)
        for model in self.models.values():
            _name_table(model)
            _index_once(model)


def _name_table(model: type[Model]) -> None:
    """Have a table called as its class is, unless that says how."""
    told = model._meta.original_attrs
    model._meta.db_table = told.setdefault("db_table", re.sub(r"\B(?=[A-Z])", "_", model.__name__).lower())


def _index_once(model: type[Model]) -> None:
    """Have no index of a field with which a longer one over all rows begins: that one finds the same, and a
    row that is written has to be put into all of its table."""
    named = [one for one in (*model._meta.indexes, *model._meta.constraints) if isinstance(one, _INDEXES)]
    leading = {one.fields[0].removeprefix("-") for one in named if one.fields and one.condition is None}
    fields: Iterable[Any] = model._meta.local_fields
    for field in fields:
        field.db_index = field.db_index and field.name not in leading


_INDEXES = (Index, UniqueConstraint)


def capabilities() -> Iterator[Capability]:
    """Every capability of this site, in the order of the declared list."""
    return (config for config in apps.get_app_configs() if isinstance(config, Capability))


def addresses(kind: str) -> Addresses:
    """The addresses of one kind of all capabilities.

    What is fixed stands before what varies, part by part, so that no capability's address hides another's;
    what begins alike stands below its beginning, which is looked for once.
    """
    listed = [address for capability in capabilities() for address in _listed(capability, kind)]
    whole: Addresses = [one for one in listed if isinstance(one, URLResolver)]
    return [*whole, *_nested((str(one.pattern), one) for one in listed if isinstance(one, URLPattern))]


class _Group(URLResolver):
    """Addresses that begin alike. Of one that begins otherwise it says so without raising, as Django does for
    each of twenty groups and notes for a page of errors that nobody is shown."""

    def resolve(self, path: str) -> Any:
        """What answers at this address; None where it begins otherwise."""
        return super().resolve(path) if self.pattern.match(str(path)) else None


def _nested(rows: Iterable[tuple[str, URLPattern]]) -> Addresses:
    """Addresses, each given with what is left of its pattern."""
    ends: Addresses = []
    below: dict[str, list[tuple[str, URLPattern]]] = {}
    for left, one in rows:
        first, slash, rest = left.partition("/")
        if slash:
            below.setdefault(first, []).append((rest, one))
        else:
            ends.append(path(left, one.callback, name=one.name))
    groups = [_Group(RoutePattern(f"{first}/"), _nested(some)) for first, some in below.items()]
    return sorted([*ends, *groups], key=lambda one: "<" in str(one.pattern))


def _listed(capability: Capability, kind: str) -> Addresses:
    table = getattr(capability, kind)
    if callable(table):
        addresses: Addresses = table()
        return addresses
    return [_address(capability.name, kind, *row) for row in table]


def _address(folder: str, kind: str, pattern: str, place: str, name: str = "") -> URLPattern:
    from hattama.web.kernel.accounts.access import access

    view = import_string(f"{folder}.{place}")
    if not hasattr(view, "access_rule"):
        view = access("desk")(view) if kind == "desk" else access("public")(require_safe(view))
        if kind == "files":
            # A program that posts to a file is told that it is one, and not that a token is missing.
            view = csrf_exempt(view)
    listed: URLPattern = path(pattern, view, name=name or place.rpartition(".")[2])
    return listed


@cache
def provided(name: str) -> tuple[Any, ...]:
    """What the capabilities provide under `name`, in the order of the declared list.

    | name | what it is | asked by |
    |---|---|---|
    | `publish_entries` | writes public rows of its kinds of log entries | the log's writer |
    | `night_records` | what an export says of counting night | snapshots |
    | `imported_times` | keeps times that a source gives beside its protocols | an import |
    | `record_texts` | the public texts of records that the log holds as hashes | snapshots |
    | `erased_texts` | how many texts of an election were erased | who refreshes the bundle |
    | `record_files` | hashes of the public files of records | who shows files |
    | `decision_documents` | hashes of files beside decisions and claims about some areas | who shows scans |
    | `withdrawn_documents` | hashes of files about some areas, shown once and no more | who shows scans |
    | `published_documents` | the same of all that the log of an election holds | exports |
    | `shapes_pages` | a text that changes when pages of an election do, and its log not | remembered pages |
    | `waits_for_entry` | the kept question what waits for a first entry | whoever holds the precinct |
    | `entered` | what is done with it after that | the desk |
    | `source_of_scan` | who brought the copy that a scan shows, or None | the form of an entry |
    | `desk_news` | what a person at the desk should know first, as parts of the page | the desk |
    | `page_help` | the address of what explains a page, by its name, or "" | the frame of every page |
    | `entry_page` | what its scripts need on the page of the form | the desk |
    """
    return tuple(
        import_string(f"{capability.name}.{path}")
        for capability in capabilities()
        for provided_name, path in capability.provides
        if provided_name == name
    )


class Registration(Capability):
    """What every capability stands on."""

    tables = ("accounts.tables", "elections.tables", "log.tables", "published.tables")
    only_growing = ("act", "log_entry", "account_change", "personal_read")

    def ready(self) -> None:
        """Check that each address names its rule; end sessions when a factor comes or goes."""
        from allauth.mfa.signals import authenticator_added, authenticator_removed
        from django.core.checks import register

        from hattama.web.kernel.accounts.address_rules import check_addresses
        from hattama.web.kernel.accounts.second_factor import end_other_sessions

        register(check_addresses)
        authenticator_added.connect(end_other_sessions)
        authenticator_removed.connect(end_other_sessions)
