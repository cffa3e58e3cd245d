"""What follows from committed batches: a table of known bytes, draws within the piles, sizes of both ways."""

import random
from fractions import Fraction
from itertools import islice

import pytest

from hattama.core.audits import AuditPlan, Committed, NoAssertions, plan_audit, read_batches
from hattama.core.entries import AuditMethod
from hattama.core.outcomes import ChoiceVotes, SingleMandateRules, Votes
from tests.core.audits.published import SEED
from tests.core.outcomes.samples import DISTRICT

assert isinstance(DISTRICT, SingleMandateRules)
LIMIT = Fraction(1, 10)


def batches(number: int, a: int = 60, b: int = 40) -> Committed:
    votes = Votes((ChoiceVotes("a", a), ChoiceVotes("b", b)), {"invalid": 0})
    return Committed(tuple((f"P{one:03d}", votes) for one in range(number)))


def plan(number: int = 40, a: int = 60, b: int = 40) -> AuditPlan:
    return plan_audit(batches(number, a, b), DISTRICT, None)


def test_the_table_is_read_back_as_it_was_written() -> None:
    committed = batches(2)
    assert committed.table == b"choice,votes,area\na,60,P000\nb,40,P000\ninvalid,0,P000\n" + (
        b"a,60,P001\nb,40,P001\ninvalid,0,P001\n"
    )
    assert read_batches(committed.table, 0) == committed
    assert committed.told()["ballots"] == 200


def test_single_ballots_are_drawn_each_once_and_lie_in_their_piles() -> None:
    drawn = list(plan(3).sequence(AuditMethod.BALLOTS, SEED))
    assert len(drawn) == len(set(drawn)) == 300
    assert {area for area, _ in drawn} == {"P000", "P001", "P002"}
    assert {ballot for _, ballot in drawn} == set(range(1, 101))


def test_a_thin_margin_is_a_full_count_by_either_way() -> None:
    thin = plan(10, 501, 500)
    assert [thin.to_draw(method, LIMIT) for method in AuditMethod] == [None, None]
    wide = plan(40)
    assert wide.to_draw(AuditMethod.BATCHES, LIMIT) == 13
    # The mean of BRAVO for 60 to 40 at 10 % is 119 ballots; ALPHA comes to nearly the same.
    assert wide.to_draw(AuditMethod.BALLOTS, LIMIT) == pytest.approx(119, abs=6)
    with pytest.raises(NoAssertions):
        plan(10, 50, 50)


def test_papers_that_are_gone_from_a_batch_count_as_the_worst_as_single_ballots_do() -> None:
    told = plan()
    found = ({"a": 60, "b": 40}, {"a": 60, "b": 0}, {"a": 0, "b": 40}, {"a": 0, "b": 0})
    taints = [told.taint("P001", {**one, "invalid": 0}) for one in found]
    assert taints == [0, 0, 1, 1], "whoever takes away the papers of b makes nothing surer"


def wrongly_confirmed(method: AuditMethod, audits: int) -> int:
    """How many of so many audits confirm that a has won, where b has by one vote in all."""
    told, chance = plan(20), random.Random(20)
    truth = {f"P{one:03d}": {"a": 60, "b": 40, "invalid": 0} for one in range(20)}
    for one in range(3):
        truth[f"P{one:03d}"] = {"a": 0, "b": 100, "invalid": 0}
    truth["P003"] = {"a": 39, "b": 61, "invalid": 0}
    assert sum(one["a"] for one in truth.values()) < sum(one["b"] for one in truth.values())
    confirmed = 0
    for _ in range(audits):
        seed = "".join(chance.choices("0123456789", k=20))
        drawn = list(islice(told.sequence(method, seed), 40 if method is AuditMethod.BATCHES else 300))
        if method is AuditMethod.BATCHES:
            counts = [(area, truth[area]) for area, _ in drawn]
        else:
            counts = [(area, "a" if ballot <= truth[area]["a"] else "b") for area, ballot in drawn]
        confirmed += any(enough for _, enough in told.risks(method, counts, LIMIT))
    return confirmed


@pytest.mark.parametrize(
    ("method", "audits"),
    [
        (AuditMethod.BATCHES, 300),
        (AuditMethod.BALLOTS, 150),
        pytest.param(AuditMethod.BATCHES, 10_000, marks=pytest.mark.endurance),
        pytest.param(AuditMethod.BALLOTS, 10_000, marks=pytest.mark.endurance),
    ],
)
def test_of_wrong_outcomes_no_more_than_the_limit_are_confirmed_from_seed_to_risk(
    method: AuditMethod, audits: int
) -> None:
    confirmed = wrongly_confirmed(method, audits)
    print(f"{method}: {confirmed} of {audits} wrong outcomes confirmed at a limit of {LIMIT}")
    assert confirmed <= audits * 0.1 + 3 * (audits * 0.1 * 0.9) ** 0.5
