"""The first night of a chair: from a sheet of paper to the desk, with a telephone's app or with a passkey."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from hattama.web.accounts.use_paper_code import print_paper_code
from hattama.web.kernel.accounts.policy import Role
from tests.journeys.desk_steps import fits
from tests.web.people import PASSPHRASE, person
from tests.web.second_factor import code
from tests.web.tiny_election import area_row, open_tiny

NEW = "алты атанға жүк болар"


@pytest.fixture
def site(live_server, settings, tmp_path: Path) -> str:
    """The tiny election, open, with a chair who has no second factor yet; the address of the running site."""
    settings.DATA_DIR = tmp_path / "var"
    cache.clear()
    open_tiny()
    person(Role.CHAIR, "P001", username="chair", second_factor=False)
    return str(live_server.url)


def a_printed_code() -> str:
    now = timezone.now()
    chair = User.objects.get(username="chair")
    return print_paper_code(
        None, chair, area_row("P001"), valid_from=now, valid_until=now + timedelta(days=1), now=now
    )


def test_from_a_sheet_of_paper_to_the_desk_on_a_telephone(phone_page: Page, site: str) -> None:
    page = phone_page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    printed = a_printed_code()
    page.goto(f"{site}/account/paper/#{printed}")
    expect(page.locator("[name=code]")).to_have_value(printed)
    expect(page.locator("[name=passphrase]")).to_be_focused()
    assert page.url == f"{site}/account/paper/", "the code does not stay in the history of the browser"
    assert not any(printed in address for address in asked), "no server is told the code in an address"
    assert fits(page)
    for typed in ("қысқа", NEW):
        page.locator("[name=passphrase]").fill(typed)
        page.locator("[name=again]").fill(typed)
        if typed != NEW:
            page.locator("[name=again]").press("Enter")
            expect(page.locator("[name=passphrase]:focus")).to_have_accessible_description(
                re.compile("12.*12")
            )
            page.locator("[name=code]").fill(printed)
    page.locator("[name=again]").press("Enter")

    expect(page).to_have_url(f"{site}/account/second-factor/")
    expect(page.locator(".notices")).to_contain_text("екінші факторды талап етеді")
    assert fits(page)
    page.locator('a[href="/account/second-factor/totp/activate/"]').click()
    expect(page.locator(".account-qr")).to_be_visible()
    assert fits(page)
    expect(page.locator("[name=code]")).to_have_attribute("inputmode", "numeric")
    page.locator("[name=code]").fill(code(page.locator("#authenticator_secret").input_value()))
    page.locator("[name=code]").press("Enter")
    expect(page.locator("#recovery_codes")).to_be_visible()
    assert fits(page)
    page.goto(f"{site}/desk/")
    expect(page).to_have_url(re.compile("/desk/tiny/$"))


def test_a_passkey_stands_for_passphrase_and_second_factor(page: Page, site: str) -> None:
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    browser.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto(f"{site}/desk/")
    page.locator("input[name=login]").fill("chair")
    page.locator("input[name=password]").fill(PASSPHRASE)
    page.locator("input[name=password]").press("Enter")
    page.locator('a[href="/account/second-factor/passkeys/add/"]').click()
    expect(page.locator("[name=passwordless]")).to_be_checked()
    page.wait_for_load_state()
    page.locator("#mfa_webauthn_add").click()
    expect(page.locator("#recovery_codes")).to_be_visible()
    page.goto(f"{site}/desk/")
    expect(page).to_have_url(re.compile("/desk/tiny/$"))

    page.locator("form[action$='/logout/'] button").click()
    expect(page.locator("form[action$='/logout/']")).to_have_count(0)
    page.goto(f"{site}/account/login/?next=/desk/")
    page.locator("#passkey_login").click()
    expect(page).to_have_url(re.compile("/desk/tiny/$"))
