"""One outcome for every turn that the reasoning can take, for tests of what is said about them."""

from dataclasses import replace
from fractions import Fraction

from hattama.core.outcomes import (
    DENOMINATORS,
    ChoiceVotes,
    GroupRule,
    Left,
    Method,
    Outcome,
    PersonTies,
    PreferenceBase,
    PreferenceRule,
    Remaining,
    Ruled,
    Status,
    TieBreak,
    Votes,
    decide,
    plain_method,
    second_round_of,
)
from tests.core.outcomes.samples import DISTRICT, PRESIDENT, REFERENDUM, choices, kazakh_lists, law, votes_for


def _lists() -> list[Outcome]:
    kazakhstan, even = kazakh_lists(seats=4), {"a": 100, "b": 100, "c": 100}
    of_ballots = plain_method(Method.HARE, base=DENOMINATORS["ballots"])
    by_votes = replace(plain_method(Method.HARE), ties=Ruled((TieBreak.MORE_VOTES,), law("x")))
    to_most = replace(plain_method(Method.HARE), remaining=Ruled(Remaining.MOST_VOTES, law("y")))
    groups = Ruled((GroupRule("independent", Fraction(1, 33), 1),), law("z"))
    by_lot = replace(plain_method(Method.DHONDT), ties=Ruled((TieBreak.LOT,), law("t")))
    cases = [
        (kazakhstan, votes_for({"a": 0}), None),
        (kazakhstan, votes_for(even, {"against_all": 9}), None),
        (kazakhstan, votes_for(even, registered=True), None),
        (kazakhstan, votes_for({f"list_{n}": 1000 for n in range(30)}), None),
        (kazakh_lists(), votes_for({"a": 900_000, "b": 40_000}), None),
        (kazakh_lists(), votes_for({"a": 900_000, "b": 10_000}), None),
        (kazakh_lists(), votes_for({"a": 900_000}), None),
        (kazakh_lists(), votes_for({"a": 900_000, "b": 9_000, "c": 9_000}), None),
        (kazakhstan, Votes((*choices(even), ChoiceVotes("d", 0, is_given=False))), None),
        (of_ballots, votes_for({"a": 5}), 2),
        (of_ballots, votes_for({"a": 5}, {"invalid": 1, "ballots_found": 7}), 2),
        (by_votes, votes_for({"small": 150, "large": 250}), 4),
        (to_most, votes_for({"a": 600, "b": 251, "c": 149}), 4),
        (plain_method(Method.DROOP), votes_for({"a": 10}), 9),
        (plain_method(Method.MODIFIED_SAINTE_LAGUE), votes_for({"a": 10, "b": 4}), 3),
        (plain_method(Method.SAINTE_LAGUE), votes_for({"a": 10, "b": 10}), 1),
        (replace(plain_method(Method.DHONDT), groups=groups), votes_for({"a": 10, "b": 4}), 3),
        (by_lot, votes_for({"a": 10, "b": 10}), 1),
        (by_lot, Votes((ChoiceVotes("a", 10, lot=2), ChoiceVotes("b", 10, lot=1))), 1),
    ]
    return [decide(rules, votes, seats=seats) for rules, votes, seats in cases]


def _persons() -> list[Outcome]:
    def of(ties: PersonTies, share: Fraction = Fraction(1, 20)) -> Ruled[PreferenceRule]:
        return Ruled(PreferenceRule(share, PreferenceBase.LIST_VOTES, ties), law("p"))

    def listed(*votes: int | None, lots: tuple[int | None, ...] = (None, None, None)) -> Votes:
        persons = tuple(
            ChoiceVotes(f"person_{n}", number or 0, lot=lot, is_given=number is not None)
            for n, (number, lot) in enumerate(zip(votes, lots, strict=True))
        )
        return Votes((ChoiceVotes("a", 100, persons=persons),))

    cases = [
        (of(PersonTies.LIST_ORDER), listed(20, 40, 20), 2),
        (of(PersonTies.LIST_ORDER), listed(1, 40, 1), 4),
        (of(PersonTies.LIST_ORDER, Fraction(0)), listed(1, 40, 2), 1),
        (of(PersonTies.LOT), listed(20, 40, 20), 2),
        (of(PersonTies.LOT), listed(20, 40, 20, lots=(2, 3, 1)), 2),
        (of(PersonTies.LOT), listed(20, None, 20), 2),
    ]
    plain = plain_method(Method.DHONDT)
    return [decide(replace(plain, preferences=rule), votes, seats=seats) for rule, votes, seats in cases]


