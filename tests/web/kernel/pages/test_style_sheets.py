"""Style sheets that one page loads together: no name has two meanings, no rule is written twice."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.web.kernel.pages.reading import read_page

FOLDER = Path(settings.STATICFILES_DIRS[0])
PUBLIC = "hattama/hattama.css"
DESK = ("desk/desk.css", "desk/life.css", "desk/account.css", "desk/night.css")


def rules(sheet: str) -> list[tuple[str, str]]:
    """Selector and declarations of every rule, those within a condition too."""
    text = re.sub(r"/\*.*?\*/", "", (FOLDER / sheet).read_text(), flags=re.DOTALL)
    found = re.findall(r"([^{}]+)\{([^{}]*)\}", text)
    return [(" ".join(selector.split()), " ".join(body.split())) for selector, body in found]


def names(sheet: str) -> set[str]:
    """Classes to which the sheet itself gives a form, wherever they stand."""
    single = (part.strip() for selector, _body in rules(sheet) for part in selector.split(","))
    return {part for part in single if re.fullmatch(r"\.[a-z-]+", part)}


@pytest.mark.parametrize("sheet", DESK)
def test_a_name_of_the_public_pages_means_nothing_else_at_the_desk(sheet: str) -> None:
    assert names(PUBLIC) & names(sheet) == set()


def test_no_rule_is_written_in_two_sheets() -> None:
    written = Counter(rule for sheet in (PUBLIC, *DESK) for rule in set(rules(sheet)))
    assert [rule for rule, times in written.items() if times > 1] == []


def test_rules_for_account_pages_stand_in_the_sheet_that_account_pages_load(client: Client, db: None) -> None:
    for sheet in DESK:
        of_accounts = [selector for selector, _body in rules(sheet) if selector.startswith(".account")]
        assert bool(of_accounts) == (sheet == "desk/account.css"), sheet
    login = read_page(client.get(reverse("account_login")))
    loaded = [link.attributes["href"].split("/static/")[1] for link in login.all("link", rel="stylesheet")]
    assert loaded == [PUBLIC, "desk/desk.css", "desk/account.css"]


def test_no_style_sheet_names_a_side_that_writing_from_right_to_left_would_want_mirrored() -> None:
    sided = re.compile(
        r"(?:margin|padding|border)-(?:left|right)\b|text-align: *(?:left|right)|float: *(?:left|right)"
        r"|(?<![-\w])(?:margin|padding): ([^\s;(]+) ([^\s;(]+) ([^\s;(]+) (?!\2;)[^\s;(]+;"
    )
    found = {
        f"{sheet.name}: {told.group()}"
        for sheet in sorted(FOLDER.rglob("*.css"))
        for told in sided.finditer(sheet.read_text("utf-8"))
    }
    assert found == set()
