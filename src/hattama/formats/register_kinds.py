"""The kinds of a register pack: fields, course, powers, clocks, each name held against what the pack has."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from hattama.core.norms import Norm
from hattama.core.protocols import Comparison, RelationSyntaxError, names_in, parse_statement
from hattama.core.records import (
    NOT_FIELDS,
    STATE,
    BodyPower,
    Clock,
    CourseDeed,
    CourseState,
    CourseTrouble,
    Field,
    FieldType,
    Item,
    NumberRelation,
    RecordCourse,
    RecordKind,
    Visibility,
    check_course,
)
from hattama.core.vocabulary import Message, is_rule_code
from hattama.formats.faults import FaultKind
from hattama.formats.norm_files import UnknownNorm
from hattama.formats.pack_law import NO_DEADLINE, NO_NORM, NOT_IN_FORCE, PackLaw
from hattama.formats.register_conditions import NO_SUCH_NAME, check_condition, note_unknown, read_condition
from hattama.formats.rulepack_faults import LIMIT_UNSAID, TWICE
from hattama.formats.rulepack_forms import note_syntax, read_code
from hattama.formats.toml_documents import KEY_MISSING, NOT_ALLOWED, TomlTable, words_in_all_languages

NOT_FOR_TYPE = FaultKind.of("REGISTER-TYPE", Message("a field of the type {found} has no key {expected}"))
NOT_SHOWN = FaultKind.of(
    "REGISTER-SHOWN", Message("a field that is not public cannot be shown here: {found}")
)
TROUBLES = {
    CourseTrouble.UNREACHABLE: FaultKind.of("REGISTER-REACH", Message("no deed leads to the state {found}")),
    CourseTrouble.DEAD_END: FaultKind.of(
        "REGISTER-END", Message("no deed leads out of the state {found}, and it is not final")
    ),
}


def read_items(tables: Iterable[TomlTable], law: PackLaw) -> tuple[Item, ...]:
    """Codes with their words and norms; each code once."""
    items: dict[str, Item] = {}
    for table in tables:
        code = read_code(table, items)
        items[code] = Item(
            code, words_in_all_languages(table, "words"), law.read_cited(table, required=False)
        )
    return tuple(items.values())


@dataclass(frozen=True, slots=True)
class PackNames:
    """What the kinds of a pack may refer to; `kinds` are the codes of all of them."""

    law: PackLaw
    lists: Mapping[str, tuple[Item, ...]]
    bodies: tuple[Item, ...]
    sources: tuple[Item, ...]
    kinds: tuple[str, ...]


_KEYS_OF_TYPES = {
    "list": (FieldType.CODE,),
    "links_to": (FieldType.LINK,),
    "currency": (FieldType.MONEY,),
}


def read_kind(table: TomlTable, names: PackNames) -> RecordKind:
    """One kind; what it says of the records of others is checked by `check_kind`, once all are read."""
    fields: dict[str, Field] = {}
    for field in table.tables("field"):
        code = read_code(field, {*fields, *NOT_FIELDS})
        fields[code] = _read_field(field, code, names)
    clocks: dict[str, None] = {}
    for clock in table.tables("clock", required=False):
        clocks[read_code(clock, clocks)] = None
    course = _read_course(table, names, tuple(clocks))
    kind = RecordKind(
        code=table.text("code"),
        words=words_in_all_languages(table, "words"),
        fields=tuple(fields.values()),
        summary=words_in_all_languages(table, "summary"),
        columns=table.texts("columns"),
        course=course,
        clocks=tuple(_read_clock(clock, fields, names) for clock in table.tables("clock", required=False)),
        relations=read_relations(table, [code for code, one in fields.items() if one.type in _NUMBERS]),
        help=words_in_all_languages(table, "help", required=False),
    )
    _check_shown(table, kind)
    return kind


_NUMBERS = (FieldType.WHOLE_NUMBER, FieldType.MONEY)


def _read_field(table: TomlTable, code: str, names: PackNames) -> Field:
    type_ = table.one_of("type", FieldType, FieldType.TEXT, required=True)
    for key, types in _KEYS_OF_TYPES.items():
        if key in table and type_ not in types:
            table.fault(NOT_FOR_TYPE, key, type_, key)
        elif key not in table and type_ in types:
            table.fault(KEY_MISSING, key)
    listed, links_to = table.text("list", required=False), table.text("links_to", required=False)
    note_unknown(table, "list", [listed] if listed else [], names.lists)
    note_unknown(table, "links_to", [links_to] if links_to else [], names.kinds)
    sources = table.texts("sources")
    note_unknown(table, "sources", sources, [source.code for source in names.sources])
    return Field(
        code=code,
        type=type_,
        words=words_in_all_languages(table, "words"),
        visibility=table.one_of("visibility", Visibility, Visibility.PUBLIC),
        required=table.boolean("required"),
        help=words_in_all_languages(table, "help", required=False),
        items=names.lists.get(listed, ()),
        links_to=links_to,
        currency=table.text("currency", required=False),
        sources=sources,
        cited=names.law.read_cited(table, required=False),
    )


def _read_course(table: TomlTable, names: PackNames, clocks: tuple[str, ...]) -> RecordCourse:
    attachments = read_items(table.tables("attachment", required=False), names.law)
    states: dict[str, CourseState] = {}
    for state in table.tables("state", required=False):
        code = read_code(state, states)
        states[code] = CourseState(code, words_in_all_languages(state, "words"), state.boolean("final"))
    deeds: dict[str, CourseDeed] = {}
    for deed in table.tables("deed", required=False):
        code = read_code(deed, deeds)
        known = {"states": tuple(states), "clocks": clocks, "attach": tuple(one.code for one in attachments)}
        deeds[code] = _read_deed(deed, code, names, known)
    powers = tuple(_read_power(power, deeds, names) for power in table.tables("power", required=False))
    course = RecordCourse(tuple(states.values()), tuple(deeds.values()), powers, attachments)
    for fault in check_course(course):
        table.fault(TROUBLES[fault.trouble], "state", fault.state)
    return course


def _read_deed(
    table: TomlTable, code: str, names: PackNames, known: Mapping[str, tuple[str, ...]]
) -> CourseDeed:
    since, to, by = table.texts("from"), table.text("to", required=False), table.texts("by")
    if not since:
        table.fault(KEY_MISSING, "from")
    note_unknown(table, "from", since, known["states"])
    note_unknown(table, "to", [to] if to else [], known["states"])
    note_unknown(table, "by", by, [body.code for body in names.bodies])
    of_clocks = {
        key: _clocks(table, key, known["clocks"]) for key in ("starts", "stops", "suspends", "resumes")
    }
    attach = table.texts("attach")
    note_unknown(table, "attach", attach, known["attach"])
    words, cited = words_in_all_languages(table, "words"), names.law.read_cited(table, required=False)
    return CourseDeed(code, words, since, to, by, cited, attach, **of_clocks)


def _clocks(table: TomlTable, key: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The clocks that a deed names; `decide_*` names all that begin so."""
    named: dict[str, None] = {}
    for name in table.texts(key):
        begins = name.removesuffix("*")
        alike = [code for code in known if code.startswith(begins)] if name.endswith("*") else [name]
        note_unknown(table, key, alike or [name], known)
        named |= dict.fromkeys(alike)
    return tuple(named)


