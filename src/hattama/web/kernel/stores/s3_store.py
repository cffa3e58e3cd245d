"""A store at an S3 service: bounded in time, and none of its errors leaves here without a name of ours."""

import base64
import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from botocore.parsers import ResponseParserError

from hattama.web.kernel.stores.object_store import (
    PRIVATE,
    ContentMissing,
    OtherBytesStored,
    StoredObject,
    StoreUnavailable,
    Told,
)

ATTEMPTS = 2
"""How often a request is sent at most, while the service is slow, busy or away."""

CONNECT_SECONDS = 2.0

_PIECE = 1 << 16

_MISSING = frozenset({"NoSuchKey", "404", "NotFound"})
_STANDS = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412", "409"})


class S3Store:
    """The objects of `bucket` under `prefix`. Keys of the service are taken from the process's environment.

    `seconds`: how long one request may go without an answer.
    """

    def __init__(
        self, bucket: str, prefix: str = "", *, endpoint: str = "", region: str = "", seconds: float = 10.0
    ) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._client = _client(endpoint, region, seconds)

    @property
    def name(self) -> str:
        """The address, as in HATTAMA_STORE."""
        return f"s3://{self._bucket}/{self._prefix}".rstrip("/")

    def put(self, key: str, data: bytes, told: Told = PRIVATE) -> bool:
        """Keep a file that is written once; False where these very bytes stand there already."""
        if self._put(key, data, told, IfNoneMatch="*"):
            return True
        # Also after an answer that was lost: the second sending then finds the first.
        if self.get(key) != data:
            raise OtherBytesStored(key)
        return False

    def put_file(self, key: str, path: Path, sha256: str) -> None:
        """Keep a file as it is read; the same bytes again change nothing."""
        with path.open("rb") as file:
            self._put(key, file, PRIVATE, bytes.fromhex(sha256))

    def replace(self, key: str, data: bytes, told: Told = PRIVATE) -> None:
        """Put a file in the place of whatever stands there, in one step."""
        self._put(key, data, told)

    def _put(
        self, key: str, data: bytes | BinaryIO, told: Told, digest: bytes = b"", **condition: str
    ) -> bool:
        digest = hashlib.sha256(data).digest() if isinstance(data, bytes) else digest
        checksum = base64.b64encode(digest).decode("ascii")
        with self._trouble(key):
            try:
                self._client.put_object(
                    Bucket=self._bucket,
                    Key=self._prefix + key,
                    Body=data,
                    ContentType=told.media_type,
                    CacheControl=told.caching,
                    # Refused on the way by services that look at it; ours to check on reading in any case.
                    ChecksumSHA256=checksum,
                    **condition,
                )
            except ClientError as refused:
                if condition and _code(refused) in _STANDS:
                    return False
                raise
        return True

    def get(self, key: str) -> bytes:
        """The bytes of a file, asked for again where an answer broke off."""
        try:
            return self._get(key)
        except StoreUnavailable:
            return self._get(key)

    def _get(self, key: str) -> bytes:
        with self._trouble(key):
            answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)
            with contextlib.closing(answer["Body"]) as body:
                data: bytes = body.read()
        if len(data) != answer["ContentLength"]:
            raise StoreUnavailable(f"{key}: {len(data)} of {answer['ContentLength']} bytes came")
        return data

    def pieces(self, key: str, first: int = 0, end: int | None = None) -> Iterator[bytes]:
        """A part of a file, or all of it, as it comes; nothing of it is asked for again."""
        part = {"Range": f"bytes={first}-{'' if end is None else end - 1}"} if first or end else {}
        with self._trouble(key):
            answer = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key, **part)
        return self._pieces(key, answer["Body"])

    def _pieces(self, key: str, body: Any) -> Iterator[bytes]:
        with self._trouble(key), contextlib.closing(body):
            yield from body.iter_chunks(_PIECE)

    def exists(self, key: str) -> bool:
        """Whether there is a file under `key`."""
        try:
            with self._trouble(key):
                self._client.head_object(Bucket=self._bucket, Key=self._prefix + key)
        except ContentMissing:
            return False
        return True

    def keys(self, prefix: str) -> Iterator[StoredObject]:
        """The files whose keys begin with `prefix`, in the order of their keys."""
        pages = self._client.get_paginator("list_objects_v2")
        with self._trouble(prefix):
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix + prefix):
                for found in page.get("Contents", ()):
                    yield StoredObject(found["Key"].removeprefix(self._prefix), found["Size"])

    def delete(self, key: str) -> None:
        """Take a file away; nothing where there is none."""
        with contextlib.suppress(ContentMissing), self._trouble(key):
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + key)

    @contextlib.contextmanager
    def _trouble(self, key: str) -> Iterator[None]:
        """Say by names of ours what went wrong with `key`."""
        try:
            yield
        except ClientError as refused:
            if _code(refused) in _MISSING:
                raise ContentMissing(key) from None
            raise StoreUnavailable(f"{self.name}/{key}: {_code(refused)}") from refused
        except (BotoCoreError, HTTPClientError, ResponseParserError) as trouble:
            raise StoreUnavailable(f"{self.name}/{key}: {type(trouble).__name__}") from trouble


def _code(refused: ClientError) -> str:
    return str(refused.response.get("Error", {}).get("Code", ""))


def _client(endpoint: str, region: str, seconds: float) -> Any:
    config = Config(
        signature_version="s3v4",
        connect_timeout=min(CONNECT_SECONDS, seconds),
        read_timeout=seconds,
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
        max_pool_connections=32,
        # Buckets as hosts are known to Amazon's own addresses alone.
        s3={"addressing_style": "path" if endpoint else "auto"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    # A session of its own: the one that boto3 keeps for everybody is not safe between threads.
    session = boto3.session.Session()
    return session.client("s3", endpoint_url=endpoint or None, region_name=region or None, config=config)
