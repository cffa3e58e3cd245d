"""What a higher commission says its sums are, held against the sums that everybody can make.

A summary table or a protocol of a territorial or central commission is a claim: it changes no total here.
It is compared cell by cell with the sum of the protocols below the area, and with the sum of the claims
right below it, so that of precincts, districts, regions and nation every step is looked at by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hattama.core.protocols import ProtocolRules, Relation, Scope, parse_statement
from hattama.core.tabulation.areas import AreaTree
from hattama.core.tabulation.levels import check_level
from hattama.core.tabulation.totals import Total, derive_sums
from hattama.core.vocabulary import Contest, Finding, Severity, Verdict, Words


class Stage(StrEnum):
    """On what a claim rests. One never overwrites the other."""

    PRELIMINARY = "preliminary"
    """Announced from the data feed, before the papers have come."""
    FINAL = "final"
    """Established from the papers themselves."""


class Against(StrEnum):
    """What a claim was held against."""

    PROTOCOLS = "protocols"
    CLAIMS_BELOW = "claims_below"


@dataclass(frozen=True, slots=True)
class Claim:
    """What `source` says about one contest in one area above the precincts.

    `source` is a code (`territorial_commission`, `central_commission`, `press`). `figures` are in the shape
    in which protocols are summed (rows of numbered groups added up); derived quantities may be among them.
    """

    area_id: str
    contest: str
    source: str
    stage: Stage
    figures: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ClaimCheck:
    """A claim held against one thing. `findings` are the cells that differ or cannot be compared, by key.

    `agree` is how many cells agree. `lacking` is how many protocols (or claims of areas right below) the sum
    still lacks: while it lacks any, a cell in which the claim is not below the sum cannot be compared.
    `annulled` protocols are left out of the sum. `agrees_with_annulled`: whether every differing cell would
    agree if they were in it; None where that was not asked or nothing differs.
    """

    claim: Claim
    against: Against
    findings: tuple[Finding, ...]
    agree: int
    lacking: int = 0
    annulled: int = 0
    agrees_with_annulled: bool | None = None

    @property
    def differing(self) -> tuple[Finding, ...]:
        """The cells that differ."""
        return tuple(finding for finding in self.findings if finding.verdict is Verdict.BROKEN)


PLAIN_LEVEL = Relation(
    code="LEVEL-SUM",
    severity=Severity.HARD,
    article="",
    words=Words.of(
        {
            "kk": "Комиссияның жиынтық кестесі өзінен төмен хаттамалардың қосындысына тең емес.",
            "ru": "Сводная таблица комиссии не равна сумме протоколов под ней.",
            "en": "The commission's summary table is not the sum of the protocols below it.",
        }
    ),
    text="claimed == summed",
    statement=parse_statement("claimed == summed"),
    scope=Scope.LEVELS,
)
"""Asked where a pack says nothing about levels: a sum is a sum in every country."""


def level_relation(rules: ProtocolRules) -> Relation:
    """The relation between levels that the pack has in force, else `PLAIN_LEVEL`."""
    stated = (r for r in rules.relations if r.scope is Scope.LEVELS and r.enabled)
    return next(stated, PLAIN_LEVEL)


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
    findings, agree = _compared(relation, claim.figures, summed, partial=total.missing > 0)
    explained = None
    if with_annulled is not None and total.annulled and any(f.verdict is Verdict.BROKEN for f in findings):
        as_reported = _summed(rules, contest, with_annulled)
        others, _ = _compared(relation, claim.figures, as_reported, partial=total.missing > 0)
        explained = not any(f.verdict is Verdict.BROKEN for f in others)
    return ClaimCheck(claim, Against.PROTOCOLS, findings, agree, total.missing, total.annulled, explained)


def check_against_claims_below(
    rules: ProtocolRules, claim: Claim, below: Sequence[Claim], expected: int
) -> ClaimCheck:
    """A claim held against the sum of the claims of the areas right below it, of which there are `expected`.

    A cell is summed where every claim below gives it; where one does not, the cell cannot be compared.
    """
    lacking = expected - len(below)
    keys = set.intersection(*(set(part.figures) for part in below)) if below else set()
    summed = {key: sum(part.figures[key] for part in below) for key in keys}
    findings, agree = _compared(level_relation(rules), claim.figures, summed, partial=lacking > 0)
    return ClaimCheck(claim, Against.CLAIMS_BELOW, findings, agree, lacking)


def check_claims(
    tree: AreaTree,
    contests: Mapping[str, Contest],
    rules: Mapping[str, ProtocolRules],
    claims: Iterable[Claim],
    totals: Mapping[tuple[str, str], Total],
) -> tuple[ClaimCheck, ...]:
    """Every claim held against the protocols below it and, where any area right below has one of the same
    stage and contest, against those claims; in the order in which `claims` come.

    `totals` by (area, contest). An area below counts once: the first claim of that stage that speaks of it.
    A claim about a contest that is not held in its area is a KeyError.
    """
    listed = list(claims)
    first: dict[tuple[str, str, Stage], Claim] = {}
    for claim in listed:
        first.setdefault((claim.area_id, claim.contest, claim.stage), claim)
    checks = []
    for claim in listed:
        of_contest = rules[claim.contest]
        total = totals[claim.area_id, claim.contest]
        checks.append(check_against_protocols(of_contest, contests[claim.contest], claim, total))
        held = [area for area in tree.children(claim.area_id) if (area.area_id, claim.contest) in totals]
        found = [first.get((area.area_id, claim.contest, claim.stage)) for area in held]
        below = [part for part in found if part is not None]
        if below:
            checks.append(check_against_claims_below(of_contest, claim, below, len(held)))
    return tuple(checks)


def _summed(rules: ProtocolRules, contest: Contest, total: Total) -> dict[str, int]:
    derived = derive_sums(rules, contest, total)
    return {**{code: tally.total for code, tally in derived.items()}, **total.sums()}


def _compared(
    relation: Relation, claimed: Mapping[str, int], summed: Mapping[str, int], *, partial: bool
) -> tuple[tuple[Finding, ...], int]:
    """Findings on the cells that the claim gives, and how many of them agree.

    What the claim does not give it says nothing about. A sum that lacks protocols can only grow, so a claim
    below it is wrong whatever is still to come, and a claim at or above it cannot be judged yet.
    """

    def is_open(key: str) -> bool:
        return key not in summed or (partial and claimed[key] >= summed[key])

    known = {key: value for key, value in claimed.items() if not is_open(key)}
    findings = list(check_level(relation, known, {key: summed[key] for key in known}))
    agree = len(known) - len(findings)
    for key in claimed.keys() - known.keys():
        findings.append(Finding(relation.code, relation.severity, Verdict.CANNOT_BE_CHECKED, (key,)))
    return tuple(sorted(findings, key=lambda finding: finding.fields)), agree
