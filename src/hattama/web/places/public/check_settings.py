"""What "check it yourself" in the browser is told about the log and the page (`static/hattama/check/`)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.places.public.check_words import check_words


def check_settings(election: ElectionRow, area_id: str) -> dict[str, Any]:
    """The address of the bundle, the log's name, the entries that name its keys, by key; sentences to say.

    None of it is trusted by the check: a wrong name or key makes it fail.
    """
    return {
        "bundle": reverse("data:bundle", args=[election.election_id, "checkpoint"]).removesuffix(
            "checkpoint"
        ),
        "origin": election.origin,
        "places": {vkey: index for index, vkey in election.log_keys},
        "area": area_id,
        "words": check_words(),
    }
