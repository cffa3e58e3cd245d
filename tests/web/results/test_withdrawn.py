"""A candidate that no longer stands: the votes stay on the pages, with the day and decision beside them."""

import pytest
from django.test import Client

from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.log.advance_log import advance_log
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import (
    ELECTION_ID,
    ELECTION_TOML,
    LOADED_AT,
    SINGLE,
    load_tiny,
    protocol,
    publish,
    sound_figures,
)

WITHDRAWN = (
    b'code = "ulgi"\nwithdrawn = { on = 2023-03-16, norms = ["kz-elections/90(1-1)"], decision = "No. 12" }'
)


@pytest.fixture
def one_left(db: None) -> None:
    load_tiny(ELECTION_TOML.replace(b'code = "ulgi"', WITHDRAWN))
    open_election(ELECTION_ID, now=LOADED_AT)
    advance_log(ELECTION_ID, now=LOADED_AT)
    publish(*(protocol(p, SINGLE, figures=sound_figures(SINGLE)) for p in ("P001", "P002", "P003", "P101")))


@pytest.mark.parametrize(
    ("prefix", "mark", "left", "norm"),
    [
        ("/en", "no longer stands", "Üsen Ülgi (left before the vote)", "art. 90(1-1)"),
        ("", "сайлаудан шығып қалды", "Үсен Үлгі (дауыс беруге дейін шығып қалды)", "90-баптың 1-1-тармағы"),
        ("/ru", "больше не участвует", "Усен Улги (выбытие до голосования)", "п. 1-1 ст. 90"),
    ],
)
def test_who_left_keeps_the_votes_and_is_marked_with_day_article_and_decision(
    one_left: None, client: Client, prefix: str, mark: str, left: str, norm: str
) -> None:
    found = read_page(client.get(f"{prefix}/e/tiny/results/single/"))
    rows = {row[0]: row for row in found.one("table", cls="outcome").rows()}
    assert rows[left][1] != "0"
    for address in ("results/single/", "a/R1/"):
        text = read_page(client.get(f"{prefix}/e/tiny/{address}")).text
        assert mark in text
        assert f"{norm} ; No. 12" in text.replace("\xa0", " ")


def test_who_left_is_not_elected_though_first(one_left: None, client: Client) -> None:
    told = client.get("/data/tiny/outcomes/single.json?lang=en").json()
    assert (told["status"], told["elected"]) == ("law_is_silent", [])
    assert [choice["left"] for choice in told["choices"]] == [None, "before_vote"]
