"""Audits and recounts as the log has them, what can be committed to now, and what a plan would cost."""

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from hattama.core.audits import (
    AuditBook,
    AuditPlan,
    Committed,
    NoAssertions,
    commit_batches,
    counted_figures,
    plan_audit,
    read_batches,
)
from hattama.core.entries import AuditMethod, Drawn
from hattama.core.outcomes import ContestRules, Votes
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest
from hattama.publish.views import render_json
from hattama.web.audits.tables import AuditEntry, CommittedTable
from hattama.web.kernel.elections.loading import load_contribution, load_definition, load_outcome_rules
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.pages.file_answers import read_made
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal

LIMITS: Final = (Fraction(1, 10), Fraction(1, 20), Fraction(1, 100))
"""The risk limits that are offered."""


class TableLost(LookupError):
    """The table that an audit committed to is not in the archive."""


def load_book(row: ElectionRow) -> AuditBook:
    """All audits of an election, as far as the log has them."""
    book = AuditBook(lambda body: load_committed(row, body), lambda code: rules_of(row, code))
    for index, body in AuditEntry.objects.filter(election=row).values_list("entry_index", "body"):
        book.take(index, body, is_trusted=True)
    return book


def load_committed(row: ElectionRow, body: Mapping[str, Any]) -> Committed:
    """The batches that an entry committed to. Raises TableLost."""
    found = CommittedTable.objects.filter(election=row, sha256=body["batches_sha256"]).first()
    if found is None:
        raise TableLost(body["batches_sha256"])
    return read_batches(bytes(found.table), body["missing"])


def rules_of(row: ElectionRow, code: str) -> tuple[ContestRules | None, int | None]:
    """How the votes of a contest become an outcome, and its seats."""
    contest = load_definition(row).election.contest(code)
    return load_outcome_rules(row).rules.get(contest.kind), contest.seats


def commit_now(row: ElectionRow, contest: Contest, areas: Sequence[str] = ()) -> Committed:
    """What can be committed to at this size of the log: all batches of a contest, or those of `areas`."""
    definition = load_definition(row)
    published = PublishedProtocol.objects.filter(election=row, contest=contest.code, annulled_by=None)
    if areas:
        published = published.filter(area__code__in=areas)
    totals: dict[str, Total] = {}
    for protocol in published.select_related("area").defer("explanation").iterator(chunk_size=2000):
        total = Total(expected=1)
        total.add(load_contribution(protocol, definition), 1)
        totals[protocol.area.code] = total
    expected = len(areas) or _expected(row, contest)
    return commit_batches(definition.rules[contest.code], contest, totals, expected)


def _expected(row: ElectionRow, contest: Contest) -> int:
    root = PublishedTotal.objects.filter(election=row, contest=contest.code, area__depth=0, area__beside="")
    return root.values_list("expected", flat=True).get()


def plan_now(row: ElectionRow, contest: Contest, committed: Committed) -> AuditPlan:
    """The plan of an audit of what stands now. Raises NoAssertions, with a word for the reason."""
    if any(choice.withdrawn for choice in contest.choices):
        raise NoAssertions("left")
    return plan_audit(committed, *rules_of(row, contest.code))


def load_plans(row: ElectionRow) -> list[dict[str, Any]]:
    """What an audit of each contest would cost, made once for each state of the log. Raises MakersBusy."""
    contests = load_definition(row).election.contests
    data = read_made(
        row, "audits/plans.json", lambda: [render_json({"plans": [_plan(row, one) for one in contests]})]
    )
    plans: list[dict[str, Any]] = json.loads(data)["plans"]
    return plans


def _plan(row: ElectionRow, contest: Contest) -> dict[str, Any]:
    committed = commit_now(row, contest)
    told: dict[str, Any] = {
        "contest": contest.code,
        "batches": len(committed.batches),
        "missing": committed.missing,
        "unclear": len(committed.unclear),
        "refusal": None,
        "sizes": [],
    }
    try:
        plan = plan_now(row, contest, committed)
    except NoAssertions as why:
        return told | {"refusal": str(why)}
    hardest = plan.plan.hardest()
    return told | {
        "ballots": plan.ballots,
        "assertions": len(plan.plan.assertions),
        "hardest": {"kind": hardest.kind.value, "choice": hardest.choice, "other": hardest.other},
        "sizes": [_size(plan, method, limit) for method in AuditMethod for limit in LIMITS],
    }


def _size(plan: AuditPlan, method: AuditMethod, limit: Fraction) -> dict[str, Any]:
    draws = plan.to_draw(method, limit)
    told: dict[str, Any] = {"method": method.value, "limit": f"{limit.numerator}/{limit.denominator}"}
    if draws is None:
        return told | {"draws": None, "batches": len(plan.plan.batches), "ballots": plan.ballots}
    if method is AuditMethod.BALLOTS:
        return told | {"draws": draws, "batches": min(draws, len(plan.plan.batches)), "ballots": draws}
    batches, ballots = plan.plan.distinct(draws), plan.plan.ballots(draws)
    return told | {"draws": draws, "batches": round(batches), "ballots": round(ballots)}


def waiting(book: AuditBook, number: int) -> dict[str, list[int]]:
    """Precincts whose count is awaited, with the numbers of the ballots to read; none for a whole batch."""
    audit = book.audits[number]
    wanted: list[Drawn] = [(area, 0) for area in audit.begun["areas"]] if audit.is_recount else audit.sequence
    places: dict[str, list[int]] = {}
    for area, ballot in dict.fromkeys(wanted):
        if book.count_of(audit, (area, ballot)) is None:
            places.setdefault(area, []).extend([ballot] if ballot else [])
    return {area: sorted(ballots) for area, ballots in places.items()}


def compared(votes: Votes, figures: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """Each code with what was reported and what was counted, in the order of the table."""
    return [(code, number, figures[code]) for code, number in counted_figures(votes).items()]
