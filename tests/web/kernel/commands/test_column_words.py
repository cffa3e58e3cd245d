"""Tables for people speak their language; tables for programs keep the English codes."""

import csv
import io

import pytest

from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.commands.answers import print_rows
from hattama.web.kernel.commands.column_words import cells_in_words, heads_of
from tests.web.people import person


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("role", Role)
def test_every_role_is_named_in_every_language(role: Role, language: str) -> None:
    (word,) = cells_in_words(("role",), (role.value,), language)
    assert "_" not in str(word)
    assert language == "en" or word != role.value


def test_a_column_that_has_no_words_is_noticed() -> None:
    with pytest.raises(KeyError):
        heads_of(("no_such_column",), "kk")


@pytest.mark.django_db
def test_the_list_of_accounts_speaks_kazakh_to_people_and_codes_to_programs(run, tiny) -> None:
    person(Role.CHAIR, "P001", username="chair")
    told = run("--lang", "kk", "accounts", "list", "--election", "tiny").out
    assert "Рөлі" in told and "учаскелік сайлау комиссиясының төрағасы" in told
    (row,) = csv.DictReader(io.StringIO(run("accounts", "list", "--election", "tiny", "--format", "csv").out))
    assert (row["role"], row["account"]) == ("chair", "open")


def test_lines_of_a_table_end_where_their_words_do(capsys: pytest.CaptureFixture[str]) -> None:
    """A page of a pager and a letter of cron are narrower than the widest line."""
    print_rows(("what", "value"), [("short", "one"), ("long", "word " * 60)], "table")
    assert all(line == line.rstrip() for line in capsys.readouterr().out.splitlines())
