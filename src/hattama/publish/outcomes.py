"""The outcome of a contest as a file: what follows from the totals at one size of the log, step by step.

The document is that of docs/format/log.md. It follows from the log, so two writers give the same bytes.
"""

import json
from dataclasses import dataclass
from typing import Any

from hattama.core.outcomes import ContestRules, decide, votes_from_total
from hattama.core.protocols import ProtocolRules
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest
from hattama.phrases.of_rooms.outcome_documents import outcome_document

OUTCOME_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class OutcomeBasis:
    """What the outcome of a contest is told from.

    `form_rules` are those of its protocols, `rules` say how votes become an outcome (None where the pack has
    none for this kind of contest). `regions` are totals by area, for rules that count regions. `civic`: the
    protocols are those of a civic count.
    """

    contest: Contest
    form_rules: ProtocolRules
    rules: ContestRules | None
    total: Total
    regions: tuple[tuple[str, Total], ...] = ()
    civic: bool = False


def outcome_path(contest: str) -> str:
    """The path of a contest's document below the bundle's folder."""
    return f"outcomes/{contest}.json"


def render_outcome(basis: OutcomeBasis, *, tree_size: int, rule_pack_sha256: str) -> bytes:
    """The document of one contest: keys sorted, no space between tokens, one line feed at the end.

    Where no outcome follows from these votes it says why in `refusal`.
    """
    total = basis.total
    counted = votes_from_total(basis.form_rules, basis.contest, total, basis.regions)
    copies_lack = basis.civic and total.missing > 0
    decided = decide(basis.rules, counted.votes, seats=basis.contest.seats, copies_lack=copies_lack)
    document: dict[str, Any] = {
        "schema": OUTCOME_SCHEMA,
        "contest": basis.contest.code,
        "kind": basis.contest.kind,
        "tree_size": tree_size,
        "rule_pack_sha256": rule_pack_sha256,
        **total.protocols(),
        "silent": list(counted.silent),
        "lacking": [{"figure": key, "protocols": number} for key, number in counted.missing.items()],
        **outcome_document(decided),
    }
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()
