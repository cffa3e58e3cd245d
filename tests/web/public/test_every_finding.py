"""Whatever code a finding has, every page, paper and command that tells findings says its own words."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from hattama.core.tabulation import OWN_RULES, RuleKind
from hattama.phrases import say
from hattama.web.kernel.pages.remembered_pages import forget_pages
from tests.web.every_finding import BY_KIND, NEW, NEW_AT_NIGHT, fire_every_finding, rules_of_protocols
from tests.web.kernel.pages.reading import read_page
from tests.web.places.test_printed import words_of
from tests.web.prepared import built_once
from tests.web.running_commands import Ran, run
from tests.web.tiny_election import open_tiny

__all__ = ["run"]

pytestmark = pytest.mark.django_db
LANGUAGES = ("kk", "ru", "en")
PREFIX = {"kk": "", "ru": "/ru", "en": "/en"}
UNKNOWN = {
    "kk": "Сайттың бұл нұсқасы бұл ережені білмейді",
    "ru": "Эта версия сайта не знает такого правила",
    "en": "This version of the site does not know the rule",
}
AT_NIGHT = (RuleKind.STEP, RuleKind.PAPER)


@pytest.fixture
def fired(db: None) -> None:
    """Every rule has found something once."""
    forget_pages()
    _fire()


@built_once
def _fire() -> None:
    open_tiny()
    fire_every_finding()


def letters_of(text: str) -> str:
    """Without what a paper may lose where a line ends."""
    return re.sub(r"\W", "", text)


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return read_page(response).text


def told_of(client: Client, address: str) -> dict[str, str]:
    """What a page says of each rule to which it leads, by its code."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    told: dict[str, str] = {}
    for link in read_page(response).all("a"):
        if of := re.search(r"/findings/([^/]+)/", link.attributes.get("href", "")):
            told[of[1]] = f"{told.get(of[1], '')} {link.text}".strip()
    return told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["findings", "findings/?area=R1", "findings/?area=P001", "a/P001"])
def test_pages_of_protocols_say_every_code_in_its_words(
    client: Client, fired: None, language: str, address: str
) -> None:
    place = address if "?" in address else f"{address}/"
    told = told_of(client, f"{PREFIX[language]}/e/tiny/{place}")
    for rule in rules_of_protocols():
        assert (say(rule.words, language) or UNKNOWN[language]) in told[rule.code]
    assert f"({NEW})" in told[NEW], "of a rule without words at least the code is said"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_night_says_every_code_of_times_and_papers_in_its_words(
    client: Client, fired: None, language: str
) -> None:
    for address in ("night/", "a/D11/night/", "a/P001/"):
        assert client.get(f"{PREFIX[language]}/e/tiny/{address}").status_code == 200
    told = told_of(client, f"{PREFIX[language]}/e/tiny/night/")
    for code in (code for kind in AT_NIGHT for code in BY_KIND[kind]):
        assert say(OWN_RULES[code].words, language) in told[code]
    assert NEW_AT_NIGHT in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_turnout_says_every_code_of_turnout_in_its_words(client: Client, fired: None, language: str) -> None:
    told = told_of(client, f"{PREFIX[language]}/e/tiny/turnout/")
    for code in BY_KIND[RuleKind.TURNOUT]:
        assert say(OWN_RULES[code].words, language) in told[code]


def test_every_code_has_its_page(client: Client, fired: None) -> None:
    """Languages by turns: that every word is there in each is asked of the pages that list them all."""
    rules = {rule.code: rule for rule in rules_of_protocols()} | OWN_RULES
    for place, (code, rule) in enumerate(rules.items()):
        language = LANGUAGES[place % 3]
        page = read_page(client.get(f"{PREFIX[language]}/e/tiny/findings/{code}/"))
        heading = page.one("h1").text
        assert heading == say(rule.words, language) or heading.startswith(UNKNOWN[language])
    for code, language in ((NEW, "kk"), (NEW_AT_NIGHT, "ru"), (NEW, "en")):
        assert UNKNOWN[language] in text_of(client, f"{PREFIX[language]}/e/tiny/findings/{code}/")


