"""Frames for other sites and the files behind drawings: who may frame what, and that each says what it is."""

import csv
import datetime
import io
import json
import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.test import Client
from PIL import Image

from hattama.core.entries import Notion, TurnoutPoint
from hattama.formats.turnout_tables import SOURCES, StatedTurnout
from hattama.web.kernel.published.tables import ArrivalCount, PublishedTotal
from hattama.web.turnout.record import record_turnout
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import ELECTION_ID, NIGHT

pytestmark = pytest.mark.django_db

FRAMES = (
    "embed/tiny/result/party/",
    "embed/tiny/result/single/R1/",
    "embed/tiny/seats/party/",
    "embed/tiny/arrival/",
    "embed/tiny/scatter/party/R1/",
    "embed/tiny/turnout/",
    "embed/tiny/map/party/leader/",
    "embed/tiny/map/party/turnout/R1/",
)
DRAWINGS = (
    "arrival.svg",
    "shares/party.svg",
    "scatter/R1/party.svg",
    "seats/party.svg",
    "turnout/KZ.svg",
    "maps/KZ/party/leader.svg",
    "maps/R1/party/share-dala.svg",
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def day(night) -> None:
    """A day of turnout before the night."""
    noon = datetime.datetime(2023, 3, 19, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=6)))
    points = [
        TurnoutPoint("KZ", Notion.BALLOTS_ISSUED, noon + datetime.timedelta(hours=hours), voters, 6000, None)
        for hours, voters in ((0, 1000), (6, 3000))
    ]
    rows = [StatedTurnout(2, "", point, share) for point, share in zip(points, ("16.67", "50"), strict=True)]
    record_turnout(ELECTION_ID, rows, SOURCES[0], now=NIGHT)


@pytest.mark.parametrize(
    ("drawing", "said"),
    [
        ("maps/KZ/party/leader.svg", "Sum of 3 protocols of 6"),
        ("maps/R1/party/share-dala.svg", "Sum of 3 protocols of 4"),
        ("seats/party.svg", "Sum of 3 protocols of 6"),
    ],
)
def test_a_picture_says_of_how_many_protocols_it_is(client: Client, night, drawing: str, said: str):
    sheet = ElementTree.fromstring(client.get(f"/data/tiny/charts/en/{drawing}").content)
    assert any(said in "".join(text.itertext()) for text in sheet.iter(f"{SVG}text"))


def test_a_frame_may_stand_in_any_site_and_brings_nobody_along(client: Client, day):
    for address in FRAMES:
        response = client.get(f"/en/{address}")
        assert response.status_code == 200, address
        assert "X-Frame-Options" not in response.headers
        assert "frame-ancestors *" in response["Content-Security-Policy"]
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert not response.cookies
        assert len(response.content) < 100_000
        page = read_page(response)
        assert all(not e.attributes["src"].startswith("http") for e in page.all("script"))
        assert "This election is made up." in page.one("main").text


def test_links_of_a_frame_open_beside_the_page_around_it(client: Client, day):
    for address in FRAMES:
        links = read_page(client.get(f"/{address}")).all("a")
        assert links
        assert all(link.attributes.get("target") == "_blank" for link in links)
        assert all(link.attributes.get("rel") == "noopener" for link in links)


