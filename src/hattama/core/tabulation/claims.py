"""What a higher commission says its sums are, held against the sums that everybody can make.

A summary table or a protocol of a territorial or central commission is a claim: it changes no total here.
It is compared cell by cell with the sum of the protocols below the area, and with the sum of the claims
right below it, so that of precincts, districts, regions and nation every step is looked at by itself.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import combinations

from hattama.core.entries import Claim, Stage
from hattama.core.norms import NOTHING_CITED
from hattama.core.protocols import (
    NAMED_GROUPS,
    Comparison,
    Lookup,
    ProtocolRules,
    Relation,
    Scope,
    holds,
    parse_statement,
    sides,
    split_key,
)
from hattama.core.tabulation.areas import AreaTree
from hattama.core.tabulation.differences import TableComparison, cells_of, compare_tables
from hattama.core.tabulation.totals import Total, derive_sums
from hattama.core.vocabulary import Contest, Finding, Message, Severity, Verdict


class Against(StrEnum):
    """What a claim was held against."""

    PROTOCOLS = "protocols"
    CLAIMS_BELOW = "claims_below"


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """A claim held against one thing. `findings` are the cells that differ or cannot be compared, by key.

    `agree` is how many cells agree. `missing` is how many protocols (or claims of areas right below) the sum
    still lacks: while it lacks any, or a protocol came without the figure, a cell in which the claim is not
    below the sum cannot be compared.
    `annulled` protocols are left out of the sum. `agrees_with_annulled`: whether every differing cell would
    agree if they were in it; None where that was not asked or nothing differs. `summed` is what the claim was
    held against, by key.
    """

    claim: Claim
    against: Against
    findings: tuple[Finding, ...]
    agree: int
    missing: int = 0
    annulled: int = 0
    agrees_with_annulled: bool | None = None
    summed: Mapping[str, int] = field(default_factory=dict)

    @property
    def differing(self) -> tuple[Finding, ...]:
        """The cells that differ."""
        return tuple(finding for finding in self.findings if finding.verdict is Verdict.BROKEN)


PLAIN_LEVEL = Relation(
    code="LEVEL-SUM",
    severity=Severity.HARD,
    cited=NOTHING_CITED,
    words=Message("The commission's summary table is not the sum of the protocols below it."),
    text="claimed == summed",
    statement=parse_statement("claimed == summed"),
    scope=Scope.LEVELS,
)
"""Asked where a pack says nothing about levels: a sum is a sum in every country."""


def level_relation(rules: ProtocolRules) -> Relation:
    """The relation between levels that the pack has in force, else `PLAIN_LEVEL`."""
    stated = (r for r in rules.relations if r.scope is Scope.LEVELS and r.enabled)
    return next(stated, PLAIN_LEVEL)


def in_paper_order(claim: Claim, rules: ProtocolRules, contest: Contest) -> Claim:
    """The claim with its figures in the order of the form, choices as on the ballot; derived ones last.

    A database may give a table's cells back in another order than it took them.
    """
    lines = {figure.code: place for place, figure in enumerate(rules.form.figures)}
    named = (*contest.choices, *contest.persons)
    ballot = {one.code: place for place, one in enumerate(named)}

    def place(key: str) -> tuple[int, int, int, str]:
        code, row = split_key(key)
        return lines.get(code, len(lines)), ballot.get(row, len(ballot)), len(row), key

    return replace(claim, figures={key: claim.figures[key] for key in sorted(claim.figures, key=place)})


def check_against_protocols(
    rules: ProtocolRules,
    contest: Contest,
    claim: Claim,
    total: Total,
    with_annulled: Total | None = None,
) -> ClaimCheck:
    """A claim held against our sum of the protocols below its area.

    `with_annulled` is the total as reported, annulled protocols included; None where nobody asks.
    """
    relation = level_relation(rules)
    summed = _summed(rules, contest, total)
    partial = _partial(rules, contest, total, claim.figures)
    findings, agree = _compared(relation, claim.figures, summed, partial)
    explained = None
    if with_annulled is not None and total.annulled and any(f.verdict is Verdict.BROKEN for f in findings):
        as_reported = _summed(rules, contest, with_annulled)
        others, _ = _compared(relation, claim.figures, as_reported, partial)
        explained = not any(f.verdict is Verdict.BROKEN for f in others)
    return ClaimCheck(
        claim, Against.PROTOCOLS, findings, agree, total.missing, total.annulled, explained, summed
    )


def check_against_claims_below(
    rules: ProtocolRules, claim: Claim, below: Sequence[Claim], expected: int
) -> ClaimCheck:
    """A claim held against the sum of the claims of the areas right below it, of which there are `expected`.

    A cell is summed where every claim below gives it; where one does not, the cell cannot be compared.
    """
    missing = expected - len(below)
    keys = set.intersection(*(set(part.figures) for part in below)) if below else set()
    summed = {key: sum(part.figures[key] for part in below) for key in keys}
    partial = claim.figures.keys() if missing else ()
    findings, agree = _compared(level_relation(rules), claim.figures, summed, partial)
    return ClaimCheck(claim, Against.CLAIMS_BELOW, findings, agree, missing, summed=summed)


def check_claims(
    tree: AreaTree,
    contests: Mapping[str, Contest],
    rules: Mapping[str, ProtocolRules],
    claims: Iterable[Claim],
    totals: Mapping[tuple[str, str], Total],
    with_annulled: Mapping[tuple[str, str], Total] | None = None,
) -> tuple[ClaimCheck, ...]:
    """Every claim held against the protocols below it and, where any area right below has one of the same
    stage and contest, against those claims; in the order in which `claims` come.

    `totals` by (area, contest), `with_annulled` the same as reported, where annulled protocols count. An area
    below counts once: the first claim of that stage that speaks of it. A claim about a contest that is not
    held in its area is a KeyError.
    """
    listed = list(claims)
    first: dict[tuple[str, str, Stage], Claim] = {}
    for claim in listed:
        first.setdefault((claim.area_id, claim.contest, claim.stage), claim)
    checks = []
    for claim in listed:
        of_contest = rules[claim.contest]
        total = totals[claim.area_id, claim.contest]
        as_reported = None if with_annulled is None else with_annulled[claim.area_id, claim.contest]
        checks.append(check_against_protocols(of_contest, contests[claim.contest], claim, total, as_reported))
        held = [area for area in tree.children(claim.area_id) if (area.area_id, claim.contest) in totals]
        found = [first.get((area.area_id, claim.contest, claim.stage)) for area in held]
        below = [part for part in found if part is not None]
        if below:
            checks.append(check_against_claims_below(of_contest, claim, below, len(held)))
    return tuple(checks)


@dataclass(frozen=True, slots=True)
class ClaimPair:
    """Two claims about the same contest in the same area, laid side by side."""

    first: Claim
    second: Claim
    comparison: TableComparison


def compare_claims(claims: Iterable[Claim]) -> tuple[ClaimPair, ...]:
    """Every two claims about the same contest and area: two stages, two sources.

    The preliminary one of two stages comes first, else the one that comes first in `claims`.
    """
    places: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        places.setdefault((claim.area_id, claim.contest), []).append(claim)
    pairs = []
    for (area_id, contest), here in places.items():
        ordered = sorted(here, key=lambda claim: claim.stage is not Stage.PRELIMINARY)
        for first, second in combinations(ordered, 2):
            tables = (cells_of(area_id, contest, claim.figures) for claim in (first, second))
            pairs.append(ClaimPair(first, second, compare_tables(*tables)))
    return tuple(pairs)


def _summed(rules: ProtocolRules, contest: Contest, total: Total) -> dict[str, int]:
    derived = derive_sums(rules, contest, total)
    return {**{code: tally.total for code, tally in derived.items()}, **total.sums()}


def _partial(rules: ProtocolRules, contest: Contest, total: Total, keys: Iterable[str]) -> Collection[str]:
    """Those of `keys` whose sum can still grow: a protocol has not come, or came without the figure."""
    if total.missing:
        return frozenset(keys)
    optional = {f.code for f in rules.form.figures if not f.required or f.group not in ("", *NAMED_GROUPS)}
    derived = derive_sums(rules, contest, total)
    return {
        key
        for key in keys
        if key not in optional and derived.get(key, total.figure(key)).contributors < total.asked(key)
    }


def _compared(
    relation: Relation, claimed: Mapping[str, int], summed: Mapping[str, int], partial: Collection[str]
) -> tuple[tuple[Finding, ...], int]:
    """Findings on the cells that the claim gives, and how many of them agree.

    What the claim does not give it says nothing about. A sum among the `partial` can only grow, so a claim
    below it is wrong whatever is still to come, and a claim at or above it cannot be judged yet.
    """

    def is_open(key: str) -> bool:
        return key not in summed or (key in partial and claimed[key] >= summed[key])

    known = {key: value for key, value in claimed.items() if not is_open(key)}
    findings = list(check_level(relation, known, {key: summed[key] for key in known}))
    agree = len(known) - len(findings)
    for key in claimed.keys() - known.keys():
        findings.append(Finding(relation.code, relation.severity, Verdict.CANNOT_BE_CHECKED, (key,)))
    return tuple(sorted(findings, key=lambda finding: finding.fields)), agree


def check_level(
    relation: Relation, claimed: Mapping[str, int], summed: Mapping[str, int]
) -> tuple[Finding, ...]:
    """The cells in which a commission's table breaks `relation` (as a rule `claimed == summed`).

    `claimed` is what the commission's table says, `summed` what the protocols below it add up to, both by
    figure key. A cell that stands on one side only cannot be checked. Cells come in the order of their keys.
    """
    statement = relation.statement
    if not isinstance(statement, Comparison):
        raise TypeError(f"{relation.code} does not compare levels")
    findings = []
    for key in sorted(claimed.keys() | summed.keys()):
        cell = {"claimed": claimed.get(key), "summed": summed.get(key)}
        # A levels relation names these two and nothing else; totals of rows have no meaning in a cell.
        both = sides(statement, Lookup(figure=cell.__getitem__, total=cell.__getitem__))
        if both is None:
            findings.append(Finding(relation.code, relation.severity, Verdict.CANNOT_BE_CHECKED, (key,)))
        elif not holds(statement.operator, *both, tolerance=relation.tolerance):
            findings.append(Finding(relation.code, relation.severity, Verdict.BROKEN, (key,), *both))
    return tuple(findings)
