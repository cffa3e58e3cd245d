"""Shares and turnout follow from the parts of the form, whatever country it comes from."""

import pytest

from hattama.core.protocols import RulePack
from hattama.core.tabulation import Total
from hattama.core.vocabulary import Choice, Contest, Tally, Words
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack
from hattama.web.results.public.contest_results import ContestResults, contest_results

CHOICES = tuple(Choice(code, Words.of({"en": code.upper()})) for code in ("a", "b", "c"))


def results(
    pack_id: str,
    received: int = 10,
    annulled: int = 0,
    derived: dict[str, Tally] | None = None,
    **figures: int | tuple[int, int],
) -> ContestResults:
    """Results from sums of so many protocols; a pair is a sum and how many protocols gave it."""
    pack: RulePack = parse_rulepack(read_rulepack(pack_id), f"{pack_id}.toml")
    contest = Contest("c", "party_list", Words.of({"en": "Contest"}), CHOICES)
    tallies = {
        key.replace("votes_", "votes[") + ("]" if key.startswith("votes_") else ""): Tally(*value)
        if isinstance(value, tuple)
        else Tally(value, received - annulled)
        for key, value in figures.items()
    }
    total = Total(expected=20, received=received, figures=tallies, annulled=annulled, derived=derived or {})
    return contest_results(pack.rules_for(contest), contest, total)


VOTES = {"votes_a": 100, "votes_b": 300, "votes_c": 300}


def test_the_most_votes_come_first_and_equal_votes_keep_the_order_of_the_ballot() -> None:
    found = results("kz-2023", **VOTES, against_all=50)
    assert [(line.number, line.code) for line in found.choices] == [
        (2, "b"),
        (3, "c"),
        (1, "a"),
        (0, "against_all"),
    ]


def test_a_form_without_against_all_does_not_invent_it() -> None:
    assert [line.code for line in results("ge-2024", **VOTES, valid=700).choices] == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("pack_id", "given"), [("kz-2023", {"against_all": 50}), ("ro-2024-ep", {"valid": 750})]
)
def test_votes_are_shares_of_valid_ballots_computed_or_written(pack_id: str, given: dict[str, int]) -> None:
    found = results(pack_id, **VOTES, **given)
    assert found.whole is not None
    assert found.whole.tally.total == 750
    share = found.choices[0].share
    assert share is not None
    assert (share.part, share.whole, share.of) == (300, 750, found.whole.label)
    assert found.choices[0].bar == 400


def test_each_turnout_goes_by_its_own_name() -> None:
    found = results("kz-2023", voters_listed=2000, ballots_issued=1000, participants=900)
    told = [(item.line.code, item.share.part, item.share.whole) for item in found.turnout if item.share]
    assert told == [("ballots_issued", 1000, 2000), ("participants", 900, 2000)]


def test_a_form_with_one_turnout_shows_one() -> None:
    found = results("ge-2024", voters_listed=2000, participants=900)
    assert [item.line.code for item in found.turnout] == [found.turnout[0].line.code]


def test_a_share_is_withheld_when_its_sums_come_from_different_protocols() -> None:
    near = results("kz-2023", received=100, voters_listed=(2000, 95), participants=(900, 100))
    far = results("kz-2023", received=100, voters_listed=(2000, 94), participants=(900, 100))
    assert near.turnout[1].share is not None
    assert far.turnout[1].share is None
    assert [item.turnout[1].is_withheld for item in (near, far)] == [False, True]


def test_a_share_of_nobody_is_not_stated_and_not_said_to_be_withheld() -> None:
    # Abroad some countries put nobody on the list beforehand.
    found = results("ro-2024-ep", registered=0, participants=900)
    assert found.turnout[0].share is None
    assert not found.turnout[0].is_withheld


def test_a_computed_whole_is_summed_over_the_protocols_that_give_every_part_of_it() -> None:
    parts: dict[str, int | tuple[int, int]] = {**VOTES, "against_all": (20, 4)}
    found = results("kz-2023", derived={"valid": Tally(310, 4)}, **parts)
    assert found.whole is not None
    assert (found.whole.tally, found.whole.missing) == (Tally(310, 4), 6)
    # The votes come from all ten protocols: of what four of them hold they are no share.
    assert [line.share is None for line in found.choices] == [True, True, True, False]


def test_parts_from_different_protocols_are_not_added_up_to_a_whole() -> None:
    found = results("kz-2023", **VOTES, against_all=(20, 4))
    assert found.whole is None
    assert "valid" not in {line.code for line in (*found.ballots, *found.rest)}


def test_an_annulled_protocol_lacks_nothing() -> None:
    found = results("kz-2023", annulled=2, **VOTES, against_all=50, voters_listed=(900, 7))
    assert {line.missing for line in found.choices} == {0}
    assert found.whole is not None
    assert found.whole.missing == 0
    assert found.registered is not None
    assert found.registered.missing == 1


def test_a_sum_that_nothing_was_given_for_is_not_zero() -> None:
    found = results("kz-2023")
    assert found.whole is None
    assert {line.tally.known() for line in found.choices} == {None}
    assert found.registered is not None
    assert found.registered.tally.known() is None


def test_lines_that_need_not_be_given_and_are_not_are_left_out() -> None:
    codes = {line.code for line in results("kz-2023", **VOTES).rest}
    assert "ballots_cancelled" in codes
    assert not codes & {"by_certificate", "box_ballots"}


def test_no_figure_stands_twice() -> None:
    found = results(
        "kz-2023", **VOTES, voters_listed=2000, ballots_issued=900, participants=700, against_all=50
    )
    shown = [line.code for line in (*found.ballots, *found.rest)]
    shown += [item.line.code for item in found.turnout] + ["against_all", "voters_listed"]
    assert len(shown) == len(set(shown))


def test_more_votes_than_ballots_make_no_bar_longer_than_the_whole() -> None:
    found = results("ro-2024-ep", votes_a=900, votes_b=1, votes_c=1, valid=700)
    assert found.choices[0].bar == 1000
    share = found.choices[0].share
    assert share is not None
    assert share.fraction > 1
