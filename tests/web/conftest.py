"""What the web's tests share: the tiny election, as a draft, open, and with a night behind it."""

from itertools import count

import pytest
from django.utils.translation import deactivate

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log import signers, time_stamps, witnesses
from hattama.web.kernel.pages.remembered_pages import forget_pages
from hattama.web.kernel.stores import made_files
from hattama.web.record_checks.desk import COUNTS
from tests.real import PATIENCE
from tests.web.desk_clients import log_in, nobody_has_tried_yet, typist
from tests.web.only_growing import tables_can_be_emptied_between_tests
from tests.web.opened_once import opened
from tests.web.public_night import night, second_election
from tests.web.running_commands import run
from tests.web.tiny_election import load_tiny, open_tiny

__all__ = [
    "log_in",
    "night",
    "nobody_has_tried_yet",
    "opened",
    "run",
    "second_election",
    "tables_can_be_emptied_between_tests",
    "typist",
]


_numbers = count()


@pytest.fixture(autouse=True)
def files(settings, tmp_path_factory, monkeypatch):
    """A data folder of its own for each test: what the database takes back, files would keep.

    Numbered here: pytest looks through every folder that there is to find the next number.
    """
    settings.DATA_DIR = tmp_path_factory.getbasetemp() / "var" / f"{next(_numbers)}"
    settings.DATA_DIR.mkdir(parents=True)
    # What files take to be made is counted by the clock: on a busy machine a test would use up what there is.
    monkeypatch.setattr(made_files, "BURST_SECONDS", 3600.0)
    # Others on this machine answer when they have their turn; who is too slow is asked by name.
    for module in (signers, witnesses, time_stamps):
        monkeypatch.setattr(module, "ANSWER_SECONDS", PATIENCE)
    for module in (witnesses, time_stamps):
        monkeypatch.setattr(module, "WHOLE_ANSWER_SECONDS", PATIENCE)
    # The next test's log may be as long as the last one's and say something else.
    forget_pages()
    COUNTS.clear()
    # Django leaves the language of the last request in force.
    deactivate()
    return settings.DATA_DIR


@pytest.fixture
def draft(db: None) -> ElectionRow:
    """The tiny election, loaded and not open."""
    return load_tiny()


@pytest.fixture
def tiny(db: None) -> ElectionRow:
    """The tiny election, open, nothing received."""
    return open_tiny()
