"""A copy of the tiny election, and a way to read it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hattama.formats.norm_files import shipped_norm_ids
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.norms.public import views
from hattama.web.operations.static_site import Options, write_static_site
from hattama.web.operations.static_site.addresses import COPIED
from hattama.web.operations.static_site.writing import Written
from tests.drawn import leave_to_other_days
from tests.web.operations.static_site.copies import digests
from tests.web.public_night import night

__all__ = ["night"]

HERE = Path(__file__).parent
MOST = 36
"""Of all tests of copies in one run."""

MADE_AT_LENGTH = {"data:open", "data:published_set", "data:published_summary"}
"""Files that take longer to make than all others together, whatever is asked of the copy."""

Shelf = dict[tuple[tuple[tuple[str, str], ...], str, str, tuple[str, ...]], tuple[Path, Written]]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """One worker has the shelf; copies take long, and other tests of them are run each day."""
    mine = [item for item in items if item.path.is_relative_to(HERE)]
    for item in mine:
        item.add_marker("together")
    leave_to_other_days(config, items, mine, MOST, "copies")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Where the copy stands."""
    return tmp_path / "site"


@pytest.fixture
def one_language(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked depends neither on how many languages it is said in nor on how many norms there are: each
    law has a few beside those that findings rest on.
    """
    settings.LANGUAGES = [("kk", "Қазақша")]
    monkeypatch.setattr(views, "shipped_norm_ids", lambda law_id: shipped_norm_ids(law_id)[:3])


@pytest.fixture
def only_pages(one_language: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What is asked is asked of some pages: let all others lead to the live site."""

    def keep(*names: str) -> None:
        for name in [name for name in COPIED if name.startswith("public:") or name in MADE_AT_LENGTH]:
            if name.removeprefix("public:") not in ("home", "election", *names):
                monkeypatch.delitem(COPIED, name)  # type: ignore[arg-type]

    return keep


@pytest.fixture
def few_pages(only_pages: Callable[..., None]) -> None:
    """What is asked is asked of every file alike."""
    only_pages("area", "about")


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Copies made anew: by what they are of and how they were asked for, with what was said of them."""
    return {}


@pytest.fixture
def copy_of(site: Path, on_shelf: Callable[[Options], tuple[Path, Written]]) -> Callable[..., Written]:
    """Write the copy, in this process. A first one of the same log and files is taken from the shelf."""

    def write(place: Path = site, *, whole: bool = False, **options: object) -> Written:
        chosen = Options(**options)  # type: ignore[arg-type]
        if place.exists():
            return write_static_site(place, chosen, whole=whole)
        kept, written = on_shelf(chosen)
        shutil.copytree(kept, place, symlinks=True)
        return written

    return write


@pytest.fixture
def on_shelf(
    shelf: Shelf, settings: Any, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Options], tuple[Path, Written]]:
    """A copy that nobody may change, made once of the same log and files, with what was said of it."""

    def take(chosen: Options) -> tuple[Path, Written]:
        key = (_standing(settings.DATA_DIR), repr(chosen), repr(settings.LANGUAGES), tuple(sorted(COPIED)))
        if key not in shelf:
            kept = tmp_path_factory.mktemp("kept") / "site"
            shelf[key] = kept, write_static_site(kept, chosen)
        # Writing a copy brings the files of the live site up; whoever takes one from the shelf has them, too.
        for election in ElectionRow.objects.exclude(opened_at=None):
            refresh_bundle(election.pk)
        return shelf[key]

    return take


def _standing(folder: Path) -> tuple[tuple[str, str], ...]:
    return tuple(digests(folder).items())


@pytest.fixture
def copied(
    one_language: None, night: ElectionRow, on_shelf: Callable[[Options], tuple[Path, Written]]
) -> Path:
    """The copy of the tiny election with its night, to be read. The language is chosen before the night is
    held, as where a test names both: a night held under other settings is another, and so is its copy.
    """
    return on_shelf(Options())[0]


@pytest.fixture
def in_two_languages(
    few_pages: None,
    night: ElectionRow,
    settings: Any,
    on_shelf: Callable[[Options], tuple[Path, Written]],
) -> Path:
    """A copy of few pages, each of which leads to the same page in another language."""
    settings.LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский")]
    return on_shelf(Options())[0]
