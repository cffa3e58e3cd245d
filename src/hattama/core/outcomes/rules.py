"""Rules of outcomes as values: each with the norms it comes from, and whether the reading is ours."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

from hattama.core.norms import NOTHING_CITED, Citations
from hattama.core.outcomes.denominators import VALID, Denominator
from hattama.core.outcomes.result import Status
from hattama.core.vocabulary import NO_WORDS, Message, Words

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Ruled(Generic[T_co]):
    """A value and where it comes from: `cited` norms or a document, `inferred` marks our own reading."""

    value: T_co
    cited: Citations = NOTHING_CITED
    inferred: bool = False
    note: Words = NO_WORDS


class Method(StrEnum):
    """How seats are shared among lists: two quotas with largest remainders, three rows of divisors."""

    HARE = "hare"
    DROOP = "droop"
    DHONDT = "dhondt"
    SAINTE_LAGUE = "sainte_lague"
    MODIFIED_SAINTE_LAGUE = "modified_sainte_lague"

    @property
    def uses_quota(self) -> bool:
        """Whether the method divides by a quota and then looks at remainders."""
        return self in (Method.HARE, Method.DROOP)


class Remaining(StrEnum):
    """Where seats go that whole quotas leave over, one each: to the largest remainders or the most votes."""

    LARGEST_REMAINDER = "largest_remainder"
    MOST_VOTES = "most_votes"


class TieBreak(StrEnum):
    """What orders equal claims, asked in the order in which a rule names them."""

    REGISTERED_EARLIER = "registered_earlier"
    MORE_VOTES = "more_votes"
    LOT = "lot"
    """Asked after all others, named or not, wherever the order that a law names is not what lacks."""


@dataclass(frozen=True, slots=True)
class LoneList:
    """Where one list alone reaches the threshold, the next one is let in beside it (Kazakhstan, art. 97-1).

    The claim of the second list is multiplied by `factor`; it receives `at_least` so many seats.
    """

    factor: Fraction
    at_least: int


@dataclass(frozen=True, slots=True)
class GroupRule:
    """A class of choices with a threshold of its own; `most_seats` caps what one of them can receive."""

    code: str
    threshold: Fraction
    most_seats: int | None = None


@dataclass(frozen=True, slots=True)
class MandateQuota:
    """At least `share` of the seats that a list receives go to persons of any of `groups`, taken together."""

    share: Fraction
    groups: tuple[str, ...]


class PreferenceBase(StrEnum):
    """Of what the votes that take a person past the list's order are a share."""

    LIST_VOTES = "list_votes"
    QUOTA = "quota"
    """The votes for all lists, divided by all seats."""
    LIST_PREFERENCES = "list_preferences"

    @property
    def words(self) -> Message:
        """What it is called."""
        return _PREFERENCE_BASES[self]


_PREFERENCE_BASES = {
    PreferenceBase.LIST_VOTES: Message("the votes for the list"),
    PreferenceBase.QUOTA: Message("the votes for all lists ÷ the seats"),
    PreferenceBase.LIST_PREFERENCES: Message("the votes for all persons of the list"),
}


class PersonTies(StrEnum):
    """What orders persons of a list with equal votes; where the lot was not drawn, they stay tied."""

    LIST_ORDER = "list_order"
    LOT = "lot"


@dataclass(frozen=True, slots=True)
class PreferenceRule:
    """Who of a list receives its seats. First come, by their votes, those with at least `threshold` of `of`
    (with `more_than` it: those above it), then the others as the list has them."""

    threshold: Fraction
    of: PreferenceBase
    ties: PersonTies
    more_than: bool = False


@dataclass(frozen=True, slots=True)
class PartyListRules:
    """Seats shared among lists. A list is let in with at least `threshold` of `threshold_base`.

    `remaining` None means the largest remainders. `against_all` says whether the ballot paper has that line.
    `preferences` None: nobody says here which persons receive the seats of a list.
    """

    method: Ruled[Method]
    seats: Ruled[int] | None
    threshold: Ruled[Fraction]
    threshold_base: Ruled[Denominator]
    ties: Ruled[tuple[TieBreak, ...]]
    remaining: Ruled[Remaining] | None = None
    first_divisor: Ruled[Fraction] | None = None
    lone_list: Ruled[LoneList] | None = None
    groups: Ruled[tuple[GroupRule, ...]] | None = None
    mandate_quota: Ruled[MandateQuota] | None = None
    against_all: Ruled[bool] | None = None
    preferences: Ruled[PreferenceRule] | None = None
    kind: str = field(default="party_list", init=False)


class Winner(StrEnum):
    """Who is elected where one seat is filled without a required majority."""

    MOST_VOTES = "most_votes"


