"""Records of what the law asks to publish of results, and what was published of past elections.

A TOML file for a country (rulepacks/publication): `[record]` with its day, `[[duty]]` with its norms and
the level that it asks for, `[[election]]` with the level that its authority reached. The keys are described
in docs/observer/openness.md.
"""

import datetime
from dataclasses import dataclass, replace
from enum import StrEnum

from hattama.core.norms import Citations
from hattama.core.vocabulary import Message, Words, is_code, is_election_id
from hattama.formats.faults import FaultKind
from hattama.formats.pack_law import PackLaw, read_pack_law
from hattama.formats.rulepack_forms import CODE_LIKE
from hattama.formats.toml_documents import TomlTable, read_toml, words_in_all_languages

NO_SUCH_DUTY = FaultKind.of(
    "RECORD-DUTY", Message("this file has no such duty: {found}; there are: {expected}")
)
MORE_THAN_ALL = FaultKind.of(
    "RECORD-COUNT", Message("more precincts published than there are: {found}; all: {expected}")
)


class Granularity(StrEnum):
    """Down to where something is published, the coarsest first; UNSAID where the law does not say it."""

    UNSAID = "unsaid"
    NATION = "nation"
    REGION = "region"
    DISTRICT = "district"
    PRECINCT = "precinct"


@dataclass(frozen=True, slots=True)
class Duty:
    """What norms ask to publish, down to which level. `inferred`: the level is our reading.

    `edition` is that of the law on the record's day.
    """

    code: str
    cited: Citations
    edition: Words
    asks: Words
    level: Granularity
    inferred: bool
    note: Words


@dataclass(frozen=True, slots=True)
class PublishedElection:
    """What was published of one past election. `duty_inferred`: that the duty binds it is our reading."""

    code: str
    names: Words
    polling_on: datetime.date
    precincts: int
    precincts_published: int
    results_level: Granularity
    published: Words
    duty: Duty
    duty_inferred: bool
    note: Words
    sources: tuple[str, ...]

    @property
    def levels_short(self) -> int:
        """By how many levels the publication stays above what the duty asks; 0 where it does not."""
        order = list(Granularity)
        return max(0, order.index(self.duty.level) - order.index(self.results_level))


@dataclass(frozen=True, slots=True)
class PublicationRecord:
    """One country: what its law asks, and its past elections as of a day, oldest first."""

    country: str
    as_of: datetime.date
    duties: tuple[Duty, ...]
    elections: tuple[PublishedElection, ...]


def parse_publication_record(data: bytes, file: str) -> PublicationRecord:
    """The record in these bytes. Raises InputFaults with every fault and its line."""
    top = read_toml(data, file)
    head = top.table("record") or TomlTable(top.document, ("record",), {})
    country = head.text("country")
    law = read_pack_law(top, head, "as_of")
    as_of = law.day
    # The law is named: a duty stands on a page of its own, beside no pack.
    named = replace(law, law=replace(law.law, law_id=""))
    duties = tuple(_read_duty(table, named) for table in top.tables("duty"))
    elections = [_read_election(table, duties) for table in top.tables("election", required=False)]
    top.document.refuse_if_faulty()
    known = sorted((one for one in elections if one is not None), key=lambda one: one.polling_on)
    return PublicationRecord(country, as_of, duties, tuple(known))


def _read_duty(table: TomlTable, law: PackLaw) -> Duty:
    return Duty(
        code=table.text("code", check=is_code, expected=CODE_LIKE),
        cited=law.read_cited(table),
        edition=law.edition.words,
        asks=words_in_all_languages(table, "asks"),
        level=table.one_of("level", Granularity, Granularity.UNSAID, required=True),
        inferred=table.boolean("inferred"),
        note=words_in_all_languages(table, "note", required=False),
    )


def _read_election(table: TomlTable, duties: tuple[Duty, ...]) -> PublishedElection | None:
    named = table.text("duty")
    duty = next((one for one in duties if one.code == named), None)
    precincts = table.integer("precincts", least=1, default=1) or 1
    shown = table.integer("precincts_published", least=0, default=0) or 0
    if shown > precincts:
        table.fault(MORE_THAN_ALL, "precincts_published", str(shown), str(precincts))
    code = table.text("code", check=is_election_id)
    if duty is None:
        table.fault(NO_SUCH_DUTY, "duty", named, ", ".join(one.code for one in duties))
        return None
    return PublishedElection(
        code=code,
        names=words_in_all_languages(table, "names"),
        polling_on=table.day("polling_on"),
        precincts=precincts,
        precincts_published=shown,
        results_level=table.one_of("results_level", Granularity, Granularity.UNSAID, required=True),
        published=words_in_all_languages(table, "published"),
        duty=duty,
        duty_inferred=table.boolean("duty_inferred"),
        note=words_in_all_languages(table, "note", required=False),
        sources=table.texts("sources"),
    )
