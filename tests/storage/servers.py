"""The two S3 servers as fixtures, and empty parts of their buckets."""

import copy
import functools
import itertools
from collections.abc import Iterator

import pytest

from hattama.web.kernel.stores.s3_store import S3Store
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


@pytest.fixture
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
