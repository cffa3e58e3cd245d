"""Stores of all kinds, each empty for each test: a folder, moto's server, rclone's server."""

import copy
import functools
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hattama.web.archive.file_store import FileStore
from hattama.web.archive.object_store import ObjectStore
from hattama.web.archive.s3_store import S3Store
from tests.real import do_without
from tests.real.stores import (
    ACCESS_KEY,
    SECRET_KEY,
    StoreServer,
    has_moto,
    rclone_program,
    running_moto,
    running_rclone,
)

_numbers = itertools.count()


@pytest.fixture(autouse=True)
def keys_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(scope="session")
def moto() -> Iterator[StoreServer]:
    if not has_moto():
        do_without("moto's server is not installed (make install)")
    with running_moto() as server:
        yield server


@pytest.fixture(scope="session")
def rclone() -> Iterator[StoreServer]:
    if rclone_program() is None:
        do_without("rclone is not installed (make install)")
    with running_rclone() as server:
        yield server


@functools.cache
def _whole_bucket(server: StoreServer, seconds: float) -> S3Store:
    # To make a client takes longer than most tests do.
    return S3Store(server.bucket, endpoint=server.endpoint, seconds=seconds)


def fresh_store(server: StoreServer, seconds: float = 10.0) -> S3Store:
    """An empty part of the server's bucket."""
    store = copy.copy(_whole_bucket(server, seconds))
    store._prefix = f"part/{next(_numbers)}/"
    return store


@pytest.fixture(params=["folder", "moto", "rclone"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "folder":
        return FileStore(tmp_path)
    return fresh_store(request.getfixturevalue(request.param))


@pytest.fixture
def damage(store: ObjectStore) -> Callable[[str, bytes], None]:
    """Puts other bytes under a key behind the program's back."""

    def put(key: str, data: bytes) -> None:
        store.replace(key, data)

    return put