@dataclass(frozen=True, slots=True)
class SingleMandateRules:
    """One seat. `tie` is what follows when the first place is shared; shares are stated of `base`.

    `tie_of_two` is what follows instead where no more than two were on the ballot. `repeat_leaders`: so many
    go on to repeat voting, and the law is silent where equal votes make more. `sole` is what follows where
    one alone was on the ballot; without it any vote elects that one. `none_left`: where all had left before
    the vote; without it as where one is left.
    """

    winner: Ruled[Winner]
    tie: Ruled[Status]
    base: Ruled[Denominator]
    tie_of_two: Ruled[Status] | None = None
    repeat_leaders: Ruled[int] | None = None
    sole: Ruled[Status] | None = None
    none_left: Ruled[Status] | None = None
    kind: str = field(default="single_mandate", init=False)


@dataclass(frozen=True, slots=True)
class PresidentRules:
    """One seat, to the candidate with more than `majority` of `base`; else a second round among `leaders`.

    The second round goes to the most votes (`second_round`); `second_round_tie` is what follows when it is
    shared. `no_majority` is what follows where no more than `leaders` were on the ballot and nobody has the
    majority; without it they go to the second round all the same. `sole` is what follows where one alone was
    on the ballot.
    """

    majority: Ruled[Fraction]
    base: Ruled[Denominator]
    leaders: Ruled[int]
    second_round_tie: Ruled[Status]
    no_majority: Ruled[Status] | None = None
    sole: Ruled[Status] | None = None
    second_round: Ruled[Winner] | None = None
    kind: str = field(default="president", init=False)


SECOND_ROUND = "_second_round"
"""What stands after the kind of a contest in two rounds for its second, which is an election of its own."""


def second_round_of(rules: PresidentRules) -> SingleMandateRules:
    """How the second round is decided: one seat for the most votes."""
    winner = rules.second_round or Ruled(Winner.MOST_VOTES, rules.leaders.cited, rules.leaders.inferred)
    return SingleMandateRules(winner, rules.second_round_tie, rules.base)


@dataclass(frozen=True, slots=True)
class ReferendumRules:
    """Adopted when more than `turnout` of the entitled took part, more than `majority` of `base` are for, and
    (where `regions_share` is given) as much in at least that share of the regions.

    `shown` are the wholes against which the share is stated beside the decisive one. How many regions there
    are follows from the votes.
    """

    turnout: Ruled[Fraction]
    turnout_base: Ruled[Denominator]
    majority: Ruled[Fraction]
    base: Ruled[Denominator]
    shown: Ruled[tuple[Denominator, ...]]
    regions_share: Ruled[Fraction] | None = None
    for_code: str = "for"
    against_code: str = "against"
    kind: str = field(default="referendum", init=False)


ContestRules = PartyListRules | SingleMandateRules | PresidentRules | ReferendumRules


def bar_of(rules: ContestRules | None) -> Fraction | None:
    """The share that a choice's votes are held against: a threshold, a majority; None where there is none."""
    match rules:
        case PartyListRules():
            return rules.threshold.value
        case PresidentRules() | ReferendumRules():
            return rules.majority.value
    return None


def whole_of(rules: ContestRules | None) -> Denominator:
    """The whole that these rules measure votes against; without rules, voters who took part."""
    if rules is None:
        return VALID
    return (rules.threshold_base if isinstance(rules, PartyListRules) else rules.base).value


LISTS, ONE_SEAT, TWO_ROUNDS, ANSWERS = "party_list", "single_mandate", "president", "referendum"

SHAPES = {
    "party_list": LISTS,
    "single_mandate": ONE_SEAT,
    "president": TWO_ROUNDS,
    "referendum": ANSWERS,
    "maslikhat_list": LISTS,
    "maslikhat_district": ONE_SEAT,
    "akim": ONE_SEAT,
    "senate": TWO_ROUNDS,
    f"president{SECOND_ROUND}": ONE_SEAT,
    f"senate{SECOND_ROUND}": ONE_SEAT,
}
"""How each kind of contest is decided: by lists that share seats, by the most votes for one seat, in two
rounds, or by answers. A law decides several kinds alike and has other articles for each."""

KINDS = tuple(SHAPES)
"""The kinds of contest that have rules here."""


def plain_method(
    method: Method,
    threshold: Fraction = Fraction(0),
    *,
    base: Denominator = VALID,
    first_divisor: Fraction | None = None,
) -> PartyListRules:
    """A method of apportionment by itself, without any country's law: ties stay open, no special cases."""
    if method is Method.MODIFIED_SAINTE_LAGUE and first_divisor is None:
        first_divisor = Fraction(7, 5)
    return PartyListRules(
        method=Ruled(method),
        seats=None,
        threshold=Ruled(threshold),
        threshold_base=Ruled(base),
        ties=Ruled(()),
        first_divisor=None if first_divisor is None else Ruled(first_divisor),
    )


def with_threshold(rules: PartyListRules, threshold: Fraction) -> PartyListRules:
    """The same rules under another threshold, for asking what would have been."""
    return replace(rules, threshold=Ruled(threshold))
