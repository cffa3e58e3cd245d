"""The sentence of every step of an outcome, the special cases with them; values stand in braces."""

from hattama.core.vocabulary import Message

_WHOLES = {
    "no_votes": Message("There are no votes."),
    "no_figures": Message("No figure is counted yet."),
    "base": Message("The whole is {base}: {total}."),
    "base_stated": Message(
        "The parts add up to {total}, while {stated} is stated separately; the sum is used."
    ),
    "base_unknown": Message("Not known: {base}. Not given: {missing}. What is not given is not zero."),
    "against_all_not_given": Message(
        "The row against all was not given, so none are counted; if there were any, the threshold "
        "would be higher."
    ),
    "against_all_no_seats": Message("Against all: {votes} votes. They never receive seats."),
    "left_before_vote": Message(
        "{name} left before the vote: the {votes} votes count in the whole and elect nobody."
    ),
    "left_after_vote": Message("{name} left after the vote: the {votes} votes stand, and the next comes."),
    "against_all_elects_nobody": Message("Against all: {votes} votes. They elect nobody."),
}

_ADMISSION = {
    "threshold": Message(
        "The threshold is {threshold_share}: of {total} that is {bar}; a list needs at least {least} votes."
    ),
    "group_threshold": Message(
        "The threshold for the group {group} is {threshold_share}: of {total} that is {bar}; at "
        "least {least} votes."
    ),
    "admitted": Message("{name}: {votes} votes, {of_share} – let in."),
    "not_admitted": Message("{name}: {votes} votes, {of_share} – below the threshold."),
    "votes_not_given": Message("{name}: no protocol gives the votes. What is not given is not zero."),
    "nobody_admitted": Message(
        "No list reached the threshold. There is no rule for that case; no seats are given."
    ),
}

_QUOTAS = {
    "quota_hare": Message("The electoral quotient: {votes} votes ÷ {seats} seats = {quota}."),
    "quota_droop": Message("The Droop quota: {votes} ÷ ({seats} + 1), whole part, plus one = {quota}."),
    "whole_seats": Message("{name}: {votes} ÷ ({quota}) = {claim}; seats {whole}, remainder {remainder}."),
    "whole_given": Message("Given by whole parts: {given} of {seats} seats; left: {left}."),
    "seat_by_largest_remainder": Message("Seat {number} goes to the largest remainder: {name}, {merit}."),
    "seat_by_most_votes": Message(
        "Seat {number}, left over, goes to the list with more votes: {name}, {merit}."
    ),
    "seats_over": Message("Seats left over: {left}. The method does not say who receives them."),
}

_AVERAGES = {
    "divisors_dhondt": Message(
        "The votes of each list are divided by 1, 2, 3 … (D'Hondt); each seat goes to the largest quotient."
    ),
    "divisors_sainte_lague": Message(
        "The votes of each list are divided by 1, 3, 5 … (Sainte-Laguë); each seat goes to the "
        "largest quotient."
    ),
    "divisors_modified_sainte_lague": Message(
        "The votes of each list are divided by {first}; 3; 5 … (modified Sainte-Laguë)."
    ),
    "seat_by_average": Message("Seat {number}: {name}, {votes} ÷ ({divisor}) = {merit}."),
}

_BY_LOT = Message("Equal: {names}. In this order, as the lot drew.")
_LOT_UNKNOWN = Message("Equal: {names}; seats left: {left}. The lot decides, and what it drew is not given.")

_TIES = {
    "tie_by_lot": _BY_LOT,
    "tie_lot_unknown": _LOT_UNKNOWN,
    "tie_by_registration": Message("Equal: {names}. In this order, the list registered earlier first."),
    "tie_by_votes": Message("Equal: {names}. In this order, more votes first."),
    "tie_order_unknown": Message(
        "Equal: {names}; seats left: {left}. The list registered earlier comes first, but that "
        "order is not given."
    ),
    "tie_open": Message("Equal: {names}; seats left: {left}. No rule says who receives them."),
}

_PERSONS = {
    "persons_bar": Message(
        "{name}, seats: {seats}. {threshold_share} of the whole ({base}: {total}) is {bar}: whoever has "
        "{least} votes or more comes before the list's order, the most votes first."
    ),
    "persons_by_votes": Message("{name}, seats: {seats}. They go to those with the most votes."),
    "person_by_votes": Message("{number}. {name}, {votes}: elected by votes."),
    "person_by_votes_then_list": Message(
        "{number}. {name}, {votes}: elected by the list's order among equal votes."
    ),
    "person_by_lot": Message("{number}. {name}, {votes}: elected by lot among equal votes."),
    "person_by_list": Message("{number}. {name}, place {place} on the list: elected by the list's order."),
    "persons_tie_by_list_order": Message("Equal: {names}. In this order, as on the list."),
    "persons_tie_by_lot": _BY_LOT,
    "persons_tie_open": _LOT_UNKNOWN,
    "persons_vacant": Message("{name}: nobody is left on the list; seats that stay vacant: {left}."),
    "persons_unknown": Message(
        "{name}, seats: {seats}. It cannot be told who receives them; votes not given: {names}. What is not "
        "given is not zero."
    ),
}

LIST_STEPS = {**_WHOLES, **_ADMISSION, **_QUOTAS, **_AVERAGES, **_TIES, **_PERSONS}
"""Steps of lists, and those that every kind of contest shares."""


