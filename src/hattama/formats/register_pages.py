"""The faces of a register pack, held against it: `[[page]]`, a shape and what it shows; `[[kind.letter]]`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from hattama.core.records import (
    DayStep,
    FieldType,
    FlowStep,
    GridLine,
    Letter,
    Measure,
    PageShape,
    Path,
    RecordKind,
    SubjectPage,
    Turn,
    Visibility,
)
from hattama.formats.register_conditions import check_condition, check_paths, note_unknown, read_condition
from hattama.formats.register_kinds import NOT_FOR_TYPE, NOT_SHOWN
from hattama.formats.register_rules import read_fraction
from hattama.formats.rulepack_forms import read_code
from hattama.formats.toml_documents import KEY_MISSING, NOT_ALLOWED, TomlTable, words_in_all_languages

_DAYS = (FieldType.DATE, FieldType.DATETIME)


def read_pages(
    document: TomlTable, kinds: Mapping[str, RecordKind], measures: Mapping[str, Measure]
) -> tuple[SubjectPage, ...]:
    """The pages in their order."""
    pages: dict[str, SubjectPage] = {}
    for table in document.tables("page", required=False):
        code = read_code(table, pages)
        shape = table.one_of("shape", PageShape, PageShape.BARS, required=True)
        words, help_ = (
            words_in_all_languages(table, "words"),
            words_in_all_languages(table, "help", required=False),
        )
        pages[code] = _SHAPES[shape](table, SubjectPage(code, words, shape, help_), kinds, measures)
    return tuple(pages.values())


_Reader = Callable[[TomlTable, SubjectPage, Mapping[str, RecordKind], Mapping[str, Measure]], SubjectPage]


def _tree(
    table: TomlTable, page: SubjectPage, kinds: Mapping[str, RecordKind], measures: Mapping[str, Measure]
) -> SubjectPage:
    kind = _kind(table, kinds)
    parent = _field(table, "parent", kind, (FieldType.LINK,))
    field = kind.field(parent) if kind is not None else None
    if field is not None and kind is not None and field.links_to != kind.code:
        table.fault(NOT_ALLOWED, "parent", parent, kind.code)
    return replace(
        page,
        kind="" if kind is None else kind.code,
        parent=parent,
        since=_field(table, "since", kind, _DAYS, required=False),
        measures=_measures(table, measures, required=False),
    )


def _flow(
    table: TomlTable, page: SubjectPage, kinds: Mapping[str, RecordKind], measures: Mapping[str, Measure]
) -> SubjectPage:
    steps = []
    for one in table.tables("step"):
        measure, turn = one.text("measure"), one.one_of("turn", Turn, Turn.STANDS)
        note_unknown(one, "measure", [measure], measures)
        steps.append(FlowStep(measure, turn))
    return replace(page, steps=tuple(steps))


def _bars(
    table: TomlTable, page: SubjectPage, kinds: Mapping[str, RecordKind], measures: Mapping[str, Measure]
) -> SubjectPage:
    marks = tuple(
        share
        for text in table.texts("marks")
        if (share := read_fraction(TomlTable(table.document, table.path, {"marks": text}), "marks"))
    )
    return replace(page, measures=_measures(table, measures), marks=marks)


def _map(
    table: TomlTable, page: SubjectPage, kinds: Mapping[str, RecordKind], measures: Mapping[str, Measure]
) -> SubjectPage:
    named = _measures(table, measures)
    for code in named:
        if code in measures and not measures[code].by:
            table.fault(NOT_ALLOWED, "measures", code, "by = …")
    return replace(page, measures=named)


def _grid(
    table: TomlTable, page: SubjectPage, kinds: Mapping[str, RecordKind], measures: Mapping[str, Measure]
) -> SubjectPage:
    if "line" in table:
        return _lines(table, page, measures)
    kind = _kind(table, kinds)
    rows, columns = (_path(table, key, kind, kinds) for key in ("rows", "columns"))
    cell = _field(table, "cell", kind, (FieldType.CODE,), required=False)
    named = _measures(table, measures, required=False)
    if bool(cell) is bool(named) or len(named) > 1:
        table.fault(NOT_ALLOWED, "cell", cell or "–", "cell | measures")
    best = table.text("best", required=bool(cell))
    field = kind.field(cell) if kind is not None else None
    if field is not None:
        note_unknown(table, "best", [best], [item.code for item in field.items])
    return replace(
        page,
        kind="" if kind is None else kind.code,
        rows=rows,
        columns=columns,
        cell=cell,
        best=best,
        measures=named,
        of_row=table.boolean("of_row"),
        step=table.one_of("step", DayStep, DayStep.DAY),
    )


def _lines(table: TomlTable, page: SubjectPage, measures: Mapping[str, Measure]) -> SubjectPage:
    heads = tuple(one.as_words() for one in table.tables("heads"))
    lines = []
    for one in table.tables("line"):
        named = one.texts("measures")
        note_unknown(one, "measures", filter(None, named), measures)
        if len(named) != len(heads):
            one.fault(NOT_ALLOWED, "measures", str(len(named)), str(len(heads)))
        lines.append(GridLine(words_in_all_languages(one, "words"), named, one.boolean("total")))
    return replace(page, heads=heads, lines=tuple(lines))


def _timeline(
    table: TomlTable, page: SubjectPage, kinds: Mapping[str, RecordKind], measures: Mapping[str, Measure]
) -> SubjectPage:
    kind = _kind(table, kinds)
    since = _field(table, "since", kind, _DAYS)
    until = _field(table, "until", kind, _DAYS, required=False)
    return replace(page, kind="" if kind is None else kind.code, since=since, until=until)


_SHAPES: Mapping[PageShape, _Reader] = MappingProxyType(
    {
        PageShape.TREE: _tree,
        PageShape.FLOW: _flow,
        PageShape.BARS: _bars,
        PageShape.GRID: _grid,
        PageShape.TIMELINE: _timeline,
        PageShape.MAP: _map,
    }
)


def read_letters(table: TomlTable, kind: RecordKind, kinds: Mapping[str, RecordKind]) -> RecordKind:
    """The kind with its letters; each name in them is one of the pack."""
    letters: dict[str, Letter] = {}
    for one in table.tables("letter", required=False):
        code = read_code(one, letters)
        items = one.text("items", required=False)
        note_unknown(one, "items", [items] if items else [], kinds)
        about = kinds.get(items, kind)
        deed, where = one.text("deed", required=False), read_condition(one, "where")
        note_unknown(one, "deed", [deed] if deed else [], [known.code for known in about.course.deeds])
        if where is not None:
            check_condition(one, "where", where, about, kinds)
        to, link = (_path(one, key, about, kinds) if key in one or items else () for key in ("to", "link"))
        words, text = (words_in_all_languages(one, key) for key in ("words", "text"))
        letters[code] = Letter(code, words, text, deed, to, items, link, where)
    return replace(kind, letters=tuple(letters.values()))


def _kind(table: TomlTable, kinds: Mapping[str, RecordKind]) -> RecordKind | None:
    code = table.text("kind")
    note_unknown(table, "kind", [code] if code else [], kinds)
    return kinds.get(code)


def _field(
    table: TomlTable,
    key: str,
    kind: RecordKind | None,
    types: tuple[FieldType, ...],
    *,
    required: bool = True,
) -> str:
    """A public field of the kind, of one of these types."""
    code = table.text(key, required=required)
    if kind is None or not code:
        return code
    note_unknown(table, key, [code], [field.code for field in kind.fields])
    field = kind.field(code)
    if field is not None and field.type not in types:
        table.fault(NOT_FOR_TYPE, key, field.type, key)
    if field is not None and field.visibility is not Visibility.PUBLIC:
        table.fault(NOT_SHOWN, key, code)
    return code


def _path(
    table: TomlTable, key: str, kind: RecordKind | None, kinds: Mapping[str, RecordKind]
) -> tuple[str, ...]:
    """A path to a public field, behind links; a list of steps reads as `question.item`."""
    names = tuple(filter(None, table.text(key).split(".")))
    at, shown = kind, True
    for name in names:
        field = at.field(name) if at is not None else None
        shown = shown and (field is None or field.visibility is Visibility.PUBLIC)
        at = kinds.get(field.links_to) if field is not None else None
    if not names:
        table.fault(KEY_MISSING, key)
    elif kind is not None:
        check_paths(table, key, [Path(names)], kind, kinds)
    if not shown:
        table.fault(NOT_SHOWN, key, ".".join(names))
    return names


def _measures(table: TomlTable, measures: Mapping[str, Measure], *, required: bool = True) -> tuple[str, ...]:
    named = table.texts("measures")
    if required and not named:
        table.fault(KEY_MISSING, "measures")
    note_unknown(table, "measures", named, measures)
    return named
