"""The store of files: putting and getting files of 300 kB, in a folder and at two S3 servers on this machine.

Beside the folder stands a plain write without a flush, and a plain read without a hash; beside the servers
stands boto3 by itself, with the same names, no condition and no hash. Servers run on the same cores as those
who ask them.
"""

import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import boto3
from botocore.config import Config

from bench.row import Row
from hattama.web.kernel.stores.content_store import content_key, read_checked
from hattama.web.kernel.stores.file_store import FileStore
from hattama.web.kernel.stores.object_store import ObjectStore
from hattama.web.kernel.stores.s3_store import S3Store
from tests.real.stores import ACCESS_KEY, SECRET_KEY, StoreServer, running_moto, running_rclone

NAME = "store: files of 300 kB put and got (milliseconds a file)"

_FILES = 60
_SIZE = 300_000

Put = Callable[[str, bytes], object]
Get = Callable[[str], object]


def run() -> list[Row]:
    """One by one, from one thread: folder, moto's server, rclone's server."""
    os.environ |= {"AWS_ACCESS_KEY_ID": ACCESS_KEY, "AWS_SECRET_ACCESS_KEY": SECRET_KEY}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        plain = folder / "plain"
        plain.mkdir()
        rows = _rows(
            "folder",
            FileStore(folder),
            "write without flush, read without hash",
            lambda name, data: (plain / name).write_bytes(data),
            lambda name: (plain / name).read_bytes(),
        )
        rows += _at("moto", stack.enter_context(running_moto()))
        rows += _at("rclone", stack.enter_context(running_rclone()))
    return rows


def _at(name: str, server: StoreServer) -> list[Row]:
    config = Config(s3={"addressing_style": "path"})
    client = boto3.client("s3", endpoint_url=server.endpoint, region_name="us-east-1", config=config)
    return _rows(
        name,
        S3Store(server.bucket, "ours", endpoint=server.endpoint),
        "boto3 by itself",
        lambda key, data: client.put_object(Bucket=server.bucket, Key=f"plain/{content_key(key)}", Body=data),
        lambda key: client.get_object(Bucket=server.bucket, Key=f"plain/{content_key(key)}")["Body"].read(),
    )


def _rows(place: str, store: ObjectStore, beside: str, plain_put: Put, plain_get: Get) -> list[Row]:
    hashes, files = _files()
    put = _milliseconds(lambda at: store.put(content_key(hashes[at]), files[at]))
    other_put = _milliseconds(lambda at: plain_put(hashes[at], files[at]))
    got = _milliseconds(lambda at: read_checked(store, hashes[at]))
    other_got = _milliseconds(lambda at: plain_get(hashes[at]))
    return [
        Row(f"{place}: put", put, other_put, beside, "ms", f"{1000 / put:,.0f} files a second"),
        Row(f"{place}: get", got, other_got, beside, "ms", f"{1000 / got:,.0f} files a second"),
    ]


def _files() -> tuple[list[str], list[bytes]]:
    files = [number.to_bytes(4, "big") + os.urandom(_SIZE) for number in range(_FILES)]
    return [hashlib.sha256(data).hexdigest() for data in files], files


def _milliseconds(work: Callable[[int], object]) -> float:
    started = time.perf_counter()
    for at in range(_FILES):
        work(at)
    return (time.perf_counter() - started) / _FILES * 1000
