"""Statements and deeds of registers as entries: what the log hides, and what erasing leaves."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.entries import check_entry_schema, fold_record
from hattama.core.entries.records import RecordUnfit, record_deed_body, statement_body
from hattama.core.records import Document, Sealed
from hattama.core.transparency_log import canonical_bytes, parse_canonical
from tests.core.records.small_register import deed, register, registry, statement

AT = datetime.datetime(2023, 3, 20, 9, tzinfo=datetime.UTC)
SECRET = "Made for a test"


def salt_of(name: str) -> str:
    return (name.encode().hex() * 32)[:32]


def written(**values: Any) -> tuple[dict[str, Any], dict[str, str]]:
    quoted = Document(
        address="https://example.org", quotation="as " + SECRET, language="en", is_authentic=True
    )
    body, kept = statement_body(statement(values, document=quoted), register(), salt_of, AT)
    assert check_entry_schema(body) == ()
    assert parse_canonical(canonical_bytes(body)) == body
    return body, {digest: opened.text for digest, opened in kept.items()}


def test_texts_people_and_quotations_stand_in_the_log_as_salted_hashes_alone() -> None:
    body, opened = written(title="by " + SECRET, asker=SECRET, topic="roads")
    assert SECRET not in canonical_bytes(body).decode()
    told = registry()
    fold_record(told, 0, body, opened)
    record = told.records["rec-001"]
    assert (record.value("title"), record.value("asker")) == ("by " + SECRET, SECRET)
    document = record.statements[0].document
    assert document is not None and document.quotation == "as " + SECRET and document.is_authentic


@given(st.sets(st.sampled_from(["title", "asker", "quotation"])))
def test_whatever_is_forgotten_the_log_stays_whole_and_the_rest_is_read(forgotten: set[str]) -> None:
    body, opened = written(title="a", asker=SECRET, topic="roads")
    digests = {code: said["digest"] for code, said in body["values"].items() if "digest" in said}
    digests["quotation"] = body["document"]["quotation_sha256"]
    told = registry()
    fold_record(
        told,
        0,
        body,
        {at: text for at, text in opened.items() if at not in {digests[one] for one in forgotten}},
    )
    record = told.records["rec-001"]
    assert record.value("topic") == "roads"
    for code in ("title", "asker"):
        assert isinstance(record.value(code), Sealed) is (code in forgotten)


def test_a_value_that_should_be_sealed_and_stands_open_is_refused() -> None:
    body, opened = written(asker=SECRET, topic="roads")
    for values in ({"asker": {"value": SECRET}}, {"topic": {"digest": "ab" * 32}}, {"nothing": {"value": 1}}):
        told = registry()
        with pytest.raises(RecordUnfit):
            fold_record(told, 0, {**body, "values": values}, opened)
        assert not told.records


def test_a_deed_comes_back_as_it_was_written() -> None:
    told = registry()
    done = deed("answer", 3, "office", attached={"paper": "ab" * 32}, document=Document(page="7"))
    body, opened = record_deed_body(done, salt_of, AT)
    assert check_entry_schema(body) == () and not opened
    with pytest.raises(RecordUnfit):
        fold_record(told, 1, body, {})
    fold_record(told, 0, written(title="a")[0], {})
    fold_record(told, 1, body, {})
    (back,) = told.records["rec-001"].deeds
    assert (back.deed, back.at, back.by, back.attached, back.index) == (
        "answer",
        done.at,
        "office",
        done.attached,
        1,
    )


def test_an_edition_that_the_reader_does_not_have_is_refused_by_name() -> None:
    body, _ = written(title="a")
    with pytest.raises(RecordUnfit, match="requests 2031"):
        fold_record(registry(), 5, {**body, "edition": "2031"}, {})


def test_an_entry_that_states_nothing_takes_back_what_it_replaces() -> None:
    body, opened = written(topic="roads")
    told = registry()
    fold_record(told, 0, body, opened)
    fold_record(told, 1, {**body, "values": {}, "replaces": 0}, {})
    assert told.records["rec-001"].is_withdrawn
