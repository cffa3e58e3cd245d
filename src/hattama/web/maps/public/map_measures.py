"""What a map can show of each area: who leads, a choice's share, turnout, arrival, findings.

Each share names what it is a share of. An area of which nothing can be said has no class: it is hatched.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from hattama.core.outcomes import ContestRules, whole_of
from hattama.core.protocols import ProtocolRules
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Choice, Contest, Message, Share, Text, share_of
from hattama.phrases import say, standing_names
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.languages.formats import format_share, say_points
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.results.public.area_results import LeadersTable, leaders_below, share_of_choice
from hattama.web.results.public.contest_results import ContestResults, contest_results
from hattama.web.results.public.hemicycle import colour_of, shape_of

LEADER, LEAD, TURNOUT, ARRIVAL, FINDINGS = "leader", "lead", "turnout", "arrival", "findings"
SHARE, CHANGE = "share-", "change-"
CLASSES = 5

TITLES = {
    LEADER: _("Who has most votes"),
    LEAD: _("Lead of the first over the second"),
    TURNOUT: _("Turnout"),
    ARRIVAL: _("Protocols received"),
    FINDINGS: _("Protocols that do not add up"),
}
OF_EXPECTED = Message("expected protocols")
OF_COUNTED = Message("protocols that count")
_STEPS = tuple(Fraction(percent) / 100 for percent in ("0.1", "0.2", "0.5", "1", "2", "5", "10", "20"))


@dataclass(frozen=True, slots=True)
class Measured:
    """An area with its value. `rank` from 1 to CLASSES is the depth of its colour, 0 without one.

    `place` is that of the choice that leads, on the ballot, from 1; 0 where none does (or two do).
    `words` say the value; `detail` what stands beside it in the table.
    """

    area: AreaRow
    total: Total | None
    share: Share | None
    words: str
    detail: str = ""
    rank: int = 0
    place: int = 0

    @property
    def shape(self) -> int:
        """The mark of the choice that leads, 0 where none does."""
        return shape_of(self.place) if self.place else 0

    @property
    def colour(self) -> int:
        """The colour of the choice that leads, 0 where none does."""
        return colour_of(self.place) if self.place else 0


@dataclass(frozen=True, slots=True)
class LegendLine:
    """A class of colour with its bounds in words, or a choice with its mark."""

    words: str
    rank: int = 0
    shape: int = 0
    colour: int = 0


@dataclass(frozen=True, slots=True)
class Measures:
    """One measure of one contest over areas. `whole`: of what its shares are a share."""

    code: str
    title: str
    whole: Text
    rows: tuple[Measured, ...]
    legend: tuple[LegendLine, ...]

    @property
    def is_change(self) -> bool:
        """Whether its classes run from falls to rises."""
        return self.code.startswith(CHANGE)

    @property
    def has_gaps(self) -> bool:
        """Whether some area has no value."""
        return any(not row.rank and not row.place for row in self.rows)


class UnknownMeasure(ValueError):
    """A map cannot show this."""


def measure_codes(contest: Contest) -> tuple[str, ...]:
    """What a map can show of a contest, the chief measure first."""
    return (*TITLES, *(f"{SHARE}{choice.code}" for choice in contest.choices))


def measure_title(code: str, contest: Contest) -> str:
    """A measure's name in the language of the page. Raises UnknownMeasure."""
    if code in TITLES:
        return gettext(TITLES[code])
    return say(_choice(code, contest).names, page_language())


SCALES_OF_CHANGE = ((1, 5), (2, 10), (5, 15), (10, 20), (20, 40))
"""Percentage points: up to the first it is about as it was, from the second on it changed much."""


def steps_of_change(changes: Sequence[Fraction]) -> tuple[int, ...]:
    """Where the classes end: the finest scale by which no more than half of the areas changed much."""
    fine = (
        scale
        for scale in SCALES_OF_CHANGE
        if 2 * sum(abs(change) * 100 >= scale[1] for change in changes) <= len(changes)
    )
    little, much = next(fine, SCALES_OF_CHANGE[-1])
    return (-much, -little, little, much)


def measure_changes(
    code: str, contest: Contest, rows: Sequence[tuple[AreaRow, ContestResults | None]], title: str
) -> Measures:
    """By how many percentage points a choice's share changed. Raises UnknownMeasure. `title`: since what."""
    choice = _choice(f"{SHARE}{code.removeprefix(CHANGE)}", contest)
    changes = [
        next((line.change for line in results.choices if line.code == choice.code), None) if results else None
        for _, results in rows
    ]
    steps = steps_of_change([change for change in changes if change is not None])
    measured = []
    for (area, results), change in zip(rows, changes, strict=True):
        rank = 0 if change is None else 1 + sum(change * 100 >= step for step in steps)
        words = gettext("no data") if change is None else say_points(change, page_language())
        measured.append(Measured(area, results.total if results else None, None, words, rank=rank))
    signed = [f"{step:+d}".replace("-", "\u2212") for step in steps]
    bounds = (f"< {signed[0]}", *(f"{low} … {high}" for low, high in pairwise(signed)), f"≥ {signed[-1]}")
    legend = tuple(LegendLine(words, rank=rank) for rank, words in enumerate(bounds, start=1))
    names = say(choice.names, page_language())
    return Measures(code, f"{names}: {title}", Message("percentage points"), tuple(measured), legend)


