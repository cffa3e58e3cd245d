"""What happened to a paper: what the log holds, what only the archive holds, what is refused."""

import datetime
import hashlib
import json

import pytest
from django.db import IntegrityError, connection, transaction

from hattama.core.protocols import Attachment, CustodyEvent, Holder
from hattama.core.vocabulary import NotYours
from hattama.formats.scans import ScanRefused
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.accept_acts import ContestNotHeldHere, ElectionClosed
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.stores.content_store import get_content
from hattama.web.night.record_custody import (
    MAX_NAME,
    AttachmentNotNamed,
    CustodyWord,
    HolderNotNamed,
    NameTooLong,
    PaperNotNamed,
    RecordNotThere,
    record_custody,
    take_document,
)
from hattama.web.night.record_step import TimeOutOfReach
from hattama.web.night.tables import CustodyName, NightFinding, load_accepted_chain, load_chains, names_given
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, SINGLE, area_row, picture

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

PAPER = "KZ-000123-A"
SIGNED = NIGHT - datetime.timedelta(minutes=30)


@pytest.fixture
def chair(tiny: ElectionRow):
    return person(Role.CHAIR, "P001")


def word(event=CustodyEvent.SIGNED, at=SIGNED, **more):
    return CustodyWord(more.pop("paper", PAPER), event, at, more.pop("contest", PARTY), **more)


def take_in():
    advance_log(ELECTION_ID, now=NIGHT)


def bodies():
    return [json.loads(bytes(e.body)) for e in LogEntry.objects.filter(kind="custody").order_by("index")]


def test_a_record_is_numbered_and_logged_by_the_clock_of_the_precinct(chair):
    record_custody(chair, area_row("P001"), word(), now=NIGHT)
    record_custody(chair, area_row("P001"), word(CustodyEvent.POSTED, contest=""), now=NIGHT)
    take_in()
    first, second = bodies()
    assert (first["number"], second["number"]) == (1, 2)
    assert (first["paper"], first["event"], first["at"]) == (PAPER, "signed", "2023-03-19T23:00:00+06:00")
    assert (first["contest"], second["contest"]) == (PARTY, None)


def test_who_was_handed_a_copy_is_named_in_the_archive_and_hashed_in_the_log(chair):
    area = area_row("P001")
    handed = word(CustodyEvent.COPIED, NIGHT, holder=Holder.OBSERVER, name=" Әйгерім Үлгі ")
    record_custody(chair, area, handed, now=NIGHT)
    take_in()
    (body,) = bodies()
    (entry,) = LogEntry.objects.filter(kind="custody")
    assert "Үлгі" not in bytes(entry.body).decode()
    assert "Үлгі" not in json.dumps(Act.objects.get(kind="custody").body, ensure_ascii=False)
    kept = CustodyName.objects.get()
    assert names_given(area) == {1: ("Әйгерім Үлгі", kept.salt)}
    assert body["holder"] == "observer"
    assert body["holder_sha256"] == hashlib.sha256(f"{kept.salt}\nӘйгерім Үлгі".encode()).hexdigest()
    assert len(kept.salt) == 32


def test_the_same_name_twice_has_two_hashes(chair):
    for _ in range(2):
        handed = word(CustodyEvent.COPIED, NIGHT, holder=Holder.OBSERVER, name="Әйгерім Үлгі")
        record_custody(chair, area_row("P001"), handed, now=NIGHT)
    take_in()
    assert len({body["holder_sha256"] for body in bodies()}) == 2


def test_a_mistaken_record_is_replaced_and_stays(chair):
    area = area_row("P001")
    record_custody(chair, area, word(), now=NIGHT)
    record_custody(chair, area, word(CustodyEvent.CARRIED, SIGNED - datetime.timedelta(hours=1)), now=NIGHT)
    take_in()
    assert [f.code for f in NightFinding.objects.all()] == ["PAPER-ORDER"]
    record_custody(chair, area, word(CustodyEvent.CARRIED, NIGHT, replaces=2), now=NIGHT)
    take_in()
    assert not NightFinding.objects.exists()
    chain = load_chains([area.pk])[area.pk]
    assert [one.number for one in chain.entries] == [1, 2, 3]
    assert [one.number for one in chain.standing()] == [1, 3]


