"""Registers as rows: they follow from the log and from texts beside it that can be erased."""

import datetime
import json

import pytest
from django.contrib.auth.models import User

from hattama.core.records import RecordRule, Sealed, Standing
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.accept_acts import ActNotAccepted
from hattama.web.kernel.log.check_log import check_log, check_logged_entries
from hattama.web.kernel.log.check_published import check_published
from hattama.web.kernel.log.rebuild_published import rebuild_published
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.operations.backups.restore_backup import refold
from hattama.web.registers.erase import GroundNeeded, NothingToErase, erase_text
from hattama.web.registers.reading import (
    measures_of,
    record_of,
    register_in_force,
    registers_of,
    rows_of,
    views_of,
)
from hattama.web.registers.tables import OpenedText, PublishedRecord, RegisterEntry
from tests.web.registers.complaints import COMPLAINT, FIRST, LATER, at, deed, say, statement
from tests.web.tiny_election import area_row

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.fixture
def complaint(tiny) -> ElectionRow:
    """Filed one minute before the end of the last day; decided late, and by who has no power to."""
    say(
        statement(),
        deed("file", at(29, 17, 59)),
        deed("receive", at(30), "territorial_commission"),
        deed("decide", at(36), "working_group"),
    )
    return tiny


def view(election, now=LATER):
    return record_of(election, "complaints", FIRST, now=now)


def test_a_record_is_what_the_log_says_of_it_with_its_clocks_and_what_is_found(complaint):
    seen = view(complaint)
    assert seen.record.state.code == "decided"
    assert (seen.row.area.code, seen.row.state, seen.row.is_settled) == ("P001", "decided", True)
    stood = {one.clock.code: one.standing for one in seen.readings}
    assert stood == {"file": Standing.MET, "decide_higher_commission": Standing.LATE}
    assert {one.rule for one in seen.findings} == {RecordRule.LATE, RecordRule.POWER, RecordRule.ATTACHED}
    assert "complainant" not in seen.row.values and seen.row.values["number"] == {"value": "17/А"}
    assert check_logged_entries(complaint) == [] and check_published(complaint) == []


def test_neither_log_nor_act_holds_what_people_wrote(complaint):
    told = [bytes(body).decode() for body in LogEntry.objects.values_list("body", flat=True)]
    told += [json.dumps(row, ensure_ascii=False) for row in Act.objects.values_list("body", "private")]
    assert not any(word in text for text in told for word in ("Үлгіұлы", "17/А", "шағым түсті"))


@pytest.mark.parametrize(
    ("table", "change", "place"),
    [
        (PublishedRecord, {"state": "returned"}, "published_record P001 state"),
        (RegisterEntry, {"body": {}}, "published_register_entry"),
        (OpenedText, {"text": '{"value":"18/А"}'}, "published_record P001 search_text"),
    ],
)
def test_an_altered_row_is_found_and_a_rebuild_mends_what_follows_from_the_log(
    complaint, table, change, place
):
    table.objects.filter(record_id=FIRST).update(**change)
    assert any(one.place.startswith(place) for one in check_published(complaint))
    assert refold(complaint)
    assert check_published(complaint) == [] and not refold(complaint)
    # An altered text is nobody's: what does not hash to what the log says is not shown.
    assert isinstance(view(complaint).record.value("number"), Sealed) is (table is OpenedText)


def test_an_altered_row_is_found_among_records_that_name_no_area(complaint):
    say(statement("of-no-area", number="3", subject="breach"))
    assert check_published(complaint) == []
    PublishedRecord.objects.filter(record_id="of-no-area").update(is_settled=True)
    assert [one.place for one in check_published(complaint)] == ["published_record is_settled"]


def test_what_is_erased_is_gone_for_good_and_the_log_is_as_true_as_before(complaint):
    user = User.objects.create(username="head")
    digest = OpenedText.objects.get(field="number").digest
    with pytest.raises(GroundNeeded):
        erase_text(user, complaint, digest, " ", now=LATER)
    erase_text(user, complaint, digest, "Сұрау бойынша", now=LATER)
    with pytest.raises(NothingToErase):
        erase_text(user, complaint, digest, "again", now=LATER)
    seen = view(complaint)
    assert seen.record.value("number") == Sealed(digest)
    assert seen.record.value("complainant") == COMPLAINT["complainant"]
    assert check_log(complaint).size and check_logged_entries(complaint) == []
    assert check_published(complaint) == [] and rebuild_published(complaint)
    assert view(complaint).row.values["number"] == {"digest": digest}


def test_the_same_thing_sent_twice_is_written_once_and_a_batch_with_a_fault_not_at_all(complaint):
    size = LogEntry.objects.count()
    say(deed("file", at(29, 17, 59)))
    assert LogEntry.objects.count() == size
    with pytest.raises(ActNotAccepted):
        say(statement("second-complaint"), deed("file", at(29), record_id="nobody-said-it"))
    assert LogEntry.objects.count() == Act.objects.count() == size
    assert not PublishedRecord.objects.filter(record_id="second-complaint").exists()


def test_lists_begin_with_what_is_overdue_and_can_be_searched_and_narrowed(complaint):
    say(
        statement("second-complaint", number="99", subject="breach", against="local_body", area="P201"),
        deed("receive", at(30), "precinct_commission", record_id="second-complaint"),
        statement("third-complaint", number="100", subject="breach", against="police"),
    )
    register = register_in_force(complaint, "complaints")
    assert registers_of(complaint) == [register]

    def ids(**wanted):
        return [one.record_id for one in rows_of(complaint, register, **wanted)]

    assert ids() == ["second-complaint", "third-complaint", FIRST]
    assert ids(area=area_row("D11")) == ids(state="decided") == ids(search="17") == [FIRST]
    assert ids(codes={"against": "police"}) == ids(search="внутренн") == ["third-complaint"]
    first = views_of(complaint, rows_of(complaint, register), now=LATER)[0]
    assert first.is_overdue and first.row.due_at < LATER


def test_measures_are_of_the_newest_log_and_are_not_computed_twice(complaint, django_assert_max_num_queries):
    register = register_in_force(complaint, "complaints")
    numbers = measures_of(complaint, register, now=LATER)
    assert (numbers.values["no_power"].number, numbers.values["decided_late"].number) == (1, 1)
    with django_assert_max_num_queries(2):
        assert measures_of(complaint, register, now=LATER + datetime.timedelta(minutes=1)) is numbers
    say(statement("second-complaint"))
    assert measures_of(complaint, register, now=LATER).values["by_topic"].number == 2


def test_measures_are_as_of_the_hour_whoever_asked_first(complaint):
    register = register_in_force(complaint, "complaints")
    another = LATER + datetime.timedelta(hours=5)
    numbers = measures_of(complaint, register, now=another + datetime.timedelta(minutes=38))
    assert numbers.at == another
