"""An observer's page in a real browser, over the one OpenRosa road: nothing is lost or doubled."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect

from hattama.formats.observation_packs import forms_for
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.observation.arrange import bring_form, make_tokens
from hattama.web.observation.tables import Organisation, SentFile, SentForm
from tests.journeys.desk_steps import fits
from tests.real.chromium import PATIENCE_MS, SWITCHES, browser_program, new_context
from tests.web.observation.organisation import Telephone, coordinator, form, organisation, telephone
from tests.web.tiny_election import NIGHT, open_tiny

PACK = Path(__file__).parents[2] / "src/hattama/rulepacks/observation/kz/counting.md"
PIN, OTHER_PIN = "204060", "135791"
ENDURANCE = pytest.mark.endurance
ROSA = {"X-OpenRosa-Version": "1.0"}
REFUSED = "<OpenRosaResponse><message>Форма жоқ</message></OpenRosaResponse>"
NO_ROOM = """() => { IDBObjectStore.prototype.kept = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = () => { throw new DOMException("", "QuotaExceededError"); }; }"""
ROOM = "() => { IDBObjectStore.prototype.put = IDBObjectStore.prototype.kept; }"
ALL_BYTES = """() => new Promise((told) => { indexedDB.open("hattama-field").onsuccess = ({ target }) => {
const all = target.result.transaction("pictures").objectStore("pictures").getAll();
const read = (one) => JSON.stringify(one) + new TextDecoder("latin1").decode(one.box);
all.onsuccess = () => told(all.result.map(read).join()); }; })"""


@pytest.fixture
def alma(live_server, settings, tmp_path: Path) -> Organisation:
    settings.DATA_DIR = tmp_path / "var"
    open_tiny()
    made = organisation()
    form(made, PACK.read_text("utf-8"))
    return made


def photograph(number: int) -> bytes:
    """As a telephone takes it: large, and with the place where it was taken."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 14.0, 12.0)})
    data = io.BytesIO()
    Image.new("RGB", (3000, 1500), (number % 256, 90, 40)).save(data, "JPEG", exif=exif)
    return data.getvalue()


def come_in(page: Page, site: str, of: Telephone, pin: str = PIN, *, first: bool = False) -> None:
    page.goto(f"{site}/field/{of.token}/")
    expect(page.locator("[data-part=unlock]")).to_be_visible()
    page.locator("[data-part=pin]").fill(pin)
    if first:
        page.locator("[data-part=again]").fill(pin)
        expect(page.locator("[data-field][data-kept]")).to_be_attached()
    page.locator("[data-part=unlock] button").click()


def question(page: Page, name: str):
    return page.locator(f"[data-question$='/{name}']")


def answer(page: Page, station: str) -> None:
    question(page, "station").locator("textarea").fill(station)
    question(page, "cv05").locator("[value=not_observed]").check()
    question(page, "cv04").locator("[value=yes]").check()
    expect(question(page, "at_ballots_shown")).to_be_visible()
    expect(question(page, "cv04").locator("[value=yes]")).to_be_focused()
    question(page, "cv04").locator("[value=no]").check()
    question(page, "cv00").locator("input").first.check()


def count(page: Page, part: str, number: int) -> None:
    expect(page.locator(f"[data-part={part}] > li")).to_have_count(number)


@contextmanager
def telephone_of(browser: Browser, folder: Path, *, offline: bool) -> Iterator[Page]:
    """A browser with a profile on the disk, whose process is killed at the end."""
    context = browser.browser_type.launch_persistent_context(
        folder,
        executable_path=browser_program(),
        args=[*SWITCHES, "--no-sandbox"],
        locale="kk-KZ",
        timezone_id="Asia/Almaty",
        viewport={"width": 360, "height": 740},
        timeout=PATIENCE_MS,
    )
    context.set_default_timeout(PATIENCE_MS)
    context.set_offline(offline)
    try:
        yield context.new_page()
    finally:
        kill(context)


def kill(context: BrowserContext) -> None:
    try:
        context.new_cdp_session(context.pages[0]).send("Browser.crash")
    except Error as gone:
        assert "closed" in str(gone) or "crash" in str(gone), gone


