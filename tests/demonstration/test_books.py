"""Registers of the demonstration before its night: packs take all of it in, and nothing is of a later day."""

from collections import Counter

from hattama.core.records import RecordDeed, Registry
from hattama.demonstration import made_up_registers
from hattama.demonstration.contests import POLLING_ON
from hattama.formats.register_packs import shipped_registers
from tests.demonstration.made import SMALL, demonstration


def test_packs_take_it_in_and_all_of_it_lies_before_the_day_of_voting() -> None:
    made = demonstration(SMALL)
    told = made_up_registers(made.areas, made.seed)
    assert told == made_up_registers(made.areas, made.seed)
    registry = Registry(shipped_registers())
    for one in told:
        if isinstance(one, RecordDeed):
            assert one.at.date() < POLLING_ON
            registry.do(one)
        else:
            registry.say(one)
    kinds = Counter(one.kind.code for one in registry.of("information-requests"))
    assert (kinds["question"], kinds["answer"]) == (53, 53 * 8)
    # All that is said is said to be made up.
    assert all(
        one.document and "ойдан шығарылған" in one.document.title for one in told if hasattr(one, "values")
    )
