"""A night on a cheap phone: steps tapped with the keyboard alone, one corrected, seen by everybody."""

import pytest
from playwright.sync_api import Page, expect

from hattama.web.kernel.accounts.roles import Role
from hattama.web.night.tables import PublishedStep
from tests.journeys.desk_steps import come_in, fits
from tests.web.people import person
from tests.web.tiny_election import open_tiny

pytestmark = pytest.mark.django_db(transaction=True)


def test_steps_are_tapped_corrected_and_shown(live_server, settings, tmp_path, phone_page: Page) -> None:
    settings.DATA_DIR = tmp_path / "var"
    open_tiny()
    person(Role.TYPIST, "P001", username="aigul")
    page, site = phone_page, live_server.url
    come_in(page, site)
    page.locator('a[href="/desk/tiny/P001/night/steps"]').click()
    closed = page.locator("#step--closed")
    expect(closed).to_be_visible()
    assert fits(page)

    closed.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#step--closed.is-done")).to_be_visible()
    assert PublishedStep.objects.filter(step="closed", stands=True).count() == 1

    page.locator("#step--closed summary").focus()
    page.keyboard.press("Enter")
    moment = page.locator("#step--closed input[name=at]")
    expect(moment).to_be_visible()
    moment.fill("2023-03-19T20:00")
    moment.press("Enter")
    expect(page.locator("#step--closed .night-at b")).to_contain_text("20:00")
    assert list(PublishedStep.objects.values_list("stands", flat=True)) == [False, True]

    page.goto(f"{site}/e/tiny/a/P001/")
    night = page.locator("#night")
    expect(night).to_contain_text("20:00")
    expect(night.locator("s")).to_have_count(1)
    assert fits(page)
    page.goto(f"{site}/e/tiny/night/")
    assert fits(page)
