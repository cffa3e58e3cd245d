"""Figures of examples as a rule pack writes them, laid over a whole example."""

from __future__ import annotations

from hattama.core.protocols import Figures, Form, figure_key, is_known_key
from hattama.core.vocabulary import NO_WORDS, Choice, Contest, is_code
from hattama.formats.rulepack_faults import NO_SUCH_FIGURE, NOT_A_COUNT
from hattama.formats.toml_documents import TomlTable

_TOO_LARGE = 2**53


def read_figures(table: TomlTable, form: Form, base: Figures = ()) -> Figures:
    """Figures as a pack writes them, laid over `base`.

    `participants = 700` is a line that stands once, `votes = { a = 400 }` some rows of the choice group
    (other rows stay as in `base`), `box_ballots = [12, 9]` all rows of a numbered group from 1 on.
    """
    figures = dict(base)
    for code in table.values:
        value = table.anything(code)
        if isinstance(value, list):
            for key in [key for key in figures if key.startswith(code + "[")]:
                del figures[key]
            rows = {figure_key(code, str(row)): item for row, item in enumerate(value, start=1)}
        elif isinstance(value, dict):
            rows = {figure_key(code, row): item for row, item in value.items()}
        else:
            rows = {code: value}
        _take_rows(table, code, form, rows, figures)
    return tuple(figures.items())


def _take_rows(
    table: TomlTable, code: str, form: Form, rows: dict[str, object], figures: dict[str, int]
) -> None:
    for key, value in rows.items():
        if not _has_place(form, key):
            table.fault(NO_SUCH_FIGURE, code, key, ", ".join(figure.code for figure in form.figures))
        elif type(value) is not int or not 0 <= value < _TOO_LARGE:
            table.fault(NOT_A_COUNT, code, str(value))
        else:
            figures[key] = value


def _has_place(form: Form, key: str) -> bool:
    code, _, row = key.partition("[")
    row = row.removesuffix("]")
    choices = (Choice(row, NO_WORDS),) if is_code(row) else ()
    return is_known_key(form, Contest("example", "example", NO_WORDS, choices), figure_key(code, row))
