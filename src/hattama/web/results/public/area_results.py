"""One contest in one area above the precincts: votes against every whole, who leads, and the areas below,
with and without annulled protocols.

Seats are shared, and a winner is named, only where the whole contest lies within the area. Elsewhere the
figures stand without an outcome: a region elects nobody from a national list.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from hattama.core.outcomes import (
    AGAINST_ALL,
    BALLOTS,
    FOR_AND_AGAINST,
    PART_WORDS,
    REGISTERED_VOTERS,
    VALID,
    ChoiceVotes,
    Conclusion,
    ContestRules,
    CountedVotes,
    Denominator,
    ReferendumRules,
    Votes,
    bar_of,
    conclusions_of,
    counted_regions,
    counts_regions,
    measure,
    votes_from_total,
    whole_of,
)
from hattama.core.protocols import ProtocolRules
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Contest, Count, Share, Text, Words, share_of
from hattama.web.kernel.elections.loading import load_outcome_rules
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.languages.formats import format_count
from hattama.web.kernel.pages.area_names import in_page_order
from hattama.web.kernel.pages.election_pages import ElectionPage, asking, election_page, page_language
from hattama.web.kernel.published.browsing import list_below, load_ancestors, load_root, totals_of
from hattama.web.kernel.published.missing import with_annulled
from hattama.web.results.past_totals import fold_totals
from hattama.web.results.public.contest_outcomes import contest_outcome
from hattama.web.results.public.contest_results import LARGEST_GAP_IN_HUNDREDTHS, results_of

_OF_ELECTIONS = (VALID, BALLOTS, REGISTERED_VOTERS)
_OF_REFERENDUMS = (FOR_AND_AGAINST, BALLOTS, REGISTERED_VOTERS)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole of which shares are stated; `total` is None where a part of it is not known.

    `decisive`: the law measures against this one, and `bar` is the share that it asks for.
    """

    words: Text
    total: int | None
    decisive: bool
    bar: Fraction | None = None


