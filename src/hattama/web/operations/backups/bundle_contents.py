"""What a bundle brings back besides its entries: scans by their hash, and the texts of explanations."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from hattama.publish.state import explanation_path
from hattama.verification.folders import FolderPlace
from hattama.verification.places import FileProblem
from hattama.web.kernel.published.tables import Scan
from hattama.web.kernel.stores.content_store import put_content

MOST_SCAN_BYTES = 100_000_000
MOST_EXPLANATION_BYTES = 1_000_000
_FILE = {"sha256", "bytes", "media_type", "pages"}


class BundleLacksScan(Exception):
    """The bundle lacks a scan that its log names and nobody withdrew; the message is its hash."""


def files_of(said: object) -> Iterator[Mapping[str, Any]]:
    """Every FILE (docs/format/log.md) that an entry names, wherever it stands in it."""
    if isinstance(said, Mapping):
        if said.keys() == _FILE:
            yield said
        else:
            for value in said.values():
                yield from files_of(value)
    elif isinstance(said, list):
        for value in said:
            yield from files_of(value)


def take_scan_from(
    place: FolderPlace, told: Mapping[str, Any], withdrawn: set[str], at: datetime.datetime
) -> None:
    """Keep a scan that an entry names, and its row; of one that was withdrawn the row alone.

    Raises BundleLacksScan.
    """
    sha256 = told["sha256"]
    Scan.objects.get_or_create(
        sha256=sha256,
        defaults={
            "media_type": told["media_type"],
            "size_bytes": told["bytes"],
            "pages": told["pages"],
            "received_at": at,
        },
    )
    if sha256 in withdrawn:
        return
    try:
        data = place.read(f"scans/{sha256[:2]}/{sha256}", MOST_SCAN_BYTES)
    except FileProblem:
        raise BundleLacksScan(sha256) from None
    if hashlib.sha256(data).hexdigest() != sha256:
        raise BundleLacksScan(sha256)
    put_content(data)


def explanation_from(place: FolderPlace, said: Mapping[str, Any]) -> dict[str, str]:
    """Text and salt of a version's explanation, where the bundle shows them: of current versions it does.

    Empty where the entry has none; empty texts where nobody shows it any more.
    """
    stated = said.get("explanation_sha256")
    if stated is None:
        return {}
    try:
        data = place.read(explanation_path(stated), MOST_EXPLANATION_BYTES)
    except FileProblem:
        return {"explanation": "", "salt": ""}
    if hashlib.sha256(data).hexdigest() != stated:
        return {"explanation": "", "salt": ""}
    salt, _, text = data.decode().partition("\n")
    return {"explanation": text, "salt": salt}
