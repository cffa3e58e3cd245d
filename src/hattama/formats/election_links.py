"""comparisons.toml: with which contests of other elections those of an election are compared.

It stands in the election's folder beside the files of maps. It changes no figure, so it is no part of the
log: that two lists are one party under two names is a statement of whoever keeps the site.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from hattama.core.vocabulary import Election, Message, is_code, is_election_id
from hattama.formats.faults import FaultKind
from hattama.formats.toml_documents import NOT_ALLOWED, TomlTable, read_toml

NOT_OF_THE_ELECTION = FaultKind.of(
    "COMPARE-CODE", Message("the election has no “{found}”; it has: {expected}")
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The contest `contest` beside the contest `there` of the election `election`.

    `choices`: the code there by the code here, of choices whose codes differ; a code that both have is one
    choice.
    """

    election: str
    contest: str
    there: str
    choices: Mapping[str, str] = field(default_factory=dict)


def parse_comparisons(data: bytes, file: str, election: Election | None) -> tuple[Comparison, ...]:
    """The comparisons, the nearest first; codes are held against `election`. Raises InputFaults."""
    top = read_toml(data, file)
    found = tuple(_comparison(table, election) for table in top.tables("comparison"))
    top.document.refuse_if_faulty()
    return found


def _comparison(table: TomlTable, election: Election | None) -> Comparison:
    code = table.text("contest", check=is_code, expected="party_list")
    there = table.text("there", required=False, check=is_code, expected="party_list") or code
    other = table.text("election", check=is_election_id, expected="kz-2021")
    named = table.table("choices", required=False)
    choices = {} if named is None else {here: named.text(here) for here in named.values}
    if election is not None:
        _hold_against(table, election, code, choices)
        if other == election.election_id:
            table.fault(NOT_ALLOWED, "election", other, "kz-2021")
    return Comparison(other, code, there, choices)


def _hold_against(table: TomlTable, election: Election, code: str, choices: Mapping[str, str]) -> None:
    contests = {contest.code: contest for contest in election.contests}
    if code not in contests:
        table.fault(NOT_OF_THE_ELECTION, "contest", code, ", ".join(contests))
        return
    known = [choice.code for choice in contests[code].choices]
    for here in choices:
        if here not in known:
            table.fault(NOT_OF_THE_ELECTION, "choices", here, ", ".join(known))
