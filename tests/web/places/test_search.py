"""Finding a polling station by whatever one knows of it, on whatever keyboard."""

from urllib.parse import quote, unquote

import pytest
from django.test import Client

from tests.web.kernel.pages.reading import Element, read_page

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


def look_for(client: Client, query: str) -> Element:
    return read_page(client.get(f"/en/e/tiny/search/?q={quote(query)}"))


def found(page: Element) -> list[str]:
    """Names of the polling stations found, in order."""
    sections = page.all("section", **{"aria-labelledby": "found"})
    items = [item for section in sections for item in section.all("li")]
    # Asked for by number, the places stand in the titles and the stations below them.
    parts = [[item.all("a")[0].text, *(sub.text for sub in item.all("span", cls="sub"))] for item in items]
    return [next(part for part in own if "station" in part) for own in parts]


def areas(page: Element) -> list[str]:
    """Names of the areas found, in order."""
    return [
        item.all("a")[0].text for section in page.all("section", id="units") for item in section.all("li")
    ]


def test_a_number_finds_that_polling_station_first(client: Client, night: object) -> None:
    # 7 is also the house number of polling station 1.
    assert found(look_for(client, "7")) == ["Polling station No. 7", "Polling station No. 1"]
    assert found(look_for(client, "№ 007"))[0] == "Polling station No. 7"


def test_of_many_stations_with_a_number_the_titles_say_where_they_are(client: Client, night: object) -> None:
    section = look_for(client, "№ 1").one("section", **{"aria-labelledby": "found"})
    assert section.all("li")[0].all("a")[0].text == "Almaty region · Qaskeleng district"


def test_a_letter_held_down_does_not_match_everything(client: Client, night: object) -> None:
    assert not look_for(client, "аааа").all("section", **{"aria-labelledby": "found"})
    assert not look_for(client, "qqqq").all("section", id="units")


def test_a_number_is_whole(client: Client, night: object) -> None:
    assert "Polling station No. 101" not in found(look_for(client, "10"))


@pytest.mark.parametrize("query", ["Қаскелең 1", "каскелен 1", "QASKELENG 1", "1 Kaskelen", "ҚАСКЕЛЕҢ №1"])
def test_the_district_and_the_number_find_it_on_any_keyboard(
    client: Client, night: object, query: str
) -> None:
    assert found(look_for(client, query))[0] == "Polling station No. 1"


@pytest.mark.parametrize("query", ["отеген батыр", "Өтеген", "Otegen batyr", "ӨТЕГЕН 30"])
def test_an_address_finds_it(client: Client, night: object, query: str) -> None:
    assert found(look_for(client, query)) == ["Polling station No. 2"]


def test_the_name_of_the_commission_finds_it(client: Client, night: object) -> None:
    assert found(look_for(client, "участковая комиссия 101")) == ["Polling station No. 101"]


def test_every_word_must_occur(client: Client, night: object) -> None:
    assert found(look_for(client, "Қостанай Өтеген")) == []


def test_a_region_finds_its_polling_stations_and_itself(client: Client, night: object) -> None:
    page = look_for(client, "Костанай")
    assert found(page) == ["Polling station No. 7", "Polling station No. 8"]
    assert areas(page) == ["Qostanai region", "Äuliekol district"]
    assert page.links["Areas were found too"] == "#units"


def test_a_result_says_where_it_lies_and_whether_its_protocol_came(client: Client, night: object) -> None:
    item = look_for(client, "Өтеген").one("ul", cls="feed").one("li")
    assert item.text.startswith(
        "Polling station No. 2 received does not add up Almaty region · Qaskeleng district Өтеген батыр"
    )
    assert "not received" in look_for(client, "Жібек жолы").one("ul", cls="feed").one("li").text


def test_nothing_found_says_what_to_try(client: Client, night: object) -> None:
    page = look_for(client, "Ешқайда")
    advice = page.one("div", cls="empty")
    assert advice.one("h2").text == "Nothing was found for “Ешқайда”"
    assert advice.links == {"Republic": "/en/e/tiny/#areas"}