def measure_areas(
    code: str,
    form_rules: ProtocolRules,
    rules: ContestRules | None,
    contest: Contest,
    areas: Sequence[AreaRow],
    totals: Mapping[int, Total],
) -> Measures:
    """The measure `code` of `contest` in each of `areas`, in their order. Raises UnknownMeasure."""
    title = measure_title(code, contest)
    values = [(area, totals.get(area.pk)) for area in areas]
    if code in (LEADER, LEAD):
        table = leaders_below(form_rules, rules, contest, areas, totals)
        if code == LEADER:
            return _leaders(title, table, contest, areas)
        shares = _leads(table, values)
    else:
        shares = [(area, total, _share(code, form_rules, rules, contest, total)) for area, total in values]
    known = [share.fraction for _, _, share in shares if share is not None]
    bounds = class_bounds(known, whole_scale=code == ARRIVAL)
    rows = tuple(
        Measured(area, total, share, _say(share), rank=rank_of(share.fraction, bounds) if share else 0)
        for area, total, share in shares
    )
    whole = next((share.of for _, _, share in shares if share is not None), _usual_whole(code, rules))
    return Measures(code, title, whole, rows, _classes(bounds))


def class_bounds(values: Sequence[Fraction], *, whole_scale: bool = False) -> tuple[Fraction, ...]:
    """CLASSES + 1 round bounds that hold all `values`, evenly apart; none without values.

    `whole_scale`: from nothing to all, whatever there is, so that a picture of the night can be compared with
    one taken later.
    """
    if whole_scale:
        return tuple(Fraction(step, CLASSES) for step in range(CLASSES + 1))
    if not values:
        return ()
    for step in _STEPS:
        start = math.floor(min(values) / step) * step
        if max(values) < start + CLASSES * step:
            break
    return tuple(start + step * place for place in range(CLASSES + 1))


def rank_of(value: Fraction, bounds: Sequence[Fraction]) -> int:
    """The class of a value, from 1; what lies above all of them is in the last."""
    return max(1, min(CLASSES, sum(value >= bound for bound in bounds)))


def _leaders(title: str, table: LeadersTable, contest: Contest, areas: Sequence[AreaRow]) -> Measures:
    language = page_language()
    places = {choice.code: place for place, choice in enumerate(contest.choices, start=1)}
    found = {row.area.pk: row for row in table.rows}
    rows = []
    for area in areas:
        row = found.get(area.pk)
        leaders = row.leaders if row else None
        total = row.total if row else None
        if leaders is None:
            why = row.why if row else gettext("not held here")
            rows.append(Measured(area, total, None, why))
        elif leaders.shared:
            rows.append(Measured(area, total, leaders.first.share, gettext("the first place is shared")))
        else:
            first = leaders.first
            words = say(first.names, language)
            place = places[first.code]
            rows.append(Measured(area, total, first.share, words, _say(first.share), place=place))
    leading = {row.place for row in rows if row.place}
    legend = tuple(
        LegendLine(
            say(standing_names(choice.names, choice.withdrawn), language),
            shape=shape_of(place),
            colour=colour_of(place),
        )
        for place, choice in enumerate(contest.choices, start=1)
        if place in leading
    )
    return Measures(LEADER, title, table.share_of, tuple(rows), legend)


def _leads(
    table: LeadersTable, values: Sequence[tuple[AreaRow, Total | None]]
) -> list[tuple[AreaRow, Total | None, Share | None]]:
    """By how much of the whole the first is ahead in each area; a shared first place is a lead of nothing."""
    found = {row.area.pk: row.leaders for row in table.rows}
    leads = []
    for area, total in values:
        leaders = found.get(area.pk)
        first = leaders.first.share if leaders else None
        share = share_of(leaders.lead, first.whole, first.of) if leaders and first else None
        leads.append((area, total, share))
    return leads


def _share(
    code: str, form_rules: ProtocolRules, rules: ContestRules | None, contest: Contest, total: Total | None
) -> Share | None:
    if total is None:
        return None
    if code == ARRIVAL:
        return share_of(total.received, total.expected, OF_EXPECTED)
    if code == FINDINGS:
        return share_of(total.with_findings, total.counted, OF_COUNTED)
    if code == TURNOUT:
        return contest_results(form_rules, contest, total).turnout_share
    choice = _choice(code, contest)
    return share_of_choice(form_rules, rules, contest, total, choice.code)


def _choice(code: str, contest: Contest) -> Choice:
    asked = code.removeprefix(SHARE)
    for choice in contest.choices:
        if code.startswith(SHARE) and choice.code == asked:
            return choice
    raise UnknownMeasure(code)


def _usual_whole(code: str, rules: ContestRules | None) -> Text:
    usual = {ARRIVAL: OF_EXPECTED, FINDINGS: OF_COUNTED}
    return usual.get(code) or whole_of(rules).words


def _say(share: Share | None) -> str:
    language = page_language()
    return gettext("no data") if share is None else format_share(share.fraction, 1, language)


def _classes(bounds: Sequence[Fraction]) -> tuple[LegendLine, ...]:
    language = page_language()
    places = 0 if all((bound * 100).denominator == 1 for bound in bounds) else 1
    return tuple(
        LegendLine(
            f"{format_share(low, places, language)} – {format_share(high, places, language)}", rank=rank
        )
        for rank, (low, high) in enumerate(pairwise(bounds), start=1)
    )
