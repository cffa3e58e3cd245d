"""Refusals of a protocol's life: each names one reason, and each can happen."""

import re
from pathlib import Path

from hattama.core.protocols.life_refusals import LifeRefusal

TESTS = Path(__file__).with_name("test_life.py")


def test_every_refusal_is_met_by_a_test_of_its_own():
    met = set(re.findall(r"\b[A-Z]\w+\b", TESTS.read_text("utf-8").split("ONE = EntryRules()")[1]))
    refusals = {refusal.__name__ for refusal in LifeRefusal.__subclasses__()}
    assert refusals - met == set()


def test_every_refusal_says_its_reason():
    for refusal in LifeRefusal.__subclasses__():
        assert refusal.__doc__ and refusal.__doc__.endswith(".")
