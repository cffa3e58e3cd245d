"""Scans that came with the entries of a protocol, for whoever reads the paper at the desk."""

from __future__ import annotations

from hattama.web.archive.scans import Scan
from hattama.web.desk.places import Place
from hattama.web.usecases.load_life import scans_entered


def papers_of(place: Place) -> list[Scan]:
    """The scans that came with entries at this place, each once, in order of arrival. They show the paper and
    nothing of what anybody typed, so that a second reader may look at them, too."""
    hashes = scans_entered(place.area, place.contest.code)
    found = Scan.objects.in_bulk(hashes)
    return [found[sha256] for sha256 in hashes]