def _left(votes: dict[str, int], **left: Left) -> Votes:
    choices_ = votes_for(votes).choices
    return Votes(tuple(replace(one, left=left.get(one.code)) for one in choices_))


LEFT = [
    _left({"a": 9, "b": 3, "c": 1}, a=Left.AFTER_VOTE),
    _left({"a": 5, "b": 5, "c": 1}, a=Left.AFTER_VOTE),
    _left({"a": 5, "b": 3}, a=Left.BEFORE_VOTE, b=Left.BEFORE_VOTE),
]


def _one_seat() -> list[Outcome]:
    lots = replace(DISTRICT, tie=Ruled(Status.TIE, law("elsewhere")), tie_of_two=None)
    maslikhat = replace(
        DISTRICT, tie_of_two=Ruled(Status.LAW_IS_SILENT, law("110")), repeat_leaders=Ruled(2, law("109-1(1)"))
    )
    senate = replace(PRESIDENT, no_majority=Ruled(Status.REPEAT_ELECTION, law("80(1)")))
    ballots = replace(PRESIDENT, base=Ruled(DENOMINATORS["ballots"], law("elsewhere")))
    tied = votes_for({"a": 5, "b": 5}, {"against_all": 1})
    left = [decide(rules, votes) for rules in (DISTRICT, PRESIDENT, kazakh_lists(seats=2)) for votes in LEFT]
    of_none = replace(DISTRICT, none_left=Ruled(Status.PROLONGED, law("93-2(1)")), sole=None)
    return [
        *left,
        decide(of_none, LEFT[-1]),
        decide(DISTRICT, votes_for({"a": 5, "b": 3})),
        decide(DISTRICT, votes_for({"a": 5})),
        decide(replace(DISTRICT, sole=None), votes_for({"a": 5})),
        decide(DISTRICT, tied),
        decide(DISTRICT, votes_for({"a": 5, "b": 5, "c": 1})),
        decide(maslikhat, tied),
        decide(maslikhat, votes_for({"a": 5, "b": 5, "c": 5})),
        decide(lots, tied),
        decide(PRESIDENT, votes_for({"a": 6, "b": 3})),
        decide(PRESIDENT, votes_for({"a": 4, "b": 3, "c": 2})),
        decide(PRESIDENT, votes_for({"a": 4, "b": 3, "c": 3})),
        decide(PRESIDENT, votes_for({"a": 4})),
        decide(PRESIDENT, votes_for({"a": 4, "b": 0, "c": 0}, {"against_all": 9})),
        decide(PRESIDENT, votes_for({"a": 4, "b": 3}, {"against_all": 9})),
        decide(senate, votes_for({"a": 4, "b": 3}, {"against_all": 9})),
        decide(second_round_of(PRESIDENT), votes_for({"a": 4, "b": 4})),
        decide(ballots, votes_for({"a": 4, "b": 3})),
    ]


def _referendums() -> list[Outcome]:
    def voted(for_: int, against: int, areas: int = 17, **parts: int) -> Votes:
        given = {"invalid": 10, "registered": 1000, **parts}
        regions = tuple(
            (f"region_{n}", votes_for({"for": for_, "against": against}, given)) for n in range(areas)
        )
        return Votes(choices({"for": for_, "against": against}), given, regions)

    return [
        decide(REFERENDUM, voted(600, 200)),
        decide(REFERENDUM, voted(200, 600)),
        decide(REFERENDUM, voted(20, 10)),
        decide(REFERENDUM, voted(310, 300, invalid=60)),
        decide(REFERENDUM, voted(600, 200, areas=3, regions=17)),
        decide(REFERENDUM, voted(600, 200, areas=0)),
        decide(REFERENDUM, voted(600, 200, areas=0, regions_for=15, regions=17)),
        decide(REFERENDUM, votes_for({"for": 6, "against": 2})),
    ]


_NOT_GIVEN = Votes((ChoiceVotes("a", 0, is_given=False),))
EVERY_OUTCOME = [*_lists(), *_persons(), *_one_seat(), decide(DISTRICT, _NOT_GIVEN), *_referendums()]
