"""Steps that journeys at the desk share."""

import re

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Locator, Page, expect

from tests.drawn import ENDURANCE
from tests.web.people import PASSPHRASE
from tests.web.second_factor import code
from tests.web.tiny_election import PARTY


def prefixes_at(place: int) -> tuple[str, ...]:
    """In which languages the page at this place is looked at, as its address says it: they take turns, and
    `make endurance` looks at all."""
    prefixes = ("", "ru/", "en/")
    return prefixes if ENDURANCE else (prefixes[place % 3],)


def come_in(page: Page, site: str, username: str = "aigul") -> None:
    """The list of precincts, with the session of somebody who has logged in: a quarter of a short journey."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=username))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
    page.goto(f"{site}/desk/")
    expect(page).to_have_url(re.compile("/desk/tiny/$"))


def log_in(page: Page, site: str, username: str = "aigul") -> None:
    """From the desk's door to the list of precincts, with the second factor where one is asked for."""
    page.goto(f"{site}/desk/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(PASSPHRASE)
    # A code is taken once: two logins of one person within half a minute are for a test alone.
    cache.clear()
    page.locator("input[name=password]").press("Enter")
    expect(page).to_have_url(re.compile("/(desk/tiny|second-factor/authenticate)/$"))
    if "second-factor" in page.url:
        page.locator("[name=code]").fill(code())
        page.locator("[name=code]").press("Enter")
    expect(page).to_have_url(re.compile("/desk/tiny/$"))


def open_form(page: Page, area_id: str = "P001") -> None:
    """From the list to the form of the party contest."""
    page.locator(f'a[href="/desk/tiny/{area_id}/{PARTY}/"]').click()
    expect(box(page, "voters_listed")).to_be_visible()


def ready(page: Page) -> None:
    """The form's scripts have put back what they keep and listen to the keys."""
    expect(page.locator("form[data-ready]")).to_be_attached()


def begin(page: Page, site: str) -> None:
    """Logged in, before the empty form of the first precinct, which listens."""
    come_in(page, site)
    open_form(page)
    ready(page)


def settled(page: Page) -> None:
    """What was typed last is kept on this device, and the rules have answered to it."""
    expect(page.locator("form[data-ready]:not([data-settling])")).to_be_attached()


def box(page: Page, key: str) -> Locator:
    """Where one figure is typed."""
    return page.locator(f'input[name="{key}"]')


def cell(page: Page, key: str) -> Locator:
    """One figure with its label and what is said about it."""
    return page.locator(f'.cell[data-key="{key}"]')


def fill(page: Page, figures: dict[str, int]) -> None:
    """Put figures into their boxes."""
    for key, value in figures.items():
        box(page, key).fill(str(value))


def read_back(page: Page, *, why_no_scan: str = "") -> None:
    """On the page that reads the protocol back: what stands there is sent, without a scan for a reason."""
    expect(page.locator("#read-back")).to_be_visible()
    if why_no_scan:
        page.locator("#no-scan").select_option(why_no_scan)
    page.locator("button[value=submit]").click()


def fits(page: Page) -> bool:
    """Whether nothing has to be moved sideways to be read, once the page that was asked for is there."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


_BROKEN_WORDS = r"""() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange(), broken = [];
  const clips = (part) => getComputedStyle(part).clipPath !== "none";
  const isClipped = (part) => part && (clips(part) || isClipped(part.parentElement));
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    if (text.parentElement.closest("code, .code") || isClipped(text.parentElement)) continue;
    for (const word of text.data.matchAll(/[\p{L}\p{N}]+/gu)) {
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (new Set(Array.from(range.getClientRects(), (part) => part.top)).size > 1) broken.push(word[0]);
    }
  }
  return broken;
}"""


def broken_words(page: Page) -> list[str]:
    """Words in sight that begin on one line and end on the next. Hashes and codes may."""
    found: list[str] = page.evaluate(_BROKEN_WORDS)
    return found


def kept_drafts(page: Page) -> int:
    """How many drafts this browser keeps, of anybody."""
    page.wait_for_load_state()
    return int(page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('hattama:')).length"))
