"""Batches counted again: sizes, draws and risks of published contests, and the limit held in simulation."""

import random
from fractions import Fraction
from itertools import islice
from typing import Any

import pytest

from hattama.core.audits import NoAssertions
from hattama.core.audits.assertions import more_votes, under
from hattama.core.audits.batch_comparison import (
    UNIT,
    Batch,
    BatchPlan,
    error_of,
    measured_risks,
    plan_batches,
    taint_of,
)
from hattama.core.audits.record_draw import draw_by_weight
from tests.core.audits.published import SEED, georgia, georgian_contests, list_assertions, vectors

NAMES = ["plurality", "majority", "69 seats", "9 seats"]
FIVE = Fraction(5, 100)


@pytest.fixture(scope="module")
def plans() -> dict[int, BatchPlan]:
    return {
        number: plan_batches(assertions, georgia()[0])
        for number, assertions in enumerate(georgian_contests())
    }


def drawn(plan: BatchPlan, count: int) -> list[int]:
    return list(islice(draw_by_weight(SEED, plan.bounds), count))


@pytest.mark.parametrize("number", range(4), ids=NAMES)
def test_bounds_sizes_and_draws_are_those_of_the_published_contests(
    plans: dict[int, BatchPlan], number: int
) -> None:
    told: dict[str, Any] = vectors("batches.json")["contests"][number]
    plan = plans[number]
    assert len(plan.batches) == told["batches"]
    assert plan.whole == int(told["U_times_1e9"])
    assert [plan.draws(FIVE), plan.draws(Fraction(1, 10))] == list(told["sample_size"].values())
    largest = sorted(zip(plan.bounds, plan.batches, strict=True), key=lambda one: -one[0])[:3]
    assert [(b.name, bound) for bound, b in largest] == [
        (one["batch"], one["bound_times_1e9"]) for one in told["largest_bounds"]
    ]
    assert [plan.batches[one].name for one in drawn(plan, 20)] == told["first_20_drawn"]
    assert len(set(drawn(plan, plan.draws(FIVE)))) == told["distinct_in_sample_5_percent"]


def test_of_the_lists_of_2023_the_seat_that_respublica_leaves_amanat_costs_most() -> None:
    case = vectors("proportional.json")["cases"][0]
    votes = case["votes"] | {"against_all": case["against_all"]}
    batch = Batch("all", votes, case["ballots"])
    assertions = list_assertions(case)
    plan = plan_batches(assertions, [batch])
    hardest = plan.hardest()
    assert (hardest.kind, {hardest.choice, hardest.other}) == ("seats", {"respublica", "amanat"})
    alone = {one: plan_batches([one], [batch]).draws(FIVE) for one in assertions}
    assert alone[hardest] == max(alone.values()) > alone[under("baytaq", Fraction(1, 20), frozenset(votes))]


@pytest.mark.parametrize("number", range(4), ids=NAMES)
def test_the_risk_after_each_draw_is_that_of_the_published_contests(
    plans: dict[int, BatchPlan], number: int
) -> None:
    told: dict[str, Any] = vectors("batches.json")["contests"][number]
    plan, (batches, counted) = plans[number], georgia()
    sample = drawn(plan, plan.draws(FIVE))
    taint = {one: taint_of(plan, one, counted[one], sum(counted[one].values())) for one in set(sample)}
    taints = [taint[one] for one in sample]
    risks = [one.risk for one in measured_risks(plan, taints, FIVE)]
    assert risks[:20] == pytest.approx(told["risk_after_each_of_first_20"][: len(risks)], rel=1e-10)
    assert risks[-1] == pytest.approx(told["risk_at_sample_5_percent"], rel=1e-10)
    differing = {batches[one].name: float(error_of(plan, batches[one], counted[one])) for one in set(sample)}
    for one in told["batches_in_sample_that_differ"]:
        assert differing[one["batch"]] == pytest.approx(one["error"], rel=1e-9)


@pytest.mark.parametrize("number", [0, 1, 3], ids=["plurality", "majority", "9 seats"])
def test_a_batch_that_differs_costs_as_many_draws_as_published(
    plans: dict[int, BatchPlan], number: int
) -> None:
    told: dict[str, Any] = vectors("batches.json")["contests"][number]
    plan, (batches, _counted) = plans[number], georgia()
    for case in told["what_if_first_drawn_batch_is_recounted_so"]:
        sample = drawn(plan, 3 * plan.draws(FIVE))
        again = dict(batches[sample[0]].votes)
        for code, change in case["change_of_paper_against_report"].items():
            again[code] += change
        taint = taint_of(plan, sample[0], again, sum(again.values()))
        assert float(taint) == pytest.approx(case["taint"], rel=1e-9)
        taints = [taint if one == sample[0] else Fraction(0) for one in sample]
        risks = list(measured_risks(plan, taints, FIVE))
        assert risks[plan.draws(FIVE) - 1].risk == pytest.approx(case["risk_at_sample"], rel=1e-9)
        assert next(one.draws for one in risks if one.is_confirmed) == case["draws_until_0_05"]


