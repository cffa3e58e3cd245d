"""The `[outcome]` part of a rule pack: how the votes of each kind of contest become an outcome.

Every value stands in a table of its own with the norms that it comes from:

    [outcome.party_list.threshold]
    value = "5/100"
    norms = ["kz-elections/97-1(1)"]

`document = "…"` stands in the place of norms where no law says it; `inferred = true` marks a reading of
ours, `note` explains it in three languages. A kind of contest that has no table has no rules in the pack. The
keys are described for writers of packs in docs/format/outcomes.md.
"""

import functools
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TypeVar

from hattama.core.norms import Edition, Law
from hattama.core.outcomes import (
    ANSWERS,
    DENOMINATORS,
    KINDS,
    LISTS,
    ONE_SEAT,
    SECOND_ROUND,
    SHAPES,
    TWO_ROUNDS,
    VALID,
    ContestRules,
    Denominator,
    GroupRule,
    LoneList,
    MandateQuota,
    Method,
    PartyListRules,
    PersonTies,
    PreferenceBase,
    PreferenceRule,
    PresidentRules,
    ReferendumRules,
    Remaining,
    Ruled,
    SingleMandateRules,
    Status,
    TieBreak,
    Winner,
    second_round_of,
)
from hattama.core.vocabulary import Message, Words, is_code
from hattama.formats.faults import FaultKind
from hattama.formats.pack_law import PackLaw, read_pack_law
from hattama.formats.toml_documents import (
    KEY_MISSING,
    NOT_ALLOWED,
    TomlTable,
    read_toml,
    words_in_all_languages,
)

NO_RULES = FaultKind.of(
    "OUTCOME-NONE",
    Message("the section [outcome] has no rules for any kind of contest; possible: {expected}"),
)
NOT_WITH_METHOD = FaultKind.of("OUTCOME-METHOD", Message("this key means nothing with the method {found}"))

_T = TypeVar("_T")
_Word = TypeVar("_Word", bound=str)
_SHARE = re.compile(r"(0|[1-9][0-9]{0,8})/([1-9][0-9]{0,8})", re.ASCII)
_ALL_KINDS = ", ".join(KINDS)
_NO_MAJORITY = (Status.REPEAT_ELECTION, Status.LAW_IS_SILENT)
_NOBODY = (Status.PROLONGED, Status.LAW_IS_SILENT)
_AFTER_TIE = (Status.REPEAT, Status.REPEAT_ELECTION, Status.TIE, Status.LAW_IS_SILENT)


@dataclass(frozen=True, slots=True)
class OutcomePack:
    """The rules of outcomes of one pack, by kind of contest in the pack's order, and which pack it was."""

    pack_id: str
    names: Words
    law: Law
    edition: Edition
    rules: Mapping[str, ContestRules]
    sha256: str


# One pack is asked for again and again, and nothing that is read of it can be changed.
@functools.lru_cache(maxsize=32)
def parse_outcome_rules(data: bytes, file: str) -> OutcomePack:
    """The `[outcome]` part of the pack in `data`; `file` is the name that faults give it.

    Raises InputFaults with everything that is wrong in that part; the rest of the pack is not looked at
    beyond its head (`parse_rulepack` reads the whole). A pack without an `[outcome]` part has no rules,
    which is not a fault.
    """
    document = read_toml(data, file)
    head = document.table("pack") or TomlTable(document.document, ("pack",), {})
    law = read_pack_law(document, head)
    rules = read_outcome(document, law)
    pack_id, names = head.text("id"), head.words("names")
    document.document.refuse_if_faulty(so_far=True)
    return OutcomePack(
        pack_id, names, law.law, law.edition, MappingProxyType(rules), hashlib.sha256(data).hexdigest()
    )


def read_outcome(document: TomlTable, law: PackLaw) -> dict[str, ContestRules]:
    """The rules by kind of contest, none where the pack has no `[outcome]`; faults go to the document."""
    outcome = document.table("outcome", required=False)
    return {} if outcome is None else _read_kinds(outcome, law)


