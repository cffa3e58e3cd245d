"""Names of 60 and 255 letters without a gap, markup in them, figures of fifteen digits: on a telephone each
kind of page, public and of the desk, is read without moving it sideways."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils.translation import override
from playwright.sync_api import Browser, Page

from hattama.web.kernel.accounts.roles import Role
from hattama.web.reports.tables import DifferenceReport
from tests.journeys.desk_steps import fits
from tests.web.hostile_names import MARKUP, enlarge_figures, hostile_files
from tests.web.page_types import page_types
from tests.web.people import person
from tests.web.whole_site import whole_site

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (390, 360)
STEPS = ("night/steps", "night/papers", "single/")
HERE = "desk/tiny/P001/party/"
RECORD = ("first-complaint", "first-complaint/statement", "first-complaint/deeds/decide")
DESK = {
    "saule": tuple(f"desk/tiny/{page}" for page in ("", *(f"P101/{step}" for step in STEPS))),
    "aigul": (f"{HERE}scan/", f"{HERE}done", f"{HERE}differences", "desk/offline", "account/password/"),
    "head": (
        *(f"desk/tiny/{page}/" for page in ("overview", "progress", "claims", "doubts", "reports")),
        *("desk/tiny/", "desk/tiny/reports/{report}/", "desk/tiny/R1/party/claim"),
        *(f"desk/tiny/registers/{page}" for page in ("", "complaints/", "complaints/take_in/")),
        *(f"desk/tiny/registers/complaints/{page}/" for page in ("new/complaint", *RECORD)),
        *(f"{HERE}{change}" for change in ("correct", "annul", "recount", "investigate")),
    ),
    "auditor": ("desk/tiny/draws/",),
    "administrator": ("account/rights/", "account/rights/tiny/", "account/rights/tiny/changes"),
}  # fmt: skip
"""Who looks at which pages of the desk."""
PREFIXES = ("/", "/ru/", "/en/")


@pytest.fixture
def site(live_server, settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Something behind every page, under the longest names and figures."""
    enlarge_figures(monkeypatch)
    whole_site(settings, tmp_path / "var", *hostile_files())
    person(Role.TYPIST, "P101", username="saule")
    return str(live_server.url)


def too_wide(page: Page, address: str) -> list[tuple[int, str]]:
    """At which widths the page has to be moved sideways."""
    answer = page.goto(address)
    assert answer is not None and answer.ok, address
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        if not fits(page):
            found.append((width, address))
    return found


def test_every_kind_of_page_fits_a_telephone_whatever_the_names_are(
    site: str, browser: Browser, settings: Any
) -> None:
    found, page = [], browser.new_page()
    for place, kind in enumerate(page_types()):
        with override(("kk", "ru", "en")[place % 3]):
            found += too_wide(page, site + kind.address)
    page.goto(f"{site}/e/tiny/")
    assert MARKUP in page.inner_text("h1"), "markup in a name is text"
    report = DifferenceReport.objects.get().pk
    for username, addresses in DESK.items():
        client = Client()
        client.force_login(get_user_model().objects.get(username=username))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        with browser.new_context() as seat:
            seat.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
            page = seat.new_page()
            for place, address in enumerate(addresses):
                found += too_wide(page, site + PREFIXES[place % 3] + address.format(report=report))
    assert not found, found
