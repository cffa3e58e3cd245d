"""The table of requirements: every row is there once, and every answer that it names exists."""

import re
from pathlib import Path
from typing import Any

import pytest

from hattama.formats.observation_packs import forms_for
from hattama.formats.register_packs import load_register
from hattama.formats.xforms import read_form
from hattama.rulepacks import register_ids
from tests.shared_material import shared_path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (?!row )([^|`]+) \| (.+) \|$", re.MULTILINE)
ASKED = re.compile(r"^\| ([A-OQ-UX]\d\d|CV\d\d|TV\d\d|RP\d\w+|FX\d+)[ |(]", re.MULTILINE)
NAMED = {
    "3.3": re.compile(r"^\| (K\d+[ab]?) \|", re.MULTILINE),
    "4.": re.compile(r"^\| (\d{4} [^|(,]+?|later referendums) ?[|(,]", re.MULTILINE),
}


def table() -> list[tuple[str, str]]:
    return ROW.findall((ROOT / "docs/developer/requirements.md").read_text("utf-8"))


def test_every_row_that_is_asked_for_is_answered_once() -> None:
    text = shared_path("requirements.md").read_text("utf-8")
    # Relations of a paper are called so, too, and stand in a part of their own.
    asked = {*ASKED.findall(text), *re.findall(r"\((P-[a-e])\)", text)} - {"K10", "K11", "K12"}
    parts = re.split(r"^#+ ", text, flags=re.MULTILINE)
    for head, names in NAMED.items():
        (part,) = (one for one in parts if one.startswith(f"{head} "))
        asked |= set(names.findall(part))
    answered = [row for row, _ in table()]
    assert len(answered) == len(set(answered)) and set(answered) == asked


def codes_of(part: object) -> set[str]:
    """Every code of a pack, wherever it stands in it."""
    if isinstance(part, tuple):
        return set().union(*map(codes_of, part))
    if not hasattr(part, "__dataclass_fields__"):
        return set()
    parts: list[Any] = [getattr(part, name) for name in part.__dataclass_fields__]
    own = {part.code} if isinstance(getattr(part, "code", None), str) else set()
    return own.union(*map(codes_of, parts))


@pytest.fixture(scope="module")
def known() -> set[str]:
    packs = {name: codes_of(load_register(name)) for name in register_ids()}
    norms = set()
    for path in (ROOT / "src/hattama/rulepacks/norms").glob("*.toml"):
        norms |= set(re.findall(r'^id = "([^"]+)"', path.read_text("utf-8"), re.MULTILINE))
    forms = (read_form(data, name) for name, data in forms_for("KZ").items())
    asked = {
        f"{form.form_id}:{code}"
        for form in forms
        for question in form.questions
        for code in (question.name, *(option.code for option in question.options))
    }
    return norms | asked | {f"{name}:{code}" for name, codes in packs.items() for code in codes}


def test_every_answer_exists_and_a_row_without_one_says_what_is_open(known: set[str]) -> None:
    for row, cell in table():
        answers = re.findall(r"`([^`]+)`", cell)
        assert answers or cell.startswith("Open: "), row
        for answer in answers:
            is_file = answer.startswith(("src/", "tests/", "docs/", "bench/", "examples/"))
            assert (ROOT / answer).is_file() if is_file else answer in known, (row, answer)


def test_an_indicator_of_an_observers_form_is_the_answer_to_the_row_whose_code_it_has() -> None:
    rows = {row: cell for row, cell in table() if row[0] in "NC"}
    for name, data in forms_for("KZ").items():
        form = read_form(data, name)
        for question in form.questions:
            if row := next((one for one in rows if question.code.startswith(one)), None):
                assert f"`{form.form_id}:{question.name}`" in rows[row], (row, question.name)
