"""The forms of a rule pack: figures, groups, parts, derived quantities and the form's whole example."""

from collections.abc import Collection
from dataclasses import replace

from hattama.core.protocols import (
    CHOICES,
    LONGEST_TEXT,
    NAMED_GROUPS,
    PERSONS,
    RESERVED,
    ROLES,
    DerivedQuantity,
    Expression,
    FigureDefinition,
    Figures,
    Form,
    Number,
    ProtocolRules,
    Refusal,
    RelationSyntaxError,
    RowGroup,
    Statement,
    Sum,
    Within,
    figure_key,
    is_known_key,
    names_in,
    parse_expression,
)
from hattama.core.vocabulary import NO_WORDS, Choice, Contest, Words, is_code
from hattama.formats.pack_law import PackLaw
from hattama.formats.rulepack_faults import (
    NO_SUCH_FIGURE,
    NO_SUCH_FORM,
    NO_SUCH_GROUP,
    NOT_A_COUNT,
    NOT_OF_PERSONS,
    NOT_REPEATED,
    REPEATED,
    RESERVED_NAME,
    SYNTAX,
    TWICE,
    WRONG_ROLE,
)
from hattama.formats.toml_documents import TomlTable, words_in_all_languages

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
    choices = (Choice(row, NO_WORDS, persons=(Choice(row, NO_WORDS),)),) if is_code(row) else ()
    return is_known_key(form, Contest("example", "example", NO_WORDS, choices), figure_key(code, row))


CODE_LIKE = "voters_listed ([a-z][a-z0-9_]*, ≤ 48)"
MOST_ROWS = 100_000


def read_code(table: TomlTable, taken: Collection[str]) -> str:
    """The code of a table, which no other of `taken` has."""
    code = table.text("code", check=is_code, expected=CODE_LIKE)
    if code in taken:
        table.fault(TWICE, "code", code)
    return code


def read_forms(pack: TomlTable, law: PackLaw) -> list[ProtocolRules]:
    """All forms of the pack in its order, without relations yet; faults are noted in the document."""
    parts: dict[str, ProtocolRules] = {}
    for table in pack.tables("form"):
        code = read_code(table, parts)
        title = words_in_all_languages(table, "title")
        like = table.text("like", required=False)
        if not like:
            parts[code] = _read_form(table, code, title, law)
        elif like in parts:
            part = parts[like]
            parts[code] = replace(part, form=replace(part.form, code=code, title=title))
        else:
            table.fault(NO_SUCH_FORM, "like", like, ", ".join(parts))
    return list(parts.values())


_ABOVE = {PERSONS: (CHOICES,)}
"""Of which groups a relation asked of a row may name figures beside its own: of a person's list."""


def check_names(
    table: TomlTable,
    key: str,
    part: Expression | Statement,
    form: Form,
    derived: tuple[DerivedQuantity, ...],
    each: str = "",
) -> None:
    """Note a fault for every name in `part` that the form does not have, or has in another shape."""
    groups = {figure.code: figure.group for figure in form.figures}
    quantities = [quantity.code for quantity in derived]
    for name in names_in(part):
        if name.name not in groups and name.name not in quantities:
            table.fault(NO_SUCH_FIGURE, key, name.name, ", ".join([*groups, *quantities]))
        elif isinstance(name, Sum):
            if not groups.get(name.name):
                table.fault(NOT_REPEATED, key, name.name)
        elif isinstance(name, Within):
            if groups.get(name.name) != PERSONS or each not in NAMED_GROUPS:
                table.fault(NOT_OF_PERSONS, key, name.name)
        elif groups.get(name.name) and groups[name.name] not in (each, *_ABOVE.get(each, ())):
            table.fault(REPEATED, key, name.name)


def note_syntax(table: TomlTable, key: str, text: str, error: RelationSyntaxError) -> None:
    """Note why `text` is not a relation, with the sign at which it stops being one."""
    if error.reason is Refusal.TOO_LONG:
        table.fault(SYNTAX[error.reason], key, error.found, str(LONGEST_TEXT))
        return
    if error.position > len(text):
        found = f"{text} ⟨?⟩"
    else:
        found = f"{text[: error.position - 1]}⟨{text[error.position - 1 :]}⟩"
    table.fault(SYNTAX[error.reason], key, found)


