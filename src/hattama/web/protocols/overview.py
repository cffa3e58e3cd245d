"""Precincts of a part of the country with what their protocols are now.

What is counted follows the log and the steps, so that nothing here reads the whole country; what is listed is
found by an index, and read page by page.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Case, Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Length

from hattama.core.protocols import ROUNDS, deeds_in
from hattama.core.vocabulary import Contest, Deed, EntryRules
from hattama.web.kernel.accounts.tables import Membership
from hattama.web.kernel.elections.search import held_in
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below, root_of
from hattama.web.kernel.log.snapshots import load_public_size
from hattama.web.kernel.log.tables import LogEntry, acts_waiting
from hattama.web.kernel.published.missing import in_any
from hattama.web.kernel.published.tables import AwaitedProtocol, PublishedProtocol, PublishedTotal
from hattama.web.kernel.stores.kept_questions import among
from hattama.web.protocols.remarks import unanswered
from hattama.web.protocols.tables import CurrentState

AT_WORK: Final = ("entered_once", "entries_differ", "entered_twice", "confirmed")
"""States of a protocol that somebody has begun and nobody has confirmed."""
STANDING_OUT: Final = (*AT_WORK, "under_investigation", "corrected", "recounted")
"""States of a protocol that counts, or will, and is not plainly published."""
REREADS: Final = 2 * ROUNDS
"""How often the two who differ read again before a reviewer decides."""
FOR_REVIEWER: Final = Q(rereads__gte=REREADS) | Q(rounds_ended=True)


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """One precinct and one contest. Without figures, and without anything that two typists could compare.

    `state` is the code of what the protocol is; `actor` (row id), `actor_name` and `since` are of the last
    step (None before any); `is_for_reviewer`: two entries differ, and a reviewer decides.
    """

    area: AreaRow
    state: str
    since: datetime.datetime | None
    actor: int | None
    actor_name: str | None
    is_for_reviewer: bool
    is_published: bool
    is_preliminary: bool
    has_broken: bool
    has_scan: bool


def load_rows(keys: Sequence[int], contest: str) -> list[OverviewRow]:
    """The rows of these precincts, by row id, in their order. Three queries for any number of them."""
    areas = {row.pk: row for row in AreaRow.objects.filter(pk__in=among(keys)).defer("search_text")}
    last = CurrentState.objects.filter(area__in=among(keys), contest=contest).annotate(decides=_decides())
    told = ("state", "step__recorded_at", "step__actor_id", "step__actor__username", "decides")
    steps = {pk: step for pk, *step in last.values_list("area_id", *told)}
    of_contest = PublishedProtocol.objects.filter(area__in=among(keys), contest=contest)
    flags = ("annulled_by", "preliminary", "has_broken", "has_scan")
    shown = {pk: flags for pk, *flags in of_contest.values_list("area_id", *flags)}
    rows = []
    for pk in keys:
        annulled, preliminary, broken, scan = shown.get(pk, (None, False, False, False))
        alone = "annulled" if annulled is not None else "published"
        # A preliminary one without a step is a paper that its source shows: its figures are to be entered.
        alone = alone if pk in shown and not preliminary else "expected"
        state, since, actor, name, decides = steps.get(pk, (alone, None, None, None, False))
        where = (areas[pk], state, since, actor, name, bool(decides) and state == "entries_differ")
        rows.append(OverviewRow(*where, pk in shown, preliminary, broken, scan))
    return rows


def _decides() -> Case:
    return Case(When(FOR_REVIEWER, then=Value(True)), default=Value(False))


@dataclass(frozen=True, slots=True)
class Scope:
    """The precincts in `areas`, of which none lies in another, in which `contest` is held; where `found` is
    not None, those of them that have these row ids, which lie in the areas."""

    election: ElectionRow
    contest: Contest
    areas: Sequence[AreaRow]
    found: Collection[int] | None = None

    def within(self, rows: QuerySet[Any], prefix: str = "area__") -> QuerySet[Any]:
        """Those of `rows` that are of these precincts."""
        if self.found is not None:
            return rows.filter(**{f"{prefix}pk__in": among(self.found)})
        return in_any(rows, self.areas, prefix)

    @property
    def is_counted(self) -> bool:
        """Whether totals of areas, each counted once, make up the whole."""
        units = all(area.kind == "unit" for area in self.areas)
        alone = len(self.areas) == 1 or not any(area.is_beside for area in self.areas)
        return self.found is None and units and alone


def _now(contest: str, *states: str) -> QuerySet[CurrentState]:
    return CurrentState.objects.filter(stands_out=True, contest=contest, state__in=states)


def _published(contest: str, **how: bool) -> QuerySet[PublishedProtocol]:
    return PublishedProtocol.objects.filter(contest=contest, annulled_by=None, **how)


def _has_preliminary(scope: Scope) -> bool:
    held = PublishedTotal.objects.filter(area=root_of(scope.election), contest=scope.contest.code)
    return held.filter(preliminary__gt=0).exists()


def _step_there(contest: str, **how: Any) -> Exists:
    return Exists(CurrentState.objects.filter(area=OuterRef("area"), contest=contest, **how))


def _confirmable(rules: EntryRules) -> list[str]:
    return [state for state in AT_WORK if Deed.CONFIRM in deeds_in(state, rules)]


Parts = Callable[[Scope, EntryRules], Sequence[QuerySet[Any]]]
_PARTS: Final[dict[str, Parts]] = {
    "missing": lambda scope, rules: [
        rows.filter(~_step_there(scope.contest.code))
        for rows in (
            AwaitedProtocol.objects.filter(contest=scope.contest.code),
            # Where there is none a database may look for them among all.
            *([_published(scope.contest.code, preliminary=True)] if _has_preliminary(scope) else ()),
        )
    ],
    "at_work": lambda scope, rules: [_now(scope.contest.code, *AT_WORK)],
    "once": lambda scope, rules: [_now(scope.contest.code, "entered_once")],
    "differing": lambda scope, rules: [_now(scope.contest.code, "entries_differ").exclude(FOR_REVIEWER)],
    "decision": lambda scope, rules: [_now(scope.contest.code, "entries_differ").filter(FOR_REVIEWER)],
    "confirmation": lambda scope, rules: [_now(scope.contest.code, *_confirmable(rules))],
    "preliminary": lambda scope, rules: [_published(scope.contest.code, preliminary=True)],
    "published": lambda scope, rules: [_published(scope.contest.code, preliminary=False)],
    "findings": lambda scope, rules: [
        _published(scope.contest.code, has_broken=True).filter(election=scope.election)
    ],
    "scanless": lambda scope, rules: [_published(scope.contest.code, has_scan=False)],
    "questions": lambda scope, rules: [unanswered().filter(contest=scope.contest.code)],
    "investigation": lambda scope, rules: [_now(scope.contest.code, "under_investigation")],
    "changed": lambda scope, rules: [_now(scope.contest.code, "corrected", "recounted")],
    "annulled": lambda scope, rules: [
        PublishedProtocol.objects.filter(contest=scope.contest.code, annulled_by__isnull=False)
    ],
    # What the tables are about to hold stands, too, and no more what they are about to hold as invalid.
    "standing": lambda scope, rules: [
        _published(scope.contest.code, preliminary=False).exclude(
            _step_there(scope.contest.code, state="annulled")
        ),
        AwaitedProtocol.objects.filter(
            _step_there(scope.contest.code, state="published"), contest=scope.contest.code
        ),
    ],
}
"""By code of a filter: of which rows it lets the precincts through."""


def keys_of(scope: Scope, code: str, rules: EntryRules, first: int = 0) -> QuerySet[Any, int]:
    """Row ids of the precincts that the filter `code` lets through, of all where it is empty, in the order of
    place, from the row id `first` on."""
    if not code:
        precincts = AreaRow.objects.exclude(kind="unit")
        precincts = precincts.filter(pk__gte=first) if first else precincts
        rows = scope.within(held_in(precincts, scope.election, scope.contest), "")
        return rows.order_by("pk").values_list("pk", flat=True)
    one, *others = (
        scope.within(part.filter(area__gte=first) if first else part)
        .order_by()
        .values_list("area_id", flat=True)
        for part in _PARTS[code](scope, rules)
    )
    return (one.union(*others, all=True) if others else one).order_by("area_id")


def contests_at_work(areas: Iterable[AreaRow]) -> set[str]:
    """Codes of the contests of which some protocol in `areas` is begun, or stands out otherwise."""
    rows = in_any(CurrentState.objects.filter(stands_out=True), dict.fromkeys(areas))
    return set(rows.values_list("contest", flat=True).distinct())


def awaiting(scope: Scope, deed: Deed, user: Any, rules: EntryRules) -> QuerySet[Any, int]:
    """Row ids of the precincts whose protocol is begun and could wait for `deed` of `user`, those first whose
    last step is longest ago."""
    if deed in (Deed.RETYPE, Deed.DECIDE):
        (rows,) = _PARTS["decision" if deed is Deed.DECIDE else "differing"](scope, rules)
    else:
        states = (state for state in STANDING_OUT if deed in deeds_in(state, rules))
        rows = _now(scope.contest.code, *states).exclude(Q(state="entered_once", step__actor=user))
    return scope.within(rows).order_by("step").values_list("area_id", flat=True)


SORTED: Final[dict[str, tuple[Any, ...]]] = {
    "number": (Length("plain"), "plain", "pk"),
    "waiting": (F("last").asc(nulls_first=True), "pk"),
    "newest": (F("last").desc(nulls_last=True), "pk"),
}
"""Orders beside that of place."""


def sorted_keys(keys: Iterable[int], contest: str, sort: str) -> list[int]:
    """These row ids in the order `sort`."""
    last = CurrentState.objects.filter(area=OuterRef("pk"), contest=contest).values("step")
    plain = Func("number", Value("0"), function="LTRIM")
    rows = AreaRow.objects.filter(pk__in=among(list(keys))).annotate(last=Subquery(last), plain=plain)
    return list(rows.order_by(*SORTED[sort]).values_list("pk", flat=True))


Counts = Counter[str]
"""How many precincts each filter lets through; all by the empty code."""


def count_in(scope: Scope, rules: EntryRules) -> Counts:
    """The counts of a scope."""
    if scope.is_counted:
        return count_in_each([scope], rules)[0]
    rows = scope.within(PublishedProtocol.objects.filter(contest=scope.contest.code))
    stands = Q(annulled_by=None)
    facts = rows.aggregate(
        received=Count("pk"),
        annulled=Count("pk", filter=~stands),
        preliminary=Count("pk", filter=stands & Q(preliminary=True)),
        with_findings=Count("pk", filter=stands & Q(has_broken=True)),
        without_scan=Count("pk", filter=stands & Q(has_scan=False)),
    )
    total = PublishedTotal(expected=keys_of(scope, "", rules).count(), **facts)
    codes = [scope.contest.code]
    kinds = _kinds(scope.within(_now_in(codes)), [total])
    ahead = scope.within(_ahead(scope.election, codes))
    now, late = (
        {tuple(kind): n for _, *kind, n in rows.order_by().annotate(n=Count("pk"))} for rows in (kinds, ahead)
    )
    questions = scope.within(unanswered().filter(contest__in=codes)).count()
    return _counted(total, now, late, questions, rules)


def count_in_each(scopes: Sequence[Scope], rules: EntryRules) -> list[Counts]:
    """The counts of scopes of the same areas, each of another contest, in a few queries for all of them where
    totals count them."""
    if not all(scope.is_counted for scope in scopes):
        return [count_in(scope, rules) for scope in scopes]
    return [sum(counts.values(), Counter()) for counts in count_units_in_each(scopes, rules)]


def count_units(scope: Scope, rules: EntryRules) -> dict[int, Counts]:
    """The counts of each of the areas of a scope, all above the precincts, in which its contest is held, by
    row id."""
    return count_units_in_each([scope], rules)[0]


def count_units_in_each(scopes: Sequence[Scope], rules: EntryRules) -> list[dict[int, Counts]]:
    """As `count_units`, for scopes of the same areas, each of another contest, in a few queries for all.

    What has come is counted by the log; what has not, among those protocols alone that are worked on.
    """
    if not scopes:
        return []
    codes, units, election = [scope.contest.code for scope in scopes], scopes[0].areas, scopes[0].election
    totals = PublishedTotal.objects.filter(area__in=[unit.pk for unit in units], contest__in=codes)
    held = {(total.contest, total.area_id): total for total in totals.defer("figures", "derived", "findings")}
    counted = {pk for _, pk in held}
    units = [unit for unit in units if unit.pk in counted]
    if not units:
        return [{} for _ in scopes]
    found: list[QuerySet[Any]] = [_now_in(codes), _ahead(election, codes), unanswered()]
    found[2] = found[2].filter(area__election=election, contest__in=codes).values_list("contest")
    if not any(unit.is_beside for unit in units):
        first, end = min(unit.pk for unit in units), max(unit.after for unit in units)
        found = [rows.filter(area__gte=first, area__lt=end) for rows in found]
    by_unit = {f"in_{unit.pk}": Count("pk", filter=below(unit, "area__")) for unit in units}
    found[0] = _kinds(found[0], held.values())
    now, late, questions = ({code: list[Any]() for code in codes} for _ in found)
    for rows, by_contest in zip(found, (now, late, questions), strict=True):
        for code, *row in rows.order_by().annotate(**by_unit):
            by_contest[code].append(row)
    return [
        {
            unit.pk: _counted(
                held[code, unit.pk],
                {tuple(row[:3]): row[3 + n] for row in now[code]},
                {tuple(row[:2]): row[2 + n] for row in late[code]},
                sum(row[n] for row in questions[code]),
                rules,
            )
            for n, unit in enumerate(units)
            if (code, unit.pk) in held
        }
        for code in codes
    ]


_Kind = tuple[str, bool, bool]
"""State, whether a reviewer decides where entries differ, whether the log holds it as preliminary."""


def _now_in(contests: Sequence[str]) -> QuerySet[CurrentState]:
    return CurrentState.objects.filter(stands_out=True, contest__in=contests, state__in=STANDING_OUT)


def _kinds(rows: QuerySet[CurrentState], totals: Iterable[PublishedTotal]) -> QuerySet[Any, Any]:
    """The contest and the kind of each of `rows`."""
    shown: Any = Value(False)
    if any(total.preliminary for total in totals):
        preliminary = PublishedProtocol.objects.filter(annulled_by=None, preliminary=True)
        shown = Exists(preliminary.filter(area=OuterRef("area"), contest=OuterRef("contest")))
    kinds = rows.order_by().annotate(decides=_decides(), shown=shown)
    return kinds.values_list("contest", "state", "decides", "shown")


def _ahead(election: ElectionRow, contests: Sequence[str]) -> QuerySet[CurrentState, Any]:
    """Of the protocols that nobody works on any more and of which the public tables, which follow the acts,
    may lack the last: the contest, the state, and what the tables hold still, where they do not hold it as
    annulled. One of which they lack nothing holds what its state says, and is counted nowhere as late."""
    size = load_public_size(election)
    entries = LogEntry.objects.filter(election=election, act__contest__in=contests, index__gte=size)
    acts = acts_waiting(election=election, contest__in=contests).order_by()
    # As one list, and not as two with "or": for that a database would read the whole country.
    areas = acts.values_list("area").union(entries.values_list("act__area"))
    rows = CurrentState.objects.filter(area__in=areas, contest__in=contests).exclude(state__in=AT_WORK)
    here = {"contest": OuterRef("contest"), "area": OuterRef("area")}
    held = {
        "awaited": AwaitedProtocol.objects.filter(**here),
        "preliminary": PublishedProtocol.objects.filter(**here, annulled_by=None, preliminary=True),
        "standing": PublishedProtocol.objects.filter(**here, annulled_by=None, preliminary=False),
    }
    cases = (When(Exists(there), then=Value(code)) for code, there in held.items())
    return rows.annotate(held=Case(*cases, default=Value(""))).values_list("contest", "state", "held")


def _counted(
    total: PublishedTotal,
    now: Mapping[_Kind, int],
    late: Mapping[tuple[str, str], int],
    questions: int,
    rules: EntryRules,
) -> Counts:
    def of(*states: str, decides: bool | None = None) -> int:
        return sum(
            n for (state, one, _), n in now.items() if state in states and decides in (None, bool(one))
        )

    at_work = of(*AT_WORK)
    shown = sum(n for (state, _, seen), n in now.items() if state in AT_WORK and seen)
    # Of what the log holds only a paper without figures is awaited still.
    missing = total.expected - total.received - (at_work - shown) + total.preliminary - shown
    missing -= sum(n for (_, held), n in late.items() if held in ("awaited", "preliminary"))
    coming, leaving = late.get(("published", "awaited"), 0), late.get(("annulled", "standing"), 0)
    published = total.received - total.annulled - total.preliminary
    return Counter(
        {
            "": total.expected,
            "missing": missing,
            "at_work": at_work,
            "once": of("entered_once"),
            "differing": of("entries_differ", decides=False),
            "decision": of("entries_differ", decides=True),
            "confirmation": of(*_confirmable(rules)),
            "preliminary": total.preliminary,
            "published": published,
            "findings": total.with_findings,
            "scanless": total.without_scan,
            "questions": questions,
            "investigation": of("under_investigation"),
            "changed": of("corrected", "recounted"),
            "annulled": total.annulled,
            "standing": published + coming - leaving,
        }
    )


def typists_of(areas: Iterable[AreaRow], roles: Collection[str]) -> dict[int, list[str]]:
    """For each precinct, by row id, who holds one of `roles` for it or for an area above; one query."""
    listed = list(areas)
    wanted = {pk for area in listed for pk in area.path_ids()}
    held: dict[int, list[str]] = {}
    rows = Membership.objects.filter(area__in=wanted, role__in=list(roles), user__is_active=True)
    for pk, username in rows.order_by("user__username").values_list("area__pk", "user__username"):
        held.setdefault(pk, []).append(username)
    return {
        area.pk: list(dict.fromkeys(name for pk in area.path_ids() for name in held.get(pk, ())))
        for area in listed
    }
