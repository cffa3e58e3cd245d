"""Claims held against sums and against each other as lines of a table: one line a cell, a verdict in each.

A claim of a commission is compared with the sum of the protocols below it (`protocols`), with the sum of the
claims of the areas right below it (`claims_below`), and with every other claim about the same area (`claim`).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from hattama.core.entries import Claim, ClaimKey
from hattama.core.tabulation import ClaimCheck, ClaimPair
from hattama.core.vocabulary import Count, Verdict
from hattama.publish.tables import csv_pieces

AGREES, DIFFERS, OPEN = "agrees", "differs", "cannot_be_compared"
_VERDICTS = {Verdict.BROKEN: DIFFERS, Verdict.CANNOT_BE_CHECKED: OPEN}
CLAIM = "claim"


class ClaimLine(NamedTuple):
    """One cell. `claimed` less `other` is `difference`; None where a side is not given.

    `lacking`: protocols, or claims of areas right below, that the other side still lacks. `log_index` is the
    entry of the claim, `other_source` … `other_index` those of another claim it was held against.
    """

    area_id: str
    contest: str
    figure: str
    source: str
    stage: str
    against: str
    other_source: str
    other_stage: str
    claimed: Count
    other: Count
    difference: int | None
    verdict: str
    lacking: int
    annulled: int
    log_index: int
    other_index: int | None


def claim_key(claim: Claim) -> ClaimKey:
    """Of what a claim is the current one."""
    return claim.area_id, claim.contest, claim.source, claim.stage


def check_lines(check: ClaimCheck, indexes: Mapping[ClaimKey, int]) -> Iterator[ClaimLine]:
    """The cells of one claim held against a sum, in the order in which the claim gives them."""
    claim = check.claim
    verdicts = {finding.fields[0]: _VERDICTS[finding.verdict] for finding in check.findings}
    for key, claimed in claim.figures.items():
        other = check.summed.get(key)
        yield ClaimLine(
            *(claim.area_id, claim.contest, key, claim.source, claim.stage.value, check.against.value),
            *("", "", claimed, other),
            None if other is None else claimed - other,
            verdicts.get(key, AGREES),
            *(check.missing, check.annulled, indexes[claim_key(claim)], None),
        )


def pair_lines(pair: ClaimPair, indexes: Mapping[ClaimKey, int]) -> Iterator[ClaimLine]:
    """The cells of two claims: `claimed` is what the second of the pair says, `other` the first."""
    first, second = pair.first, pair.second
    for key in dict.fromkeys((*second.figures, *first.figures)):
        claimed, other = second.figures.get(key), first.figures.get(key)
        change = None if claimed is None or other is None else claimed - other
        yield ClaimLine(
            *(second.area_id, second.contest, key, second.source, second.stage.value, CLAIM),
            *(first.source, first.stage.value, claimed, other, change),
            OPEN if change is None else DIFFERS if change else AGREES,
            *(0, 0, indexes[claim_key(second)], indexes[claim_key(first)]),
        )


def claim_lines(
    checks: Iterable[ClaimCheck], pairs: Iterable[ClaimPair], indexes: Mapping[ClaimKey, int]
) -> Iterator[ClaimLine]:
    """All lines: claims against sums, then claims against claims. `indexes`: the log entry of each claim."""
    for check in checks:
        yield from check_lines(check, indexes)
    for pair in pairs:
        yield from pair_lines(pair, indexes)


def render_claims_csv(lines: Iterable[ClaimLine]) -> Iterator[bytes]:
    """The lines as a table; what is not given is empty."""
    yield from csv_pieces(ClaimLine._fields, lines)
