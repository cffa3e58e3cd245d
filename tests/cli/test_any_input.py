"""Whatever a file holds, a command that reads it alone answers with a result, or a sentence and code 2."""

import contextlib
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hattama.cli.main import main

CELLS = st.one_of(
    st.sampled_from(
        [
            "a",
            "b",
            "for",
            "against",
            "against_all",
            "invalid",
            "registered",
            "0",
            "1",
            "40000",
            "900000",
            "-1",
            "1.5",
            "9007199254740993",
            "",
            "none",
            "women",
            "ballots_issued",
            "2023-03-19T16:10+06:00",
            "57.02",
            '"',
        ]
    ),
    st.text(max_size=6),
)
HEADERS = st.sampled_from(
    [
        ["choice", "votes"],
        ["choice", "votes", "registered_order"],
        ["choice", "votes", "area"],
        ["area", "time", "notion", "voters"],
        ["area", "time", "notion", "voters", "share"],
        ["list", "place", "name", "groups"],
        ["votes", "votes"],
    ]
)


def table(header: list[str], rows: list[list[str]]) -> bytes:
    return "\n".join(",".join(cells) for cells in (header, *rows)).encode("utf-8", "replace")


TABLES = st.builds(table, HEADERS, st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=6))
FILES = st.one_of(st.binary(max_size=60), TABLES)
PACKS = st.sampled_from(["kz-2023", "kz-2021", "kz-2022-president", "kz-2022-referendum", "kz-2026"])
LANGUAGES = st.sampled_from(["kk", "ru", "en"])
few = settings(max_examples=50, deadline=None, suppress_health_check=[*HealthCheck])


def answer(words: Sequence[str]) -> tuple[int, str, str]:
    out, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        code = main(list(words))
    return code, out.getvalue(), told.getvalue()


def holds(words: Sequence[str], codes: set[int]) -> None:
    code, out, told = answer(words)
    assert code in codes
    if code == 2:
        assert out == ""
        assert len(told.strip()) > 10
    else:
        assert out
        assert told == ""


@few
@given(data=FILES, pack=PACKS, language=LANGUAGES)
def test_an_outcome_is_told_or_refused_with_a_sentence(
    tmp_path: Path, data: bytes, pack: str, language: str
) -> None:
    file = tmp_path / "votes.csv"
    file.write_bytes(data)
    holds(["outcome", str(file), "--rules", pack, "--lang", language], {0, 2})


@few
@given(data=FILES, language=LANGUAGES)
def test_mandates_are_told_or_refused_with_a_sentence(tmp_path: Path, data: bytes, language: str) -> None:
    votes, lists = tmp_path / "votes.csv", tmp_path / "lists.csv"
    votes.write_text("choice,votes,registered_order\na,600000,1\nb,400000,2\n", "utf-8")
    lists.write_bytes(data)
    holds(["outcome", str(votes), "--rules", "kz-2023", "--lists", str(lists), "--lang", language], {0, 2})


@few
@given(data=FILES, language=LANGUAGES, form=st.sampled_from(["table", "json", "csv"]))
def test_turnout_is_told_or_refused_with_a_sentence(
    tmp_path: Path, data: bytes, language: str, form: str
) -> None:
    file = tmp_path / "turnout.csv"
    file.write_bytes(data)
    holds(["turnout", "check", str(file), "--lang", language, "--format", form], {0, 1, 2})


@pytest.mark.parametrize("words", [["outcome", "--rules", "kz-2023"], ["turnout", "check"]])
def test_a_folder_or_a_file_that_is_not_there_is_refused_with_a_sentence(
    words: list[str], tmp_path: Path
) -> None:
    for path in (tmp_path, tmp_path / "absent.csv"):
        code, out, told = answer([*words, str(path), "--lang", "kk"])
        assert (code, out) == (2, "")
        assert path.name in told