def _read_power(table: TomlTable, deeds: Collection[str], names: PackNames) -> BodyPower:
    deed, by = table.text("deed"), table.texts("by")
    note_unknown(table, "deed", [deed], deeds)
    note_unknown(table, "by", by, [body.code for body in names.bodies])
    since = _day(table, "since")
    return BodyPower(
        deed,
        by,
        cited=names.law.read_cited(table, or_document=True, since=since),
        when=read_condition(table, "when"),
        since=since,
        until=_day(table, "until"),
        words=words_in_all_languages(table, "words", required=False),
    )


def _day(table: TomlTable, key: str) -> datetime.date | None:
    return table.day(key) if key in table else None


def _read_clock(table: TomlTable, fields: Mapping[str, Field], names: PackNames) -> Clock:
    since, ends, own = (table.text(key, required=False) for key in ("since", "ends", "due"))
    days = [code for code, field in fields.items() if field.type in (FieldType.DATE, FieldType.DATETIME)]
    note_unknown(table, "since", [since] if since else [], days)
    note_unknown(table, "ends", [ends] if ends else [], days)
    note_unknown(table, "due", [own] if own else [], days if table.boolean("no_norm") else [])
    if table.boolean("no_norm") is ("norms" in table):
        table.fault(LIMIT_UNSAID, "norms", expected='norms = ["kz-elections/20(9)"], no_norm = true')
    event = table.text("event", required="norms" in table)
    return Clock(
        code=table.text("code"),
        words=words_in_all_languages(table, "words"),
        norms=_read_norms(table, event, names.law),
        event=event,
        since=since,
        ends=ends,
        due=own,
        when=read_condition(table, "when"),
        inferred=table.boolean("inferred"),
        is_term=table.boolean("term"),
    )