def test_the_page_of_a_code_lists_the_protocols_or_leads_to_where_it_is_told(
    client: Client, fired: None
) -> None:
    for rule in rules_of_protocols():
        address = f"/en/e/tiny/findings/{rule.code}/"
        page = read_page(client.get(f"{address}?unchecked=1&area=R1"))
        assert list(page.one("ul", cls="feed").links.values()) == ["/en/e/tiny/a/P001/#single"]
    for kind, link in (
        (RuleKind.STEP, "/en/e/tiny/night/"),
        (RuleKind.PAPER, "/en/e/tiny/night/"),
        (RuleKind.TURNOUT, "/en/e/tiny/turnout/"),
        (RuleKind.LEVEL, "/en/e/tiny/results/party/claims/"),
    ):
        for code in BY_KIND[kind]:
            page = read_page(client.get(f"/en/e/tiny/findings/{code}/"))
            links = [item.attributes.get("href") for item in page.one("main").all("a")]
            assert link in links
            assert client.get(link).status_code == 200
            assert "Broken in" not in page.text


def test_a_code_that_neither_rules_nor_log_have_is_not_found(client: Client, fired: None) -> None:
    for code in ("ZZ-NONE", "zz", "KZ%00", "9" * 5000):
        assert client.get(f"/en/e/tiny/findings/{code}/").status_code == 404


@pytest.mark.parametrize(("area", "language"), [("P001", "kk"), ("D11", "ru"), ("R1", "en"), ("KZ", "kk")])
def test_printed_results_say_every_code_in_its_words(
    client: Client, fired: None, area: str, language: str
) -> None:
    response = client.get(f"/data/tiny/areas/{area}/party.{language}.pdf")
    assert response.status_code == 200
    text = letters_of(words_of(response.content))
    for rule in rules_of_protocols():
        assert letters_of(f"{rule.code}: {say(rule.words, language)}") in text


@pytest.mark.parametrize(
    "address",
    [
        *("data/tiny/findings.csv", "data/tiny/protocols.csv", "data/tiny/areas/P001.json"),
        *("data/tiny/areas/R1.json", "data/tiny/areas/P001.csv", "api/v1/elections/tiny/findings"),
        *("en/e/tiny/a/P001/strip/party/participants/", "en/e/tiny/a/P001/compare/party/", "en/e/tiny/"),
        *("en/e/tiny/a/D11/", "en/e/tiny/feed.atom", "data/tiny/cards/P001/party.en.png"),
    ],
)
def test_what_carries_codes_without_words_answers(client: Client, fired: None, address: str) -> None:
    assert client.get(f"/{address}").status_code == 200


def test_the_interface_and_the_table_carry_a_code_that_nobody_knows(client: Client, fired: None) -> None:
    found = client.get(f"/api/v1/elections/tiny/findings?code={NEW}").json()
    assert {item["code"] for item in found["items"]} == {NEW}
    assert NEW in b"".join(client.get("/data/tiny/findings.csv")).decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_lists_every_code_and_says_what_it_means(
    run: Callable[..., Ran], fired: None, language: str
) -> None:
    told = run("--lang", language, "findings", "tiny", "--unchecked").told
    for rule in rules_of_protocols():
        assert rule.code in told
        assert say(rule.words, language) in told


def test_the_command_finds_every_code_by_itself(run: Callable[..., Ran], fired: None) -> None:
    for rule in rules_of_protocols():
        answer = run("findings", "tiny", "--code", rule.code, "--format", "csv")
        assert answer.code == 0
        assert [line.split(",")[0] for line in answer.out.splitlines()[1:]] == [rule.code]


def test_the_command_does_not_answer_with_an_empty_list_for_what_protocols_never_say(
    run: Callable[..., Ran], fired: None
) -> None:
    for code in ("STEP-LATE", "LOOK-TURNOUT", NEW_AT_NIGHT):
        assert run("findings", "tiny", "--code", code).code == 2