def _read_form(table: TomlTable, code: str, title: Words, law: PackLaw) -> ProtocolRules:
    group_tables = table.tables("group", required=False)
    groups = tuple(_read_group(group) for group in group_tables)
    _note_repetitions(group_tables, [group.code for group in groups], before=[*NAMED_GROUPS])
    figure_tables = table.tables("figure")
    figures = tuple(_read_figure(figure, groups, law) for figure in figure_tables)
    _note_repetitions(figure_tables, [figure.code for figure in figures], before=[])
    derived_tables = table.tables("derived", required=False)
    derived = _read_derived(derived_tables, Form(code, title, figures, groups), law)
    codes = [quantity.code for quantity in derived]
    _note_repetitions(derived_tables, codes, before=[figure.code for figure in figures])
    roles = _read_roles(table, figures, derived)
    form = Form(code, title, figures, groups, roles, table.text("approval", required=False))
    example = table.table("example")
    lists = table.table("example_persons", required=False)
    persons = () if lists is None else tuple((code, lists.texts(code)) for code in lists.values)
    figures_of_example = () if example is None else read_figures(example, form)
    return ProtocolRules(form, derived, (), figures_of_example, persons)


def _note_repetitions(tables: list[TomlTable], codes: list[str], before: list[str]) -> None:
    for position, code in enumerate(codes):
        if code and code in (*before, *codes[:position]):
            tables[position].fault(TWICE, "code", code)


def _read_group(table: TomlTable) -> RowGroup:
    return RowGroup(
        code=table.text("code", check=is_code, expected=CODE_LIKE),
        label=words_in_all_languages(table, "label"),
        max_rows=table.integer("max_rows", least=1, default=MOST_ROWS) or MOST_ROWS,
    )


def _read_figure(table: TomlTable, groups: tuple[RowGroup, ...], law: PackLaw) -> FigureDefinition:
    group = table.text("group", required=False)
    known = [*NAMED_GROUPS, *(known.code for known in groups)]
    if group and group not in known:
        table.fault(NO_SUCH_GROUP, "group", group, ", ".join(known))
        group = ""
    return FigureDefinition(
        code=_read_name(table),
        label=words_in_all_languages(table, "label"),
        cited=law.read_cited(table),
        mark=table.text("mark", required=False),
        required=table.boolean("required", default=True),
        group=group,
        summed=table.boolean("summed", default=True),
        inferred=table.boolean("inferred"),
        hint=words_in_all_languages(table, "hint", required=False),
        in_words=table.boolean("in_words"),
        on_paper=table.boolean("on_paper", default=True),
    )


def _read_name(table: TomlTable) -> str:
    code = table.text("code", check=is_code, expected=CODE_LIKE)
    if code in RESERVED:
        table.fault(RESERVED_NAME, "code", code)
    return code


def _read_derived(tables: list[TomlTable], form: Form, law: PackLaw) -> tuple[DerivedQuantity, ...]:
    derived: tuple[DerivedQuantity, ...] = ()
    for quantity in tables:
        code = _read_name(quantity)
        label = words_in_all_languages(quantity, "label")
        cited = law.read_cited(quantity)
        formula = quantity.text("formula")
        inferred = quantity.boolean("inferred")
        expression: Expression = Number(0)
        try:
            # An absent formula is a fault already.
            expression = parse_expression(formula or "0")
        except RelationSyntaxError as error:
            note_syntax(quantity, "formula", formula, error)
        # Only quantities defined above may be named, so no quantity can rest on itself.
        check_names(quantity, "formula", expression, form, derived)
        derived = (*derived, DerivedQuantity(code, label, cited, formula, expression, inferred))
    return derived


def _read_roles(
    table: TomlTable, figures: tuple[FigureDefinition, ...], derived: tuple[DerivedQuantity, ...]
) -> tuple[tuple[str, str], ...]:
    roles = table.table("roles")
    if roles is None:
        return ()
    by_row = {
        part: [figure.code for figure in figures if figure.group == group]
        for part, group in (("votes", CHOICES), ("preferences", PERSONS))
    }
    alone = [figure.code for figure in figures if not figure.group]
    alone.extend(quantity.code for quantity in derived)
    read = []
    for part in ROLES:
        code = roles.text(part, required=part == "votes")
        possible = by_row.get(part, alone)
        if code and code not in possible:
            roles.fault(WRONG_ROLE, part, code, ", ".join(possible))
        if code:
            read.append((part, code))
    return tuple(read)
