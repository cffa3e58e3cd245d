"""Protocols that were annulled: they count nowhere, stay visible, and can be added back to be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hattama.core.tabulation import Total
from hattama.web.kernel.elections.loading import Definition, load_contribution
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.published.tables import PublishedProtocol


def with_annulled(
    totals: Mapping[int, Total], areas: Iterable[AreaRow], contest: str, definition: Definition
) -> dict[int, Total]:
    """Totals of one contest as reported: annulled protocols counted as they stood; by row id of the area.

    `totals` are those of `areas` without annulled protocols. One query, of as many rows as were annulled.
    """
    listed = list(areas)
    found = {
        pk: replace(total, figures=dict(total.figures), derived=dict(total.derived))
        for pk, total in totals.items()
    }
    if not any(total.annulled for total in found.values()):
        return found
    annulled = PublishedProtocol.objects.filter(
        election_id=listed[0].election_id, contest=contest, annulled_by__isnull=False
    )
    for row in annulled.select_related("area"):
        seen = load_contribution(row, definition)
        for area in listed:
            if area.pk in found and row.area.lies_within(area):
                found[area.pk].add(seen, -1)
                found[area.pk].add(seen._replace(is_annulled=False), 1)
    return found
