"""Seals: what was fixed before what, and that nothing is opened early, twice, or unsealed."""

import datetime
from typing import Any

import pytest

from hattama.core.entries import entry_body
from hattama.core.entries.parts import BrokenLifeCycle
from hattama.core.entries.seals import (
    NoSuchSample,
    NoSuchSeal,
    OpenedEarly,
    OpenedTwice,
    SampleSealedTwice,
    SealStanding,
    fold_seal,
)

EVE = datetime.datetime(2026, 11, 21, 18, tzinfo=datetime.UTC)
HOUR = EVE + datetime.timedelta(days=1)
DIGEST, SALT = "d" * 64, "5" * 64


def _sample(name: str = "night", about: str = "sample", organisation: str = "Example") -> dict[str, Any]:
    of = {"about": about, "name": name, "organisation": organisation}
    return entry_body("seal", EVE, **of, digest=DIGEST, opens_at=HOUR if about == "sample" else None)


def _opening(seal: int, at: datetime.datetime = HOUR) -> dict[str, Any]:
    return entry_body("unsealing", at, seal=seal, salt=SALT, sha256="f" * 64, bytes=7)


def _folded(*bodies: dict[str, Any]) -> SealStanding:
    standing = SealStanding()
    for index, body in enumerate(bodies, start=10):
        fold_seal(standing, index, body)
    return standing


def test_a_list_is_sealed_opened_at_its_hour_and_then_results_follow() -> None:
    standing = _folded(_sample(), _opening(10), _sample(about="sample_results"), _opening(12))
    sample = standing.sample("night")
    assert sample is not None
    assert sample.opening is not None
    assert (sample.index, sample.opening.index, sample.opening.size_bytes) == (10, 11, 7)
    assert [(one.index, one.opening is not None) for one in standing.results("night")] == [(12, True)]


@pytest.mark.parametrize(
    ("bodies", "why"),
    [
        ([_sample(), _sample()], SampleSealedTwice),
        ([_opening(3)], NoSuchSeal),
        ([_sample(), _opening(10), _opening(10)], OpenedTwice),
        ([_sample(), _opening(10, HOUR - datetime.timedelta(seconds=1))], OpenedEarly),
        ([_sample(about="sample_results")], NoSuchSample),
        ([_sample(), _sample(about="sample_results")], NoSuchSample),
        ([_sample(), _opening(10), _sample(about="sample_results", organisation="Another")], NoSuchSample),
    ],
)
def test_what_cannot_be_is_refused_by_name(bodies: list[dict[str, Any]], why: type[BrokenLifeCycle]) -> None:
    with pytest.raises(why):
        _folded(*bodies)
