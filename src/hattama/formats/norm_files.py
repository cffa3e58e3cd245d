"""Files of norms (rulepacks/norms): the laws of a country as data, each norm read when it is first asked for.

A file is one law: `[law]`, its `[[edition]]`s, then every `[[norm]]`. The keys are described in
docs/format/norms.md. A rule pack may carry a law of its own in the same words.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from hattama.core.norms import (
    CONCERNED,
    Certainty,
    Citations,
    Cited,
    Deadline,
    Edition,
    Law,
    LawText,
    Norm,
    Unit,
    is_norm_id,
    law_of,
    parse_provision,
)
from hattama.core.vocabulary import Message
from hattama.formats.faults import FaultKind
from hattama.formats.toml_documents import NOT_ALLOWED, TomlTable, read_toml, words_in_all_languages
from hattama.rulepacks import norm_laws, read_norms

NO_SUCH_EDITION = FaultKind.of("NORM-EDITION", Message("the law has no edition {found}; it has: {expected}"))
OTHER_LAW = FaultKind.of("NORM-LAW", Message("the norm {found} does not belong to the law {expected}"))

KINDS = ("deadline", "duty", "right", "power", "ban", "sanction", "formula", "definition")
_NORM = "[[norm]]"
_ID_LINE = re.compile(r'\s*id\s*=\s*"([^"]+)"')
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)


class UnknownNorm(KeyError):
    """No law that comes with the program has a norm of this identifier."""


@lru_cache(maxsize=32)
def load_law(law_id: str) -> Law:
    """A law that comes with the program. Raises UnknownNorm when there is none such."""
    if law_id not in norm_laws():
        raise UnknownNorm(law_id)
    head, _ = _parts(law_id)
    document = read_toml(head.encode(), f"{law_id}.toml")
    law = read_law(document)
    document.document.refuse_if_faulty()
    return law


@lru_cache(maxsize=4096)
def load_norm(norm_id: str) -> Norm:
    """One norm; nothing but its law's head and its own lines is parsed. Raises UnknownNorm."""
    law = load_law(law_of(norm_id))
    _, blocks = _parts(law.law_id)
    if norm_id not in blocks:
        raise UnknownNorm(norm_id)
    document = read_toml((_NORM + blocks[norm_id]).encode(), f"{law.law_id}.toml")
    (norm,) = read_norms_of(document, law)
    document.document.refuse_if_faulty()
    return norm


def cite_norms(norm_ids: Iterable[str], day: datetime.date) -> Citations:
    """Norms as they stood that day; of a law that does not come with the program, their places alone.

    Where all are of one law it is not named: the page that cites them speaks of no other.
    """
    cited = tuple(norm_ids)
    laws = {law_of(norm_id) for norm_id in cited}
    spoken_of = laws.pop() if len(laws) == 1 else ""
    return Citations(tuple(_cited(norm_id, day, spoken_of) for norm_id in cited))


def _cited(norm_id: str, day: datetime.date, spoken_of: str) -> Cited:
    try:
        cited = Cited.of(load_norm(norm_id), day, spoken_of)
    except UnknownNorm:
        cited = None
    return cited or Cited(norm_id, parse_provision(norm_id), "", Certainty.INFERRED)


def shipped_norm_ids(law_id: str) -> tuple[str, ...]:
    """The identifiers of all norms of a law that comes with the program, in the law's order."""
    return tuple(_parts(law_id)[1])


@lru_cache(maxsize=32)
def _parts(law_id: str) -> tuple[str, Mapping[str, str]]:
    """The head of a law's file, and the lines of each norm by its identifier."""
    head, *blocks = re.split(r"(?m)^\[\[norm\]\]$", read_norms(law_id).decode())
    named = ((_ID_LINE.match(block), block) for block in blocks)
    return head, {line.group(1): block for line, block in named if line is not None}


def read_law(document: TomlTable) -> Law:
    """The `[law]` of a document with its editions; faults are noted."""
    table = document.table("law") or TomlTable(document.document, ("law",), {})
    return Law(
        law_id=table.text("id"),
        country=table.text("country"),
        names=words_in_all_languages(table, "names"),
        genitive=words_in_all_languages(table, "of"),
        adopted=table.text("adopted"),
        text=table.text("text"),
        editions=tuple(_read_edition(edition) for edition in document.tables("edition")),
        numbered_parts=table.boolean("numbered_parts"),
        subparagraphs_of_articles=table.texts("subparagraphs_of_articles"),
    )


def _read_edition(table: TomlTable) -> Edition:
    return Edition(
        table.text("name"),
        table.text("number", required=False),
        table.day("amended_on"),
        table.day("in_force_from"),
        table.day("in_force_to") if "in_force_to" in table else None,
        table.texts("sources"),
    )


def read_norms_of(document: TomlTable, law: Law) -> Iterator[Norm]:
    """All norms of a document, which are those of `law`; faults are noted."""
    for table in document.tables("norm"):
        yield _read_norm(table, law)


def _read_norm(table: TomlTable, law: Law) -> Norm:
    norm_id = table.text("id", check=is_norm_id, expected="kz-elections/43(4-1)2-1")
    if law_of(norm_id) != law.law_id:
        table.fault(OTHER_LAW, "id", norm_id, law.law_id)
    provision = parse_provision(
        norm_id if is_norm_id(norm_id) else "zz-law/1",
        numbered_parts=law.numbered_parts,
        subparagraphs_of_articles=law.subparagraphs_of_articles,
    )
    return Norm(
        norm_id,
        law,
        provision,
        summary=words_in_all_languages(table, "summary"),
        kind=table.one_of("kind", KINDS, KINDS[0]),
        who=table.texts_of("who", tuple(CONCERNED)),
        editions=tuple(_read_texts(table, law)),
        deadlines=tuple(_read_deadline(one, law) for one in table.tables("deadlines", required=False)),
        see=table.texts("see"),
        changed=words_in_all_languages(table, "changed", required=False),
        is_read_in_kazakh=table.boolean("kk_read"),
        languages=words_in_all_languages(table, "languages", required=False),
    )


def _read_texts(table: TomlTable, law: Law) -> Iterator[LawText]:
    """The norm in each edition that it stands in; `in_force_from` where a part of a law starts later."""
    named = table.table("editions")
    starts = table.day("in_force_from") if "in_force_from" in table else datetime.date.min
    if named is None:
        return
    for name in named.values:
        if name not in {edition.name for edition in law.editions}:
            named.fault(NO_SUCH_EDITION, name, name, ", ".join(edition.name for edition in law.editions))
    for edition in law.editions:
        if edition.name in named:
            certainty = named.one_of(edition.name, Certainty, Certainty.INFERRED)
            since = max(edition.in_force_from, starts)
            yield LawText(edition.name, since, edition.in_force_to, certainty)


def _read_deadline(table: TomlTable, law: Law) -> tuple[tuple[str, ...], Deadline]:
    editions = table.texts("editions")
    for name in editions:
        if name not in {edition.name for edition in law.editions}:
            table.fault(NO_SUCH_EDITION, "editions", name)
    clock = table.text("clock", required=False)
    if clock and not _CLOCK.fullmatch(clock):
        table.fault(NOT_ALLOWED, "clock", clock, "18:00")
        clock = ""
    deadline = Deadline(
        start=table.text("start"),
        unit=table.one_of("unit", Unit, Unit.IMMEDIATELY, required=True),
        amount=table.integer("amount", least=1) or 0,
        before=table.boolean("before"),
        clock=datetime.time.fromisoformat(clock) if clock else None,
        is_earliest=table.boolean("earliest"),
    )
    return editions, deadline
