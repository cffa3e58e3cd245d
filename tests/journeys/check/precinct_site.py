"""A site with the page of a precinct and the bundle of its log, both of which a test may alter."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

from tests.journeys.check.file_site import FileSite
from tests.journeys.check.made_log import MadeLog
from tests.journeys.check.made_pages import PRECINCT

BUNDLE = "/data/tiny/bundle/"
PAGE = f"/en{PRECINCT}"
STEPS = ["checkpoint", "signature", "history", "entry", "inclusion", "figures"]


@dataclass
class PrecinctSite:
    """A site of files with the page of P001, the log as it truly is, and ways to make it another."""

    site: FileSite
    log: MadeLog

    def publish_log(self, log: MadeLog) -> None:
        """Serve this log and no other file of the bundle."""
        for path in [path for path in self.site.files if path.startswith(BUNDLE)]:
            del self.site.files[path]
        self.site.files.update({f"{BUNDLE}{path}": data for path, data in log.files().items()})

    def alter(self, path: str, old: bytes, new: bytes) -> None:
        """Change bytes in one file of the bundle."""
        self._alter(BUNDLE + path, old, new, 1)

    def alter_page(self, old: str, new: str, times: int = 1) -> None:
        """Change words of the page of P001."""
        self._alter(PAGE, old.encode(), new.encode(), times)

    def _alter(self, path: str, old: bytes, new: bytes, times: int) -> None:
        data = self.site.files[path]
        assert data.count(old) == times, (path, data.count(old))
        self.site.files[path] = data.replace(old, new)

    def path_of(self, level: str) -> str:
        """The only file of a level (`0`, `entries`): these logs are small."""
        [path] = [path for path in self.site.files if path.startswith(f"{BUNDLE}tile/{level}/")]
        return path.removeprefix(BUNDLE)

    def open(self, page: Page, fragment: str = "", path: str = PAGE) -> None:
        """Open the page of P001 in the browser, from the start."""
        page.goto("about:blank")
        page.goto(f"{self.site.address}{path}{fragment}")

    def check(self, page: Page, contest: str = "party") -> Locator:
        """Open the page, press the button, wait for the verdict; the panel."""
        self.open(page)
        panel = page.locator(f"[data-check={contest}]")
        panel.get_by_role("button", name="Check it yourself").click()
        return concluded(panel)


def concluded(panel: Locator) -> Locator:
    """The panel once its verdict is in."""
    panel.locator("css=:scope.is-good, :scope.is-broken, :scope.is-doubt").wait_for()
    return panel


def states(panel: Locator) -> dict[str, str]:
    """The state of every step by its name, in the order shown."""
    told = "(all) => all.map((one) => [one.dataset.step, one.dataset.state])"
    return dict(panel.locator("[data-step]").evaluate_all(told))
