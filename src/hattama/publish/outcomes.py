"""The outcome of a contest as a file: what follows from the totals at one size of the log, step by step.

The document is that of docs/log.md. It follows from the log, so two writers give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from hattama.core.outcomes import (
    DENOMINATORS,
    AnswersMissing,
    Conclusion,
    ContestRules,
    CountedVotes,
    Line,
    Outcome,
    SeatsNotPossible,
    Step,
    VotesOutOfRange,
    decide,
    votes_from_total,
)
from hattama.core.protocols import ProtocolRules
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Share, Words

OUTCOME_SCHEMA = 1

_SAFE = 2**53
_CODE_OF = {whole.words: whole.code for whole in DENOMINATORS.values()}


@dataclass(frozen=True, slots=True)
class OutcomeBasis:
    """What the outcome of a contest is told from.

    `form_rules` are those of its protocols, `rules` say how votes become an outcome (None where the pack has
    none for this kind of contest). `regions` are totals by area, for rules that count regions.
    """

    contest: Contest
    form_rules: ProtocolRules
    rules: ContestRules | None
    total: Total
    regions: tuple[tuple[str, Total], ...] = ()


def outcome_path(contest: str) -> str:
    """The path of a contest's document below the bundle's folder."""
    return f"outcomes/{contest}.json"


def render_outcome(basis: OutcomeBasis, *, tree_size: int, rule_pack_sha256: str) -> bytes:
    """The document of one contest: keys sorted, no space between tokens, one line feed at the end.

    Where the rules cannot be applied to these votes it says why in `refusal`, and decides nothing.
    """
    counted, outcome, refusal = _decided(basis)
    total = basis.total
    document: dict[str, Any] = {
        "schema": OUTCOME_SCHEMA,
        "contest": basis.contest.code,
        "kind": basis.contest.kind,
        "tree_size": tree_size,
        "rule_pack_sha256": rule_pack_sha256,
        "expected": total.expected,
        "received": total.received,
        "annulled": total.annulled,
        "silent": [] if counted is None else list(counted.silent),
        "lacking": [] if counted is None else _lacking(counted.lacking),
        "refusal": refusal,
        **_outcome(outcome),
    }
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def _decided(basis: OutcomeBasis) -> tuple[CountedVotes | None, Outcome | None, str | None]:
    counted = None
    try:
        counted = votes_from_total(basis.form_rules, basis.contest, basis.total, basis.regions)
        if basis.rules is None:
            return counted, None, "no_rules"
        return counted, decide(basis.rules, counted.votes, seats=basis.contest.seats), None
    except VotesOutOfRange:
        # Broken protocols may add up to anything, even to less than nothing where a part is a difference.
        return counted, None, "votes_out_of_range"
    except SeatsNotPossible:
        return counted, None, "few_votes"
    except AnswersMissing:
        return counted, None, "other_answers"


def _outcome(outcome: Outcome | None) -> dict[str, Any]:
    if outcome is None:
        return {"status": None}
    return {
        "status": outcome.status.value,
        "answer": None if outcome.answer is None else outcome.answer.value,
        "total_seats": outcome.total_seats,
        "open_seats": outcome.open_seats,
        "elected": list(outcome.elected),
        "contenders": list(outcome.contenders),
        "choices": [_line(line) for line in outcome.lines],
        "conclusions": [_conclusion(conclusion) for conclusion in outcome.conclusions],
        "steps": [_step(step) for step in outcome.steps],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "choice": line.code,
        "votes": line.votes,
        **_share(line.share),
        "admitted": line.admitted,
        "claim": _plain(line.claim),
        "whole": line.whole,
        "remainder": _plain(line.remainder),
        "seats": line.seats,
        "elected": line.elected,
    }


def _conclusion(conclusion: Conclusion) -> dict[str, Any]:
    return {
        **_share(conclusion.share),
        "share_of": conclusion.code,
        "enough": conclusion.enough,
        "decisive": conclusion.decisive,
    }


def _share(share: Share | None) -> dict[str, Any]:
    """The share not reduced, so that the whole can be read off; and the code of what is the whole."""
    if share is None:
        return {"share": None, "share_of": None}
    return {"share": f"{share.part}/{share.whole}", "share_of": _CODE_OF[share.of]}


def _step(step: Step) -> dict[str, Any]:
    return {
        "code": step.code,
        "article": step.article,
        "inferred": step.inferred,
        "values": {name: _plain(value) for name, value in step.values},
    }


def _plain(value: object) -> object:
    """Exact values as JSON has them: fractions as text `a/b`, texts by language, large numbers as digits."""
    if isinstance(value, Words):
        return dict(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, int) and abs(value) >= _SAFE:
        return str(value)
    return value


def _lacking(lacking: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{"figure": key, "protocols": protocols} for key, protocols in lacking.items()]
