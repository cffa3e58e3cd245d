"""Texts under short names come back as they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.verification import sorting
from hattama.verification.sorting import ShortTexts

TEXTS = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"])).map(str.encode)


@given(st.lists(TEXTS, max_size=30), st.integers(0, 5))
def test_every_text_comes_back_however_many_there_are(texts: list[bytes], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorting, "_MOST", most)
        short = ShortTexts()
        names = [short.shorten(text) for text in texts]
        assert [short.restore(name) for name in names] == texts
        assert [short.named(text) for text in texts] == names


def test_what_stands_twice_has_one_short_name() -> None:
    texts = ShortTexts()
    text = b'[{"code":"KZ-K05A","verdict":"broken"}]'
    name = texts.shorten(text)
    assert texts.shorten(text) == texts.named(text) == name
    assert len(name) < len(text)


def test_a_short_text_and_one_that_is_not_known_stand_for_themselves() -> None:
    texts = ShortTexts()
    assert texts.shorten(b"[]") == b"[]"
    assert texts.named(b"[another, never met]") == b"[another, never met]"
