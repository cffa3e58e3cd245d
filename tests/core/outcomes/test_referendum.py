"""Referendums: June 2022 against three wholes, turnout, regions, and what cannot be known."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from hattama.core.outcomes import NoOutcome, Outcome, Reason, Status, Votes, conclusions_of, say_share
from hattama.core.outcomes.referendum import decide_referendum, regions_needed
from hattama.core.outcomes.result import Answer
from tests.core.outcomes.samples import REFERENDUM, vectors, votes_for

DATA = vectors("kazakhstan.json")
FINAL, PRELIMINARY = DATA["referendums"]
NATIONAL_ONLY = replace(REFERENDUM, regions_share=None)


def national(for_: int, against: int, **parts: int) -> Votes:
    return votes_for({"for": for_, "against": against}, {"invalid": 0, "registered": 1000, **parts})


def with_regions(passed: int, failed: int) -> Votes:
    areas = [(f"yes_{n}", national(60, 40)) for n in range(passed)]
    areas += [(f"no_{n}", national(40, 60)) for n in range(failed)]
    areas += [(f"silent_{n}", votes_for({"for": 0, "against": 0})) for n in range(17 - passed - failed)]
    whole = national(700, 200)
    return Votes(whole.choices, whole.parts, tuple(areas))


def decided(outcome: Outcome) -> tuple[Status, Answer | None]:
    return outcome.status, outcome.answer


@pytest.mark.parametrize("stage", [FINAL, PRELIMINARY], ids=lambda stage: stage["name"])
def test_the_referendum_of_2022_comes_out_against_all_three_wholes(stage: dict[str, Any]) -> None:
    outcome = decide_referendum(REFERENDUM, votes_for(stage["votes"], stage["parts"]))
    assert outcome.answer is Answer(stage["answer"])
    assert [c.code for c in outcome.conclusions] == ["ballots", "for_and_against", "registered"]
    for conclusion in outcome.conclusions:
        assert conclusion.share is not None
        shown = say_share(conclusion.share.fraction, "en").rstrip("\u202f%")
        assert shown == stage["shares"][conclusion.code]
    assert outcome.conclusions[0].decisive
    ballots = outcome.conclusions[0].share
    assert ballots is not None
    assert ballots.whole == stage["base"]
    turnout = outcome.steps[0].value("turnout_share")
    assert isinstance(turnout, Fraction)
    assert say_share(turnout, "en").rstrip("\u202f%") == stage["turnout"]


def test_the_four_parts_of_2022_are_those_who_took_part() -> None:
    parts = FINAL["parts"]
    assert sum(FINAL["votes"].values()) + parts["both_marked"] + parts["invalid"] == 7_985_769


def test_the_register_of_2022_reconciles() -> None:
    register = DATA["registered_2022"]
    assert register["on_4_june"] + register["added_on_the_day"] == register["final"]
    assert register["final"] == FINAL["parts"]["registered"]


def test_preliminary_and_final_results_of_2022_differ_as_the_register_says() -> None:
    deltas = {code: FINAL["votes"][code] - PRELIMINARY["votes"][code] for code in ("for", "against")}
    deltas |= {part: FINAL["parts"][part] - PRELIMINARY["parts"][part] for part in ("invalid", "both_marked")}
    assert deltas == {"for": -347, "against": -5, "invalid": -172, "both_marked": 0}
    assert FINAL["base"] - PRELIMINARY["base"] == -524


@pytest.mark.parametrize(("regions", "needed"), [(17, 12), (20, 14), (3, 2), (1, 1)])
def test_two_thirds_of_regions_are_rounded_up(regions: int, needed: int) -> None:
    assert regions_needed(Fraction(2, 3), regions) == needed


@pytest.mark.parametrize(
    ("passed", "failed", "expected"),
    [
        (12, 5, (Status.DECIDED, Answer.ADOPTED)),
        (11, 6, (Status.DECIDED, Answer.NOT_ADOPTED)),
        (12, 0, (Status.DECIDED, Answer.ADOPTED)),
        (0, 6, (Status.DECIDED, Answer.NOT_ADOPTED)),
        (11, 5, (Status.INCOMPLETE, None)),
        (0, 0, (Status.INCOMPLETE, None)),
    ],
)
def test_regions_decide_as_soon_as_those_unknown_cannot_change_it(
    passed: int, failed: int, expected: tuple[Status, Answer | None]
) -> None:
    assert decided(decide_referendum(REFERENDUM, with_regions(passed, failed))) == expected


def test_the_number_of_regions_may_stand_on_the_commissions_word() -> None:
    outcome = decide_referendum(REFERENDUM, national(700, 200, regions_for=12, regions=17))
    assert outcome.answer is Answer.ADOPTED
    assert "regions_reported" in [step.code for step in outcome.steps]
    too_few = decide_referendum(REFERENDUM, national(700, 200, regions_for=11, regions=17))
    assert too_few.answer is Answer.NOT_ADOPTED


def test_how_many_regions_there_are_follows_from_the_election() -> None:
    """Twelve of seventeen are two thirds, and twelve of the twenty that there are since June 2022 are not."""
    of_twenty = decide_referendum(REFERENDUM, national(700, 200, regions_for=12, regions=20))
    assert of_twenty.answer is Answer.NOT_ADOPTED
    nobody_says = decide_referendum(REFERENDUM, national(700, 200, regions_for=12))
    assert decided(nobody_says) == (Status.INCOMPLETE, None)
    assert nobody_says.steps[-1].code == "regions_not_given"


def test_exactly_half_of_those_entitled_is_not_enough() -> None:
    assert decide_referendum(NATIONAL_ONLY, national(400, 100)).answer is Answer.NOT_HELD
    assert decide_referendum(NATIONAL_ONLY, national(400, 101)).answer is Answer.ADOPTED


def test_exactly_half_for_is_not_enough() -> None:
    assert decide_referendum(NATIONAL_ONLY, national(300, 300)).answer is Answer.NOT_ADOPTED
    assert decide_referendum(NATIONAL_ONLY, national(301, 299)).answer is Answer.ADOPTED


def test_ballots_with_both_options_count_in_the_whole_and_for_nobody() -> None:
    outcome = decide_referendum(NATIONAL_ONLY, national(310, 290, both_marked=20))
    assert outcome.answer is Answer.NOT_ADOPTED
    assert outcome.conclusions[0].share is not None
    assert outcome.conclusions[0].share.whole == 620


def test_where_wholes_lead_to_different_conclusions_it_is_shown() -> None:
    """For 310 of 600 ballots for or against, but of 660 with invalid ones, and of 1,000 entitled."""
    outcome = decide_referendum(NATIONAL_ONLY, national(310, 290, invalid=60))
    assert [conclusion.enough for conclusion in outcome.conclusions] == [False, True, False]
    assert outcome.answer is Answer.NOT_ADOPTED
    assert "wholes_disagree" in [step.code for step in outcome.steps]


def test_where_all_wholes_agree_no_disagreement_is_claimed() -> None:
    outcome = decide_referendum(NATIONAL_ONLY, national(700, 100))
    assert "wholes_disagree" not in [step.code for step in outcome.steps]


def test_without_the_register_the_turnout_cannot_be_known() -> None:
    votes = votes_for({"for": 7, "against": 2}, {"invalid": 1})
    outcome = decide_referendum(NATIONAL_ONLY, votes)
    assert decided(outcome) == (Status.INCOMPLETE, None)
    assert outcome.steps[0].code == "turnout_unknown"
    assert outcome.conclusions[2].share is None


def test_without_the_invalid_ballots_neither_turnout_nor_majority_is_known() -> None:
    outcome = decide_referendum(NATIONAL_ONLY, votes_for({"for": 700, "against": 2}, {"registered": 1000}))
    assert decided(outcome) == (Status.INCOMPLETE, None)
    assert outcome.conclusions[0].enough is None
    assert outcome.conclusions[1].enough is True


def test_ballots_found_stand_in_for_parts_that_are_not_given() -> None:
    votes = votes_for({"for": 600, "against": 200}, {"ballots_found": 900, "registered": 1000})
    outcome = decide_referendum(NATIONAL_ONLY, votes)
    assert outcome.answer is Answer.ADOPTED
    assert outcome.conclusions[0].share is not None
    assert outcome.conclusions[0].share.whole == 900


def test_ballots_found_that_do_not_agree_with_the_parts_are_said() -> None:
    outcome = decide_referendum(NATIONAL_ONLY, national(600, 200, ballots_found=810))
    assert "base_stated" in [step.code for step in outcome.steps]


def test_answers_of_another_name_are_refused() -> None:
    refused = NoOutcome(Reason.OTHER_ANSWERS, "for, against")
    assert decide_referendum(REFERENDUM, votes_for({"yes": 1, "no": 2})) == refused
    in_a_region = Votes(national(1, 2).choices, {}, (("a", votes_for({"yes": 1, "no": 1})),))
    assert decide_referendum(REFERENDUM, in_a_region) == refused
    assert conclusions_of(REFERENDUM, votes_for({"yes": 1, "no": 2})) == ()


def test_without_votes_there_is_no_answer() -> None:
    outcome = decide_referendum(REFERENDUM, national(0, 0))
    assert decided(outcome) == (Status.NO_VOTES, None)