@dataclass(frozen=True, slots=True)
class SharesRow:
    """The votes of one choice, and their share of each whole; None where none can be stated.

    `votes` is None where no protocol gave any: that is not zero.
    """

    names: Text
    votes: Count
    shares: tuple[Share | None, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A choice in its place by votes; `share` of the decisive whole."""

    code: str
    names: Words
    votes: int
    share: Share | None


@dataclass(frozen=True, slots=True)
class Leaders:
    """The two choices with most votes. `shared`: all who share the first place; then no order is stated."""

    first: Place
    second: Place | None
    shared: tuple[Words, ...]

    @property
    def lead(self) -> int:
        """By how many votes the first is ahead of the second."""
        return self.first.votes - (self.second.votes if self.second else 0)


@dataclass(frozen=True, slots=True)
class LeadersRow:
    """An area below with who leads there; None without votes, or where those of some choice are not given
    (`is_silent`): that one might lead.
    """

    area: AreaRow
    total: Total
    leaders: Leaders | None
    is_silent: bool

    @property
    def why(self) -> str:
        """Why nobody leads, in the language of the page."""
        return gettext("figures not given") if self.is_silent else why_nobody_leads(self.total)


@dataclass(frozen=True, slots=True)
class LeadersTable:
    """Who leads in each of the areas below; `share_of`: the whole that the law measures against."""

    rows: tuple[LeadersRow, ...]
    share_of: Text


@dataclass(frozen=True, slots=True)
class AreaResult:
    """The votes of a contest in an area.

    `withheld`: no share is stated, since too many protocols lack one of the figures.
    `regional` says of a referendum that counts regions whether this area is for; None where it is not asked.
    """

    counted: CountedVotes
    wholes: tuple[Whole, ...]
    rows: tuple[SharesRow, ...]
    withheld: bool
    regional: Conclusion | None = None


def area_result(
    form_rules: ProtocolRules,
    rules: ContestRules | None,
    contest: Contest,
    total: Total,
    *,
    counts_as_region: bool = False,
) -> AreaResult:
    """The votes of `contest` in `total`, the most first, each against every whole that is known.

    `counts_as_region`: the area is one of those that a referendum's rules count.
    """
    counted = votes_from_total(form_rules, contest, total)
    votes = counted.votes
    withheld = _lacks_too_much(counted, total)
    wholes = tuple(_whole(whole, votes, rules) for whole in _wholes(contest, rules))
    known = tuple(whole for whole in wholes if whole.total is not None or whole.decisive)
    counts: list[tuple[Text, Count]] = [(choice.title, choice.count) for choice in _ordered(votes)]
    against = votes.part(AGAINST_ALL)
    if against is not None:
        # Never a choice among others: it stands last, however many votes it has.
        counts.append((PART_WORDS[AGAINST_ALL], against))
    rows = tuple(SharesRow(names, number, _shares(number, known, withheld)) for names, number in counts)
    regional = None
    if counts_as_region and isinstance(rules, ReferendumRules) and votes.for_choices and not withheld:
        regional = next(iter(conclusions_of(rules, votes)), None)
    return AreaResult(counted, known, rows, withheld, regional)


def leaders_below(
    form_rules: ProtocolRules,
    rules: ContestRules | None,
    contest: Contest,
    children: Iterable[AreaRow],
    totals: Mapping[int, Total],
) -> LeadersTable:
    """Who leads in each of the areas below in which the contest is held, in the order of `children`."""
    rows = []
    whole = whole_of(rules)
    for area in children:
        total = totals.get(area.pk)
        if total is not None:
            counted = votes_from_total(form_rules, contest, total)
            silent = _is_silent(counted, total)
            leaders = None if silent else _leaders(counted.votes, whole, _lacks_too_much(counted, total))
            rows.append(LeadersRow(area, total, leaders, silent))
    return LeadersTable(tuple(rows), whole.words)


def why_nobody_leads(total: Total) -> str:
    """Why no choice has most votes, in the language of the page; a dash where nobody got any."""
    if not total.received:
        return gettext("not received")
    if not total.counted:
        return gettext("Annulled, not counted: %(n)s") % {
            "n": format_count(total.annulled, page_language(), "")
        }
    return "—" if total.figures else gettext("figures not given")


def share_of_choice(
    form_rules: ProtocolRules, rules: ContestRules | None, contest: Contest, total: Total, code: str
) -> Share | None:
    """The share of one choice in the whole that the law measures against; None where none can be stated."""
    counted = votes_from_total(form_rules, contest, total)
    if not counted.votes.for_choices or _lacks_too_much(counted, total):
        return None
    whole = whole_of(rules)
    votes = next((choice.votes for choice in counted.votes.choices if choice.code == code), None)
    return share_of(votes, measure(whole, counted.votes).total, whole.words, bar_of(rules))


def decides_here(area: Total | None, root: Total | None) -> bool:
    """Whether the whole contest lies within an area: every protocol that is expected is expected there."""
    return area is not None and root is not None and area.expected == root.expected


def _wholes(contest: Contest, rules: ContestRules | None) -> Sequence[Denominator]:
    decisive = whole_of(rules)
    others = _OF_REFERENDUMS if contest.kind == "referendum" else _OF_ELECTIONS
    return (decisive, *(whole for whole in others if whole != decisive))


def _whole(whole: Denominator, votes: Votes, rules: ContestRules | None) -> Whole:
    measured = measure(whole, votes)
    decisive = rules is not None and whole == whole_of(rules)
    return Whole(whole.words, measured.total or None, decisive, bar_of(rules) if decisive else None)


def _ordered(votes: Votes) -> list[ChoiceVotes]:
    # Python's sort keeps the order of the ballot among equal votes.
    return sorted(votes.choices, key=lambda choice: -choice.votes)


def _shares(votes: Count, wholes: Iterable[Whole], withheld: bool) -> tuple[Share | None, ...]:
    return tuple(None if withheld else share_of(votes, w.total, w.words, w.bar) for w in wholes)


def _leaders(votes: Votes, whole: Denominator, withheld: bool) -> Leaders | None:
    if not votes.for_choices:
        return None
    total = None if withheld else measure(whole, votes).total
    first, *rest = [
        Place(choice.code, choice.title, choice.votes, share_of(choice.votes, total, whole.words))
        for choice in _ordered(votes)
        if choice.is_given
    ]
    level = tuple(one.names for one in (first, *rest) if one.votes == first.votes)
    return Leaders(first, rest[0] if rest else None, level if len(level) > 1 else ())


def _lacks_too_much(counted: CountedVotes, total: Total) -> bool:
    """Whether some figure is missing from so many protocols that a quotient would be nobody's share: from all
    of them, where the votes of a choice that stands are."""
    if _is_silent(counted, total):
        return True
    worst = max(counted.missing.values(), default=0)
    return worst * 100 > LARGEST_GAP_IN_HUNDREDTHS * total.counted


def _is_silent(counted: CountedVotes, total: Total) -> bool:
    """Whether no protocol that counts gives the votes of some choice that stands."""
    return bool(total.counted) and any(counted.votes.choice(code).left is None for code in counted.silent)


MOST_BELOW = 300


@election_page
@asking("annulled", "at", "size")
def result_in_area(page: ElectionPage, area_id: str, contest: str) -> HttpResponse:
    """The votes of a contest in an area, now or at a moment asked of; the outcome where all of the contest
    lies within it."""
    area = page.area(area_id)
    at, _ = page.moment_asked()
    asked = page.contest(contest)
    if area.depth == 0:
        return page.moved("public:result", contest)
    if area.is_precinct:
        return redirect("public:area", page.row.election_id, area_id)
    return _area_page(page, page.as_called([area])[0], asked, at)


def _area_page(page: ElectionPage, area: AreaRow, asked: Contest, at: str) -> HttpResponse:
    contest, size = asked.code, page.size
    as_reported = size is None and page.request.GET.get("annulled") == "counted"
    # Who led below at a moment that has passed would be a fold for each of hundreds of areas.
    root, below = load_root(page.row), _units_below(area) if size is None else []
    of_area, published = _totals_at(area, asked, [root, *below], size)
    held = published
    if as_reported:
        held = with_annulled(published, [root, area, *below], contest, page.definition)
    pack = load_outcome_rules(page.row)
    rules = pack.rules.get(asked.kind)
    decides = decides_here(published[area.pk], published.get(root.pk))
    total, form_rules = held[area.pk], page.definition.rules[contest]
    language = page_language()
    is_region = counts_regions(rules) and area in counted_regions(list_below(root, 0, MOST_BELOW))
    context = {
        "area": area,
        "above": page.as_called(load_ancestors(area)[1:]),
        "at": at,
        "size": size,
        "contest": asked,
        "total": total,
        "pack": pack,
        "as_reported": as_reported,
        "decides": decides,
        "found": contest_outcome(
            form_rules,
            rules if decides else None,
            asked,
            total,
            language,
            annulled=published[area.pk].annulled,
            civic=page.definition.election.civic,
        ),
        "counted": area_result(form_rules, rules, asked, total, counts_as_region=is_region),
        "first": [results_of(page.definition, asked, total)],
        "below": leaders_below(form_rules, rules, asked, below, held),
        "contests": [held for held in page.definition.election.contests if held.code in of_area],
    }
    return page.render("results/area_result.html", "results", context)


def _totals_at(
    area: AreaRow, contest: Contest, others: Sequence[AreaRow], size: int | None
) -> tuple[Collection[str], dict[int, Total]]:
    """The codes of the contests held in `area`, and the totals of this one there, as the first `size` entries
    of the log give it, and in `others`, as they are. Raises Http404 where it is not held."""
    totals = totals_of([area, *others])
    held = _held(totals, contest)
    if area.pk not in held:
        raise Http404(contest.code)
    if size is not None:
        held[area.pk] = fold_totals(area, size)[contest.code]
    return totals[area.pk], held


def below_the_root(
    page: ElectionPage, contest: Contest, rules: ContestRules | None, *, as_reported: bool
) -> LeadersTable:
    """Who leads in each area right below the root, as the page of the whole contest shows it."""
    below = _units_below(load_root(page.row))
    held = _held(totals_of(below), contest)
    if as_reported and below:
        held = with_annulled(held, below, contest.code, page.definition)
    return leaders_below(page.definition.rules[contest.code], rules, contest, below, held)


def _units_below(area: AreaRow) -> list[AreaRow]:
    return in_page_order(child for child in list_below(area, 0, MOST_BELOW) if not child.is_precinct)


def _held(totals: dict[int, dict[str, Total]], contest: Contest) -> dict[int, Total]:
    return {pk: of_area[contest.code] for pk, of_area in totals.items() if contest.code in of_area}
