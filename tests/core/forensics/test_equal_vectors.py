"""Equal vectors of votes, beside exactly what chance gives."""

import pytest

from hattama.core.forensics.equal_vectors import chance_of_equal, find_equal_vectors
from tests.core.forensics.elections import YEARS, agree, election, vector


def test_two_draws_of_the_same_ballots_are_equal_with_an_exact_chance() -> None:
    for pair in vector("small")["two_equal_vectors"]:
        assert chance_of_equal(pair["n"], pair["shares"]) == pytest.approx(pair["probability"])


@pytest.mark.parametrize(
    "name",
    [
        "ge_2024",
        "mx_guanajuato_2012",
        *(pytest.param(name, marks=pytest.mark.endurance) for name in ("ro_2024", *YEARS)),
    ],
)
def test_pairs_of_equal_vectors_beside_what_chance_gives(name: str) -> None:
    found = find_equal_vectors(election(name))
    values = (
        found.pairs,
        found.pairs_of_equal_total,
        len(found.equal),
        found.expected,
        sum(pair.adjacent for pair in found.equal),
        found.longest_run,
    )
    agree(
        values,
        vector(name)["duplicates"],
        "pairs_in_district pairs_with_equal_total identical expected_given_equal_totals "
        "identical_and_next_in_list longest_run_of_equal_leader_counts",
    )
    equal = {(pair.first.code, pair.second.code, pair.first.votes) for pair in found.equal}
    for _, first, second, votes in vector(name)["duplicates"]["examples"]:
        assert (first, second, tuple(votes)) in equal
