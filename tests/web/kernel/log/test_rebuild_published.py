"""Every published number is a function of log entries: made anew from them, the tables come out the same."""

import json
from typing import Any

import pytest
from django.db import connection

from hattama.core.entries import entry_from_body
from hattama.core.tabulation import Total, expected_totals, fold_entry
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.loading import load_definition, load_path, load_total
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.log.rebuild_published import LogIsEmpty, published_tables, rebuild_published
from hattama.web.kernel.log.tables import LogEntry, PendingAct
from hattama.web.kernel.published.tables import (
    ArrivalCount,
    PublishedFinding,
    PublishedProtocol,
    PublishedScan,
    PublishedTotal,
)
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from hattama.web.scans.take_scan import attach_scan
from tests.web.people import person
from tests.web.prepared import built_on_tiny
from tests.web.tiny_election import (
    ELECTION_ID,
    NIGHT,
    PARTY,
    SINGLE,
    annul,
    area_row,
    protocol,
    publish,
    scan_of,
    sound_figures,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

TABLES = (PublishedProtocol, PublishedScan, PublishedFinding, PublishedTotal, ArrivalCount)


@built_on_tiny
def night() -> None:
    """Protocols of two batches, some that do not add up, some with scans, one scan that came later."""
    blank = {"voters_listed": 1000, "participants": 0}
    publish(protocol("P001"), protocol("P001", SINGLE), scans={("P001", PARTY): scan_of("P001")})
    publish(
        protocol("P201", figures=sound_figures(invalid=21)),
        protocol("P101", figures=blank, illegible=frozenset({"invalid"})),
        protocol("P002", SINGLE, figures=sound_figures(SINGLE, **{"issued_by_member[2]": 299})),
    )
    typist = person(Role.TYPIST, "P201")
    attach_scan(typist, area_row("P201"), PARTY, scan_of("P201", shade=1), now=NIGHT)
    publish(protocol("P002"))


def published() -> dict[str, list[dict[str, Any]]]:
    """All rows of all public tables without the identifiers that the database gives them."""
    protocols = {row.pk: (row.area_id, row.contest) for row in PublishedProtocol.objects.all()}
    tables = {}
    for table in TABLES:
        rows = list(table.objects.order_by("pk").values())
        for row in rows:
            del row["id"]
            if "protocol_id" in row:
                row["protocol_id"] = protocols[row["protocol_id"]]
        tables[table.__name__] = sorted(rows, key=repr)
    return tables


def test_the_tables_made_anew_from_the_log_are_those_that_stood_there(night):
    before = published()
    assert all(before.values()), "the test needs a row in every table"
    assert rebuild_published(night) == LogEntry.objects.count() == 10
    assert published() == before


def test_rows_that_name_those_of_another_table_stand_behind_these():
    tables = published_tables()
    assert {*TABLES} < {*tables}
    for place, table in enumerate(tables):
        assert not {field.related_model for field in table._meta.local_fields} & {*tables[place:]}


def test_a_protocol_is_told_of_before_the_sums_in_which_it_stands():
    tables = published_tables()
    assert tables.index(PublishedProtocol) < tables.index(PublishedTotal)


def test_what_was_altered_behind_the_log_s_back_is_set_right(night):
    before = published()
    PublishedTotal.objects.update(received=99, figures={"participants": [1, 1]}, expected=3)
    PublishedProtocol.objects.filter(contest=PARTY).update(figures={}, has_broken=True)
    PublishedScan.objects.first().delete()
    rebuild_published(night)
    assert published() == before


def test_it_does_not_matter_how_the_log_is_cut_into_batches(night, monkeypatch):
    before = published()
    monkeypatch.setattr("hattama.web.kernel.log.rebuild_published.BATCH", 1)
    told = []
    rebuild_published(night, advance=told.append)
    assert told == [1] * 10
    assert published() == before


def test_protocols_of_which_more_is_said_are_written_by_one_plain_statement(night, monkeypatch):
    for area in ("P001", "P101", "P201"):
        annul(area)
    before, written = published(), []
    # Their versions are in the batch before.
    monkeypatch.setattr("hattama.web.kernel.log.rebuild_published.BATCH", 10)

    def note(execute, sql, params, many, context):
        if "published_protocol" in str(sql) and str(sql).startswith(("INSERT", "UPDATE")):
            written.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        rebuild_published(night)
    assert len(written) == 2 and not any(" CASE " in sql for sql in written)
    assert published() == before


def test_what_the_log_does_not_hold_yet_is_not_published_by_it(night):
    import_protocols(night, [Incoming(protocol("P003"))], now=NIGHT)
    before = published()
    rebuild_published(night)
    assert published() == before
    assert PendingAct.objects.count() == 1


def test_a_draft_has_nothing_to_be_rebuilt_from(draft):
    with pytest.raises(LogIsEmpty):
        rebuild_published(draft)


def test_the_stored_totals_are_the_fold_of_the_log_by_the_core_alone(night):
    bodies = [
        json.loads(bytes(body)) for body in LogEntry.objects.order_by("index").values_list("body", flat=True)
    ]
    roster = {p["area"]: p["contests"] for b in bodies if b["kind"] == "roster" for p in b["precincts"]}
    paths = {area_id: [row.code for row in load_path(area_row(area_id))] for area_id in roster}
    state = expected_totals(paths, lambda path: roster[path[-1]])
    definition = load_definition(night)
    forms = {code: rules.form for code, rules in definition.rules.items()}
    for index, body in enumerate(bodies):
        entry = entry_from_body(index, body)
        if entry is not None:
            fold_entry(state, entry, paths, forms, definition.derive)
    units = set(AreaRow.objects.filter(kind="unit").values_list("code", flat=True))
    expected = {key: total for key, total in state.totals.items() if key[0] in units}
    rows = PublishedTotal.objects.select_related("area")
    stored: dict[tuple[str, str], Total] = {(row.area.code, row.contest): load_total(row) for row in rows}
    assert stored == expected
    assert stored["KZ", PARTY].figures["participants"].total == 600 + 600 + 0 + 600


def test_a_total_says_the_size_of_the_log_that_last_moved_it(night):
    sizes = {
        (row.area.code, row.contest): row.tree_size for row in PublishedTotal.objects.select_related("area")
    }
    last = {}
    for entry in (
        LogEntry.objects.filter(kind__in=("protocol", "scan")).select_related("act__area").order_by("index")
    ):
        body = json.loads(bytes(entry.body))
        for area in load_path(entry.act.area)[:-1]:
            last[area.code, body["contest"]] = entry.index + 1
    assert {key: size for key, size in sizes.items() if size} == last
    assert sizes["D21", PARTY] < sizes["KZ", PARTY] == 10


def test_arrivals_are_counted_by_minute(night):
    assert {(row.contest, row.minute, row.protocols) for row in ArrivalCount.objects.all()} == {
        (PARTY, NIGHT, 4),
        (SINGLE, NIGHT, 2),
    }
    national = PublishedTotal.objects.filter(area__code="KZ")
    at_the_end = {row.contest: load_total(row) for row in national}
    assert {row.contest: load_total(row) for row in ArrivalCount.objects.all()} == at_the_end
    assert night.pk == ELECTION_ID
