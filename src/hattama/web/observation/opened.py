"""The tables of organisations whose hour has come, read once each."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from hattama.core.observation import ObservationForm, Submission
from hattama.formats.observation_submissions import read_submissions
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.observation.reading import form_value
from hattama.web.observation.tables import FormVersion, PublishedSet


def opened_tables(election: ElectionRow) -> list[PublishedSet]:
    """The newest open table of each form of each organisation, by the organisation's code."""
    rows = PublishedSet.objects.filter(organisation__election=election, opens_at__lte=timezone.now())
    newest = {
        (one.organisation.code, one.form.form_id): one
        for one in rows.select_related("organisation", "form").order_by("opens_at", "pk")
    }
    return [newest[key] for key in sorted(newest)]


def count_opened() -> str:
    """Another text as soon as the hour of one more table has come."""
    return str(PublishedSet.objects.filter(opens_at__lte=timezone.now()).count())


@lru_cache(maxsize=32)
def read_table(sha256: str, form_pk: int) -> tuple[ObservationForm, Mapping[str, Sequence[Submission]]]:
    """The form of a table, and what stands in it by place. Raises ContentLost, StoreUnavailable."""
    form = form_value(FormVersion.objects.get(pk=form_pk))
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "sent.csv"
        table.write_bytes(get_content(sha256))
        found: dict[str, list[Submission]] = {}
        for one in read_submissions([table]):
            found.setdefault(one.station, []).append(one)
    return form, found