def lose_answers(page: Page) -> None:
    """A network that brings every request to the site, and no answer back. The page tries again in seconds,
    and an answer to that would take the words away that somebody waits for."""

    def carry(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    page.route("**/submission", carry)


@pytest.mark.parametrize("runs", [1, pytest.param(200, marks=ENDURANCE)])
def test_what_is_filled_in_without_a_network_arrives_once_though_the_browser_is_killed_at_each_step(
    alma, browser, live_server, tmp_path: Path, runs: int
) -> None:
    of = telephone(alma, language="kk")
    folder = tmp_path / "profile"
    with telephone_of(browser, folder, offline=False) as page:
        come_in(page, live_server.url, of, first=True)
        count(page, "offered", 1)
    for run in range(runs):
        picture = photograph(run)
        with telephone_of(browser, folder, offline=True) as page:
            come_in(page, live_server.url, of)
            begin(page, picture)
        with telephone_of(browser, folder, offline=True) as page:
            come_in(page, live_server.url, of)
            go_on(page)
        with telephone_of(browser, folder, offline=False) as page:
            lose_answers(page)
            come_in(page, live_server.url, of)
            expect(page.locator("[data-part=say]")).to_contain_text("Желі жоқ")
            count(page, "waiting", 1)
            page.locator("[data-part=offered] button").focus()
            with page.expect_event("requestfailed"):
                page.evaluate("dispatchEvent(new Event('online'))")
            expect(page.locator("[data-part=offered] button")).to_be_focused()
        with telephone_of(browser, folder, offline=False) as page:
            come_in(page, live_server.url, of)
            count(page, "arrived", run + 1)
            said = page.locator("[data-part=arrived] .receipt").first.inner_text()
        assert_here(said, run + 1, picture)


def begin(page: Page, picture: bytes) -> None:
    page.locator("[data-part=offered] button").click()
    expect(page.locator("[data-part=title]")).to_be_focused()
    page.locator("[data-part=finish]").click()
    expect(page.locator("[aria-invalid=true]:focus")).to_have_accessible_description("Жауап керек.")
    answer(page, "P001")
    expect(question(page, "at_ballots_shown")).to_have_count(0)
    file = {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": picture}
    question(page, "photo").locator("input").set_input_files(file)
    expect(question(page, "photo").locator("img")).to_be_visible()
    assert fits(page)
    page.locator("[data-part=back]").click()
    count(page, "draft", 1)


def go_on(page: Page) -> None:
    page.locator("[data-part=draft] button").first.click()
    expect(question(page, "station").locator("textarea")).to_have_value("P001")
    expect(question(page, "photo").locator("img")).to_be_visible()
    page.locator("[data-part=finish]").click()
    count(page, "waiting", 1)


def assert_here(receipt: str, number: int, picture: bytes) -> None:
    """So many filled forms and photographs are here, the last of them with this receipt and this picture."""
    sent = SentForm.objects.order_by("pk").last()
    assert SentForm.objects.count() == SentFile.objects.count() == number
    assert f"{sent.sha256[:4]}-{sent.sha256[4:8]}".upper() in receipt
    assert (sent.answers["cv05"], sent.answers["cv04"]) == ("not_observed", "no")
    kept = SentFile.objects.get(sent=sent)
    assert kept.name == f"{hashlib.sha256(picture).hexdigest()}.jpg"
    with Image.open(io.BytesIO(get_content(kept.sha256))) as image:
        assert image.size == (2048, 1024) and not image.getexif()


def test_two_observers_on_one_telephone_and_nothing_is_dropped_for_what_a_server_answers(
    alma, browser: Browser, live_server
) -> None:
    view = {"width": 360, "height": 740}
    context = new_context(browser, locale="kk-KZ", timezone_id="Asia/Almaty", viewport=view, has_touch=True)
    page, site = context.new_page(), live_server.url
    one, two = (telephone(alma, name, language) for name, language in (("К-01", "kk"), ("К-02", "ru")))
    come_in(page, site, one, first=True)
    page.locator("[data-part=offered] button").click()
    answer(page, "P001")
    another = context.new_page()
    come_in(another, site, one)
    expect(another.locator("[data-part=say]")).to_contain_text("басқа терезеде ашық")
    another.close()
    page.evaluate(NO_ROOM)
    question(page, "cv16").locator("[value=yes]").check()
    expect(page.locator("[data-part=say]")).to_contain_text("орын қалмады")
    page.evaluate(ROOM)
    answers = [{"status": 502, "body": "<html>"}, {"status": 404, "body": REFUSED, "headers": ROSA}]
    page.route("**/submission", lambda route: route.fulfill(**answers.pop(0)) if answers else route.abort())
    page.locator("[data-part=finish]").click()
    count(page, "waiting", 1)
    expect(page.locator("[data-part=say]")).to_contain_text("қабылдай алмады")
    page.evaluate("dispatchEvent(new Event('online'))")
    count(page, "refused", 1)
    expect(page.locator("[data-part=refused]")).to_contain_text("Форма жоқ")
    page.locator("[data-part=lock]").click()
    expect(page.locator("[data-part=unlock]")).to_be_visible()

    come_in(page, site, two, OTHER_PIN, first=True)
    expect(page.locator("[data-part=others]")).to_contain_text("не отправлено: 1")
    assert fits(page)
    count(page, "refused", 0)
    assert "P001" not in page.evaluate(ALL_BYTES)
    come_in(page, site, one, OTHER_PIN)
    expect(page.locator("[data-part=say]")).to_contain_text("PIN-коды емес")

    page.unroute("**/submission")
    a_new_sheet_sends_what_waits(page, site, alma, one)
    context.close()


def a_new_sheet_sends_what_waits(page: Page, site: str, alma: Organisation, one: Telephone) -> None:
    """The sheet was lost: its address opens no more, and what waits goes by the address of the next one."""
    [(_, token)] = make_tokens(coordinator(alma), alma, [alma.observers.get(pseudonym="К-01")], now=NIGHT)
    come_in(page, site, one)
    expect(page.locator("[data-part=say]")).to_contain_text("жарамсыз")
    count(page, "refused", 1)
    come_in(page, site, Telephone(token, one.client))
    count(page, "arrived", 1)
    sent = SentForm.objects.get()
    assert sent.observer.pseudonym == "К-01" and sent.answers["cv16"] == "yes"
    expect(page.locator("[data-part=no-forms]")).to_be_hidden()
    alma.forms.update(withdrawn_at=NIGHT)
    come_in(page, site, Telephone(token, one.client))
    expect(page.locator("[data-part=no-forms]")).to_contain_text("бірде-бір нысан ұсынып тұрған жоқ")


SLOW_PICTURES = """() => { const real = createImageBitmap;
globalThis.createImageBitmap = async (file) => {
await new Promise((go) => { globalThis.goOn = go; }); return real(file); }; }"""
# A line that carries answers, and breaks off under what is large.
NO_PICTURES = """() => { globalThis.whole = fetch; globalThis.fetch = (address, options = {}) =>
options.body && [...options.body.keys()].some((name) => name.endsWith(".jpg"))
? Promise.reject(new TypeError("broken off")) : whole(address, options); }"""


def test_a_picture_still_being_made_smaller_goes_with_its_form_and_holds_up_no_answers(
    alma, page: Page, live_server
) -> None:
    of = telephone(alma, language="kk")
    page.goto(f"{live_server.url}/field/{of.token}/")
    page.locator("[data-part=pin]").fill(PIN)
    page.locator("[data-part=again]").fill(PIN)
    page.evaluate(NO_ROOM)
    page.locator("[data-part=unlock] button").click()
    expect(page.locator("[data-part=say]")).to_contain_text("ештеңе бастауға болмайды")
    page.evaluate(ROOM)
    page.locator("[data-part=unlock] button").click()
    expect(page.locator("[data-part=ready]")).to_be_visible()
    page.evaluate(SLOW_PICTURES)
    page.locator("[data-part=offered] button").click()
    answer(page, "P001")
    file = {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": photograph(1)}
    question(page, "photo").locator("input").set_input_files(file)
    expect(question(page, "photo").get_by_role("status")).to_be_visible()
    page.evaluate(NO_PICTURES)
    page.locator("[data-part=finish]").click()
    page.locator("[data-part=finish]").click()
    expect(page.locator("[data-part=say]")).to_contain_text("Бір сәт")
    page.evaluate("goOn()")
    count(page, "waiting", 1)
    expect(page.locator("[data-part=say]")).to_contain_text("Желі жоқ")
    assert (SentForm.objects.count(), SentFile.objects.count()) == (1, 0)
    # No receipt before all of it is here.
    expect(page.locator("[data-part=waiting]")).to_contain_text("Жауаптар қабылданды; фотосуреттер")
    expect(page.locator("[data-part=waiting]")).not_to_contain_text("Түбіртек")
    page.evaluate("globalThis.fetch = whole; dispatchEvent(new Event('online'))")
    count(page, "arrived", 1)
    assert SentFile.objects.get().sent == SentForm.objects.get()


HANGS = """() => { const whole = fetch; globalThis.fetch = (address, options = {}) => options.body
? new Promise((go) => { globalThis.goOn = () => go(whole(address, options)); })
: whole(address, options); }"""


def test_a_network_that_carries_nothing_keeps_nobody_out_and_what_is_being_sent_is_said(
    alma, browser: Browser, live_server
) -> None:
    of = telephone(alma, language="kk")
    context = new_context(browser, locale="kk-KZ", timezone_id="Asia/Almaty")
    page = context.new_page()
    page.route("**/formList", lambda route: None)
    page.goto(f"{live_server.url}/field/{of.token}/")
    expect(page.locator("[data-part=say]")).to_contain_text("Бір сәт")
    page.unroute("**/formList")
    come_in(page, live_server.url, of, first=True)
    expect(page.locator("[data-part=ready]")).to_contain_text("Телефон дайын")
    expect(page.locator("[data-part=clock]")).to_be_hidden()
    page.route("**/formList", lambda route: None)
    come_in(page, live_server.url, of)
    page.locator("[data-part=offered] button").click()
    answer(page, "P001")
    page.evaluate(HANGS)
    page.locator("[data-part=finish]").click()
    expect(page.locator("[data-part=waiting]")).to_contain_text("жіберіліп жатыр")
    page.evaluate("goOn()")
    count(page, "arrived", 1)
    context.close()


CLOSED = """IDBFactory.prototype.open = () => { throw new DOMException("", "SecurityError"); };"""


def test_a_wrong_clock_and_a_browser_that_keeps_nothing_are_said(alma, browser: Browser, live_server) -> None:
    of = telephone(alma, language="kk")
    context = new_context(browser, locale="kk-KZ", timezone_id="Asia/Almaty")
    page = context.new_page()
    page.add_init_script("const now = Date.now; Date.now = () => now() + 86_400_000;")
    page.goto(f"{live_server.url}/field/{of.token}/")
    expect(page.locator("[data-part=clock]")).to_contain_text("сағаты дұрыс емес")
    closed = context.new_page()
    closed.add_init_script(
        """IDBFactory.prototype.open = () => { throw new DOMException("", "SecurityError"); };"""
    )
    closed.goto(f"{live_server.url}/field/{of.token}/")
    expect(closed.locator("[data-part=say]")).to_contain_text("құпия терезе жарамайды")
    context.close()


UNREADABLE = """| survey |
| | type | name | label::Қазақша (kk) | label::Русский (ru) | label::English (en) | relevant |
| | text | station | Учаске | Участок | Station | |
| | text | more | Тағы | Ещё | More | $station = 'x' |

| settings |
| | form_title | form_title::Русский (ru) | form_id | version | default_language | attribute::phase |
| | Оқылмайтын | Нечитаемая | odd | 1 | Қазақша (kk) | counting |
"""


def test_each_form_that_comes_along_opens_and_one_that_the_engine_cannot_read_is_told(
    alma, page: Page, live_server
) -> None:
    contests = load_definition(ElectionRow.objects.get()).election.contests
    for source in (*forms_for("KZ", contests).values(), UNREADABLE.encode()):
        bring_form(coordinator(alma), alma, source, "нысан.md", {}, now=NIGHT)
    come_in(page, live_server.url, telephone(alma, language="kk"), first=True)
    offered = page.locator("[data-part=offered] button")
    expect(offered).to_have_count(9)
    for name in offered.all_inner_texts():
        offered.get_by_text(name, exact=True).click()
        if name == "Оқылмайтын":
            expect(page.locator("[data-part=say]")).to_contain_text("ODK Collect")
            continue
        expect(page.locator("[data-part=title]")).to_have_text(name)
        page.locator("[data-part=back]").click()
        expect(offered.first).to_be_visible()
