"""A reviewer ends the rounds of reading again on a telephone, in a browser that runs no script."""

import pytest
from playwright.sync_api import Browser, expect

from hattama.web.protocols.tables import LifeStep
from tests.journeys.desk_steps import fits
from tests.real.chromium import new_context
from tests.web.protocols.desk.life_desk import Desk

HERE = "/desk/tiny/P001/party/done"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_rounds_are_ended_where_the_protocol_stands_without_a_script(
    browser: Browser, live_server, settings, tmp_path, db: None, width: int
) -> None:
    settings.DATA_DIR = tmp_path / "var"
    desk = Desk("entries = 2")
    desk.differ()
    context = new_context(
        browser, locale="kk-KZ", viewport={"width": width, "height": 740}, java_script_enabled=False
    )
    cookie = desk.reviewer.cookies[settings.SESSION_COOKIE_NAME]
    site = str(live_server.url)
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
    page = context.new_page()
    page.goto(site + HERE)
    assert fits(page)
    page.get_by_label("Себебі").fill("Екінші оператор ауырып қалды")
    page.get_by_role("button", name="Қайта оқуды аяқтау").click()
    expect(page.locator(".standing")).to_contain_text("Екінші оператор ауырып қалды")
    expect(page.get_by_role("link", name="Енгізулердегі айырмашылықтарды шешу")).to_be_visible()
    assert fits(page)
    assert LifeStep.objects.filter(deed="end_rounds").count() == 1
    context.close()
