"""Bodies and powers of a rule pack: whose protocol the results of what are, and whose decision a deed is."""

from hattama.core.norms import NOTHING_CITED, VOTING_EVENTS
from hattama.core.protocols import (
    BODIES,
    COMMISSIONS,
    LAWFUL_DEEDS,
    LEAVING_REASONS,
    OFFICES,
    PRECINCT_CHANGES,
    REINSTATED,
    Bodies,
    Body,
    Extent,
    Power,
    Powers,
    Remit,
)
from hattama.formats.pack_law import PackLaw
from hattama.formats.rulepack_faults import LIMIT_UNSAID, NOTHING_GIVEN, POWER_UNSAID, TWICE
from hattama.formats.toml_documents import TomlTable, words_in_all_languages

_EXTENTS = tuple(extent.value for extent in Extent)
_REASONS = tuple(reason.code for reason in (*LEAVING_REASONS, REINSTATED, *PRECINCT_CHANGES))


def read_powers(pack: TomlTable, law: PackLaw) -> Powers:
    """All powers that the pack states, in its order; faults are noted in the document."""
    return Powers(tuple(_read_power(table, law) for table in pack.tables("power", required=False)))


def _read_power(table: TomlTable, law: PackLaw) -> Power:
    cited = law.read_cited(table, required=False)
    if table.boolean("no_norm") is bool(cited):
        table.fault(POWER_UNSAID, "norms", expected='norms = ["kz-elections/95(1)"], no_norm = true')
    until = law.read_deadline(table, "until", dict.fromkeys(VOTING_EVENTS, "")) if "until" in table else None
    deadline, until_cited = until or (None, NOTHING_CITED)
    for key in ("by", "over"):
        if not table.values.get(key):
            table.fault(NOTHING_GIVEN, key)
    return Power(
        deed=table.one_of("deed", LAWFUL_DEEDS, LAWFUL_DEEDS[0], required=True),
        by=table.texts_of("by", BODIES),
        extents=tuple(Extent(one) for one in table.texts_of("over", _EXTENTS)),
        kinds=table.texts("contests") if "contests" in table else (),
        cited=cited,
        inferred=table.boolean("inferred"),
        note=words_in_all_languages(table, "note", required=False),
        reasons=table.texts_of("reasons", _REASONS) if "reasons" in table else (),
        until=deadline,
        until_cited=until_cited,
    )


def read_bodies(pack: TomlTable, law: PackLaw) -> Bodies:
    """All bodies that the pack states, in its order; faults are noted in the document."""
    bodies: list[Body] = []
    for table in pack.tables("body", required=False):
        body = _read_body(table, law)
        if body.code in {other.code for other in bodies}:
            table.fault(TWICE, "code", body.code)
        bodies.append(body)
    return Bodies(tuple(bodies))


def _read_body(table: TomlTable, law: PackLaw) -> Body:
    code = table.one_of("code", COMMISSIONS, COMMISSIONS[0], required=True)
    names = words_in_all_languages(table, "names")
    offices = table.table("offices")
    found = {}
    if offices is not None:
        found = {office: words_in_all_languages(offices, office) for office in OFFICES}
    remits = tuple(_read_remit(remit, law) for remit in table.tables("remit"))
    return Body(code, names, found, remits)


def _read_remit(table: TomlTable, law: PackLaw) -> Remit:
    if table.boolean("no_due") is ("due" in table):
        table.fault(LIMIT_UNSAID, "due", expected='due = "kz-elections/94(2)", no_due = true')
    if not table.values.get("over"):
        table.fault(NOTHING_GIVEN, "over")
    due = law.read_deadline(table, "due", dict.fromkeys(VOTING_EVENTS, "")) if "due" in table else None
    deadline, due_cited = due or (None, NOTHING_CITED)
    return Remit(
        extents=tuple(Extent(one) for one in table.texts_of("over", _EXTENTS)),
        kinds=table.texts("contests") if "contests" in table else (),
        cited=law.read_cited(table),
        due=deadline,
        due_cited=due_cited,
        inferred=table.boolean("inferred"),
        note=words_in_all_languages(table, "note", required=False),
    )
