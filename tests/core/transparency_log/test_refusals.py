"""Refusals: one tree, a reason and a stable code for each."""

import pickle
import re

from hattama.core.transparency_log import LogRefusal
from hattama.core.transparency_log import refusals as why


def all_refusals() -> list[type[LogRefusal]]:
    return [one for one in vars(why).values() if isinstance(one, type) and issubclass(one, LogRefusal)]


def test_every_refusal_has_its_own_code_and_a_reason_in_words() -> None:
    codes = [one.code for one in all_refusals()]
    assert len(set(codes)) == len(codes) > 60
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", code) for code in codes)
    assert all(one.__doc__ for one in all_refusals())


def test_codes_are_the_names_and_stay_what_they_are() -> None:
    assert LogRefusal.code == "log-refusal"
    assert why.DuplicateKey.code == "duplicate-key"
    assert why.NotUtf8.code == "not-utf8"
    assert why.RootMismatch.code == "root-mismatch"
    assert why.NoTrustedSignature.code == "no-trusted-signature"


def test_each_reason_belongs_to_the_kind_of_bytes_it_is_about() -> None:
    kinds = LogRefusal.__subclasses__()
    assert len(kinds) == 10
    for one in all_refusals():
        assert one is LogRefusal or one in kinds or len(set(one.__mro__) & set(kinds)) == 1


def test_a_refusal_reaches_another_process_whole() -> None:
    again = pickle.loads(pickle.dumps(why.RootMismatch("entry 7")))
    assert type(again) is why.RootMismatch
    assert str(again) == "entry 7"
