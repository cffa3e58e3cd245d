"""Entries about observers become rows: their keys, and the copies that these signed."""

from collections.abc import Sequence

from hattama.core.entries import OBSERVER_KINDS, SignedCopy, copy_digest, fold_observers
from hattama.core.transparency_log import parse_vkey
from hattama.verification.folders import verify_ed25519
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.tables import WrittenEntry
from hattama.web.reports.standing import claim_of, copy_places, load_standing
from hattama.web.reports.tables import PublishedCopy, PublishedObserverKey


def publish_observers(election: ElectionRow, entries: Sequence[WrittenEntry]) -> None:
    """Write what those of `entries` say that speak of observers. Raises BrokenLifeCycle when one contradicts
    those before it."""
    told = [entry for entry in entries if entry.kind in OBSERVER_KINDS]
    if not told:
        return
    standing = load_standing(election, [entry.body for entry in told])
    place_of = copy_places(election)
    made: dict[str, PublishedObserverKey] = {}
    signed: list[tuple[WrittenEntry, SignedCopy]] = []
    for entry in told:
        copy = fold_observers(standing, entry.body, election.pk, place_of, verify_ed25519)
        if copy is not None:
            signed.append((entry, copy))
        elif (vkey := entry.body["vkey"]) in standing.enrolled:
            made[vkey] = _key(election, entry)
        elif vkey in made:
            made[vkey].revoked_by = entry.index
        else:
            of_key = PublishedObserverKey.objects.filter(election=election, vkey=vkey)
            of_key.update(revoked_by=entry.index)
    PublishedObserverKey.objects.bulk_create(made.values(), batch_size=400)
    _write_copies(election, signed)


def _key(election: ElectionRow, entry: WrittenEntry) -> PublishedObserverKey:
    body = entry.body
    return PublishedObserverKey(
        election=election,
        claim=claim_of(parse_vkey(body["vkey"])),
        vkey=body["vkey"],
        within=body["within"],
        organisation=body["organisation"],
        entry_index=entry.index,
    )


def _write_copies(election: ElectionRow, signed: Sequence[tuple[WrittenEntry, SignedCopy]]) -> None:
    keys = PublishedObserverKey.objects.filter(election=election, vkey__in={one.vkey for _, one in signed})
    organisations = dict(keys.values_list("vkey", "organisation"))
    codes = {one.copy.area_id for _, one in signed}
    areas = dict(AreaRow.objects.filter(election=election, code__in=codes).values_list("code", "pk"))
    PublishedCopy.objects.bulk_create(
        (
            PublishedCopy(
                election=election,
                area_id=areas[one.copy.area_id],
                contest=one.copy.contest,
                vkey=one.vkey,
                organisation=organisations[one.vkey],
                figures=dict(one.copy.figures),
                photo_sha256=one.copy.photo_sha256 or "",
                acted_text=one.copy.acted_at.isoformat(timespec="seconds"),
                digest=copy_digest(one.copy),
                entry_index=entry.index,
                published_at=entry.published_at,
            )
            for entry, one in signed
        ),
        batch_size=400,
    )
