"""A detached electronic signature held against the scans that stand beside the protocols of its precinct."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hattama.core.protocols import Attachment
from hattama.formats.cms_signatures import SignerCheck, check_signatures
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.published.tables import PublishedScan
from hattama.web.kernel.stores.content_store import get_content


def check_signature(body: Mapping[str, Any], area: AreaRow) -> tuple[SignerCheck, ...]:
    """What each signer's signature is worth; nothing where the record of custody `body` attaches none.

    Documents are the scans that the log has published for the contest that the record names, or for all
    of the precinct where it names none; withdrawn ones are not among them.
    """
    if body["attachment"] != Attachment.E_SIGNATURE:
        return ()
    shown = PublishedScan.objects.filter(protocol__area=area, withdrawn_by=None)
    if body["contest"]:
        shown = shown.filter(protocol__contest=body["contest"])
    documents = {sha256: get_content(sha256) for sha256 in shown.values_list("scan", flat=True)}
    return check_signatures(get_content(body["document"]["sha256"]), documents)
