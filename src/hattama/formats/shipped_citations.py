"""Everything that comes with the program and cites norms: rule packs, registers, records of publication."""

import datetime
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from hattama.core.norms import Citations, Cited
from hattama.core.records import Clock
from hattama.core.vocabulary import NO_WORDS, Text, Words
from hattama.formats.citing import Use, UseKind, uses_of
from hattama.formats.outcome_rules import parse_outcome_rules
from hattama.formats.publication_records import parse_publication_record
from hattama.formats.register_packs import load_register
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import publication_records, read_rulepack, register_ids


def shipped_uses(pack_id: str) -> tuple[Use, ...]:
    """The uses of norms in a pack that comes with the program. Raises UnknownRulePack."""
    data = read_rulepack(pack_id)
    file = f"{pack_id}.toml"
    return uses_of(parse_rulepack(data, file), parse_outcome_rules(data, file))


def publication_uses() -> Iterator[Use]:
    """The uses of norms in the records of publication that come with the program."""
    for name, data in publication_records():
        for duty in parse_publication_record(data, name).duties:
            yield Use(
                f"publication/{name}", UseKind.PUBLICATION, duty.code, duty.asks, duty.cited, duty.inferred
            )


def register_uses() -> Iterator[Use]:
    """The uses of norms in the registers that come with the program."""
    for name in register_ids():
        register = load_register(name)
        uses = (
            Use(f"register/{name}", UseKind.REGISTER, *said) for said in _cited_in(register, register.law_on)
        )
        yield from dict.fromkeys(uses)


def _cited_in(part: object, day: datetime.date) -> Iterator[tuple[str, Text, Citations, bool]]:
    """Code, words and norms of everything in a register that cites any, whether it is our own reading."""
    if isinstance(part, Clock):
        norms = (Cited.of(norm, day) for norm in part.norms)
        yield part.code, part.words, Citations(tuple(one for one in norms if one)), part.inferred
        return
    cited = getattr(part, "cited", None)
    if isinstance(cited, Citations) and cited:
        yield (
            getattr(part, "code", ""),
            getattr(part, "words", NO_WORDS),
            cited,
            bool(getattr(part, "inferred", False)),
        )
    if isinstance(part, tuple):
        yield from (said for one in part for said in _cited_in(one, day))
    elif is_dataclass(part) and not isinstance(part, Citations | Words):
        yield from (said for one in fields(part) for said in _cited_in(getattr(part, one.name), day))
