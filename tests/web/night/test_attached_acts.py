"""An act that a commission attached to a protocol: on the precinct's page, in the files, shown or kept back;
and papers as a higher commission received them."""

import csv
import datetime
import hashlib
import io
import zipfile

import pytest

from hattama.core.protocols import Attachment, CustodyEvent, Holder, Seal
from hattama.verification.checking import Asked, check_bundle
from hattama.verification.folders import FolderPlace, verify_ed25519
from hattama.verification.scans import scan_path
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.export_bundle import export_bundle
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.night.record_custody import (
    ArrivalNotNamed,
    CustodyWord,
    OnlyAnActIsShown,
    record_custody,
    take_document,
)
from tests.web.kernel.pages.reading import read_page
from tests.web.people import person
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, area_row, picture, protocol, publish

pytestmark = pytest.mark.django_db(transaction=True)

PAPER = "KZ-000123-A"
ACT = picture(90)
SHA256 = hashlib.sha256(ACT).hexdigest()
HOME = "/en/e/tiny/a/P001/"


@pytest.fixture
def chair(tiny):
    return person(Role.CHAIR, "P001")


def attached(**more):
    document = take_document(ACT, now=NIGHT)
    told = {"attachment": Attachment.OBSERVERS_ACT, "document": document, "shown": True} | more
    return CustodyWord(PAPER, CustodyEvent.ATTACHED, NIGHT, PARTY, **told)


def record(somebody, *words):
    for word in words:
        record_custody(somebody, area_row("P001"), word, now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT)
    refresh_bundle(ELECTION_ID)


def is_in_the_bundle():
    return (public_store(ELECTION_ID).folder / scan_path(SHA256)).exists()


def test_an_act_that_is_shown_stands_on_the_precincts_page_and_opens(chair, client):
    record(chair, attached())
    page = read_page(client.get(HOME))
    section = page.one(id="acts")
    assert "observers' act" in section.text
    assert f"/scans/{SHA256}" in section.links.values()
    assert client.get(f"/scans/{SHA256}").getvalue() == ACT


def test_it_stands_in_the_table_and_the_copy_that_everybody_checks(chair, client, tmp_path):
    record(chair, attached())
    (row,) = csv.DictReader(io.StringIO(client.get("/data/tiny/custody.csv").content.decode()))
    assert (row["attachment"], row["document"], row["shown_to"]) == ("observers_act", SHA256, "everybody")
    export_bundle(area_row("P001").election, tmp_path / "out")
    assert (tmp_path / "out" / scan_path(SHA256)).read_bytes() == ACT
    report = check_bundle(FolderPlace(tmp_path / "out"), verify_ed25519, Asked(with_scans=True))
    assert [one.kind.code for one in report.troubles] == ["key-not-confirmed", "not-witnessed"]
    assert report.scans == 1


def test_the_evidence_of_the_polling_station_encloses_it(chair, client):
    record(chair, attached())
    archive = zipfile.ZipFile(io.BytesIO(b"".join(client.get("/data/tiny/evidence/P001.en.zip"))))
    assert archive.read(f"scans/{SHA256}.png") == ACT


def test_an_act_that_names_people_is_kept_back_and_named_by_its_hash(chair, client):
    record(chair, attached(shown=False))
    section = read_page(client.get(HOME)).one(id="acts")
    assert SHA256 in section.text and "kept in the archive" in section.text
    assert client.get(f"/scans/{SHA256}").status_code == 404
    assert not is_in_the_bundle()


def test_a_record_that_takes_its_place_hides_it_again(chair, client):
    record(chair, attached())
    assert is_in_the_bundle()
    record(chair, attached(shown=False, replaces=1))
    assert not is_in_the_bundle()
    assert client.get(f"/scans/{SHA256}").status_code == 404
    assert len(read_page(client.get(HOME)).one(id="acts").all("li")) == 1


def test_the_same_act_at_another_paper_stays_where_it_is_shown(chair):
    record(chair, attached(), attached())
    record(chair, attached(shown=False, replaces=1))
    assert is_in_the_bundle()


@pytest.mark.parametrize(
    ("word", "refusal"),
    [
        (
            CustodyWord(PAPER, CustodyEvent.ATTACHED, NIGHT, attachment=Attachment.OTHER_ACT, shown=True),
            OnlyAnActIsShown,
        ),
        (CustodyWord(PAPER, CustodyEvent.SIGNED, NIGHT, pages=2), ArrivalNotNamed),
        (CustodyWord(PAPER, CustodyEvent.CARRIED, NIGHT, seal=Seal.INTACT), ArrivalNotNamed),
        (CustodyWord(PAPER, CustodyEvent.RECEIVED, NIGHT, pages=0), ArrivalNotNamed),
        (CustodyWord(PAPER, CustodyEvent.RECEIVED, NIGHT, pages=1000), ArrivalNotNamed),
    ],
)
def test_what_cannot_be_shown_or_counted_is_refused(chair, word, refusal):
    with pytest.raises(refusal):
        record_custody(chair, area_row("P001"), word, now=NIGHT)


def test_papers_received_stand_with_who_brought_them_their_pages_and_the_seal(tiny, client):
    head = person(Role.CENTRAL_REVIEWER, "KZ")
    early = NIGHT - datetime.timedelta(hours=1)
    record(
        head,
        CustodyWord(PAPER, CustodyEvent.CARRIED, early, PARTY, Holder.PRECINCT, "Әйгерім Үлгі"),
        CustodyWord(
            PAPER, CustodyEvent.RECEIVED, NIGHT, PARTY, Holder.TERRITORIAL, pages=3, seal=Seal.INTACT
        ),
        CustodyWord(
            PAPER,
            CustodyEvent.RECEIVED,
            NIGHT,
            PARTY,
            Holder.TERRITORIAL,
            pages=2,
            seal=Seal.BROKEN,
            replaces=2,
        ),
    )
    for address in ("/en/e/tiny/night/", "/en/e/tiny/a/D11/night/"):
        section = read_page(client.get(address)).one(id="arrivals")
        (row,) = [line for line in section.all("tr") if PAPER in line.text]
        text = row.text.replace("\xa0", " ")
        assert "23:30, 19 March 2023" in text and "set out 22:30, 19 March 2023" in text
        assert "precinct election commission (named in the archive)" in text
        assert "the seal was broken" in text and "Үлгі" not in text
        assert "1 of " in section.text
    elsewhere = read_page(client.get("/en/e/tiny/a/R2/night/")).one(id="arrivals")
    assert "No commission here has recorded yet that a paper came." in elsewhere.text


def test_from_the_page_of_a_protocol_the_form_for_an_act_is_one_step_away(tiny, log_in):
    publish(protocol("P001", PARTY))
    home = log_in(Role.CHAIR, "P001")
    page = read_page(home.get(f"/en/desk/tiny/P001/{PARTY}/done"))
    form = read_page(home.get(page.links["Attach an observer's act or a special opinion"]))
    chosen = {option.attributes["value"] for option in form.all("option") if "selected" in option.attributes}
    assert chosen == {"attached", "observers_act", PARTY}