def _read_kinds(outcome: TomlTable, law: PackLaw) -> dict[str, ContestRules]:
    readers: dict[str, Callable[[TomlTable, PackLaw], ContestRules]] = {
        LISTS: _read_party_list,
        ONE_SEAT: _read_single_mandate,
        TWO_ROUNDS: _read_president,
        ANSWERS: _read_referendum,
    }
    tables = {kind: outcome.table(kind, required=False) for kind in KINDS}
    rules: dict[str, ContestRules] = {}
    for kind in outcome.values:
        if (table := tables.get(kind)) is not None:
            rules[kind] = found = readers[SHAPES[kind]](table, law)
            if isinstance(found, PresidentRules):
                rules.setdefault(kind + SECOND_ROUND, second_round_of(found))
            table.close()
    if not rules:
        outcome.fault(NO_RULES, expected=_ALL_KINDS)
    outcome.close()
    return rules


def _read_party_list(table: TomlTable, law: PackLaw) -> PartyListRules:
    rules = PartyListRules(
        method=_must(law, table, "method", lambda part: _word(part, tuple(Method)), Method.HARE),
        seats=_may(law, table, "seats", _count),
        threshold=_must(law, table, "threshold", _share, Fraction(0)),
        threshold_base=_must(law, table, "threshold_base", _whole, VALID),
        ties=_must(law, table, "ties", _ties, ()),
        remaining=_may(law, table, "remaining", lambda part: _word(part, tuple(Remaining))),
        first_divisor=_may(law, table, "first_divisor", _ratio),
        lone_list=_may(law, table, "lone_list", _lone_list),
        groups=_may(law, table, "groups", _groups),
        mandate_quota=_may(law, table, "mandate_quota", _mandate_quota),
        against_all=_may(law, table, "against_all", lambda part: part.boolean("value")),
        preferences=_may(law, table, "preferences", _preferences),
    )
    _check_method(table, rules)
    return rules


def _check_method(table: TomlTable, rules: PartyListRules) -> None:
    """Keys that the method needs, and keys that mean nothing beside it."""
    method = rules.method.value
    if method is Method.MODIFIED_SAINTE_LAGUE and rules.first_divisor is None:
        table.fault(KEY_MISSING, "first_divisor")
    foreign = {
        "first_divisor": method is not Method.MODIFIED_SAINTE_LAGUE,
        "remaining": not method.uses_quota,
        "lone_list": method is not Method.HARE,
    }
    for key, is_foreign in foreign.items():
        if is_foreign and key in table:
            table.fault(NOT_WITH_METHOD, key, method)
    capped = [group.code for group in (rules.groups.value if rules.groups else ()) if group.most_seats]
    if capped and method.uses_quota:
        table.fault(NOT_WITH_METHOD, "groups", f"{method}: most_seats ({', '.join(capped)})")


def _read_single_mandate(table: TomlTable, law: PackLaw) -> SingleMandateRules:
    return SingleMandateRules(
        winner=_must(law, table, "winner", _winner, Winner.MOST_VOTES),
        tie=_must(law, table, "tie", lambda part: _word(part, _AFTER_TIE), Status.TIE),
        base=_must(law, table, "base", _whole, VALID),
        tie_of_two=_may(law, table, "tie_of_two", lambda part: _word(part, _AFTER_TIE)),
        repeat_leaders=_may(law, table, "repeat_leaders", _count),
        sole=_may(law, table, "sole", lambda part: _word(part, _NOBODY)),
        none_left=_may(law, table, "none_left", lambda part: _word(part, _NOBODY)),
    )


def _read_president(table: TomlTable, law: PackLaw) -> PresidentRules:
    return PresidentRules(
        majority=_must(law, table, "majority", _share, Fraction(1, 2)),
        base=_must(law, table, "base", _whole, VALID),
        leaders=_must(law, table, "leaders", _count, 2),
        second_round_tie=_must(
            law, table, "second_round_tie", lambda part: _word(part, _AFTER_TIE), Status.TIE
        ),
        no_majority=_may(law, table, "no_majority", lambda part: _word(part, _NO_MAJORITY)),
        sole=_may(law, table, "sole", lambda part: _word(part, _NOBODY)),
        second_round=_may(law, table, "second_round", _winner),
    )