_LONE_LIST = {
    "lone_list": Message(
        "Only one list reached the threshold: {name}. The list with the next most votes is let in as well."
    ),
    "lone_second": Message("The list with the next most votes: {name}, {votes}."),
    "lone_first_whole": Message("{name}: {claim}; whole part {whole}."),
    "lone_second_seats": Message(
        "{name}: with the factor {factor}, {claim}; the whole part, but at least {at_least}: seats {seats}."
    ),
    "lone_rest": Message(
        "Seats not yet given: {left}; they go to the list that reached the threshold: {name}."
    ),
    "lone_too_many_seats": Message(
        "{first} + {second} = {together}, but there are {seats} seats. The law does not say what "
        "follows; none are given."
    ),
    "lone_no_second": Message(
        "No other list has votes. The law does not say what follows; no seats are given."
    ),
    "lone_second_shared": Message(
        "The second place is shared by {names}. The law does not say which is let in; no seats are given."
    ),
}

_ONE_SEAT = {
    "most_votes": Message("The most votes, {votes}: {name}. Elected."),
    "sole_candidate": Message("The only candidate: {name}, {votes} votes. Elected."),
    "sole_prolonged": Message(
        "One candidate alone is left: {name}, {votes} votes. The law prolongs the election then."
    ),
    "sole_law_is_silent": Message(
        "One candidate alone is left: {name}, {votes} votes. The law does not say what follows."
    ),
    "nobody_left_prolonged": Message("Nobody is left on the ballot. The law prolongs the election then."),
    "nobody_left_law_is_silent": Message("Nobody is left on the ballot. The law does not say what follows."),
    "winner_left": Message(
        "{name} has the most votes, {votes}, and no longer stands. The law does not say who is elected."
    ),
    "last_of_tied": Message(
        "{name}, {votes} votes, is alone left of those with the most: repeat voting is not held. Elected."
    ),
    "two_on_ballot": Message("On the ballot: {names}. Repeat voting is for more candidates than that."),
    "first_shared_repeat": Message(
        "The first place is shared by {names}, {votes} votes each. Repeat voting is held among them."
    ),
    "first_shared_tie": Message(
        "The first place is shared by {names}, {votes} votes each. The rule does not say who is elected."
    ),
    "first_shared_repeat_election": Message(
        "The first place is shared by {names}, {votes} votes each. Nobody is elected: the election "
        "is repeated."
    ),
    "first_shared_law_is_silent": Message(
        "The first place is shared by {names}, {votes} votes each. The law does not say what follows."
    ),
    "first_shared_by_more": Message(
        "The first place is shared by {names}, {votes} votes each, and repeat voting is held between "
        "{leaders}. The law does not say between which."
    ),
    "no_majority_repeat_election": Message("Nobody is elected: the election is repeated."),
    "no_majority_law_is_silent": Message(
        "Nobody is elected. The law does not say what follows; no result is invented."
    ),
    "majority_asked": Message(
        "To be elected takes more than {majority_share} of the whole, that is more than {bar} votes."
    ),
    "majority_reached": Message("{name}: {votes} votes, {of_share} – a majority. Elected."),
    "majority_not_reached": Message("{name}: {votes} votes, {of_share} – no majority."),
    "second_round": Message("Repeat voting is held among the {leaders} leaders: {names}."),
    "leaders_shared": Message(
        "There should be {leaders} leaders, but equal votes make more: {names}. The law does not "
        "say who goes on."
    ),
    "too_few_leaders": Message(
        "Repeat voting needs {leaders} candidates with votes, and there are fewer. The law does "
        "not say what follows."
    ),
}

_REFERENDUM = {
    "turnout_enough": Message(
        "{took_part} of {entitled} entitled took part, {turnout_share}, more than {asked_share}. "
        "The referendum took place."
    ),
    "turnout_too_low": Message(
        "{took_part} of {entitled} entitled took part, {turnout_share}; more than {asked_share} is "
        "asked. It did not take place."
    ),
    "turnout_unknown": Message(
        "The turnout cannot be stated: the whole is {base}; not given: {missing}. What is not "
        "given is not zero."
    ),
    "for_decisive_enough": Message(
        "For: {votes}; the whole that decides is {base}, {total}; {for_share}, more than {asked_share}."
    ),
    "for_decisive_too_few": Message(
        "For: {votes}; the whole that decides is {base}, {total}; {for_share}, and more than "
        "{asked_share} is asked."
    ),
    "for_beside_enough": Message(
        "For comparison: of {base}, {total}; for {votes}, {for_share}, more than {asked_share}."
    ),
    "for_beside_too_few": Message(
        "For comparison: of {base}, {total}; for {votes}, {for_share}, not more than {asked_share}."
    ),
    "wholes_disagree": Message(
        "The conclusion depends on the whole: a majority of one is none of another. The whole that "
        "decides is {base}."
    ),
    "regions_reported": Message(
        "Votes by region are not given; by the commission's word {regions} have a majority."
    ),
    "regions_enough": Message("Regions with a majority: {passed} of {regions}, {needed} needed."),
    "regions_too_few": Message(
        "Regions with a majority: {passed} of {regions}, but {needed} are needed; the rest cannot "
        "make up for it."
    ),
    "regions_not_given": Message(
        "It cannot be told by region: how many regions there are is not given. What is not given is not zero."
    ),
    "regions_unknown": Message(
        "It cannot be told by region: {known} of {regions} are known, {passed} with a majority, "
        "{needed} needed."
    ),
}

STEP_WORDS = {**LIST_STEPS, **_LONE_LIST, **_ONE_SEAT, **_REFERENDUM}
"""The sentence of every step by its code."""
