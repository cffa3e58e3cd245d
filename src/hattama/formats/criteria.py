"""The criteria of a precinct's card, read from TOML, with norms as of an election's day."""

import datetime
from functools import lru_cache

from hattama.core.cards import QUESTIONS, Criterion
from hattama.core.norms import NOTHING_CITED, Citations, Cited
from hattama.core.protocols import RulePack
from hattama.formats.norm_files import UnknownNorm, load_norm
from hattama.formats.pack_law import NO_NORM
from hattama.formats.toml_documents import TomlTable, read_toml, words_in_all_languages
from hattama.rulepacks import read_criteria


def criteria_of(pack: RulePack) -> tuple[Criterion, ...]:
    """The criteria that come with the program, with the norms of the pack's country on the pack's day."""
    return load_criteria(pack.country, pack.law.law_id, pack.law_on)


@lru_cache(maxsize=32)
def load_criteria(country: str, law_id: str, day: datetime.date) -> tuple[Criterion, ...]:
    """The criteria with the norms of a country that were in force on a day; `law_id` is the law not named."""
    return parse_criteria(read_criteria(), country, law_id, day)


def parse_criteria(data: bytes, country: str, law_id: str, day: datetime.date) -> tuple[Criterion, ...]:
    """The criteria in these bytes. Raises InputFaults with every fault and its line."""
    document = read_toml(data, "criteria.toml")
    told = tuple(_read(table, country, law_id, day) for table in document.tables("criterion"))
    document.document.refuse_if_faulty()
    return told


def _read(table: TomlTable, country: str, law_id: str, day: datetime.date) -> Criterion:
    cited = tuple(
        one for norm_id in table.texts("norms") if (one := _cite(table, norm_id, country, law_id, day))
    )
    return Criterion(
        code=table.one_of("code", QUESTIONS, "", required=True),
        question=words_in_all_languages(table, "question"),
        shows=words_in_all_languages(table, "shows"),
        contradicts=words_in_all_languages(table, "contradicts"),
        cited=Citations(cited) if cited else NOTHING_CITED,
        steps=table.texts("steps"),
        acts=table.texts("acts"),
        told_by=table.texts("told_by"),
        denied_by=table.texts("denied_by"),
    )


def _cite(table: TomlTable, norm_id: str, country: str, law_id: str, day: datetime.date) -> Cited | None:
    try:
        norm = load_norm(norm_id)
    except UnknownNorm:
        table.fault(NO_NORM, "norms", norm_id)
        return None
    return Cited.of(norm, day, law_id) if norm.law.country == country else None
