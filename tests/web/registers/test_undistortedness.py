"""The thirty-three questions as the source numbers them, and their table for an election."""

import re
from pathlib import Path

import pytest
from django.test import Client

from hattama.cli.main import main
from hattama.formats.register_packs import load_register
from hattama.web.kernel.elections.tables import ElectionRow
from tests.shared_material import shared_path
from tests.web.kernel.pages.reading import read_page

EXAMPLE = Path(__file__).parents[3] / "docs/citizen/undistortedness"


def test_the_questions_are_those_of_the_source_in_three_languages() -> None:
    told = shared_path("sources", "003.txt").read_text("utf-8")
    asked = list(dict.fromkeys(re.findall(r"^(2\.\d+)\.\s", told, re.MULTILINE)))
    kind = load_register("undistortedness").kind("answer")
    field = kind.field("question") if kind else None
    assert field is not None
    for language in ("kk", "ru", "en"):
        numbered = [item.words.say(language).split(". ")[0] for item in field.items]
        assert numbered == asked == [f"2.{number}" for number in range(1, 34)]


@pytest.mark.django_db(transaction=True)
def test_the_table_of_an_election_has_a_row_for_each_question_and_no_norm_is_an_answer(
    tiny: ElectionRow, client: Client
) -> None:
    table = f"/en/e/{tiny.pk}/registers/undistortedness/pages/table/"
    assert f'<a href="{table}">' in client.get(f"/en/e/{tiny.pk}/registers/").content.decode()
    before = client.get(table).content.decode()
    assert all(f"2.{number}. " in before for number in range(1, 34))
    assert before.count("no norm") == 0, "nobody has answered, so nothing stands in anybody's name"
    assert before.count("not answered</span>") == 33
    asked = read_page(client.get(table)).one("table", cls="grid")
    (equal,) = [row for row in asked.all("tr") if "2.14. " in row.text]
    assert any("20-1" in link for link in equal.links.values()), "the norm that speaks of it"
    files = [str(EXAMPLE / "answers.csv"), "--mapping", str(EXAMPLE / "mapping.toml")]
    assert main(["records", "load", tiny.pk, *files, "--lang", "en"]) == 0
    page = client.get(table).content.decode()
    assert page.count("no norm") >= 20
    assert all(f"2.{number}. " in page for number in range(1, 34))
    numbers = " ".join(client.get(f"/en/e/{tiny.pk}/registers/undistortedness/").content.decode().split())
    for words in ("observers' rights (2.9 to 2.28)", "undistortedness (2.1 to 2.8, 2.29 to 2.33)"):
        assert words.replace("'", "&#x27;") in numbers
