"""The open data of one full night, written once for all the tests that only read them."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.open_data.write_open_data import CURRENT, open_data_home, write_open_data
from tests.web.open_night import hold_night
from tests.web.tiny_election import ELECTION_ID


@pytest.fixture(scope="session")
def opened(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the open data. Beside it stand `bundle`, the bundle of the same size of the log, and
    `again`, the same open data written a second time."""
    home = tmp_path_factory.mktemp("opened")
    with django_db_blocker.unblock(), override_settings(DATA_DIR=home), transaction.atomic():
        hold_night()
        refresh_bundle(ELECTION_ID)
        folder = shutil.copytree(write_open_data(ELECTION_ID).folder, home / "first")
        (open_data_home(ELECTION_ID) / CURRENT).unlink()
        (home / "again").symlink_to(write_open_data(ELECTION_ID).folder)
        transaction.set_rollback(True)
    (home / "bundle").symlink_to(home / "public" / ELECTION_ID)
    return folder
