"""This room knows how votes become an outcome: thresholds, quotas, remainders, rounds, majorities, gaps.

It does not know protocols, files or who may publish a result. A tie is a result here, never an error.
"""

from typing import TYPE_CHECKING

from hattama.core.outcomes.case_words import STEP_WORDS
from hattama.core.outcomes.counted_votes import (
    CountedVotes,
    counted_regions,
    counts_regions,
    votes_from_total,
)
from hattama.core.outcomes.decision import decide
from hattama.core.outcomes.denominators import (
    BALLOTS,
    DENOMINATORS,
    FOR_AND_AGAINST,
    PART_WORDS,
    REGISTERED_VOTERS,
    VALID,
    Denominator,
    measure,
)
from hattama.core.outcomes.district_sizes import SPECIAL_LIMIT, DistrictSize, district_sizes
from hattama.core.outcomes.lots import tied_for_lot
from hattama.core.outcomes.notation import THIN_SPACE, say_decimal, say_fraction, say_number, say_share
from hattama.core.outcomes.referendum import conclusions_of
from hattama.core.outcomes.result import (
    BAR_SHARES,
    Conclusion,
    Line,
    ListPersons,
    NoOutcome,
    Outcome,
    Reason,
    Status,
    Step,
    Value,
)
from hattama.core.outcomes.result_words import (
    AGAINST_ALL_NAME,
    ANSWER_WORDS,
    COLUMN_WORDS,
    INFERRED,
    LEFT_WORDS,
    LET_IN_BY,
    NO,
    REASON_WORDS,
    STATUS_WORDS,
    UNKNOWN,
    YES,
)
from hattama.core.outcomes.rule_table import (
    GROUP_WORDS,
    PERSON_TIE_WORDS,
    VALUE_WORDS,
    WINNER_WORDS,
    ToldRule,
    told_rules,
)
from hattama.core.outcomes.rules import (
    ANSWERS,
    KINDS,
    LISTS,
    ONE_SEAT,
    SECOND_ROUND,
    SHAPES,
    TWO_ROUNDS,
    ContestRules,
    GroupRule,
    LoneList,
    MandateQuota,
    Method,
    PartyListRules,
    PersonTies,
    PreferenceBase,
    PreferenceRule,
    PresidentRules,
    ReferendumRules,
    Remaining,
    Ruled,
    SingleMandateRules,
    TieBreak,
    Winner,
    bar_of,
    plain_method,
    second_round_of,
    whole_of,
    with_threshold,
)
from hattama.core.outcomes.votes import (
    AGAINST_ALL,
    BALLOTS_FOUND,
    BOTH_MARKED,
    INVALID,
    PARTS,
    REGISTERED,
    ChoiceVotes,
    Left,
    Votes,
)
from hattama.core.vocabulary import late_names

if TYPE_CHECKING:
    from hattama.core.outcomes.mandates import (
        ListCandidate,
        ListMandates,
        QuotaCheck,
        check_quota,
        give_mandates,
        quota_needs,
    )
    from hattama.core.outcomes.margins import (
        CHANGE_WORDS,
        MARGIN_WORDS,
        Margin,
        Margins,
        VoteChange,
        margins_of,
    )
else:
    # Who recounts votes asks neither how near an outcome was nor who receives a list's seats.
    __getattr__ = late_names(__name__, "mandates", "margins")
