"""Everything that was claimed, held against what the log adds up to and against itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hattama.core.entries import ClaimKey
from hattama.core.tabulation import (
    AreaTree,
    ClaimCheck,
    ClaimPair,
    Total,
    check_claims,
    compare_claims,
    in_paper_order,
)
from hattama.publish.claim_lines import claim_key
from hattama.web.claims.tables import PublishedClaim, load_claim, standing_claims
from hattama.web.kernel.elections.loading import Definition, load_area, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.browsing import totals_of
from hattama.web.kernel.published.missing import with_annulled

Totals = Mapping[tuple[str, str], Total]


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
    contests = {held.code: held for held in definition.election.contests}
    rows = {}
    claims = []
    for row in standing_claims(election, contest):
        claim = in_paper_order(load_claim(row), definition.rules[row.contest], contests[row.contest])
        claims.append(claim)
        rows[claim_key(claim)] = row
    if not claims:
        return ClaimReport({}, (), ())
    units = list(AreaRow.objects.filter(election=election, kind="unit").order_by("depth", "pk"))
    names: dict[int | None, str] = {row.pk: row.code for row in units}
    tree = AreaTree.of_checked(load_area(row, names.get(row.parent_id)) for row in units)
    totals, as_reported = _totals(units, definition, {claim.contest for claim in claims})
    checks = check_claims(tree, contests, definition.rules, claims, totals, as_reported)
    return ClaimReport(rows, checks, compare_claims(claims))


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
