"""Results of a contest: what the rules give, which rules these are, and what others would give."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import override

from hattama.core.forensics import CAVEAT, NULL_HYPOTHESIS
from hattama.core.norms import Citations
from hattama.core.outcomes import (
    REASON_WORDS,
    PartyListRules,
    Reason,
    counted_regions,
    counts_regions,
    quota_needs,
    told_rules,
)
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Words
from hattama.formats.outcome_tables import render_outcome_json
from hattama.phrases import CATALOGUES
from hattama.phrases.of_rooms.outcome_documents import outcome_document
from hattama.phrases.of_rooms.outcomes import say_rule_value
from hattama.web.kernel.elections.loading import load_definition, load_outcome_rules
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.pages.election_pages import (
    ElectionPage,
    asking,
    conditional,
    election_page,
    page_language,
)
from hattama.web.kernel.published.browsing import (
    children_of,
    load_arrivals,
    load_nightly,
    load_root,
    totals_of,
)
from hattama.web.kernel.published.missing import with_annulled
from hattama.web.results.past_totals import fold_totals
from hattama.web.results.public.area_results import below_the_root
from hattama.web.results.public.arrivals_chart import ArrivalsChart, SharesChart, arrivals_chart, shares_chart
from hattama.web.results.public.contest_outcomes import ContestOutcome, as_pages_write, contest_outcome
from hattama.web.results.public.contest_results import results_of
from hattama.web.results.public.margin_tables import margin_tables
from hattama.web.results.public.rounds import other_rounds
from hattama.web.results.public.what_ifs import WhatIf, read_what_if, what_if_choices


@dataclass(frozen=True, slots=True)
class MandateRow:
    """A list with its seats, and how many of them must go to persons of the quota's groups."""

    names: Words
    seats: int
    needed: int


@dataclass(frozen=True, slots=True)
class MandateQuotaTold:
    """The quota as the rule pack states it, and what it asks of every list that receives seats."""

    value: str
    cited: Citations
    inferred: bool
    rows: tuple[MandateRow, ...]


def told_quota(found: ContestOutcome, language: str) -> MandateQuotaTold | None:
    """The quota of these rules; None where they have none, or where no list receives a seat."""
    rules = found.rules
    if not isinstance(rules, PartyListRules) or rules.mandate_quota is None or found.outcome is None:
        return None
    quota = rules.mandate_quota
    rows = tuple(
        MandateRow(line.names, line.seats, quota_needs(quota.value, line.seats))
        for line in found.outcome.lines
        if line.seats
    )
    told = next(rule for rule in told_rules(rules) if rule.code == "mandate_quota")
    value = as_pages_write(say_rule_value(told, language), language)
    return MandateQuotaTold(value, quota.cited, quota.inferred, rows) if rows else None


@election_page
@asking("annulled", "at", "size")
def result(page: ElectionPage, contest: str) -> HttpResponse:
    """What the rules give on the protocols that have come, step by step; or had come at a moment asked of."""
    at, size = page.moment_asked()
    as_reported = size is None and page.request.GET.get("annulled") == "counted"
    asked = page.contest(contest)
    found = load_outcome(page.row, asked, page_language(), as_reported=as_reported, size=size)
    now = size is None
    root = load_root(page.row)
    context = {
        "tab": "result",
        "first": [results_of(page.definition, found.contest, found.total)],
        "quota": told_quota(found, page_language()),
        "at": at,
        "size": size,
        "shares": load_shares_chart(page, asked) if now else None,
        "margins": margin_tables(found, page_language()),
        "root": root,
        # Whether a second round would follow was not known then.
        "rounds": [one for one in other_rounds(page, root, contest) if now or one.is_first],
        "below": below_the_root(page, asked, found.rules, as_reported=as_reported) if now else None,
        "as_reported": as_reported,
        "null_hypothesis": NULL_HYPOTHESIS,
        "caveat": CAVEAT,
    }
    return _render(page, "results/result.html", found, context)


MOST_POINTS = 120


def load_arrivals_chart(page: ElectionPage, national: dict[str, Total] | None = None) -> ArrivalsChart | None:
    """How the protocols of all contests came in; `national` are the root's totals where they are at hand."""
    if national is None:
        root = load_root(page.row)
        national = totals_of([root]).get(root.pk, {})
    expected = {code: total.expected for code, total in national.items()}
    return arrivals_chart(load_arrivals(page.row), expected, page.definition.election.contests)


