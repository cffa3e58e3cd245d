"""Whatever bytes come: a value or a named refusal, in bounded time, and one spelling where there is one.

Few examples in ordinary runs, the same each time in CI; HATTAMA_ENDURANCE=1 asks thousands, with new chance.
"""

import os
import time
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.attack.parsers import TARGETS, Target, spelled_again

ENDURANCE = os.environ.get("HATTAMA_ENDURANCE") == "1"
EXAMPLES = int(os.environ.get("HATTAMA_EXAMPLES", "4000")) if ENDURANCE else 10
MOST_SECONDS = 10
"""Of the processor's time for one input of a few kilobytes; the slowest needs a hundredth of it."""

TABLES = {"list of areas", "votes", "candidates of lists", "tiles", "accounts", "table of text"}

TOKENS = st.sampled_from(
    [
        *(b"[" * 3000, b'{"a":' * 500, b"(" * 3000, b"{" * 300, b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r"),
        *(b'"', b"'''", b'"""', b"\n\n", b"=", b"+", b"-", b"1e999", b"9" * 5000, b"-0", b"0x10", b"1_000"),
        *(b"nan", b"inf", b"null", b"true", "٣".encode(), "\u2028".encode(), "\u202e".encode(), b"\\u0000"),
        *(b"%s%s", b"../", b"//", b"999999999999999999999", b"[[contest]]\n", b"\nid = 1\n", b",,,,", b";"),
        *(b"\xed\xa0\x80", b"\x1b[31m", b"18446744073709551616", b"2023-02-30", b"25:61", b" " * 2000),
    ]
)


@st.composite
def damaged(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """A seed with up to four injuries: cut out, doubled, overwritten, something put in; or any bytes."""
    if not draw(st.integers(0, 9)):
        return draw(st.binary(max_size=200))
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        middle = draw(st.one_of(st.just(b""), st.just(data[start:end] * 2), st.binary(max_size=8), TOKENS))
        data = data[:start] + middle + data[end:]
    return data


def judge(name: str, target: Target, data: bytes) -> None:
    began = time.process_time()
    try:
        value = target.parse(data)
    except target.refusals as refusal:
        assert str(refusal) or type(refusal).__name__
        return
    finally:
        assert time.process_time() - began < MOST_SECONDS
    assert spelled_again(name, value) == value
    if target.render is not None:
        assert target.render(value) == data


@pytest.mark.parametrize("name", TARGETS)
def test_a_value_or_a_named_refusal(name: str) -> None:
    target = TARGETS[name]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=not ENDURANCE,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(data=damaged(target.seeds))
    def asked(data: bytes) -> None:
        judge(name, target, data)

    for seed in target.seeds:
        judge(name, target, seed)
    asked()


def test_the_property_sees_a_parser_that_breaks() -> None:
    broken = Target(lambda data: data[0], (ValueError,), (b"x",))
    with pytest.raises(IndexError):
        judge("broken", broken, b"")
    careless = Target(bytes.strip, (), (b"x",), bytes)
    with pytest.raises(AssertionError):
        judge("careless", careless, b" x")


TIMES = 10_000 if ENDURANCE else 3_000
SWOLLEN = (
    b"[" * 100_000,
    b'{"a":' * 30_000,
    b"a," * 6 * TIMES,
    b"votes,area_id,login,list," * (3 * TIMES // 2),
    b"9" * 200_000,
    b'"' + b"x" * 200_000,
)
"""Deep, wide and long; what takes a square of them in time was found so."""


@pytest.mark.parametrize("name", TARGETS)
def test_depth_width_and_length_take_little_memory_and_time(name: str) -> None:
    tracemalloc.start()
    try:
        for data in SWOLLEN if ENDURANCE or name in TABLES else SWOLLEN[:2]:
            judge(name, TARGETS[name], data)
        assert tracemalloc.get_traced_memory()[1] < 200 * 1024 * 1024
    finally:
        tracemalloc.stop()
