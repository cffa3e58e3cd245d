"""What was typed into the form of a decision outlives the session, as figures of a protocol do."""

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.log.tables import Act
from hattama.web.withdrawals.tables import ProposedChange
from tests.journeys.desk_steps import come_in, kept_drafts, ready, settled
from tests.real.chromium import new_context
from tests.web.people import person
from tests.web.tiny_election import protocol, publish

UNIT = {"reason": "breach_of_law", "authority": "central_commission", "number": "31/7"}
CHOICE = {"since": "2023-03-21", "reason": "list_struck", "authority": "central_commission", "number": "31/7"}
STATION = {"reason": "moved", "address:kk": "Абай көшесі, 7", "authority": "local_executive", "number": "5"}
FORMS = {
    "invalid/D11/party": UNIT,
    "choices/KZ/party/dala": CHOICE,
    "stations/P002": STATION,
}


def fill_in(page: Page, typed: dict[str, str]) -> None:
    for name, text in typed.items():
        field = page.locator(f"form.change-form [name='{name}']")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)
    settled(page)


@pytest.mark.parametrize("form", FORMS)
def test_a_decision_that_was_sent_when_the_session_had_ended_stands_there_again(
    browser: Browser, site: str, form: str
) -> None:
    person(Role.CENTRAL_HEAD, "KZ", username="central")
    publish(protocol("P001"))
    context = new_context(browser, locale="kk-KZ", viewport={"width": 360, "height": 740})
    page = context.new_page()
    come_in(page, site, "central")
    page.goto(f"{site}/desk/tiny/{form}/")
    ready(page)
    fill_in(page, FORMS[form])
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("button[value=review]").click()
    expect(page.locator("input[name=password]")).to_be_visible()
    come_in(page, site, "central")
    page.goto(f"{site}/desk/tiny/{form}/")
    expect(page.locator("#restored")).to_be_visible()
    for name, text in FORMS[form].items():
        expect(page.locator(f"form.change-form [name='{name}']")).to_have_value(text)
    before = Act.objects.count() + ProposedChange.objects.count()
    page.locator("button[value=review]").click()
    page.locator("button[value=submit]").click()
    expect(page.locator(".notice-done")).to_be_visible()
    assert Act.objects.count() + ProposedChange.objects.count() > before
    assert kept_drafts(page) == 0
    context.close()


def test_a_draft_of_a_decision_is_deleted_on_the_word_of_whoever_typed_it(page: Page, site: str) -> None:
    person(Role.CENTRAL_HEAD, "KZ", username="central")
    come_in(page, site, "central")
    page.goto(f"{site}/desk/tiny/choices/KZ/party/dala/")
    ready(page)
    fill_in(page, CHOICE)
    page.reload()
    page.locator("#forget").click()
    expect(page.locator("[name=number]")).to_have_value("")
    expect(page.locator("#restored")).to_be_hidden()
    assert kept_drafts(page) == 0
