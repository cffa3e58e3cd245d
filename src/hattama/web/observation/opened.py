"""The tables that organisations opened, read once each: as the log has them, and with their forms."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from django.db.models import QuerySet

from hattama.core.entries import SENT_FORMS
from hattama.core.observation import OpenedTable, Submission, by_place, standing_tables
from hattama.formats.faults import InputFaults
from hattama.formats.observation_submissions import parse_submissions
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.stores.content_store import ContentLost, get_content
from hattama.web.kernel.stores.kept_questions import kept_question
from hattama.web.kernel.stores.kept_readings import kept
from hattama.web.observation.tables import PublishedSet
from hattama.web.samples.reading import opened_before

_log = logging.getLogger(__name__)


@kept
def opened_tables(election: ElectionRow) -> list[PublishedSet]:
    """The newest open table of each form of each organisation, by the organisation's code."""
    newest = {(one.organisation.code, one.form.form_id): one for one in _opened_in(election.pk)}
    return [newest[key] for key in sorted(newest)]


@kept_question
def _opened_in(election: str) -> QuerySet[PublishedSet]:
    rows = PublishedSet.objects.filter(organisation__election=election).exclude(opening_index=None)
    return rows.select_related("organisation", "form").order_by("seal_index")


def tables_at(election: ElectionRow, size: int) -> tuple[OpenedTable, ...]:
    """The standing tables as the first `size` entries of the log leave them.

    Raises StoreUnavailable.
    """
    return standing_tables(_tables(election, size))


def places_in_tables(election: ElectionRow, size: int) -> set[str]:
    """Every place of which a table speaks, a replaced one too: its place may be in no other."""
    return {code for one in _tables(election, size) for code in one.by_place}


def _tables(election: ElectionRow, size: int) -> Iterator[OpenedTable]:
    for one in opened_before(election, SENT_FORMS, size):
        if (opening := one.opening) is not None:
            try:
                read = read_table(opening.sha256)
            except (ContentLost, InputFaults) as trouble:
                # As for whoever has the bundle alone, it says nothing; the check of the log says it is gone.
                # The log goes on, whatever a table holds.
                _log.error("table %s is lost or cannot be read: %s", opening.sha256, trouble)
                continue
            yield OpenedTable(opening.index, opening.sha256, one.name, one.organisation, read)


@lru_cache(maxsize=32)
def read_table(sha256: str) -> Mapping[str, Sequence[Submission]]:
    """What stands in a table by place. Raises ContentLost, StoreUnavailable."""
    return by_place(parse_submissions(get_content(sha256), f"{sha256[:12]}.csv"))