def test_no_other_page_may_stand_in_a_frame(client: Client, day):
    for address in ("", "e/tiny/", "e/tiny/live/", "e/tiny/hall/", "e/tiny/embed/", "account/login/"):
        response = client.get(f"/{address}")
        assert response["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_a_frame_speaks_the_language_that_is_asked_for(client: Client, day):
    for asked, shown in (("ru", "ru"), ("en", "en"), ("xx", "kk"), ("", "kk")):
        page = read_page(client.get("/embed/tiny/seats/party/", {"lang": asked} if asked else {}))
        assert page.one("html").attributes["lang"] == shown


def test_a_frame_is_light_or_dark_where_that_is_asked_for_and_else_as_the_reader_has_it(client: Client, day):
    for asked, shown in (("dark", "dark"), ("light", "light"), ("pink", None), ("", None)):
        page = read_page(client.get("/embed/tiny/seats/party/", {"theme": asked}))
        assert page.one("html").attributes.get("data-theme") == shown


def test_every_code_on_the_page_leads_to_a_frame_and_every_drawing_to_its_code(client: Client, day):
    for start in ("/en/e/tiny/embed/", "/en/e/tiny/a/R1/embed/"):
        page = read_page(client.get(start))
        codes = page.all("textarea")
        assert codes
        for code in codes:
            address = unescape(code.text).split('src="')[1].split('"')[0]
            assert client.get(address.removeprefix("http://testserver")).status_code == 200
    places = {
        e.attributes["id"] for e in read_page(client.get("/en/e/tiny/embed/")).all() if "id" in e.attributes
    }
    for address in ("/en/e/tiny/", "/en/e/tiny/live/", "/en/e/tiny/results/party/", "/en/e/tiny/turnout/"):
        links = [a.attributes["href"] for a in read_page(client.get(address)).all("a")]
        wanted = {link.split("#")[1] for link in links if link.startswith("/en/e/tiny/embed/#")} - {""}
        assert wanted <= places, address


@pytest.mark.parametrize(
    ("language", "notice"), [("kk", "ойдан шығарылған"), ("ru", "выдуманные"), ("en", "made up")]
)
def test_a_drawing_is_a_file_of_its_own_that_says_what_it_shows(client: Client, day, language, notice):
    for drawing in DRAWINGS:
        response = client.get(f"/data/tiny/charts/{language}/{drawing}")
        assert response.status_code == 200
        assert response["Content-Type"].startswith("image/svg+xml")
        assert "script-src" not in response["Content-Security-Policy"]
        sheet = ElementTree.fromstring(response.content)
        words = " ".join(text for element in sheet.iter(f"{SVG}text") for text in element.itertext())
        assert notice in words
        assert not sheet.findall(f".//{SVG}script")
        places = [float(e.attrib["y"]) for e in sheet.findall(f"{SVG}text")]
        assert max(places) < float(sheet.attrib["height"])


def test_a_name_that_would_be_markup_stays_words_in_a_drawing(client: Client, day):
    from hattama.web.kernel.elections.tables import AreaRow

    AreaRow.objects.filter(code="R1").update(names={"kk": '<script>"&'})
    sheet = ElementTree.fromstring(client.get("/data/tiny/charts/kk/maps/KZ/party/turnout.svg").content)
    assert any('<script>"&' in (title.text or "") for title in sheet.iter(f"{SVG}title"))


def table(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode())))


def test_minutes_in_which_two_contests_came_stand_in_one_order(client: Client, day):
    """The database gives rows of one minute out as they lie, the one that was changed last as the last."""
    ArrivalCount.objects.all().delete()
    for contest in ("single", "party"):
        ArrivalCount.objects.create(
            election_id=ELECTION_ID, contest=contest, minute=NIGHT, protocols=1, expected=6
        )
    assert [row["contest"] for row in table(client, "/data/tiny/arrivals.csv")] == ["party", "single"]


def test_tables_beside_drawings_hold_their_figures(client: Client, day):
    arrivals = [row for row in table(client, "/data/tiny/arrivals.csv") if row["contest"] == "party"]
    assert [(row["protocols"], row["so_far"], row["expected"]) for row in arrivals][-1] == ("1", "3", "6")
    seats = table(client, "/data/tiny/seats/party.kk.csv")
    assert sum(int(row["seats"]) for row in seats) == 5
    votes = {row["code"]: row for row in table(client, "/data/tiny/results/R1/party.kk.csv")}
    shares = [row for row in table(client, "/data/tiny/shares/party.kk.csv") if row["code"] == "dala"]
    assert [row["protocols"] for row in shares] == [row["so_far"] for row in arrivals]
    assert shares[-1]["votes"] == votes["dala"]["votes"]
    dots = table(client, "/data/tiny/scatter/R1/party.csv")
    drawn = client.get("/data/tiny/scatter/R1/party.svg").content.decode()
    parts = [(dot["took_part"], dot["registered"], dot["votes"], dot["whole"]) for dot in dots]
    numbers = [tuple(map(int, part)) for part in parts]
    places = {(round(400 * a / b), 400 - round(400 * c / d)) for a, b, c, d in numbers}
    assert f'd="{"".join(f"M{x} {y}h0" for x, y in sorted(places))}"' in drawn
    assert sum(int(dot["votes"]) for dot in dots) == int(votes["dala"]["votes"])
    assert {dot["code"] for dot in dots} == {"dala"}
    assert votes["dala"]["protocols"] == "3"
    assert int(votes["dala"]["votes"]) > 0


def test_a_page_offers_the_tables_of_its_figures_in_its_own_language(client: Client, day):
    for language, site in (("kk", ""), ("ru", "/ru"), ("en", "/en")):
        page = client.get(f"{site}/e/tiny/results/party/").content.decode()
        assert f'href="/data/tiny/seats/party.{language}.csv"' in page
        area = client.get(f"{site}/e/tiny/a/R1/").content.decode()
        assert f'href="/data/tiny/results/R1/party.{language}.csv"' in area
    for address in ("seats/party", "results/R1/party", "shares/party"):
        names = [
            {row["code"]: row["name"] for row in table(client, f"/data/tiny/{address}.{one}.csv")}["dala"]
            for one in ("kk", "ru", "en")
        ]
        assert len(set(names)) == 3, address


