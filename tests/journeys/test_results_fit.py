"""Pages of results on a telephone and on a wide screen: nothing has to be moved sideways to be read."""

import datetime
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from hattama.core.entries import Notion, TurnoutPoint
from hattama.core.records import Money, Statement
from hattama.formats.turnout_tables import SOURCES, StatedTurnout
from hattama.web.registers.record import record_told
from hattama.web.turnout.record import record_turnout
from tests.journeys.desk_steps import fits, prefixes_at
from tests.web.tiny_election import ELECTION_ID, NIGHT, SINGLE, open_tiny, protocol, publish

PRECINCTS = ("P001", "P002", "P003", "P101", "P201")
PAGES = (
    "e/tiny/",
    "e/tiny/a/R1/",
    "e/tiny/results/party/",
    "e/tiny/results/party/rules/",
    "e/tiny/results/party/what-if/?rules=method:dhondt&threshold=3&seats=10",
    "e/tiny/results/single/",
    "e/tiny/a/R1/results/party/",
    "e/tiny/turnout/",
    "e/tiny/a/R1/turnout/",
    "e/tiny/registers/campaign-finance/",
    # Frames in other sites, where a column of text may be as narrow.
    "embed/tiny/result/party/",
    "embed/tiny/result/party/R1/",
    "embed/tiny/seats/party/",
    "embed/tiny/turnout/",
    "embed/tiny/scatter/party/KZ/",
    "embed/tiny/map/party/leader/",
    "embed/tiny/map/party/share-dala/",
)
VOTERS = 12_035_578
DAY = datetime.datetime(2023, 3, 19, tzinfo=datetime.timezone(datetime.timedelta(hours=6)))


def stated(area: str, hour: int, percent: str, notion: Notion = Notion.BALLOTS_ISSUED) -> StatedTurnout:
    share = Fraction(percent) / 100
    point = TurnoutPoint(area, notion, DAY.replace(hour=hour), round(share * VOTERS), VOTERS, share)
    return StatedTurnout(2, "", point, percent)


@pytest.fixture
def site(live_server, settings, tmp_path: Path) -> str:
    """The tiny election with a night behind it, a day of turnout in which a region falls, and a fund."""
    settings.DATA_DIR = tmp_path / "var"
    open_tiny()
    publish(*(protocol(precinct) for precinct in PRECINCTS))
    publish(*(protocol(precinct, SINGLE) for precinct in PRECINCTS[:4]))
    rows = [stated("R1", 12, "38.29"), stated("R1", 16, "49.14"), stated("R1", 18, "41.07")]
    rows += [stated("KZ", 16, "51.98"), stated("KZ", 22, "52.90", Notion.BALLOTS_FOUND)]
    record_turnout(ELECTION_ID, rows, SOURCES[0], now=NIGHT)
    own = {
        "fund": "first-fund",
        "direction": "income",
        "origin": "own",
        "amount": Money(384_000_000_00, "KZT"),
    }
    fund = {"holder": "«Дала» партиясы", "holder_is": "party"}
    for kind, record, values in (("fund", "first-fund", fund), ("item", "first-item", own)):
        told = Statement("campaign-finance", "2023", kind, record, "bank", values)
        record_told(ELECTION_ID, [told], now=NIGHT)
    return str(live_server.url)


@pytest.mark.django_db(transaction=True)
def test_every_page_of_results_fits_telephones_and_screens(site: str, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "Policy" in said.text else None)
    for place, address in enumerate(PAGES):
        for language in prefixes_at(place):
            answer = page.goto(f"{site}/{language}{address}")
            assert answer is not None and answer.ok, address
            for width in (320, 360, 1280):
                page.set_viewport_size({"width": width, "height": 740})
                assert fits(page), (width, language, address)
    page.set_viewport_size({"width": 320, "height": 740})
    page.goto(f"{site}/e/tiny/")
    leader = page.locator(".units tbody td").first.bounding_box()
    assert leader and leader["width"] > 80, "the name of a list is broken between words, not between letters"
    page.goto(f"{site}/e/tiny/registers/campaign-finance/")
    sum_of_fund = page.locator(".parts td.n").first.bounding_box()
    assert sum_of_fund and sum_of_fund["width"] > 100, "a sum is broken between words, not between digits"
    # A feature that the browser does not know in what it is asked not to do, for one.
    assert complaints == []


@pytest.mark.django_db(transaction=True)
def test_tables_of_four_columns_are_read_on_a_telephone_without_moving_them(site: str, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for address in ("ru/e/tiny/balance/", "ru/openness/", "ru/e/tiny/results/party/claims/"):
        page.goto(f"{site}/{address}")
        for frame in page.locator(".table-scroll, .monitor-frame").all():
            assert frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth"), address


@pytest.mark.django_db(transaction=True)
def test_no_column_is_cut_off_on_paper(site: str, page: Page) -> None:
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})
    for address in ("ru/e/tiny/", "ru/e/tiny/a/R1/", "e/tiny/a/R1/results/party/"):
        page.goto(f"{site}/{address}")
        page.locator(".units thead th").evaluate_all(
            "heads => heads.forEach(head => head.append(' демократическая партия'))"
        )
        ends = page.locator(":is(.units, .leaders) :is(th, td)").evaluate_all(
            "cells => cells.map(cell => cell.getBoundingClientRect().right)"
        )
        assert ends and max(ends) <= 718, address


@pytest.mark.django_db(transaction=True)
def test_the_fall_of_a_region_is_found_from_the_first_page_by_touch(site: str, phone_page: Page) -> None:
    phone_page.goto(f"{site}/e/tiny/")
    phone_page.locator('a[href="/e/tiny/turnout/"]').tap()
    phone_page.locator(".turnout-below a", has_text="Алматы облысы").tap()
    told = phone_page.locator('a[href$="/findings/TURNOUT-FALLS/"]')
    fall = phone_page.locator(".odd li").filter(has=told)
    expect(fall).to_contain_text("41,07")
    expect(fall).to_contain_text("49,14")
    expect(phone_page.locator("svg.chart-plot polyline")).to_have_count(1)


@pytest.mark.django_db(transaction=True)
def test_links_about_the_day_and_the_night_stand_together_and_the_night_apart(site: str, page: Page) -> None:
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        for address in ("e/tiny/", "e/tiny/a/R1/"):
            page.goto(f"{site}/{address}")
            day, night, *others = page.locator(".turnout-link").all()
            for one, next_one in pairwise((day, night, *others)):
                assert bottom_to_top(one, next_one) <= 10, (width, address)
        page.goto(f"{site}/e/tiny/a/P001/")
        assert bottom_to_top(page.locator(".protocol").last, page.locator("#night")) >= 32, width


def bottom_to_top(above: Locator, below: Locator) -> float:
    """How many points lie between two things of a page."""
    first, second = above.bounding_box(), below.bounding_box()
    assert first and second
    return second["y"] - first["y"] - first["height"]
