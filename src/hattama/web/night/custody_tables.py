"""The custody of papers: what the log holds of it, and, beside it, the names that never leave the archive."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from django.db import models

from hattama.core.entries import CUSTODY, CustodyChain, fold_custody
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.published.scans import Scan
from hattama.web.kernel.stores.kept_readings import kept

CHUNK = 500


class CustodyName(models.Model):
    """To whom a record of custody speaks: the name, and the salt under which the log holds its hash.

    Written once with the record and never changed or deleted: the database itself refuses.
    """

    act = models.OneToOneField(Act, models.PROTECT, primary_key=True, related_name="custody_name")
    area = models.ForeignKey(AreaRow, models.PROTECT, related_name="custody_names")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)
    salt = models.CharField(max_length=32, blank=True)
    document = models.ForeignKey(Scan, models.PROTECT, null=True, related_name="attached_to")

    class Meta:
        db_table = "custody_name"
        constraints = (models.UniqueConstraint(fields=("area", "number"), name="custody_number_once"),)


@kept
def load_chains(area_pks: Collection[int]) -> dict[int, CustodyChain]:
    """What the log holds of the papers of these precincts, by row id; precincts without any are absent."""
    chains: dict[int, CustodyChain] = {}
    ordered = sorted(area_pks)
    for start in range(0, len(ordered), CHUNK):
        rows = LogEntry.objects.filter(kind=CUSTODY, act__area__in=ordered[start : start + CHUNK])
        for pk, index, body in rows.order_by("index").values_list("act__area__pk", "index", "body"):
            chains[pk] = fold_custody(chains.get(pk, CustodyChain()), index, json.loads(bytes(body)))
    return chains


def load_accepted_chain(area: AreaRow) -> CustodyChain:
    """All records that were accepted of a precinct; those that the log does not hold have the index -1."""
    chain = CustodyChain()
    acts = Act.objects.filter(area=area, kind=CUSTODY).order_by("pk")
    for body, index in acts.values_list("body", "logentry__index"):
        chain = fold_custody(chain, -1 if index is None else index, body)
    return chain


def names_given(area: AreaRow) -> dict[int, tuple[str, str]]:
    """The names given with the records of a precinct, and their salts, by the record's number: for the desk
    alone, which may tell a person their salt."""
    rows = CustodyName.objects.filter(area=area).exclude(name="")
    return {number: (name, salt) for number, name, salt in rows.values_list("number", "name", "salt")}


def areas_with_custody(election: ElectionRow) -> Iterator[AreaRow]:
    """The precincts whose papers the log speaks of."""
    told = LogEntry.objects.filter(election=election, kind=CUSTODY).order_by().values("act__area").distinct()
    yield from AreaRow.objects.filter(pk__in=told).only("pk", "code", "election")
