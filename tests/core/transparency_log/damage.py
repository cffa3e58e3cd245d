"""Bytes near to good ones: where strict parsers are most likely to slip."""

from collections.abc import Callable

from hypothesis import strategies as st

from hattama.core.transparency_log import LogRefusal

_SNIPPETS = [
    b"\n",
    b"\n\n",
    b" ",
    b"\t",
    b"\r",
    b"\0",
    b"+",
    b"=",
    b"0",
    b"-",
    b"\xff",
    b"\xe2\x80\x94 ",
    b"none",
    b"#",
]


def damaged(good: bytes) -> st.SearchStrategy[bytes]:
    """The good bytes with a stretch cut out, replaced or doubled; sometimes quite other bytes."""

    def cut(places: tuple[int, int], middle: bytes) -> bytes:
        first, last = sorted(places)
        return good[:first] + middle + good[last:]

    place = st.integers(0, len(good))
    near = st.integers(0, len(good)).flatmap(
        lambda first: st.tuples(st.just(first), st.integers(first, min(first + 4, len(good))))
    )
    middle = st.sampled_from(_SNIPPETS) | st.binary(max_size=4)
    return st.builds(cut, near | st.tuples(place, place), middle) | st.binary(max_size=80)


def accepts_only_its_own_spelling(data: bytes, read_and_write: Callable[[bytes], bytes]) -> None:
    """Fails unless the bytes are refused by name, or read and written back as they were."""
    try:
        written = read_and_write(data)
    except LogRefusal:
        return
    assert written == data
