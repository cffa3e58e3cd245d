"""Where relations find operands: figures of one protocol, rows of its groups, derived quantities, totals."""

from collections.abc import Iterable, Mapping
from math import floor

from hattama.core.protocols.asked_lines import asked_lines
from hattama.core.protocols.forms import CHOICES, NAMED_GROUPS, PERSONS, figure_key, is_row_number
from hattama.core.protocols.relations import Lookup, Named, Sum, Value, Within, names_in
from hattama.core.protocols.rules import ProtocolRules
from hattama.core.vocabulary import Contest


class FigureReader:
    """The figures of one protocol as relations name them.

    `figures` by key; `illegible` keys are on the paper but could not be read. A total of rows needs every
    choice of the contest (or person of its lists), or, for a numbered group, at least one row and none that
    is illegible. In sums of many protocols the rows of a numbered group stand added up under their bare code
    (`rows_added_up`).
    """

    def __init__(
        self,
        rules: ProtocolRules,
        contest: Contest,
        figures: Mapping[str, int],
        illegible: frozenset[str] = frozenset(),
        rows_added_up: bool = False,
    ) -> None:
        self._form = rules.form
        self._figures = figures
        self._illegible = illegible
        self._rows_added_up = rows_added_up
        asked = asked_lines(rules, contest)
        self._choices, self._groups, self._rows = asked.choices, asked.groups, asked.rows
        self._derived = asked.derived
        self._lists, self._persons = asked.lists, asked.persons
        self._numbered = self._numbered_rows() if asked.has_numbered_rows else {}
        self._known: dict[str, int | None] = {}

    def lookup(self, row: str) -> Lookup:
        """Operands as a relation asked of `row` sees them (the empty string: asked of the whole protocol)."""
        if not row:
            return Lookup(self.figure, self.total)
        return Lookup(
            lambda name: self._row_figure(name, row),
            self.total,
            lambda name: self._added(self._keys_within(name, row)),
        )

    def figure(self, name: str) -> int | None:
        """A figure that stands once, or a derived quantity; None where it cannot be told."""
        quantity = self._derived.get(name)
        if quantity is None:
            return self._figures.get(name)
        if name not in self._known:
            self._known[name] = _whole_value(quantity.expression.evaluate(self.lookup("")))
        return self._known[name]

    def total(self, name: str) -> int | None:
        """All rows of a repeated figure added up; None where the total cannot be told."""
        remembered = f"sum({name})"
        if remembered not in self._known:
            self._known[remembered] = self._add_rows(name)
        return self._known[remembered]

    def rows(self, group: str) -> tuple[str, ...]:
        """The rows of `group` that the protocol gives, legibly or not; every choice, or every person, for the
        group of these."""
        if group in NAMED_GROUPS:
            return self._named_rows(group)
        given = {row for code, rows in self._numbered.items() if self._groups[code] == group for row in rows}
        return tuple(sorted(given, key=int))

    def has_persons(self, row: str) -> bool:
        """Whether the list that `row` is, or of which it is a person, has any persons."""
        return self._lists.get(row, row) in self._persons

    def keys(self, names: Iterable[Named], row: str) -> tuple[str, ...]:
        """The figure keys behind `names`, each once; a repeated figure without any row by its bare code."""
        found: dict[str, None] = {}
        for name in names:
            found.update(dict.fromkeys(self._keys_of(name, row)))
        return tuple(found)

    def _row_figure(self, name: str, row: str) -> int | None:
        group = self._groups.get(name)
        return (
            self.figure(name) if group is None else self._figures.get(figure_key(name, self._at(group, row)))
        )

    def _at(self, group: str, row: str) -> str:
        """The row of `group` that a relation asked of `row` means: that of the list, where it is a person."""
        return self._lists.get(row, row) if group == CHOICES else row

    def _add_rows(self, name: str) -> int | None:
        keys = self._row_keys(name)
        if self._rows_added_up and not keys:
            return self._figures.get(name)
        return self._added(keys)

    def _added(self, keys: tuple[str, ...]) -> int | None:
        values = [self._figures.get(key) for key in keys]
        known = [value for value in values if value is not None]
        return sum(known) if keys and len(known) == len(values) else None

    def _named_rows(self, group: str) -> tuple[str, ...]:
        return tuple(self._lists) if group == PERSONS else self._choices

    def _row_keys(self, name: str) -> tuple[str, ...]:
        if name in self._rows:
            return self._rows[name]
        return tuple(figure_key(name, row) for row in self._numbered.get(name, ()))

    def _keys_within(self, name: str, row: str) -> tuple[str, ...]:
        return tuple(figure_key(name, one) for one in self._persons.get(self._lists.get(row, row), ()))

    def _keys_of(self, name: Named, row: str) -> tuple[str, ...]:
        if isinstance(name, Within):
            return self._keys_within(name.name, row)
        if isinstance(name, Sum):
            return self._row_keys(name.name) or (name.name,)
        if name.name in self._derived:
            return self.keys(names_in(self._derived[name.name].expression), row="")
        group = self._groups.get(name.name)
        return (name.name if group is None else figure_key(name.name, self._at(group, row)),)

    def _numbered_rows(self) -> dict[str, tuple[str, ...]]:
        rows: dict[str, list[str]] = {}
        for key in (*self._figures, *self._illegible):
            if not key.endswith("]"):
                continue
            code, _, row = key.partition("[")
            group = self._groups.get(code, CHOICES)
            if group not in NAMED_GROUPS and is_row_number(row[:-1], self._form.group(group).max_rows):
                rows.setdefault(code, []).append(row[:-1])
        return {code: tuple(sorted(given, key=int)) for code, given in rows.items()}


def _whole_value(value: Value) -> int | None:
    # Derived quantities are whole: a quotient that is not rounded was refused when the pack was read.
    return None if value is None else floor(value)
