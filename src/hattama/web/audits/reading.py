"""Audits and recounts as the log has them, what can be committed to now, and what a plan would cost."""

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

from hattama.core.audits import (
    AuditBook,
    AuditPlan,
    Committed,
    NoAssertions,
    commit_batches,
    commit_whole,
    counted_figures,
    plan_audit,
    read_batches,
)
from hattama.core.entries import Audit, AuditMethod, Drawn, Stop
from hattama.core.outcomes import ContestRules, Votes
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest
from hattama.publish.views import render_json
from hattama.web.audits.tables import AuditEntry, CommittedTable
from hattama.web.kernel.elections.loading import (
    load_contribution,
    load_definition,
    load_outcome_rules,
    load_reaches,
    load_total,
)
from hattama.web.kernel.elections.tables import ElectionRow, root_of
from hattama.web.kernel.pages.file_answers import read_made
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal

LIMITS: Final = (Fraction(1, 10), Fraction(1, 20), Fraction(1, 100))
"""The risk limits that are offered."""
BY_PLACE: Final = ("parent_id", "sort_key", "code")
"""Places district after district: numbers begin anew in each."""


class TableLost(LookupError):
    """The table that an audit committed to is not in the archive."""


def load_book(row: ElectionRow) -> AuditBook:
    """All audits of an election, as far as the log has them."""
    book = AuditBook(lambda body: load_committed(row, body), lambda code: rules_of(row, code))
    for index, body in AuditEntry.objects.filter(election=row).values_list("entry_index", "body"):
        book.take(index, body, is_trusted=True)
    return book


def audited_contests(book: AuditBook) -> set[str]:
    """The contests that have an audit."""
    return {one.contest for one in book.audits.values() if not one.is_recount}


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
    rows = published.select_related("area").defer(*_UNREAD).iterator(chunk_size=2000)
    reach = load_reaches(definition, contest.code)
    totals = (
        (one.area.code, Total.of_one(load_contribution(one, definition, reach(one.area)))) for one in rows
    )
    expected = len(areas) or _whole(row, contest).expected
    return commit_batches(definition.rules[contest.code], contest, totals, expected)


_UNREAD: Final = ("explanation", "illegible", "findings", "reread", "done_by", "beside")


def _whole(row: ElectionRow, contest: Contest) -> Total:
    return load_total(PublishedTotal.objects.get(area=root_of(row), contest=contest.code))


def plan_now(row: ElectionRow, contest: Contest, committed: Committed) -> AuditPlan:
    """The plan of an audit of what stands now. Raises NoAssertions, with a word for the reason."""
    if any(choice.withdrawn for choice in contest.choices):
        raise NoAssertions("left")
    return plan_audit(committed, *rules_of(row, contest.code))


class Outlook(NamedTuple):
    """What the totals of a contest say of an audit: protocols that count, those that lack, and the plan as if
    they were one batch; None where no sample can confirm the outcome."""

    contest: Contest
    batches: int
    missing: int
    plan: AuditPlan | None


def load_outlook(row: ElectionRow, contest: Contest) -> Outlook:
    """What can be said of an audit without reading every protocol."""
    total = _whole(row, contest)
    try:
        whole = commit_whole(load_definition(row).rules[contest.code], contest, total)
        plan = plan_now(row, contest, whole)
    except NoAssertions:
        return Outlook(contest, total.counted, total.missing + total.annulled, None)
    return Outlook(contest, total.counted, whole.missing, plan)


def load_sizes(row: ElectionRow, contest: Contest) -> list[dict[str, Any]]:
    """What an audit of a contest would cost, of every protocol, made once for each state of the log; nothing
    where no sample can confirm the outcome. Raises MakersBusy."""
    path = f"audits/sizes-{contest.code}.json"
    told = read_made(row, path, lambda: [render_json({"sizes": _sizes(row, contest)})])
    sizes: list[dict[str, Any]] = json.loads(told)["sizes"]
    return sizes


def _sizes(row: ElectionRow, contest: Contest) -> list[dict[str, Any]]:
    try:
        plan = plan_now(row, contest, commit_now(row, contest))
    except NoAssertions:
        return []
    return [_size(plan, method, limit) for method in AuditMethod for limit in LIMITS]


def _size(plan: AuditPlan, method: AuditMethod, limit: Fraction) -> dict[str, Any]:
    draws = plan.to_draw(method, limit)
    told: dict[str, Any] = {"method": method.value, "limit": f"{limit.numerator}/{limit.denominator}"}
    if draws is None:
        return told | {"draws": None, "batches": len(plan.plan.batches), "ballots": plan.ballots}
    if method is AuditMethod.BALLOTS:
        return told | {"draws": draws, "batches": min(draws, len(plan.plan.batches)), "ballots": draws}
    batches, ballots = plan.plan.distinct(draws), plan.plan.ballots(draws)
    return told | {"draws": draws, "batches": round(batches), "ballots": round(ballots)}


def waiting(book: AuditBook, number: int) -> dict[str, list[list[int]]]:
    """Precincts whose count is awaited, with one sheet for each round of drawing: the numbers of the ballots
    to read, none for a whole batch. What is drawn later alters no sheet on which somebody counts."""
    audit = book.audits[number]
    places: dict[str, list[list[int]]] = {}
    seen: set[Drawn] = set()
    for drawn in _rounds(book, audit):
        sheets: dict[str, list[int]] = {}
        for area, ballot in dict.fromkeys(drawn):
            if (area, ballot) not in seen and book.count_of(audit, (area, ballot)) is None:
                sheets.setdefault(area, []).extend([ballot] if ballot else [])
        seen.update(drawn)
        for area, ballots in sheets.items():
            places.setdefault(area, []).append(sorted(ballots))
    return places


def _rounds(book: AuditBook, audit: Audit) -> list[list[Drawn]]:
    """What is counted at all: what was ordered or drawn; all batches after a full count was called for."""
    if audit.stop is Stop.FULL_COUNT:
        return [[(area, 0) for area, _ in book.committed(audit.begun["number"]).batches]]
    if audit.is_recount:
        return [[(area, 0) for area in audit.begun["areas"]]]
    if audit.stop is Stop.CONFIRMED:
        return []
    return [[(area, ballot) for area, ballot in body["drawn"]] for _, body in audit.draws]


def compared(votes: Votes, figures: Mapping[str, int]) -> list[tuple[str, int, int]]:
    """Each code with what was reported and what was counted, in the order of the table."""
    return [(code, number, figures[code]) for code, number in counted_figures(votes).items()]
