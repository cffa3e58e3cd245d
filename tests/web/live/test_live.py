"""The page that a newsroom keeps open, the wall screen, and the small file that says how far the count is."""

import datetime
import json

import pytest
from django.test import Client

from hattama.web.kernel.pages.remembered_pages import forget_pages
from hattama.web.live.public.hall_screens import BLOCKS
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import NIGHT, protocol, publish, sound_figures

pytestmark = pytest.mark.django_db

LANGUAGES = ("", "ru/", "en/")


@pytest.fixture(autouse=True)
def nothing_kept():
    forget_pages()
    yield
    forget_pages()


def parts(client: Client, address: str):
    """The parts of a page that its script puts in the place of the old ones, by name."""
    page = read_page(client.get(address))
    return {e.attributes["data-live"]: e for e in page.all() if "data-live" in e.attributes}


def test_what_is_missing_stands_beside_each_region(client, night):
    rows = parts(client, "/en/e/tiny/live/")["regions"].one("table").rows()
    named = {row[0].split()[0]: row for row in rows[1:]}
    assert len(named) == 2
    missing = [int(row[3]) for row in rows[1:]]
    assert sum(missing) == 3
    assert [row[4] for row in rows[1:]] == ["2", "0"]


def test_a_new_protocol_changes_the_page_and_nothing_else_does(client, night):
    before = client.get("/en/e/tiny/live/")
    assert client.get("/en/e/tiny/live/").content == before.content
    publish(protocol("P003"), now=NIGHT + datetime.timedelta(minutes=20))
    after = client.get("/en/e/tiny/live/")
    assert after.content != before.content
    assert "P003" in after.content.decode()


def test_what_does_not_add_up_is_named_newest_first(client, night):
    later = NIGHT + datetime.timedelta(minutes=30)
    publish(protocol("P003", figures=sound_figures(participants=599)), now=later)
    listed = parts(client, "/en/e/tiny/live/")["differences"].one("ul").all("li")
    addresses = [item.all("a")[0].attributes["href"] for item in listed]
    assert addresses == [f"/en/e/tiny/a/{precinct}/#party" for precinct in ("P003", "P101", "P002")]


def test_the_other_contest_is_asked_for_by_name_and_an_unknown_one_is_not_found(client, night):
    rows = parts(client, "/en/e/tiny/live/?contest=single")["regions"].one("table").rows()
    assert len(rows) == 2
    assert client.get("/e/tiny/live/?contest=nobody").status_code == 404


def test_before_the_first_protocol_the_page_says_so(client, tiny):
    for address in ("live", "hall"):
        response = client.get(f"/en/e/tiny/{address}/")
        assert response.status_code == 200
        read_page(response)


def test_a_page_made_for_one_language_is_not_given_in_another(client, night):
    for address in ("live", "hall"):
        for language in (*LANGUAGES, *LANGUAGES):
            page = read_page(client.get(f"/{language}e/tiny/{address}/"))
            assert page.one("html").attributes["lang"] == (language.strip("/") or "kk")


def test_without_the_script_every_panel_of_the_wall_stands_on_the_page(client, night):
    page = read_page(client.get("/en/e/tiny/hall/"))
    panels = [
        section.attributes["data-panel"]
        for section in page.all("section")
        if "data-panel" in section.attributes
    ]
    assert panels[:3] == ["arrival", "leaders", "outcome"]
    assert not [section for section in page.all("section") if "hidden" in section.attributes]


def blocks_of(client: Client, address: str) -> dict[str, str]:
    return {name.removeprefix("hall-"): part.text for name, part in parts(client, address).items()}


def test_a_screen_has_the_blocks_that_its_address_names_in_their_order(client, night):
    shown = blocks_of(client, "/en/e/tiny/hall/?blocks=missing,leaders,findings,missing,turnout")
    assert [name for name in shown if name in BLOCKS] == ["missing", "leaders", "findings", "turnout"]
    assert "3 of 6 expected" in shown["missing"]
    # As on the live page: both counts are of one contest, and say of which.
    assert "Party lists Protocols that do not add up: 2" in " ".join(shown["findings"].split())
    assert "Nothing to show here yet." in shown["turnout"]


