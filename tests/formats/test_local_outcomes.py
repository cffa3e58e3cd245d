"""Maslikhats, akims and the Senate: worked examples of ours under the packs of 2023 and 2026."""

import pytest

from hattama.core.norms import Citations
from hattama.core.outcomes import Outcome, Status, decide
from hattama.formats.outcome_rules import parse_outcome_rules
from hattama.rulepacks import read_rulepack
from tests.core.outcomes.samples import votes_for


def came_to(
    pack_id: str,
    kind: str,
    votes: dict[str, int],
    *,
    against_all: int = 0,
    seats: int | None = None,
) -> Outcome:
    rules = parse_outcome_rules(read_rulepack(pack_id), pack_id).rules[kind]
    given = votes_for(votes, {"against_all": against_all}, registered=True)
    outcome = decide(rules, given, seats=seats)
    assert isinstance(outcome, Outcome)
    return outcome


def cited_by(cited: Citations) -> list[str]:
    return [one.norm_id.removeprefix("kz-elections/") for one in cited.norms]


@pytest.mark.parametrize("pack_id", ["kz-2023", "kz-2026"])
def test_lists_of_a_maslikhat_share_its_seats_by_the_largest_remainders(pack_id: str) -> None:
    """Quota 95,000 / 15: 7.89, 4.74 and 2.37, so that two seats go to the remainders .89 and .74."""
    votes = {"a": 50_000, "b": 30_000, "c": 15_000, "d": 4_000}
    outcome = came_to(pack_id, "maslikhat_list", votes, against_all=1_000, seats=15)
    assert outcome.seats == {"a": 8, "b": 5, "c": 2, "d": 0}


def test_beside_a_lone_list_of_a_maslikhat_the_next_receives_one_seat_at_least() -> None:
    """111-1(3): one, where the Mazhilis gives two (97-1(3))."""
    votes = {"a": 96_000, "b": 2_500}
    outcome = came_to("kz-2023", "maslikhat_list", votes, against_all=1_500, seats=20)
    assert outcome.seats == {"a": 19, "b": 1}
    assert ", ".join(cited_by(outcome.line("b").let_in_by)) == "111-1(2), 111-1(3)/p4, 111-1(4)"
    national = came_to("kz-2023", "party_list", votes, against_all=1_500, seats=20)
    assert national.status is Status.LAW_IS_SILENT


@pytest.mark.parametrize("pack_id", ["kz-2023", "kz-2026"])
@pytest.mark.parametrize(
    ("votes", "status", "article"),
    [
        ({"a": 9, "b": 5, "c": 1}, Status.DECIDED, "9(3), 9(4)"),
        ({"a": 5, "b": 5, "c": 1}, Status.REPEAT, "109-1(1)"),
        ({"a": 5, "b": 5, "c": 5}, Status.LAW_IS_SILENT, "109-1(1)"),
        ({"a": 5, "b": 5}, Status.LAW_IS_SILENT, "109-1(1), 110(1)"),
        ({"a": 5}, Status.PROLONGED, "107(1)"),
    ],
)
def test_a_district_of_a_maslikhat(pack_id: str, votes: dict[str, int], status: Status, article: str) -> None:
    outcome = came_to(pack_id, "maslikhat_district", votes)
    assert (outcome.status, ", ".join(cited_by(outcome.steps[-1].cited))) == (status, article)


@pytest.mark.parametrize("votes", [{"a": 5, "b": 5}, {"a": 5, "b": 5, "c": 5, "d": 1}])
def test_equal_votes_for_akims_repeated_the_election_and_since_july_2026_the_voting(
    votes: dict[str, int],
) -> None:
    of_2023, of_2026 = (came_to(pack_id, "akim", votes) for pack_id in ("kz-2023", "kz-2026"))
    assert (of_2023.status, ", ".join(cited_by(of_2023.steps[-1].cited))) == (
        Status.REPEAT_ELECTION,
        "113-9(2)",
    )
    assert (of_2026.status, ", ".join(cited_by(of_2026.steps[-1].cited))) == (Status.REPEAT, "113-9(1)")


@pytest.mark.parametrize("pack_id", ["kz-2023", "kz-2026"])
def test_an_akim_is_elected_by_the_most_votes_and_never_alone(pack_id: str) -> None:
    assert came_to(pack_id, "akim", {"a": 7, "b": 9}, against_all=30).elected == ("b",)
    assert came_to(pack_id, "akim", {"a": 7}).status is Status.PROLONGED


@pytest.mark.parametrize(
    ("votes", "against_all", "kind", "status", "article"),
    [
        ({"a": 60, "b": 40, "c": 9}, 0, "senate", Status.DECIDED, "9(1), 81(2)1"),
        ({"a": 50, "b": 40, "c": 20}, 0, "senate", Status.SECOND_ROUND, "79(1)"),
        ({"a": 50, "b": 45}, 10, "senate", Status.REPEAT_ELECTION, "80(1)"),
        ({"a": 50, "b": 45}, 10, "senate_second_round", Status.DECIDED, "9(1), 81(2)2"),
        ({"a": 50, "b": 50}, 0, "senate_second_round", Status.REPEAT_ELECTION, "80(1)"),
        ({"a": 50}, 0, "senate", Status.PROLONGED, "76(1)"),
    ],
)
def test_a_senator_is_elected_by_more_than_half_of_the_electors_or_in_the_same_days_second_voting(
    votes: dict[str, int], against_all: int, kind: str, status: Status, article: str
) -> None:
    outcome = came_to("kz-2023", kind, votes, against_all=against_all)
    assert (outcome.status, ", ".join(cited_by(outcome.steps[-1].cited))) == (status, article)


def test_there_is_no_senate_and_no_district_of_the_lower_house_since_july_2026() -> None:
    kinds = parse_outcome_rules(read_rulepack("kz-2026"), "kz-2026").rules
    assert not {"senate", "single_mandate"} & set(kinds)
