"""What the log holds of counting night, read for the files that the public downloads."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain as all_of
from typing import Any

from hattama.core.entries import CustodyChain
from hattama.core.protocols import Attachment
from hattama.formats.cms_signatures import SignerCheck, Verdict, check_signatures
from hattama.publish.nights import NightRecord
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.published.tables import PublishedScan
from hattama.web.kernel.stores.content_store import ContentLost, get_content
from hattama.web.night.tables import PublishedStep, areas_with_custody, load_chains, load_timelines


def check_signature(body: Mapping[str, Any], area: AreaRow) -> tuple[SignerCheck, ...]:
    """What each signer's signature is worth; nothing where the record of custody `body` attaches none.

    Documents are the scans that the log has published for the contest that the record names, or for all
    of the precinct where it names none; withdrawn ones are not among them. Of a file that the store has lost
    nobody can tell here; the page of the precinct stands all the same.
    """
    if body["attachment"] != Attachment.E_SIGNATURE:
        return ()
    shown = PublishedScan.objects.filter(protocol__area=area, withdrawn_by=None)
    if body["contest"]:
        shown = shown.filter(protocol__contest=body["contest"])
    signature = _content_of(body["document"]["sha256"])
    found = {sha256: _content_of(sha256) for sha256 in shown.values_list("scan", flat=True)}
    documents = {sha256: data for sha256, data in found.items() if data is not None}
    checks = () if signature is None else check_signatures(signature, documents)
    is_whole = len(documents) == len(found)
    return tuple(
        replace(one, verdict=Verdict.NOT_CHECKED)
        if one.verdict is Verdict.OTHER_DOCUMENT and not is_whole
        else one
        for one in checks
    )


def _content_of(sha256: str) -> bytes | None:
    try:
        return get_content(sha256)
    except ContentLost:
        return None


CHUNK = 1000


def load_night_records(election: ElectionRow) -> Iterator[NightRecord]:
    """All that is told of areas' steps and papers, in the order of area identifiers by code point."""
    told = PublishedStep.objects.filter(election=election).order_by().values("area").distinct()
    timed = AreaRow.objects.filter(pk__in=told).only("pk", "code", "election")
    named = {area.pk: area.code for area in all_of(timed, areas_with_custody(election))}
    pks = sorted(named, key=named.__getitem__)
    for start in range(0, len(pks), CHUNK):
        some = pks[start : start + CHUNK]
        yield from _records({pk: named[pk] for pk in some})


def _records(areas: Mapping[int, str]) -> Iterator[NightRecord]:
    timelines = load_timelines(areas)
    chains = load_chains(areas)
    for pk, area_id in areas.items():
        if pk in timelines or pk in chains:
            yield NightRecord(area_id, timelines.get(pk, {}), chains.get(pk, CustodyChain()))