def test_a_block_that_nobody_knows_is_named_in_a_sentence(client, night):
    found = client.get("/en/e/tiny/hall/?blocks=nobody,leaders,<b>")
    assert "No block is named “nobody”. No block is named “&lt;b&gt;”." in found.content.decode()
    assert 'data-panel="leaders"' in found.content.decode()
    usual = client.get("/en/e/tiny/hall/?blocks=nobody").content.decode()
    assert "“nobody”" in usual and usual.count("data-panel=") > 2


def test_every_block_says_so_before_there_is_anything_to_show(client, tiny):
    shown = blocks_of(client, f"/en/e/tiny/hall/?blocks={','.join(BLOCKS)}")
    waiting = {name for name, text in shown.items() if "Nothing to show here yet." in text}
    assert waiting == BLOCKS.keys() - {"arrival", "missing"}


def test_the_form_makes_the_address_of_a_screen_and_keeps_what_was_chosen(client, night):
    address = "/en/e/tiny/hall/compose/"
    empty = read_page(client.get(address))
    assert not empty.all("textarea") and len(empty.all("tbody")[0].all("tr")) == len(BLOCKS)
    made = read_page(client.get(f"{address}?contest=single&block1=map&block2=&block3=leaders&block4=map"))
    assert made.one("textarea").text.endswith("/en/e/tiny/hall/?blocks=map,leaders&contest=single")
    chosen = [one.attributes["value"] for one in made.all("option") if "selected" in one.attributes]
    assert [value for value in chosen if value] == ["single", "map", "leaders", "map"]


def test_pages_cost_a_fixed_number_of_questions(client, night, django_assert_max_num_queries):
    for address in ("live", "hall"):
        with django_assert_max_num_queries(24):
            client.get(f"/e/tiny/{address}/")
        with django_assert_max_num_queries(2):
            client.get(f"/e/tiny/{address}/")


def test_how_far_the_count_is_fits_in_a_small_file(client, night):
    response = client.get("/data/tiny/live.json")
    told = json.loads(response.content)
    assert told["contests"]["party"]["received"] == 3
    assert told["contests"]["party"]["missing"] == 3
    assert told["published_at"] == (NIGHT + datetime.timedelta(minutes=9)).isoformat(timespec="seconds")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert len(response.content) < 2_000


def test_who_has_the_file_is_told_in_one_question_that_it_is_the_same(
    client, night, django_assert_max_num_queries
):
    tag = client.get("/data/tiny/live.json")["ETag"]
    with django_assert_max_num_queries(2):
        assert client.get("/data/tiny/live.json", headers={"If-None-Match": tag}).status_code == 304
    publish(protocol("P003"), now=NIGHT + datetime.timedelta(minutes=20))
    assert client.get("/data/tiny/live.json", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("changed", ["tables_state", "program_digest"])
def test_whoever_has_the_file_from_before_tables_or_program_were_made_anew_gets_it_whole(
    client, night, monkeypatch, changed
):
    before = client.get("/data/tiny/live.json")
    monkeypatch.setattr(f"hattama.web.kernel.pages.file_answers.{changed}", lambda: "made anew")
    answer = client.get("/data/tiny/live.json", headers={"If-None-Match": before["ETag"]})
    assert (answer.status_code, answer.content) == (200, before.content)


def test_an_election_that_has_not_opened_has_no_live_page(client, night):
    assert client.get("/e/nowhere/live/").status_code == 404
    assert client.get("/data/nowhere/live.json").status_code == 404


def test_the_page_asks_for_the_signed_checkpoint_of_its_own_site_and_may_connect_to_nothing_else(
    client, night
):
    response = client.get("/e/tiny/live/")
    [state] = [e for e in read_page(response).all("div") if "data-live-state" in e.attributes]
    checkpoint = client.get(state.attributes["data-checkpoint"])
    assert b"".join(checkpoint).split(b"\n")[1].decode() == state.attributes["data-size"]
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy["connect-src"] == "'self'"
