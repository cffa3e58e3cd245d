"""The draw of batches: the published numbers of a seed, and nobody favoured."""

from itertools import islice

import pytest

from hattama.core.audits import SeedTooShort
from hattama.core.audits.record_draw import NothingToDraw, draw_by_weight, numbers_of
from tests.core.audits.published import SEED, vectors


def test_a_seed_has_the_published_numbers() -> None:
    told = vectors("sampler.json")
    found = {str(at): f"{number:064x}" for at, number in enumerate(islice(numbers_of(SEED), 3), start=1)}
    assert found == told["first_hashes"]


@pytest.mark.parametrize("number", range(4))
def test_the_batches_drawn_are_the_published_ones(number: int) -> None:
    case = vectors("sampler.json")["cases"][number]
    weights = [int(weight) for weight in case["weights"]]
    assert list(islice(draw_by_weight(SEED, weights), 20)) == case["drawn"]


def test_a_seed_that_may_have_been_tried_out_is_refused() -> None:
    with pytest.raises(SeedTooShort):
        draw_by_weight("1234567890123456789", [1, 2])


@pytest.mark.parametrize("weights", [[], [0, 0]])
def test_without_weight_nothing_is_drawn(weights: list[int]) -> None:
    with pytest.raises(NothingToDraw):
        draw_by_weight(SEED, weights)
