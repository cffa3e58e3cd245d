"""The pictures in the handbooks, taken from the demonstration: `make pictures`.

`python -m tests.journeys.handbook_pictures [FOLDER]` plays a small demonstration, opens each page on a
telephone in each language, and writes what it shows. Where a page has changed, so has its picture.
"""

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from hattama.phrases import LANGUAGES
from hattama.web.handbooks.reading import PICTURE_WIDTH, picture_path
from tests.real.chromium import new_context, running_browser
from tests.real.ports import free_port

TYPIST = "demo-typist"
PASSPHRASE = "hattama-demo-2023"
ELECTION = "kz-demo"
CONTEST = "party_list"
PRECINCTS = 120
LONGEST_SECONDS = 600
HEIGHT = 620
SHARPNESS = 1.5
"""Pixels of the picture to one of the page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its name, the page's address after the language, what is done there, where it begins."""

    name: str
    address: str
    prepare: Callable[[Page], None] = lambda page: None
    begins_at: str = "main"
    account: str = ""


def _type_some(page: Page) -> None:
    # Which station is the typist's follows from how many the demonstration has.
    page.locator(f"main a[href$='/{CONTEST}/']").first.click()
    boxes = page.locator("form[data-ready] input[inputmode=numeric]")
    for place, figure in enumerate((1204, 1180, 655)):
        boxes.nth(place).fill(str(figure))


PICTURES = (
    Picture("find", f"e/{ELECTION}/"),
    Picture("compare", f"e/{ELECTION}/a/35-0001/", begins_at="main h1"),
    Picture("report", f"e/{ELECTION}/a/35-0001/report/{CONTEST}/", begins_at="main h1"),
    Picture(
        "enter",
        f"desk/{ELECTION}/",
        _type_some,
        "form[data-ready] fieldset, form[data-ready] .cell",
        TYPIST,
    ),
    Picture("files", f"e/{ELECTION}/data/", begins_at="main h2"),
    Picture("embed", f"embed/{ELECTION}/result/{CONTEST}/", begins_at="body"),
)


def take_pictures(site: str, browser: Browser) -> Iterator[tuple[Picture, str, bytes]]:
    """Each picture in each language, as WebP. `site` is the address of a demonstration after its night."""
    for language in LANGUAGES:
        context = new_context(
            browser,
            viewport={"width": PICTURE_WIDTH, "height": HEIGHT},
            device_scale_factor=SHARPNESS,
            timezone_id="Asia/Almaty",
        )
        page = context.new_page()
        for picture in PICTURES:
            if picture.account:
                _log_in(page, site, picture.account)
            page.goto(f"{site}/{'' if language == 'kk' else language + '/'}{picture.address}")
            picture.prepare(page)
            # What is said of the demonstration above each page would be most of the picture.
            page.locator(picture.begins_at).first.evaluate(
                "place => scrollTo(0, place.getBoundingClientRect().top)"
            )
            page.wait_for_timeout(300)
            yield picture, language, _webp(page.screenshot())
        context.close()


def _log_in(page: Page, site: str, account: str) -> None:
    page.goto(f"{site}/desk/")
    if page.locator("input[name=login]").count():
        page.locator("input[name=login]").fill(account)
        page.locator("input[name=password]").fill(PASSPHRASE)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url("**/desk/**")


def _webp(png: bytes) -> bytes:
    packed = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(packed, "WEBP", quality=55, method=6)
    return packed.getvalue()


@contextmanager
def demonstration() -> Iterator[str]:
    """The address of a small demonstration after its night; it ends with the block."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        program = Path(sys.executable).with_name("hattama")
        said = Path(folder, "said")
        environment = os.environ | {"HATTAMA_DATA": str(Path(folder, "var"))}
        # That of the tests is not found by a program that is started elsewhere.
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        with said.open("wb") as file:
            process = subprocess.Popen(
                [
                    program,
                    "demo",
                    "--precincts",
                    str(PRECINCTS),
                    "--speed",
                    "max",
                    "--port",
                    str(port),
                    "--lang",
                    "en",
                ],
                env=environment,
                stderr=file,
                stdout=file,
            )
            try:
                _wait_for_night(process, said)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()
                process.wait()


def _wait_for_night(process: subprocess.Popen[bytes], said: Path) -> None:
    for _ in range(LONGEST_SECONDS):
        if "Stop: Ctrl+C" in said.read_text("utf-8"):
            return
        try:
            process.wait(1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise RuntimeError(said.read_text("utf-8"))


def main() -> None:
    """Write all pictures where the site serves them from, or into the folder that is named."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with demonstration() as site, sync_playwright() as playwright, running_browser(playwright) as browser:
        for picture, language, packed in take_pictures(site, browser):
            path = picture_path(picture.name, language)
            path = folder / path.name if folder else path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(packed)
            print(path.name, len(packed))


if __name__ == "__main__":
    main()
