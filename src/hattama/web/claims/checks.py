"""Everything that was claimed, held against what the log adds up to and against itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hattama.core.entries import Claim, ClaimKey
from hattama.core.tabulation import (
    AreaTree,
    ClaimCheck,
    ClaimPair,
    Total,
    check_claims,
    compare_claims,
    in_paper_order,
)
from hattama.core.vocabulary import Words
from hattama.publish.claim_lines import ClaimLine, check_lines, claim_key
from hattama.web.claims.tables import PublishedClaim, load_claim, standing_claims
from hattama.web.kernel.elections.loading import Definition, load_area, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.browsing import totals_of
from hattama.web.kernel.published.missing import with_annulled

Totals = Mapping[tuple[str, str], Total]


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A cell with the name of its figure. `mark` is one of AGREES, DIFFERS, OPEN."""

    label: Words
    line: ClaimLine


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """One claim held against one thing; `missing`: how many protocols, or claims below, that thing lacks."""

    against: str
    lines: tuple[LabelledLine, ...]
    missing: int
    annulled: int
    explained: bool | None

    def count_of(self, verdict: str) -> int:
        """How many cells came to this verdict."""
        return sum(found.line.verdict == verdict for found in self.lines)


@dataclass(frozen=True, slots=True)
class ClaimReport:
    """Standing claims by key, in the order of the log; each held against sums, every two side by side."""

    rows: Mapping[ClaimKey, PublishedClaim]
    checks: tuple[ClaimCheck, ...]
    pairs: tuple[ClaimPair, ...]

    @property
    def indexes(self) -> dict[ClaimKey, int]:
        """The log entry of each claim."""
        return {key: row.entry_index for key, row in self.rows.items()}


def load_claim_report(election: ElectionRow, contest: str | None = None) -> ClaimReport:
    """The claims of one contest, or of all, with what comes of them; a fixed number of queries a contest."""
    definition = load_definition(election)
    claims = {}
    rows = {}
    for row in standing_claims(election, contest):
        claim = _in_order(definition, load_claim(row))
        claims[claim_key(claim)] = claim
        rows[claim_key(claim)] = row
    if not claims:
        return ClaimReport({}, (), ())
    standing = list(claims.values())
    return ClaimReport(rows, _checks(election, definition, standing), compare_claims(standing))


def check_unsent(election: ElectionRow, claims: Sequence[Claim]) -> tuple[ClaimCheck, ...]:
    """`claims` before they are in the log, held against sums and against what stands right below them."""
    definition = load_definition(election)
    new = {claim_key(claim): _in_order(definition, claim) for claim in claims}
    standing = (load_claim(row) for row in standing_claims(election))
    others = [claim for claim in standing if claim_key(claim) not in new]
    checks = _checks(election, definition, [*new.values(), *others])
    return tuple(check for check in checks if claim_key(check.claim) in new)


def _in_order(definition: Definition, claim: Claim) -> Claim:
    rules = definition.rules[claim.contest]
    return in_paper_order(claim, rules, definition.election.contest(claim.contest))


def _checks(election: ElectionRow, definition: Definition, claims: Sequence[Claim]) -> tuple[ClaimCheck, ...]:
    contests = {held.code: held for held in definition.election.contests}
    units = list(AreaRow.objects.filter(election=election, kind="unit").order_by("depth", "pk"))
    names: dict[int | None, str] = {row.pk: row.code for row in units}
    tree = AreaTree.of_checked(load_area(row, names.get(row.parent_id)) for row in units)
    totals, as_reported = _totals(units, definition, {claim.contest for claim in claims})
    return check_claims(tree, contests, definition.rules, claims, totals, as_reported)


def _totals(units: list[AreaRow], definition: Definition, contests: set[str]) -> tuple[Totals, Totals]:
    """Totals by area and contest as they count, and with annulled protocols as they stood."""
    found = totals_of(units)
    names = {row.pk: row.code for row in units}
    counted: dict[tuple[str, str], Total] = {}
    reported: dict[tuple[str, str], Total] = {}
    for contest in contests:
        held = {pk: of_area[contest] for pk, of_area in found.items() if contest in of_area}
        counted.update({(names[pk], contest): total for pk, total in held.items()})
        seen = with_annulled(held, units, contest, definition)
        reported.update({(names[pk], contest): total for pk, total in seen.items()})
    return counted, reported


def compared(
    check: ClaimCheck, indexes: Mapping[ClaimKey, int], labels: Mapping[str, Words]
) -> ComparisonTable:
    """One claim held against one thing, as a table with the names of figures."""
    lines = in_order(list(check_lines(check, indexes)), labels)
    explained = check.agrees_with_annulled
    return ComparisonTable(check.against.value, lines, check.missing, check.annulled, explained)


def in_order(lines: Sequence[ClaimLine], labels: Mapping[str, Words]) -> tuple[LabelledLine, ...]:
    """In the order of the paper, then whatever else was claimed."""
    order = {key: place for place, key in enumerate(labels)}
    ordered = sorted(lines, key=lambda line: order.get(line.figure, len(order)))
    return tuple(
        LabelledLine(labels.get(line.figure, Words.of({"en": line.figure})), line) for line in ordered
    )
