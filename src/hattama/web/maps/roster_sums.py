"""Voters of the roster, summed over what lies below an area: frozen when an election opens, so asked once."""

from __future__ import annotations

from functools import lru_cache

from hattama.web.kernel.elections.tables import AreaRow


def load_voters_below(area: AreaRow) -> dict[int, int]:
    """Registered voters of each area right below `area`, by row id; areas of which none are known are absent.

    Of the first division of the country. From the roster, as it was when the election opened.
    """
    opened = area.election.opened_at
    known = str(opened) if opened is not None else ""
    return dict(_voters_below(area.election_id, area.election.areas_sha256, known, area.pk, area.branch))


@lru_cache(maxsize=256)
def _voters_below(
    election_id: str, areas_sha256: str, opened: str, pk: int, branch: str
) -> tuple[tuple[int, int], ...]:
    rows = AreaRow.objects.filter(election=election_id, ancestry__startswith=branch)
    found: dict[int, int] = {}
    for own, ancestry, voters in (
        rows.exclude(kind="unit").order_by().values_list("pk", "ancestry", "voters_registered")
    ):
        if voters is not None:
            child = ancestry[len(branch) :].split("/", 1)[0]
            key = int(child) if child else own
            found[key] = found.get(key, 0) + voters
    return tuple(found.items())