def _read_norms(table: TomlTable, event: str, law: PackLaw) -> tuple[Norm, ...]:
    """The norms of a clock, one of them in force on the pack's day: a limit moves between articles."""
    norms: list[Norm] = []
    for norm_id in table.texts("norms"):
        try:
            norms.append(law.norm(norm_id))
        except (UnknownNorm, ValueError):
            table.fault(NO_NORM, "norms", norm_id)
    for norm in norms:
        editions = (text.edition for text in norm.editions)
        if not any(norm.deadline_from(edition, {event: None}) for edition in editions):
            table.fault(NO_DEADLINE, "norms", norm.norm_id, event)
    if norms and not any(norm.on(law.day) for norm in norms):
        table.fault(NOT_IN_FORCE, "norms", ", ".join(one.norm_id for one in norms), law.day.isoformat())
    return tuple(norms)


def read_relations(table: TomlTable, numbers: list[str]) -> tuple[NumberRelation, ...]:
    """The relations of a kind, or of a register, between these numbers."""
    read: dict[str, NumberRelation] = {}
    for one in table.tables("relation", required=False):
        code = one.text("code", check=is_rule_code, expected="KZ-Q01")
        if code in read:
            one.fault(TWICE, "code", code)
        words, text = words_in_all_languages(one, "words"), one.text("relation")
        is_across = one.boolean("across")
        try:
            comparison = parse_statement(text)
        except RelationSyntaxError as error:
            note_syntax(one, "relation", text, error)
            continue
        note_unknown(one, "relation", [name.name for name in names_in(comparison)], numbers)
        if isinstance(comparison, Comparison):
            read[code] = NumberRelation(code, words, text, comparison, is_across)
        else:
            one.fault(NOT_ALLOWED, "relation", text, "a == b")
    return tuple(read.values())


def _check_shown(table: TomlTable, kind: RecordKind) -> None:
    """What a list shows is there, and is for all to see."""
    public = {field.code for field in kind.fields if field.visibility is Visibility.PUBLIC}
    known = [*public, STATE]
    for code in kind.columns:
        _note_shown(table, "columns", code, kind, known)
    for text in kind.summary.values():
        for part in text.split("{")[1:]:
            _note_shown(table, "summary", part.partition("}")[0], kind, known)


def _note_shown(table: TomlTable, key: str, code: str, kind: RecordKind, known: list[str]) -> None:
    if code not in known:
        table.fault(NO_SUCH_NAME if kind.field(code) is None else NOT_SHOWN, key, code, ", ".join(known))


def check_kind(table: TomlTable, kind: RecordKind, kinds: Mapping[str, RecordKind]) -> None:
    """Hold the conditions of a kind against its fields and those that its links lead to."""
    conditions = {
        "power": [power.when for power in kind.course.powers],
        "clock": [clock.when for clock in kind.clocks],
    }
    for key, read in conditions.items():
        for one, when in zip(table.tables(key, required=False), read, strict=True):
            if when is not None:
                check_condition(one, "when", when, kind, kinds)
