"""The sentence of every step, in Kazakh, Russian and English; values stand in braces."""

from __future__ import annotations

from hattama.core.vocabulary import Message

_WHOLES = {
    "no_votes": Message("There are no votes."),
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

_TIES = {
    "tie_by_registration": Message("Equal: {names}. In this order, the list registered earlier first."),
    "tie_by_votes": Message("Equal: {names}. In this order, more votes first."),
    "tie_order_unknown": Message(
        "Equal: {names}; seats left: {left}. The list registered earlier comes first, but that "
        "order is not given."
    ),
    "tie_open": Message("Equal: {names}; seats left: {left}. No rule says who receives them."),
}

LIST_STEPS = {**_WHOLES, **_ADMISSION, **_QUOTAS, **_AVERAGES, **_TIES}
"""Steps of lists, and those that every kind of contest shares."""
