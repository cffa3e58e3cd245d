"""The control relations of a rule pack, each held against the forms that it speaks of."""

from hattama.core.protocols import (
    NAMED_GROUPS,
    Comparison,
    Figures,
    Name,
    Number,
    ProtocolRules,
    Relation,
    RelationExample,
    RelationSyntaxError,
    Same,
    Scope,
    Statement,
    names_in,
    parse_statement,
)
from hattama.core.vocabulary import Severity, is_rule_code
from hattama.formats.pack_law import PackLaw
from hattama.formats.rulepack_faults import (
    HARD_ON_INFERRED,
    NO_EXAMPLE,
    NO_SUCH_FORM,
    NO_SUCH_GROUP,
    NO_TOLERANCE,
    TWICE,
    WRONG_SCOPE,
)
from hattama.formats.rulepack_forms import check_names, note_syntax, read_figures
from hattama.formats.toml_documents import KEY_MISSING, TomlTable, words_in_all_languages

LEVEL_NAMES = frozenset({"claimed", "summed"})
_NOTHING: Statement = Comparison(Number(0), "==", Number(0))
_EXPECTED_STATEMENT = {
    Scope.PROTOCOL: "a == b",
    Scope.PRECINCT: "same(a)",
    Scope.LEVELS: "claimed == summed",
}
_EXPECTED_EXAMPLE = {
    Scope.PROTOCOL: "{ participants = 700 }",
    Scope.PRECINCT: "[{ participants = 700 }, { participants = 701 }]",
    Scope.LEVELS: "{ claimed = { participants = 700 }, summed = { participants = 701 } }",
}


def read_relations(
    tables: list[TomlTable], forms: list[ProtocolRules], law: PackLaw
) -> list[tuple[Relation, list[ProtocolRules]]]:
    """The relation of each table, with the forms it speaks of; faults are noted in the document."""
    read: list[tuple[Relation, list[ProtocolRules]]] = []
    seen: set[str] = set()
    for table in tables:
        asked_of = _read_forms(table, forms)
        relation = _read_relation(table, asked_of, law)
        if relation.code in seen:
            table.fault(TWICE, "code", relation.code)
        seen.add(relation.code)
        read.append((relation, asked_of))
    return read


def _read_forms(table: TomlTable, forms: list[ProtocolRules]) -> list[ProtocolRules]:
    by_code = {part.form.code: part for part in forms}
    codes = table.texts("forms") if "forms" in table else tuple(by_code)
    for code in codes:
        if code not in by_code:
            table.fault(NO_SUCH_FORM, "forms", code, ", ".join(by_code))
    return [by_code[code] for code in codes if code in by_code]


def _read_relation(table: TomlTable, forms: list[ProtocolRules], law: PackLaw) -> Relation:
    scope = table.one_of("scope", Scope, Scope.PROTOCOL)
    each = _read_each(table, scope, forms)
    text, statement = _read_statement(table, "relation", required=True)
    when_text, when = _read_statement(table, "when", required=False)
    for key, part in (("relation", statement), ("when", when)):
        if part is not None:
            _check_statement(table, key, part, scope, each, forms)
    cited = law.read_cited(table)
    severity = table.one_of("severity", Severity, Severity.HARD, required=True)
    if severity is Severity.HARD and (table.boolean("inferred") or cited.is_inferred):
        table.fault(HARD_ON_INFERRED, "severity", severity, Severity.SOFT)
    return Relation(
        code=table.text("code", check=is_rule_code, expected="KZ-K01"),
        severity=severity,
        cited=cited,
        words=words_in_all_languages(table, "words"),
        text=text,
        statement=statement or _NOTHING,
        scope=scope,
        each=each,
        when=when,
        when_text=when_text,
        tolerance=_read_tolerance(table, statement),
        inferred=table.boolean("inferred"),
        enabled=table.boolean("enabled", default=True),
        instead_of=table.text("instead_of", required=False),
        note=words_in_all_languages(table, "note", required=False),
        example=_read_example(table, scope, forms),
    )


def _read_each(table: TomlTable, scope: Scope, forms: list[ProtocolRules]) -> str:
    each = table.text("each", required=False)
    if not each:
        return ""
    if scope is not Scope.PROTOCOL:
        table.fault(WRONG_SCOPE, "each", each, f"scope = {Scope.PROTOCOL}")
    for part in forms:
        groups = [*NAMED_GROUPS, *(group.code for group in part.form.groups)]
        if each not in groups:
            table.fault(NO_SUCH_GROUP, "each", each, ", ".join(groups))
            return ""
    return each


def _read_statement(table: TomlTable, key: str, *, required: bool) -> tuple[str, Statement | None]:
    text = table.text(key, required=required)
    if not text:
        return "", None
    try:
        return text, parse_statement(text)
    except RelationSyntaxError as error:
        note_syntax(table, key, text, error)
        return text, None


def _check_statement(
    table: TomlTable, key: str, statement: Statement, scope: Scope, each: str, forms: list[ProtocolRules]
) -> None:
    if isinstance(statement, Same) is not (scope is Scope.PRECINCT) or (
        key == "when" and scope is not Scope.PROTOCOL
    ):
        table.fault(WRONG_SCOPE, key, str(scope), _EXPECTED_STATEMENT[scope])
    elif scope is Scope.LEVELS:
        names = {name.name for name in names_in(statement) if isinstance(name, Name)}
        if names != LEVEL_NAMES or len(names_in(statement)) != len(LEVEL_NAMES):
            table.fault(WRONG_SCOPE, key, str(scope), _EXPECTED_STATEMENT[scope])
    else:
        for part in forms:
            derived = () if scope is Scope.PRECINCT else part.derived
            check_names(table, key, statement, part.form, derived, each)


def _read_tolerance(table: TomlTable, statement: Statement | None) -> int:
    tolerance = table.integer("tolerance", least=0, default=0) or 0
    if tolerance and isinstance(statement, Comparison) and statement.operator != "==":
        table.fault(NO_TOLERANCE, "tolerance")
    return tolerance


def _read_example(table: TomlTable, scope: Scope, forms: list[ProtocolRules]) -> RelationExample | None:
    example = table.table("example")
    if example is None or not forms:
        return None
    sides = tuple(_read_side(example, key, scope, forms[0]) for key in ("pass", "fail"))
    return RelationExample(*sides)


def _read_side(example: TomlTable, key: str, scope: Scope, part: ProtocolRules) -> tuple[Figures, ...]:
    if key not in example:
        example.fault(KEY_MISSING, key)
        return ()
    if not isinstance(example.anything(key), list if scope is Scope.PRECINCT else dict):
        example.fault(NO_EXAMPLE, key, expected=_EXPECTED_EXAMPLE[scope])
        return ()
    if scope is Scope.PRECINCT:
        return tuple(read_figures(paper, part.form, part.example) for paper in example.tables(key))
    side = example.table(key)
    if side is None:
        return ()
    if scope is Scope.PROTOCOL:
        return (read_figures(side, part.form, part.example),)
    cells = [side.table(name) for name in ("claimed", "summed")]
    return tuple(() if table is None else read_figures(table, part.form) for table in cells)
