"""Stores of all kinds, each empty for each test: a folder, moto's server, rclone's server."""

from pathlib import Path

import pytest

from hattama.web.kernel.stores.file_store import FileStore
from hattama.web.kernel.stores.object_store import ObjectStore
from tests.storage.servers import fresh_store, keys_of_the_service, moto, rclone

__all__ = ["keys_of_the_service", "moto", "rclone"]


@pytest.fixture(autouse=True)
def keys(keys_of_the_service: None) -> None:
    """Every test here may ask the services."""


@pytest.fixture(params=["folder", "moto", "rclone"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "folder":
        return FileStore(tmp_path)
    return fresh_store(request.getfixturevalue(request.param))
