"""Register packs read from TOML: what is recorded of one subject, strictly and with every fault at once.

The keys of a pack are described for its writers in docs/developer/registers.md.
"""

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from hattama.core.records import (
    ChartShape,
    DatedTable,
    DayStep,
    Item,
    Measure,
    Path,
    RecordKind,
    Register,
    parse_formula,
)
from hattama.core.vocabulary import is_election_id
from hattama.formats.pack_law import PackLaw, read_pack_law
from hattama.formats.register_conditions import check_paths, note_unknown
from hattama.formats.register_formulas import FormulaNames, check_calls, read_formula, read_tables
from hattama.formats.register_kinds import PackNames, check_kind, read_items, read_kind, read_relations
from hattama.formats.register_pages import read_letters, read_pages
from hattama.formats.register_rules import check_rules, read_fraction, read_rules
from hattama.formats.rulepack_forms import read_code
from hattama.formats.toml_documents import TomlTable, read_toml, words_in_all_languages
from hattama.rulepacks import read_register, register_ids


@lru_cache(maxsize=64)
def load_register(name: str) -> Register:
    """A register that comes with the program, by the name of its file. Raises UnknownRulePack."""
    return parse_register(read_register(name), f"{name}.toml")


@lru_cache(maxsize=1)
def shipped_registers() -> Mapping[tuple[str, str], Register]:
    """Every register that comes with the program, by identifier and edition, and those that are tried out."""
    packs = (*(load_register(name) for name in register_ids()), *_tried)
    return {(pack.register_id, pack.edition): pack for pack in packs}


_tried: list[Register] = []


def try_registers(packs: Iterable[Register]) -> None:
    """From now on these are there, too, in every election: for whoever writes a pack, never for a site."""
    _tried[:] = [
        replace(pack, country="", in_force_from=datetime.date.min, in_force_to=None) for pack in packs
    ]
    shipped_registers.cache_clear()


def registers_in_force(country: str, day: datetime.date) -> list[Register]:
    """The registers that may be kept of an election: of its country, in the edition of its day."""
    return [
        one
        for one in shipped_registers().values()
        if one.country.casefold() in ("", country.casefold())
        and one.in_force_from <= day
        and (one.in_force_to is None or day <= one.in_force_to)
    ]


def parse_register(data: bytes, file: str) -> Register:
    """The register in `data`; `file` is the name that faults give it. Raises InputFaults."""
    document = read_toml(data, file)
    head = document.table("register") or TomlTable(document.document, ("register",), {})
    law = read_pack_law(document, head)
    names = _read_names(document, law)
    tables = read_tables(document, law)
    kinds = _read_kinds(document, names, tables)
    measures = _read_measures(document, FormulaNames(kinds, tables), law)
    register = Register(
        register_id=head.text("id", check=is_election_id, expected="complaints"),
        edition=head.text("edition", check=is_election_id, expected="2023"),
        names=words_in_all_languages(head, "names"),
        law_on=law.day,
        in_force_from=head.day("in_force_from"),
        in_force_to=head.day("in_force_to") if "in_force_to" in head else None,
        bodies=names.bodies,
        sources=names.sources,
        kinds=tuple(kinds.values()),
        measures=tuple(measures.values()),
        relations=read_relations(document, list(measures)),
        tables=tuple(tables.values()),
        country=law.law.country,
        sha256=hashlib.sha256(data).hexdigest(),
        note=words_in_all_languages(head, "note", required=False),
        pages=read_pages(document, kinds, measures),
    )
    document.document.refuse_if_faulty()
    return register


def _read_names(document: TomlTable, law: PackLaw) -> PackNames:
    bodies = read_items(document.tables("body", required=False), law)
    # A body may be the value of a field, too.
    lists: dict[str, tuple[Item, ...]] = {"bodies": bodies}
    for table in document.tables("list", required=False):
        lists[read_code(table, lists)] = read_items(table.tables("items"), law)
    kinds = tuple(str(table.values.get("code")) for table in document.tables("kind"))
    return PackNames(law, lists, bodies, read_items(document.tables("source"), law), kinds)


def _read_kinds(
    document: TomlTable, names: PackNames, dated: Mapping[str, DatedTable]
) -> dict[str, RecordKind]:
    kinds: dict[str, RecordKind] = {}
    tables = document.tables("kind")
    for table in tables:
        code = read_code(table, kinds)
        kinds[code] = read_rules(table, read_kind(table, names), names.law)
    for table, code in zip(tables, tuple(kinds), strict=False):
        kinds[code] = read_letters(table, kinds[code], kinds)
    for table, kind in zip(tables, kinds.values(), strict=False):
        check_kind(table, kind, kinds)
        check_rules(table, kind, FormulaNames(kinds, dated))
    return kinds


def _read_measures(document: TomlTable, names: FormulaNames, law: PackLaw) -> dict[str, Measure]:
    measures: dict[str, Measure] = {}
    for table in document.tables("measure", required=False):
        code = read_code(table, measures)
        measures[code] = _read_measure(table, code, names, law)
    for table, measure in zip(document.tables("measure", required=False), measures.values(), strict=False):
        note_unknown(table, "of", [measure.of] if measure.of else [], measures)
    return measures


def _read_measure(table: TomlTable, code: str, names: FormulaNames, law: PackLaw) -> Measure:
    formula, base = (read_formula(table, key, parse_formula) for key in ("formula", "base"))
    counted = () if formula is None else formula.kinds
    kinds = [names.kinds[kind] for kind in counted if kind in names.kinds]
    for key, one in (("formula", formula), ("base", base)):
        if one is not None:
            check_calls(table, key, one, kinds, names)
    by = table.text("by", required=False)
    for kind in kinds if by else ():
        check_paths(table, "by", [Path(tuple(by.split(".")))], kind, names.kinds)
    chart = table.one_of("chart", ChartShape, ChartShape.BARS)
    return Measure(
        code=code,
        words=words_in_all_languages(table, "words"),
        formula=formula,
        base=base,
        base_words=words_in_all_languages(table, "base_words", required="base" in table or "of" in table),
        of=table.text("of", required=False),
        by=by,
        bar=read_fraction(table, "bar"),
        chart=chart if "chart" in table else None,
        step=table.one_of("step", DayStep, DayStep.DAY),
        of_all=table.boolean("of_all"),
        currency=table.text("currency", required=False),
        has_total=table.boolean("total", default=True),
        cited=law.read_cited(table, required=False),
    )
