"""The check of a protocol in the browser, from the press of the button to the verdict, on a whole night."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from bench.row import Row
from tests.real.chromium import browser_program, running_browser
from tests.real.ports import free_port

NAME = "check in the browser: from the button to the verdict, 20,381 protocols in the log"

_ROOT = Path(__file__).resolve().parent.parent
_BEHIND_THE_DOOR = "HATTAMA_BENCH_CHECK"
_STATIONS = 25

# The verdict is a class of the panel; the files of the log are then fetched once more, and nothing else done.
_MEASURED = """async () => {
    const panel = document.querySelector("[data-check]");
    const began = performance.now();
    panel.querySelector("button").click();
    const verdict = await new Promise((told) => {
        const look = () => {
            const found = ["is-good", "is-broken", "is-doubt"].find((name) => panel.classList.contains(name));
            if (found) told(found);
        };
        new MutationObserver(look).observe(panel, { attributes: true });
        look();
    });
    const checked = performance.now() - began;
    const files = performance.getEntriesByType("resource").map((one) => one.name)
        .filter((name) => name.includes("/bundle/"));
    const again = performance.now();
    await Promise.all(files.map(async (file) => (await fetch(file, { cache: "no-store" })).arrayBuffer()));
    return { verdict, checked, fetched: performance.now() - again, files: files.length };
}"""


def run() -> list[Row]:
    """Load the demonstration without scans, serve it, and check polling stations in Chromium."""
    if browser_program() is None:
        raise FileNotFoundError("chromium")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "HATTAMA_DATA": folder}
        stations = _load(environment)
        with (
            _serving(environment) as address,
            sync_playwright() as playwright,
            running_browser(playwright) as browser,
        ):
            _measured(browser, f"{address}en/e/kz-demo/a/{stations[0]}/")  # a server that has just started
            found = [_measured(browser, f"{address}en/e/kz-demo/a/{station}/") for station in stations]
    checked = [times[0] for times in found]
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    note = f"median of {len(found)}, each in a new profile; longest {max(checked):.0f} ms; load {load}"
    fetched = statistics.median(times[1] for times in found)
    beside = "the same files fetched alone"
    return [Row("a protocol of a polling station", statistics.median(checked), fetched, beside, "ms", note)]


def _measured(browser: Browser, address: str) -> tuple[float, float]:
    """Milliseconds of the check, and of fetching its files again."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(address)
    page.locator("[data-check] button").first.wait_for()
    told = page.evaluate(_MEASURED)
    context.close()
    if told["verdict"] != "is-good":
        raise AssertionError(f"{address}: {told}")
    return told["checked"], told["fetched"]


def _load(environment: dict[str, str]) -> list[str]:
    answer = subprocess.run(
        [sys.executable, "-m", "bench.bench_check"],
        env={**environment, _BEHIND_THE_DOOR: "1"},
        cwd=_ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return answer.stdout.split()


@contextmanager
def _serving(environment: dict[str, str]) -> Iterator[str]:
    port = free_port()
    program = "from hattama.cli.main import main; raise SystemExit(main())"
    server = subprocess.Popen(
        [sys.executable, "-c", program, "serve", "--port", str(port), "--workers", "1"],
        env=environment,
        cwd=_ROOT,
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        _wait_for(address)
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            urlopen(address).close()
            return
        except URLError:
            time.sleep(0.2)
    raise TimeoutError(address)


def _tell_stations() -> None:
    from hattama.web.kernel.commands.preparation import prepare

    prepare("en")
    from bench.bench_pages import load_demonstration

    load_demonstration()
    from hattama.web.kernel.published.tables import PublishedProtocol

    published = PublishedProtocol.objects.order_by("entry_index").values_list("area__code", flat=True)
    count = published.count()
    for place in range(_STATIONS):
        print(published[count * place // _STATIONS])


if __name__ == "__main__" and _BEHIND_THE_DOOR in os.environ:
    _tell_stations()