def load_shares_chart(page: ElectionPage, contest: Contest) -> SharesChart | None:
    """The shares of a contest's leaders as the count grew."""
    night = load_nightly(page.row, contest.code, MOST_POINTS)
    return shares_chart([(minute, results_of(page.definition, contest, total)) for minute, total in night])


@election_page
def rules(page: ElectionPage, contest: str) -> HttpResponse:
    """The rules by which the outcome is told: each with its article, and where the reading is ours."""
    asked = page.contest(contest)
    pack = load_outcome_rules(page.row)
    held = pack.rules.get(asked.kind)
    language = page_language()
    told = () if held is None else told_rules(held)
    values = [(rule, as_pages_write(say_rule_value(rule, language), language)) for rule in told]
    context = {"tab": "rules", "contest": asked, "told": values, "pack": pack, "kind": asked.kind}
    context["no_rules"] = REASON_WORDS[Reason.NO_RULES]
    return page.render("results/result_rules.html", "results", context)


@election_page
@asking("rules", "threshold", "seats", "method")
def what_if(page: ElectionPage, contest: str) -> HttpResponse:
    """The same votes under other rules: another pack, another method, another threshold."""
    asked = page.contest(contest)
    language = page_language()
    found = load_outcome(page.row, asked, language)
    question = read_what_if(page.request.GET, load_outcome_rules(page.row), asked)
    context: dict[str, Any] = {
        "tab": "what_if",
        "question": question,
        "offered": what_if_choices(load_outcome_rules(page.row), asked, language),
        "answer": WhatIf.of(found, question, language) if question.rules is not None else None,
    }
    return _render(page, "results/what_if.html", found, context)


def outcome_json(request: HttpRequest, election_id: str, contest: str) -> HttpResponseBase:
    """The outcome with every step and exact fractions, or why there is none; `?lang=` for its words."""
    language = request.GET.get("lang", settings.LANGUAGE_CODE)
    if language not in CATALOGUES:
        raise Http404(election_id)
    with override(language):
        return conditional(
            request, election_id, lambda page: _outcome(page, contest, language), questions=("lang",)
        )


def _outcome(page: ElectionPage, contest: str, language: str) -> HttpResponse:
    found = load_outcome(page.row, page.contest(contest), language)
    pack = load_outcome_rules(page.row)
    record: dict[str, object] = {
        "election": page.row.election_id,
        "contest": contest,
        "tree_size": page.log_size,
        "protocols": found.total.protocols(),
        "rules": {"pack": pack.pack_id, "edition": pack.edition.number, "sha256": pack.sha256},
        "kind": found.contest.kind,
        **outcome_document(found.decided, language),
        "sentence": found.sentence,
    }
    return HttpResponse(render_outcome_json(record), content_type="application/json; charset=utf-8")


def _render(
    page: ElectionPage, template: str, found: ContestOutcome, context: dict[str, Any]
) -> HttpResponse:
    pack = load_outcome_rules(page.row)
    frame = {"contest": found.contest, "found": found, "total": found.total, "pack": pack}
    return page.render(template, "results", frame | context)


def load_outcome(
    row: ElectionRow,
    contest: Contest,
    language: str,
    *,
    as_reported: bool = False,
    size: int | None = None,
) -> ContestOutcome:
    """What the rules give for a whole contest, on the first `size` entries of the log where that is given;
    `as_reported` counts annulled protocols too."""
    definition = load_definition(row, size)
    contest = definition.election.contest(contest.code)
    form_rules = definition.rules[contest.code]
    root = load_root(row)
    rules = load_outcome_rules(row).rules.get(contest.kind)
    regions = counted_regions(list(children_of(root))) if counts_regions(rules) else []
    areas = [root, *regions]
    totals = totals_of(areas) if size is None else {one.pk: fold_totals(one, size) for one in areas}
    held = {pk: of_area[contest.code] for pk, of_area in totals.items() if contest.code in of_area}
    annulled = held[root.pk].annulled if root.pk in held else 0
    if as_reported:
        held = with_annulled(held, areas, contest.code, definition)
    by_region = [(region.code, held.get(region.pk, Total())) for region in regions]
    total = held.get(root.pk, Total())
    civic = definition.election.civic
    return contest_outcome(
        form_rules, rules, contest, total, language, by_region, annulled=annulled, civic=civic
    )