@pytest.mark.parametrize(
    ("first", "second", "ballots", "batch", "whole", "clean", "after"),
    [
        (60000, 54000, 120000, (200, 180), 21, 30, 0.231377),
        (30000, 24000, 60000, (200, 160), 11, 30, 0.0573086),
        (18000, 12600, 36000, (200, 140), Fraction(23, 3), 36, 0.00652947),
    ],
)
def test_the_three_contests_of_macro_come_out_of_the_same_rules(
    first: int,
    second: int,
    ballots: int,
    batch: tuple[int, int],
    whole: Fraction,
    clean: int,
    after: float,
) -> None:
    count = first // batch[0]
    batches = [Batch(str(one), {"a": batch[0], "b": batch[1]}, ballots // count) for one in range(count)]
    plan = plan_batches([more_votes("a", "b")], batches)
    assert Fraction(plan.whole, UNIT) == pytest.approx(float(whole), rel=1e-6)
    *_, last = measured_risks(plan, [Fraction(0)] * clean, FIVE)
    assert last.risk == pytest.approx(after, rel=1e-4)


def test_a_tie_has_no_sample_that_could_confirm_it() -> None:
    with pytest.raises(NoAssertions):
        plan_batches([more_votes("a", "b")], [Batch("1", {"a": 5, "b": 5}, 10)])


def test_draws_are_told_at_once_however_thin_the_margin_is() -> None:
    """A seat that hangs on one vote of ten million: its powers in whole numbers would take hours."""
    plan = plan_batches([more_votes("a", "b")], [Batch("all", {"a": 5_000_001, "b": 5_000_000}, 10_000_001)])
    assert plan.draws(FIVE) == 29_957_328
    even = plan_batches([more_votes("a", "b")], [Batch(str(one), {"a": 3, "b": 1}, 4) for one in range(2)])
    assert (even.whole, even.draws(Fraction(4, 9)), even.draws(Fraction(8, 27))) == (3 * UNIT, 2, 3)


def test_a_place_without_ballots_is_never_drawn_and_the_other_always() -> None:
    plan = plan_batches([more_votes("a", "b")], [Batch("1", {"a": 9}, 9), Batch("2", {}, 0)])
    assert (plan.distinct(3), plan.ballots(3)) == (1, 9)


def test_more_papers_than_were_committed_to_can_never_be_made_up_for() -> None:
    batches = [Batch(str(one), {"a": 6, "b": 4}, 10) for one in range(50)]
    plan = plan_batches([more_votes("a", "b")], batches)
    taints = [taint_of(plan, 0, {"a": 6, "b": 5}, 11)] + [Fraction(0)] * 500
    assert not any(one.is_confirmed for one in measured_risks(plan, taints, FIVE))


def test_of_wrong_outcomes_no_more_than_the_limit_are_confirmed() -> None:
    """2,000 audits of an outcome that is wrong by one vote, hidden in the fewest batches that can hide it."""
    batches = [Batch(str(one), {"a": 60, "b": 40}, 100) for one in range(40)]
    plan = plan_batches([more_votes("a", "b")], batches)
    hidden = {one: {"a": 0, "b": 100} for one in range(6)} | {6: {"a": 20, "b": 80}}
    really = [hidden.get(one, dict(batches[one].votes)) for one in range(40)]
    assert sum(one["a"] for one in really) <= sum(one["b"] for one in really)
    chance, limit, confirmed = random.Random(20), Fraction(1, 10), 0
    taint = {one: taint_of(plan, one, really[one], 100) for one in range(40)}
    for _ in range(2000):
        sample = chance.choices(range(40), plan.bounds, k=plan.draws(limit) * 2)
        confirmed += any(
            one.is_confirmed for one in measured_risks(plan, [taint[one] for one in sample], limit)
        )
    assert confirmed <= 2000 * 0.1 + 3 * (2000 * 0.1 * 0.9) ** 0.5
    assert confirmed > 0, "an audit that confirms nothing tries nothing here"


def test_a_risk_that_no_float_holds_is_1_and_confirms_nothing(plans: dict[int, BatchPlan]) -> None:
    *_, last = measured_risks(plans[0], [Fraction(2, 3)] * 2000, FIVE)
    assert (last.draws, last.risk, last.is_confirmed) == (2000, 1.0, False)