def test_what_is_taken_away_says_how_much_of_it_nobody_has_confirmed(client: Client, day):
    PublishedTotal.objects.filter(area__code__in=("KZ", "R1"), contest="party").update(preliminary=2)
    for address in ("results/R1/party.kk.csv", "seats/party.kk.csv"):
        row = table(client, f"/data/tiny/{address}")[0]
        assert (row["protocols"], row["expected"], row["preliminary"]) in (("3", "4", "2"), ("3", "6", "2"))
    (row, *_) = table(client, "/data/tiny/maps/KZ/party/arrival.kk.csv")
    assert (row["received"], row["preliminary"]) == ("3", "2")
    areas = json.loads(b"".join(client.get("/data/tiny/maps/KZ/party.geojson")))
    assert areas["features"][0]["properties"]["preliminary"] == 2
    assert areas["withdrawn"] == {}


def test_results_that_are_taken_away_say_of_how_many_protocols_they_are_the_sum_and_by_which_clock(
    client: Client, day
):
    for frame in ("result/party/", "seats/party/", "scatter/party/R1/", "map/party/leader/"):
        page = read_page(client.get(f"/en/embed/tiny/{frame}"))
        base = "Sum of 3 protocols of 4" if "R1" in frame else "Sum of 3 protocols of 6"
        assert base in page.one("main").text, frame
        assert re.search(r"last change .*, \d\d:\d\d UTC\+\d", page.one("footer").text), frame
    picture = client.get("/data/tiny/charts/en/seats/party.svg").content.decode()
    assert "Sum of 3 protocols of 6" in picture and re.search(r"\d\d:\d\d UTC\+\d", picture)


def test_how_protocols_came_in_is_offered_as_a_frame_only_where_they_came_in_more_than_one_minute(
    client: Client, day
):
    ArrivalCount.objects.all().delete()
    # In another language each time: a page is kept as long as the log stands still.
    later = NIGHT + datetime.timedelta(minutes=5)
    for minute, status, language in ((NIGHT, 404, "en"), (later, 200, "ru")):
        ArrivalCount.objects.create(
            election_id=ELECTION_ID, contest="party", minute=minute, protocols=1, expected=6
        )
        assert client.get(f"/{language}/embed/tiny/arrival/").status_code == status
        offered = client.get(f"/{language}/e/tiny/embed/").content.decode()
        assert ("/tiny/arrival/" in offered) == (status == 200)


def test_what_there_is_no_drawing_of_is_not_found(client: Client, day):
    for address in (
        "/embed/tiny/seats/single/",
        "/embed/tiny/result/nobody/",
        "/embed/tiny/result/party/P001/",
        "/embed/tiny/map/party/colour/",
        "/embed/nowhere/arrival/",
        "/data/tiny/charts/xx/arrival.svg",
        "/data/tiny/charts/kk/seats/single.svg",
        "/data/tiny/seats/single.kk.csv",
        "/data/tiny/results/P001/party.kk.csv",
        "/data/tiny/results/R1/party.xx.csv",
    ):
        assert client.get(address).status_code == 404, address


def test_a_reader_who_has_the_frame_is_not_sent_it_again_and_may_still_show_it(client: Client, day):
    tag = client.get("/embed/tiny/arrival/")["ETag"]
    again = client.get("/embed/tiny/arrival/", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert "X-Frame-Options" not in again.headers


@pytest.mark.parametrize("address", ["", "http://testserver"])
def test_a_drawing_names_the_site_and_not_the_name_under_which_somebody_asked_before(
    client: Client, night: object, settings, address: str
):
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["testserver", "localhost"], address
    asked = "/data/tiny/charts/kk/maps/KZ/party/leader"
    others = [client.get(f"{asked}.{kind}", headers={"host": "localhost"}).content for kind in ("svg", "png")]
    own = [client.get(f"{asked}.{kind}").content for kind in ("svg", "png")]
    assert b"http://testserver" in own[0]
    assert [one == other for one, other in zip(own, others, strict=True)] == [bool(address)] * 2


def test_a_drawing_is_a_picture_too_made_once_a_state_and_only_of_drawings_that_there_are(
    client: Client, night: object
):
    first = client.get("/data/tiny/charts/kk/maps/KZ/party/leader.png")
    assert (first.status_code, first["Content-Type"]) == (200, "image/png")
    picture = Image.open(io.BytesIO(first.content))
    assert picture.width >= 1280
    # A reader who holds a drawing asks for the picture: the drawing is not told to be known.
    again = client.get("/data/tiny/charts/kk/maps/KZ/party/share-dala.png", HTTP_IF_NONE_MATCH="*")
    assert again.status_code in (200, 304)
    assert client.get("/data/tiny/charts/kk/maps/KZ/party/share-dala.png").content[:4] == b"\x89PNG"
    for wrong in ("nothing", "maps/X9/party/leader", "maps/KZ/party/no-such"):
        assert client.get(f"/data/tiny/charts/kk/{wrong}.png").status_code == 404, wrong