def _read_referendum(table: TomlTable, law: PackLaw) -> ReferendumRules:
    return ReferendumRules(
        turnout=_must(law, table, "turnout", _share, Fraction(1, 2)),
        turnout_base=_must(law, table, "turnout_base", _whole, VALID),
        majority=_must(law, table, "majority", _share, Fraction(1, 2)),
        base=_must(law, table, "base", _whole, VALID),
        shown=_must(law, table, "shown", _wholes, ()),
        regions_share=_may(law, table, "regions_share", _share),
    )


def _may(law: PackLaw, table: TomlTable, key: str, read: Callable[[TomlTable], _T]) -> Ruled[_T] | None:
    """The value under `key` with its article, or None when the pack has none."""
    part = table.table(key, required=False)
    return None if part is None else _ruled(law, part, read)


def _must(
    law: PackLaw, table: TomlTable, key: str, read: Callable[[TomlTable], _T], instead: _T
) -> Ruled[_T]:
    """The value under `key`; where it is absent a fault is noted, and `instead` never leaves this module."""
    part = table.table(key)
    return Ruled(instead) if part is None else _ruled(law, part, read)


def _ruled(law: PackLaw, part: TomlTable, read: Callable[[TomlTable], _T]) -> Ruled[_T]:
    value = read(part)
    note = words_in_all_languages(part, "note", required=False)
    ruled = Ruled(value, law.read_cited(part, or_document=True), part.boolean("inferred"), note)
    part.close()
    return ruled


def _word(part: TomlTable, possible: tuple[_Word, ...]) -> _Word:
    return part.one_of("value", possible, possible[0], required=True)


def _winner(part: TomlTable) -> Winner:
    return _word(part, tuple(Winner))


def _whole(part: TomlTable) -> Denominator:
    return DENOMINATORS[_word(part, tuple(DENOMINATORS))]


def _wholes(part: TomlTable) -> tuple[Denominator, ...]:
    return tuple(DENOMINATORS[code] for code in _words_of(part, tuple(DENOMINATORS)))


def _ties(part: TomlTable) -> tuple[TieBreak, ...]:
    return tuple(TieBreak(code) for code in _words_of(part, tuple(TieBreak)))


def _words_of(part: TomlTable, possible: tuple[str, ...]) -> tuple[str, ...]:
    if "value" not in part:
        part.fault(KEY_MISSING, "value")
    return part.texts_of("value", possible)


def _count(part: TomlTable) -> int:
    if "value" not in part:
        part.fault(KEY_MISSING, "value")
    return part.integer("value", least=1, default=1) or 1


def _share(part: TomlTable) -> Fraction:
    """A part of one: `5/100`."""
    share = _ratio(part)
    if share > 1:
        part.fault(NOT_ALLOWED, "value", str(share), "≤ 1")
    return share


def _ratio(part: TomlTable, key: str = "value") -> Fraction:
    text = part.text(key, check=lambda text: _SHARE.fullmatch(text) is not None, expected="5/100")
    found = _SHARE.fullmatch(text)
    return Fraction(int(found.group(1)), int(found.group(2))) if found else Fraction(1)


def _lone_list(part: TomlTable) -> LoneList:
    at_least = part.integer("at_least", least=0, default=0) or 0
    return LoneList(_ratio(part, "factor"), at_least)


def _mandate_quota(part: TomlTable) -> MandateQuota:
    groups = part.texts("groups")
    if not groups:
        part.fault(KEY_MISSING, "groups")
    return MandateQuota(_share(part), groups)


def _preferences(part: TomlTable) -> PreferenceRule:
    of, ties = tuple(PreferenceBase), tuple(PersonTies)
    return PreferenceRule(
        _share(part),
        part.one_of("of", of, of[0], required=True),
        part.one_of("ties", ties, ties[0], required=True),
        part.boolean("more_than"),
    )


def _groups(part: TomlTable) -> tuple[GroupRule, ...]:
    groups = []
    for table in part.tables("value"):
        code = table.text("code", check=is_code, expected="independent")
        threshold = _ratio(table, "threshold")
        groups.append(GroupRule(code, threshold, table.integer("most_seats", least=1)))
        table.close()
    return tuple(groups)
