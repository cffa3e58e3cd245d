"""Names and conditions in a register pack, held against what the pack has; each fault at its place."""

from collections.abc import Callable, Iterable, Mapping

from hattama.core.records import (
    NOT_FIELDS,
    STATE,
    Asked,
    Compared,
    Condition,
    ConditionSyntaxError,
    Field,
    FieldType,
    Literal,
    Path,
    RecordKind,
    parse_condition,
    parts_of,
    paths_in,
)
from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind
from hattama.formats.toml_documents import TomlTable

NO_SUCH_NAME = FaultKind.of(
    "REGISTER-NAME", Message("this pack has no such name here: {found}; it has: {expected}")
)
NO_CONDITION = FaultKind.of(
    "REGISTER-WHERE", Message("the condition cannot be read from here on: {found}; expected: {expected}")
)


def note_unknown(table: TomlTable, key: str, named: Iterable[str], known: Iterable[str]) -> None:
    """Note each of the names under `key` that is not known."""
    possible = tuple(known)
    for name in named:
        if name not in possible:
            table.fault(NO_SUCH_NAME, key, name, ", ".join(possible) or "–")


def read_condition(table: TomlTable, key: str) -> Condition | None:
    """The condition under `key`; None when absent or faulty."""
    text = table.text(key, required=False)
    if not text:
        return None
    try:
        return parse_condition(text)
    except ConditionSyntaxError as error:
        note_condition(table, key, text, error)
        return None


def note_condition(table: TomlTable, key: str, text: str, error: ConditionSyntaxError) -> None:
    """Note where `text` stops being a condition."""
    at = error.position - 1
    table.fault(NO_CONDITION, key, f"{text[:at]}⟨{text[at:] or '?'}⟩", error.expected)


def check_paths(
    table: TomlTable, key: str, paths: Iterable[Path], kind: RecordKind, kinds: Mapping[str, RecordKind]
) -> None:
    """Note every name in paths that the kind, or one that its links lead to, does not have."""
    for path in paths:
        _field_at(path, kind, kinds, lambda name, known: note_unknown(table, key, [name], known))


def check_condition(
    table: TomlTable, key: str, condition: Condition, kind: RecordKind, kinds: Mapping[str, RecordKind]
) -> None:
    """Note every name in a condition that the kind does not have, and every code that its list does not."""
    check_paths(table, key, paths_in(condition), kind, kinds)
    for part in parts_of(condition):
        if isinstance(part, Asked):
            note_unknown(table, key, [part.name], _asked_about(part.question, kind))
        elif isinstance(part, Compared):
            _check_codes(table, key, part, kind, kinds)


def _asked_about(question: str, kind: RecordKind) -> tuple[str, ...]:
    if question == "missed":
        return tuple(clock.code for clock in kind.clocks)
    if question == "breaks":
        return tuple(rule.code for rule in kind.rules)
    if question in ("disputed", "none"):
        return tuple(field.code for field in kind.fields)
    return tuple(deed.code for deed in kind.course.deeds)


def _check_codes(
    table: TomlTable, key: str, part: Compared, kind: RecordKind, kinds: Mapping[str, RecordKind]
) -> None:
    for path, literal in ((part.left, part.right), (part.right, part.left)):
        if not (isinstance(path, Path) and isinstance(literal, Literal) and isinstance(literal.value, str)):
            continue
        if path.names[-1] == STATE:
            of = _kind_at(path, kind, kinds)
            note_unknown(table, key, [literal.value], [one.code for one in of.course.states] if of else [])
            continue
        field = _field_at(path, kind, kinds, lambda name, known: None)
        if field is not None and field.type is FieldType.CODE:
            note_unknown(table, key, [literal.value], [item.code for item in field.items])


def _kind_at(path: Path, kind: RecordKind, kinds: Mapping[str, RecordKind]) -> RecordKind | None:
    """The kind of the record that the links of a path lead to."""
    at: RecordKind | None = kind
    for name in path.names[:-1]:
        field = at.field(name) if at is not None else None
        at = kinds.get(field.links_to) if field is not None else None
    return at


def _field_at(
    path: Path,
    kind: RecordKind,
    kinds: Mapping[str, RecordKind],
    note: Callable[[str, list[str]], None],
) -> Field | None:
    at: RecordKind | None = kind
    field: Field | None = None
    for place, name in enumerate(path.names, 1):
        if name in NOT_FIELDS and (len(path.names) == 1 or (name == STATE and place == len(path.names))):
            return None
        field = at.field(name) if at is not None else None
        if field is None:
            note(name, [one.code for one in at.fields] if at is not None else [])
            return None
        at = kinds.get(field.links_to)
    return field
