"""Checkpoints and cosignatures: what a log states, and what witnesses state about it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.transparency_log import (
    EMPTY_ROOT,
    Checkpoint,
    LogRefusal,
    open_checkpoint,
    parse_checkpoint,
    parse_checkpoint_text,
)
from hattama.core.transparency_log import refusals as why
from hattama.core.transparency_log.checkpoints import is_fork

from .damage import accepts_only_its_own_spelling, damaged
from .signers import DATA, LOG, ORIGIN, ROOT_LINE, SIGNED, STATED, signer, verify


def test_a_checkpoint_is_read_back() -> None:
    assert STATED.text() == f"{ORIGIN}\n70000\n{ROOT_LINE}\n"
    assert open_checkpoint(DATA, [LOG.key], verify) == SIGNED
    assert parse_checkpoint(DATA).encoded() == DATA


@given(st.integers(0, len(DATA) - 1), st.integers(0, 7))
def test_a_checkpoint_refuses_every_altered_byte(place: int, bit: int) -> None:
    altered = DATA[:place] + bytes([DATA[place] ^ 1 << bit]) + DATA[place + 1 :]
    with pytest.raises((why.NoteRefused, why.CheckpointRefused)):
        open_checkpoint(altered, [LOG.key], verify)


@given(damaged(DATA))
def test_any_bytes_give_a_checkpoint_or_a_named_refusal(data: bytes) -> None:
    accepts_only_its_own_spelling(data, lambda given: parse_checkpoint(given).encoded())


@given(damaged(STATED.text().encode()))
def test_any_text_gives_a_checkpoint_or_a_named_refusal(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    try:
        stated = parse_checkpoint_text(text)
    except why.CheckpointRefused:
        return
    assert stated.text() == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", why.CheckpointTooShort),
        (f"{ORIGIN}\n1\n", why.CheckpointTooShort),
        (f"{ORIGIN}\n1\n{ROOT_LINE}", why.CheckpointTooShort),
        (f"{ORIGIN}\n1\n{ROOT_LINE}\nmore", why.CheckpointTooShort),
        (f"\n1\n{ROOT_LINE}\n", why.OriginMissing),
        (f"{ORIGIN}\n01\n{ROOT_LINE}\n", why.SizeMalformed),
        (f"{ORIGIN}\n-1\n{ROOT_LINE}\n", why.SizeMalformed),
        (f"{ORIGIN}\n+1\n{ROOT_LINE}\n", why.SizeMalformed),
        (f"{ORIGIN}\n1 \n{ROOT_LINE}\n", why.SizeMalformed),
        (f"{ORIGIN}\n١\n{ROOT_LINE}\n", why.SizeMalformed),
        (f"{ORIGIN}\n{2**63}\n{ROOT_LINE}\n", why.SizeMalformed),
        (f"{ORIGIN}\n1\n{ROOT_LINE[:-1]}\n", why.RootMalformed),
        (f"{ORIGIN}\n1\n{ROOT_LINE} \n", why.RootMalformed),
        (f"{ORIGIN}\n1\nAAAA\n", why.RootMalformed),
        (f"{ORIGIN}\n1\n{ROOT_LINE[:-2]}9=\n", why.RootMalformed),
        (f"{ORIGIN}\n1\n{ROOT_LINE}\n\n", why.ExtensionMalformed),
        (f"{ORIGIN}\n1\n{ROOT_LINE}\nmore\n\nmore\n", why.ExtensionMalformed),
    ],
)
def test_each_bad_text_is_refused_for_its_own_reason(text: str, reason: type[LogRefusal]) -> None:
    with pytest.raises(LogRefusal) as caught:
        parse_checkpoint_text(text)
    assert type(caught.value) is reason


def test_the_largest_size_and_extension_lines_of_others_are_read() -> None:
    text = f"{ORIGIN}\n{2**63 - 1}\n{ROOT_LINE}\nmore\n"
    assert parse_checkpoint_text(text) == Checkpoint(ORIGIN, 2**63 - 1, STATED.root, ("more",))


def test_only_a_key_named_as_the_origin_speaks_for_the_log() -> None:
    other = signer("log.example.org/other")
    with pytest.raises(why.OriginUnknown):
        open_checkpoint(DATA, [other.key], verify)
    same_name = signer(ORIGIN, "another seed")
    with pytest.raises(why.NoTrustedSignature):
        open_checkpoint(DATA, [same_name.key], verify)
    assert open_checkpoint(DATA, [same_name.key, LOG.key], verify) == SIGNED


def test_two_roots_for_one_size_are_a_fork_and_nothing_else_is() -> None:
    assert is_fork(STATED, Checkpoint(ORIGIN, 70_000, EMPTY_ROOT))
    assert not is_fork(STATED, STATED)
    assert not is_fork(STATED, Checkpoint(ORIGIN, 70_001, EMPTY_ROOT))
    assert not is_fork(STATED, Checkpoint("another", 70_000, EMPTY_ROOT))
