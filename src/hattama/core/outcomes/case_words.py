"""The sentences of the special cases: one list alone, one seat, a second round, a referendum."""

from __future__ import annotations

from hattama.core.outcomes.step_words import LIST_STEPS
from hattama.core.vocabulary import Message

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
    "regions_unknown": Message(
        "It cannot be told by region: {known} of {regions} are known, {passed} with a majority, "
        "{needed} needed."
    ),
}

STEP_WORDS = {**LIST_STEPS, **_LONE_LIST, **_ONE_SEAT, **_REFERENDUM}
"""The sentence of every step by its code."""
