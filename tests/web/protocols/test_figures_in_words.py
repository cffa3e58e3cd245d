"""Figures in words from the desk to the log: compared with the digits, kept, and verified by anybody."""

import json
from dataclasses import replace

import pytest

from hattama.cli.main import main
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.accept_acts import ExplanationNeeded
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.tables import Act, LogEntry
from hattama.web.kernel.published.tables import PublishedFinding
from hattama.web.protocols.enter import enter_protocol
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID, NIGHT, area_row, protocol

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

RIGHT = {"voters_listed": "Бір  мың", "votes[dala]": "үш жүз жетпіс", "votes[ozen]": "двести"}
WRONG = RIGHT | {"votes[dala]": "үш жүз алпыс"}
UNREAD = RIGHT | {"invalid": "Әйгерім Үлгі"}


@pytest.fixture
def typist(tiny: ElectionRow):
    return person(Role.TYPIST, "P001", "P002", "P003")


def submit(typist, area_id, words, explanation=""):
    said = replace(protocol(area_id, explanation=explanation), words=words)
    enter_protocol(typist, area_row(area_id), said, now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    return json.loads(bytes(LogEntry.objects.filter(kind="protocol").latest("index").body))


def of_words(body):
    return [f for f in body["findings"] if f["code"] == "FORM-WORDS"]


def test_words_that_agree_stand_in_the_entry_and_are_no_finding(typist):
    body = submit(typist, "P001", RIGHT)
    assert body["words"] == {
        "voters_listed": "Бір мың",
        "votes": {"dala": "үш жүз жетпіс", "ozen": "двести"},
    }
    assert of_words(body) == []


def test_words_that_differ_are_a_hard_finding_that_asks_for_a_word(typist):
    with pytest.raises(ExplanationNeeded):
        submit(typist, "P001", WRONG)
    body = submit(typist, "P001", WRONG, explanation="Жазуда қате кеткен.")
    (finding,) = of_words(body)
    assert (finding["verdict"], finding["fields"], finding["left"], finding["right"]) == (
        "broken",
        ["votes[dala]"],
        370,
        360,
    )
    assert PublishedFinding.objects.filter(code="FORM-WORDS").count() == 1


def test_what_cannot_be_read_is_told_and_never_published(typist):
    body = submit(typist, "P001", UNREAD)
    (finding,) = of_words(body)
    assert (finding["verdict"], finding["fields"]) == ("cannot_be_checked", ["invalid"])
    assert body["words"]["invalid"] is None
    assert "Үлгі" not in json.dumps(Act.objects.get(kind="protocol").body, ensure_ascii=False)


def test_where_no_words_are_typed_nothing_is_compared(typist):
    body = submit(typist, "P001", {})
    assert body["words"] == {}
    assert of_words(body) == []


def test_anybody_finds_the_same_findings(typist, capsys):
    submit(typist, "P001", RIGHT)
    submit(typist, "P002", WRONG, explanation="Жазуда қате кеткен.")
    submit(typist, "P003", UNREAD)
    refresh_bundle(ELECTION_ID)
    status = main(["verify", str(public_store(ELECTION_ID).folder), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (status, told["false"]) == (3, [])