@pytest.mark.parametrize("replaces", [2, 3])
def test_only_a_standing_record_is_replaced(chair, replaces):
    area = area_row("P001")
    record_custody(chair, area, word(), now=NIGHT)
    record_custody(chair, area, word(), now=NIGHT)
    record_custody(chair, area, word(replaces=2), now=NIGHT)
    if replaces == 3:
        record_custody(chair, area, word(replaces=3), now=NIGHT)
    with pytest.raises(RecordNotThere):
        record_custody(chair, area, word(replaces=replaces), now=NIGHT)


def test_an_attached_act_is_kept_and_only_its_hash_is_published(chair):
    document = take_document(picture(90), now=NIGHT)
    attached = word(CustodyEvent.ATTACHED, NIGHT, attachment=Attachment.OBSERVERS_ACT, document=document)
    record_custody(chair, area_row("P001"), attached, now=NIGHT)
    take_in()
    (body,) = bodies()
    assert body["attachment"] == "observers_act"
    assert body["document"]["sha256"] == hashlib.sha256(picture(90)).hexdigest()
    assert get_content(body["document"]["sha256"]) == picture(90)


def test_what_is_no_scan_is_not_taken_in(chair):
    with pytest.raises(ScanRefused):
        take_document(b"no picture", now=NIGHT)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        (word(paper="000123а"), PaperNotNamed),
        (word(paper=""), PaperNotNamed),
        (word(name="Әйгерім Үлгі"), HolderNotNamed),
        (word(holder=Holder.OBSERVER, name="a" * (MAX_NAME + 1)), NameTooLong),
        (word(CustodyEvent.ATTACHED), AttachmentNotNamed),
        (word(attachment=Attachment.OTHER_ACT), AttachmentNotNamed),
        (word(at=SIGNED.replace(year=2021)), TimeOutOfReach),
        (word(contest="unheard"), ContestNotHeldHere),
    ],
)
def test_what_says_too_little_or_too_much_is_refused(chair, said, refusal):
    with pytest.raises(refusal):
        record_custody(chair, area_row("P001"), said, now=NIGHT)
    assert not Act.objects.filter(kind="custody").exists()
    assert not CustodyName.objects.exists()


def test_papers_belong_to_precincts_and_their_contests(tiny):
    reviewer = person(Role.CENTRAL_REVIEWER, "KZ")
    with pytest.raises(ContestNotHeldHere):
        record_custody(reviewer, area_row("D11"), word(), now=NIGHT)
    with pytest.raises(ContestNotHeldHere):
        record_custody(reviewer, area_row("P201"), word(contest=SINGLE), now=NIGHT)


def test_a_typist_or_a_stranger_says_nothing_of_papers(tiny):
    for somebody in (person(Role.TYPIST, "P001"), person(Role.CHAIR, "P002"), person(Role.AUDITOR, "KZ")):
        with pytest.raises(NotYours):
            record_custody(somebody, area_row("P001"), word(), now=NIGHT)


def test_a_closed_election_takes_no_more_records(chair):
    close_election(ELECTION_ID, now=NIGHT)
    with pytest.raises(ElectionClosed):
        record_custody(chair, area_row("P001"), word(), now=NIGHT)


def test_records_that_the_log_has_not_taken_in_count_on(chair):
    area = area_row("P001")
    record_custody(chair, area, word(), now=NIGHT)
    take_in()
    record_custody(chair, area, word(CustodyEvent.POSTED), now=NIGHT)
    chain = load_accepted_chain(area)
    assert [(one.number, one.index >= 0) for one in chain.entries] == [(1, True), (2, False)]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE custody_name SET name = 'other'", "DELETE FROM custody_name"],
    ids=["update", "delete"],
)
def test_the_database_itself_keeps_what_was_recorded(chair, statement):
    record_custody(chair, area_row("P001"), word(holder=Holder.OBSERVER, name="Әйгерім Үлгі"), now=NIGHT)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert CustodyName.objects.get().name == "Әйгерім Үлгі"