def test_an_empty_question_is_only_a_box(client: Client, night: object) -> None:
    page = look_for(client, "  ")
    assert not page.all("ul", cls="feed")
    assert not page.all("div", cls="empty")


@pytest.mark.parametrize("query", ["%", "_", "'; DROP TABLE area; --", "\x00", "«»", "№", "a" * 5000, "١٢٣"])
def test_no_question_breaks_the_search(client: Client, night: object, query: str) -> None:
    assert look_for(client, query).one("h1").text == "Search"


def test_a_question_comes_back_as_words_and_never_as_markup(client: Client, night: object) -> None:
    body = client.get("/en/e/tiny/search/", {"q": '"><b>x'}).content
    assert b"<b>x" not in body
    assert b"&quot;&gt;&lt;b&gt;x" in body


def test_long_lists_come_in_pages_that_keep_the_question(
    client: Client, night: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hattama.web.places.public.search_views.ROWS", 4)
    page = look_for(client, "сайлау")
    assert len(found(page)) == 4
    following = page.one("nav", cls="pager").links["Next →"]
    second = read_page(client.get(f"/en/e/tiny/search/{following}"))
    assert len(found(second)) == 2
    assert second.one("input", id="q").attributes["value"] == "сайлау"


def test_another_election_has_its_own_places(client: Client, night: object, second_election: str) -> None:
    page = read_page(client.get(f"/en/e/{second_election}/search/?q=7"))
    assert page.one("section", **{"aria-labelledby": "found"}).links == {
        "Qostanai region · Äuliekol district": "/en/e/later/a/P201/",
        "Almaty region · Qaskeleng district": "/en/e/later/a/P001/",
    }


@pytest.mark.parametrize(
    "query", ["7", "№7", "участок 7", "Избирательный участок № 7", "7 учаскесі", "precinct 007", "УИК 7"]
)
def test_a_number_is_understood_with_whatever_word_stands_beside_it(
    client: Client, night: object, query: str
) -> None:
    assert found(look_for(client, query)) == ["Polling station No. 7", "Polling station No. 1"]


@pytest.mark.parametrize("query", ["7 Абай", "абай 7 көшесі", "школа абая улица"])
def test_the_words_of_an_address_may_come_in_any_order(client: Client, night: object, query: str) -> None:
    assert found(look_for(client, query)) == ["Polling station No. 1"]


@pytest.mark.parametrize("query", ["Кобыланда батыр", "Кобланды", "Коббыланды", "Қобялынды", "кобыалнды"])
def test_one_wrong_letter_still_finds_it_and_the_page_says_so(
    client: Client, night: object, query: str
) -> None:
    page = look_for(client, query)
    if "ялы" in query:
        assert found(page) == [], "two wrong letters are another word"
        return
    assert found(page) == ["Polling station No. 7"]
    if query != "Коббыланды":
        assert "These differ in a letter" in page.one("p", role="status").text


def test_a_region_with_one_wrong_letter_is_found_with_its_stations_as_if_it_was_written_right(
    client: Client, night: object
) -> None:
    page, right = look_for(client, "Костонай област"), look_for(client, "Костанай област")
    assert found(page) == found(right) == ["Polling station No. 7", "Polling station No. 8"]
    assert areas(page) == areas(right) == ["Qostanai region", "Äuliekol district"]
    assert "These differ in a letter" in page.one("p", role="status").text
    _, units, links = narrowed(client, "q=Костонай&kind=region")
    assert units == ["Qostanai region"] and "Regions (1)" not in links


def test_what_is_found_as_written_hides_what_is_only_close(client: Client, night: object) -> None:
    page = look_for(client, "Өтеген")
    assert found(page) == ["Polling station No. 2"]
    assert not page.all("p", role="status")


def test_a_number_of_its_own_box_finds_that_number_alone(client: Client, night: object) -> None:
    page = read_page(client.get("/en/e/tiny/search/?n=7"))
    assert found(page) == ["Polling station No. 7"]
    assert page.one("input", name="n").attributes["inputmode"] == "numeric"
    assert found(read_page(client.get("/en/e/tiny/search/?n=7&q=Қаскелең"))) == []
    assert found(read_page(client.get("/en/e/tiny/search/?n=1&q=Қаскелең"))) == ["Polling station No. 1"]
    advice = read_page(client.get("/en/e/tiny/search/?n=777&q=x")).one("div", cls="empty")
    assert advice.one("h2").text == "Nothing was found for “№ 777 x”"


@pytest.mark.parametrize("number", ["x", "%27", "٣", "9" * 400, "-1", ""])
def test_no_number_breaks_the_search(client: Client, night: object, number: str) -> None:
    assert client.get(f"/en/e/tiny/search/?n={number}").status_code == 200


def narrowed(client: Client, asked: str) -> tuple[list[str], list[str], dict[str, str]]:
    """Polling stations and areas found, and the links that narrow the search."""
    page = read_page(client.get(f"/en/e/tiny/search/?{asked}"))
    return found(page), areas(page), page.one("nav", cls="search-filters").links


def test_what_was_found_is_narrowed_by_links_that_say_how_much_is_left(client: Client, night: object) -> None:
    stations, units, links = narrowed(client, "q=обл")
    assert (len(stations), len(units)) == (6, 5)
    assert {words: unquote(address) for words, address in links.items()} == {
        "Regions (2)": "?q=обл&kind=region",
        "Districts (3)": "?q=обл&kind=district",
        "Polling stations (6)": "?q=обл&kind=precinct",
        "Almaty region (7)": "?q=обл&area=R1",
        "Qostanai region (4)": "?q=обл&area=R2",
        "Only what does not add up (5)": "?q=обл&doubts=1",
    }
    for words, address in links.items():
        stations, units, _ = narrowed(client, address[1:])
        assert f"({len(stations) + len(units)})" in words, address


def test_each_narrowing_keeps_the_others(client: Client, night: object) -> None:
    stations, units, links = narrowed(client, "q=обл&area=R1&kind=precinct&doubts=1")
    assert (stations, units) == (["Polling station No. 2", "Polling station No. 101"], [])
    assert unquote(links["Also what adds up (4)"]) == "?q=обл&area=R1&kind=precinct"
    assert unquote(links["Everywhere (2)"]) == "?q=обл&kind=precinct&doubts=1"
    assert unquote(links["Districts (2)"]) == "?q=обл&area=R1&kind=district&doubts=1"
    assert narrowed(client, "q=обл&area=D11&doubts=1")[0] == ["Polling station No. 2"]


def test_where_narrowing_leaves_nothing_the_way_back_stands_there(client: Client, night: object) -> None:
    page = read_page(client.get("/en/e/tiny/search/?q=обл&area=R2&doubts=1"))
    assert page.one("p", cls="empty").text == "Nothing of what was found is left."
    assert "Everywhere (5)" in page.one("nav", cls="search-filters").links


@pytest.mark.parametrize("narrowing", ["area=nowhere", "kind=nothing", "area=%00", "kind=%00"])
def test_a_narrowing_that_is_none_is_not_found(client: Client, night: object, narrowing: str) -> None:
    assert client.get(f"/en/e/tiny/search/?q=обл&{narrowing}").status_code == 404


def test_units_of_one_level_come_in_pages(
    client: Client, night: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hattama.web.places.public.search_views.ROWS", 2)
    page = read_page(client.get("/en/e/tiny/search/?q=обл&kind=district"))
    assert len(areas(page)) == 2
    second = read_page(client.get("/en/e/tiny/search/" + page.one("nav", cls="pager").links["Next →"]))
    assert areas(second) == ["Äuliekol district"]
