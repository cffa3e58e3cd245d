"""Rows of the archive become documents: areas, protocols, findings. A fixed number of queries a list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.urls import reverse

from hattama.core.entries import TELLING_KINDS
from hattama.core.protocols import Decision, Form, Protocol, form_keys
from hattama.core.vocabulary import Contest
from hattama.publish.open_tables import status_of
from hattama.publish.records import EntryReference
from hattama.publish.views import area_facts, protocol_document
from hattama.web.kernel.elections.loading import load_area, load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.snapshots import protocol_record
from hattama.web.kernel.log.states import entries_about
from hattama.web.kernel.published.browsing import ancestors_of
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.open_data.api.protocol_documents import DecisionDocument, StepDocument
from hattama.web.open_data.api.questions import encode_cursor
from hattama.web.open_data.open_records import station_changes
from hattama.web.protocols.public_life import PublicStep

Facts = dict[str, Any]
Row = TypeVar("Row")


def page_facts(
    of: str,
    tree_size: int,
    rows: Sequence[Row],
    limit: int,
    key: Callable[[Row], tuple[int, ...]],
    documents: Callable[[Sequence[Row]], list[Facts]],
) -> Facts:
    """A part of the list named `of`. `rows` holds one more than `limit` where the list goes on."""
    shown = rows[:limit]
    following = encode_cursor(of, key(shown[-1])) if len(rows) > limit else None
    return {"tree_size": tree_size, "next": following, "items": documents(shown)}


def area_documents(election: ElectionRow, rows: Sequence[AreaRow]) -> list[Facts]:
    """Areas with their paths and how they stand; one query for them all."""
    above, changes = ancestors_of(rows), station_changes(election)
    found = []
    for row in rows:
        path = [area.code for area in above[row.pk]]
        area = load_area(row, path[-1] if path else None)
        status, into = status_of(changes.get(row.code, ()))
        stands = {"status": status or None, "merged_into": into}
        found.append({**area_facts(area), "path": [*path, row.code], **stands})
    return found


def protocol_documents(election: ElectionRow, rows: Sequence[PublishedProtocol]) -> list[Facts]:
    """Protocols with the entries about them; one query besides those that the rows took."""
    definition = load_definition(election)
    contests = {contest.code: contest for contest in definition.election.contests}
    about = entries_about({row.area_id: row.area for row in rows}.values())
    return [
        _protocol(
            row,
            definition.rules[row.contest].form,
            contests[row.contest],
            about.get((row.area_id, row.contest), ()),
        )
        for row in rows
    ]


def _protocol(
    row: PublishedProtocol, form: Form, contest: Contest, entries: Iterable[EntryReference]
) -> Facts:
    record = protocol_record(row, row.scans.all())
    facts = protocol_document(record)
    name = row.election_id
    return {
        **facts,
        "area_id": record.area_id,
        "contest": record.contest,
        "counts": record.annulled_by is None,
        **figures_apart(form, record.ballot(contest), record.figures, record.illegible),
        "published_at": row.published_at,
        "scans": [_scan(scan) for scan in facts["scans"]],
        "entries": [
            {"log_index": entry.index, "kind": entry.kind, "leaf_sha256": entry.leaf_hash}
            for entry in entries
            if entry.kind in TELLING_KINDS
        ],
        "addresses": {
            "page": reverse("public:area", args=[name, record.area_id]),
            "entry": reverse("data:log_entry", args=[name, record.entry_index]),
            "receipt": reverse("data:receipt", args=[name, record.entry_index]),
        },
    }


def _scan(scan: Mapping[str, Any]) -> Facts:
    shown = scan["withdrawn_by"] is None
    return {**scan, "address": reverse("data:scan", args=[scan["sha256"]]) if shown else None}


def figures_apart(
    form: Form, contest: Contest, figures: Mapping[str, int], illegible: Iterable[str]
) -> Facts:
    """Every figure of the form by key, null where there is none; and which are blank, which illegible."""
    unread = sorted(illegible)
    keys = list(dict.fromkeys((*form_keys(form, contest), *sorted(figures), *unread)))
    values = {key: figures.get(key) for key in keys}
    blank = [key for key, value in values.items() if value is None and key not in unread]
    return {"figures": values, "blank": blank, "illegible": unread}


def step_document(form: Form, contest: Contest, step: PublicStep) -> Facts:
    """One step of a protocol's life."""
    said = step.protocol
    return StepDocument.facts(
        step,
        log_index=step.index,
        version=step.version or None,
        status=None if said is None else "preliminary" if step.is_preliminary else "confirmed",
        opens=step.opens if step.kind == "investigation" else None,
        decision=_decision(step.decision),
        **_figures_of_step(form, contest, said),
    )


def _figures_of_step(form: Form, contest: Contest, said: Protocol | None) -> Facts:
    if said is None:
        return {"figures": None, "blank": None, "illegible": None}
    return figures_apart(form, contest, said.figures, said.illegible)


def _decision(decision: Decision | None) -> Facts | None:
    if decision is None:
        return None
    document = reverse("data:scan", args=[decision.document]) if decision.document else None
    return DecisionDocument.facts(decision, document=document)
