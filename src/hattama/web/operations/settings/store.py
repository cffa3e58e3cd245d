"""Where scans and other kept files lie: in the data folder, or in a bucket of an S3 service."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from hattama.core.vocabulary import Message
from hattama.web.operations.settings.faults import refuse, refuse_value

ON_DISK = "file"
MOST_SECONDS = 60

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*")
_REGION = re.compile(r"[a-z0-9-]{1,32}")
_KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
_ELSEWHERE = ("AWS_PROFILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_WEB_IDENTITY_TOKEN_FILE")


def store_settings(variables: Mapping[str, str]) -> dict[str, Any]:
    """Django's settings STORE_BUCKET (empty for the data folder), STORE_PREFIX, STORE_ENDPOINT, STORE_REGION
    and STORE_SECONDS, from HATTAMA_STORE (`file` or `s3://bucket/prefix`), HATTAMA_S3_ENDPOINT,
    HATTAMA_S3_REGION and HATTAMA_S3_SECONDS.

    The endpoint counts also where the store is on the disk: commands copy from one to the other. Raises
    SettingsRefused with a sentence that names the variable.
    """
    address = variables.get("HATTAMA_STORE", "") or ON_DISK
    bucket, prefix = ("", "") if address == ON_DISK else parse_store_address("HATTAMA_STORE", address)
    given = {name for name, value in variables.items() if value}
    if bucket and not (given.issuperset(_KEYS) or given.intersection(_ELSEWHERE)):
        keys = ", ".join(_KEYS)
        raise refuse(
            "AWS_ACCESS_KEY_ID",
            Message("HATTAMA_STORE is {address}, but there are no keys: {keys}").given(
                address=f"{address!r}", keys=keys
            ),
        )
    return {
        "STORE_BUCKET": bucket,
        "STORE_PREFIX": prefix,
        "STORE_ENDPOINT": _endpoint(variables.get("HATTAMA_S3_ENDPOINT", "")),
        "STORE_REGION": _region(variables.get("HATTAMA_S3_REGION", "") or "us-east-1"),
        "STORE_SECONDS": _seconds(variables.get("HATTAMA_S3_SECONDS", "") or "10"),
    }


def parse_store_address(name: str, address: str) -> tuple[str, str]:
    """Bucket and prefix of `s3://bucket/prefix`. Raises SettingsRefused with `name`, where it was said."""
    parts = urlsplit(address)
    prefix = parts.path.strip("/")
    fits = parts.scheme == "s3" and _BUCKET.fullmatch(parts.netloc) and not (parts.query or parts.fragment)
    if not fits or (prefix and not _PREFIX.fullmatch(prefix)) or ".." in prefix:
        raise refuse_value(name, address, f"{ON_DISK}, s3://bucket/prefix")
    return parts.netloc, prefix


def _endpoint(text: str) -> str:
    parts = urlsplit(text.rstrip("/"))
    if parts.username or parts.password:
        # A password may stand in it: what was found is not repeated.
        raise refuse_value("HATTAMA_S3_ENDPOINT", "…@…", "https://s3.example.org")
    if text and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query):
        raise refuse_value("HATTAMA_S3_ENDPOINT", text, "https://s3.example.org")
    return text.rstrip("/")


def _region(text: str) -> str:
    if not _REGION.fullmatch(text):
        raise refuse_value("HATTAMA_S3_REGION", text, "us-east-1")
    return text


def _seconds(text: str) -> float:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_SECONDS):
        raise refuse_value("HATTAMA_S3_SECONDS", text, f"1…{MOST_SECONDS}")
    return float(text)
