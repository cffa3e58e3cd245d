"""`hattama import`: all of a file or nothing of it, and a sentence for every refusal."""

import csv
import io
import sqlite3
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.db import OperationalError

from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log import advance_log as log_writer
from hattama.web.kernel.log.accept_acts import PollsAreOpen
from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.log.writer_lock import WriterLockTaken
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.night.tables import PublishedStep
from hattama.web.protocols import import_protocols
from hattama.web.protocols.commands import imports
from tests.web.tiny_election import ELECTION_TOML, NIGHT, PARTY, protocol, publish

pytestmark = pytest.mark.both_engines

PARTY_ALONE = ELECTION_TOML.decode().rpartition("[[contest]]")[0]

MAPPING = """
[protocol]
contest = { constant = "party" }
area = "station"

[figures]
voters_listed = "on list"
ballots_issued = "issued"

[votes]
columns = { dala = "Dala", ozen = "Ozen" }
"""


@pytest.fixture(autouse=True)
def working_folder(tmp_path_factory, monkeypatch):
    """Where commands are given: never among the data."""
    monkeypatch.chdir(tmp_path_factory.mktemp("here"))


@pytest.fixture
def bring(run, tmp_path):
    """Import rows of station, on list, issued, Dala, Ozen into the tiny election."""
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(MAPPING, "utf-8")

    def command(*rows: str, options: tuple[str, ...] = ()):
        table = tmp_path / "table.csv"
        table.write_text("\n".join(("station,on list,issued,Dala,Ozen", *rows)) + "\n", "utf-8")
        return run("import", table, "--mapping", mapping, "--election", "tiny", *options)

    return command


@pytest.mark.django_db
class TestImport:
    def test_a_clean_file_is_published_whole(self, bring, tiny):
        assert bring("P001,900,500,300,200", "P002,800,,1,0").code == 0
        rows = PublishedProtocol.objects.order_by("area__code")
        assert [row.figures.get("ballots_issued") for row in rows] == [500, None]

    def test_one_faulty_row_keeps_everything_out_and_is_listed_in_the_report(self, bring, tiny, tmp_path):
        ran = bring("P001,900,500,300,200", "P002,800,12.5,1,0")
        assert ran.code == 2
        assert "nothing was imported" in ran.told
        assert not PublishedProtocol.objects.exists()
        report = Path("table.csv.faults.csv").read_text("utf-8-sig")
        assert str(Path("table.csv.faults.csv").absolute()) in ran.told
        assert not (tmp_path / "table.csv.faults.csv").exists()
        assert [row["row"] for row in csv.DictReader(io.StringIO(report))] == ["3"]

    def test_the_clean_rows_alone_are_taken_when_asked_for(self, bring, tiny):
        ran = bring("P001,900,500,300,200", "P002,800,12.5,1,0", options=("--keep-faulty",))
        assert ran.code == 0
        assert [row.area.code for row in PublishedProtocol.objects.select_related("area")] == ["P001"]

    def test_what_was_reported_before_is_named_and_not_replaced(self, bring, tiny):
        publish(protocol("P001"))
        before = PublishedProtocol.objects.get().figures
        ran = bring("P001,900,500,300,200", "P002,800,400,1,0")
        assert ran.code == 2
        assert f"P001 ({PARTY})" in ran.told
        assert PublishedProtocol.objects.get().figures == before

    def test_a_time_that_cannot_be_is_left_out_as_the_mapping_asks_and_the_import_tells_which(
        self, bring, tiny, tmp_path
    ):
        parts = 'year = "on list"\nmonth = "issued"\nday = { constant = "1" }\nhour = { constant = "1" }\n'
        parts += 'minute = { constant = "1" }\nimpossible = "leave_out"\n'
        mapping = f"{MAPPING}\n[times.signed_at]\n{parts}"
        (tmp_path / "mapping.toml").write_text(mapping, "utf-8")
        ran = bring("P001,2023,13,7,6", options=("--lang", "en"))
        assert ran.code == 0 and "table.csv, row 2" in ran.told
        assert "left out as the mapping asks, while their protocols are taken in: 1." in ran.told
        assert PublishedProtocol.objects.get().figures["ballots_issued"] == 13

    @pytest.mark.parametrize("trouble", [WriterLockTaken("tiny"), OperationalError("database is locked")])
    def test_what_is_recorded_and_cannot_be_published_now_is_said_and_not_to_be_imported_again(
        self, bring, tiny, monkeypatch, trouble
    ):
        trouble.__cause__ = locked = sqlite3.OperationalError("database is locked")
        locked.sqlite_errorcode = sqlite3.SQLITE_BUSY
        with monkeypatch.context() as others_at_it:
            others_at_it.setattr(log_writer, "advance_log", Mock(side_effect=trouble))
            ran = bring("P001,900,500,300,200", options=("--lang", "en"))
        assert ran.code == 2
        assert "tiny, protocols recorded: 1. Nothing of them is lost" in ran.told
        assert "they are not to be imported again" in ran.told
        log_writer.advance_log("tiny", now=NIGHT)
        assert PublishedProtocol.objects.count() == 1

    @pytest.mark.parametrize(("language", "word"), [("kk", "жабық"), ("ru", "закрыты"), ("en", "closed")])
    def test_a_closed_election_takes_nothing_more_and_says_so(self, bring, tiny, language, word):
        close_election("tiny", now=NIGHT)
        ran = bring("P001,900,500,300,200", options=("--lang", language))
        assert ran.code == 2
        assert word in ran.told
        assert not PublishedProtocol.objects.exists()


ROSTER = """
[mapping]
election = "election.toml"
%s
[[roster.level]]
level = "nation"
area_id = { constant = "KZ" }
names = { kk = { constant = "Ел" } }

[[roster.level]]
level = "region"
area_id = { constant = "R1" }
names = { kk = "region" }

[[roster.level]]
level = "precinct"
names = { kk = "station" }
"""


@pytest.fixture
def make(run, tmp_path):
    """Import a table that makes its election: rows of station, region, on list, issued, Dala, Ozen."""
    (tmp_path / "election.toml").write_text(PARTY_ALONE, "utf-8")
    (tmp_path / "mapping.toml").write_text(ROSTER % MAPPING, "utf-8")

    def command(*rows: str, options: tuple[str, ...] = ()):
        table = tmp_path / "table.csv"
        table.write_text("\n".join(("station,region,on list,issued,Dala,Ozen", *rows)) + "\n", "utf-8")
        return run("import", table, "--mapping", tmp_path / "mapping.toml", *options)

    return command


@pytest.mark.django_db
class TestImportThatMakesItsElection:
    SOUND = "P1,Abai,900,500,300,200"
    FAULTY = "P2,Abai,900,12.5,300,200"
    AT_ODDS = "P2,Aqmola,900,500,300,200"

    def test_a_sound_table_makes_and_opens_the_election(self, make):
        assert make(self.SOUND).code == 0
        assert PublishedProtocol.objects.get().area.code == "P1"

    @pytest.mark.parametrize("wrong", [FAULTY, AT_ODDS])
    def test_a_table_that_is_refused_leaves_no_election_behind(self, make, wrong):
        ran = make(self.SOUND, wrong)
        assert ran.code == 2
        assert "nothing was imported" in ran.told
        assert not ElectionRow.objects.exists()
        assert make(self.SOUND, self.AT_ODDS.replace("Aqmola", "Abai")).code == 0
        assert PublishedProtocol.objects.count() == 2

    def test_what_the_files_say_otherwise_afterwards_is_named(self, make, tmp_path):
        make(self.SOUND)
        path = tmp_path / "election.toml"
        path.write_text(path.read_text("utf-8").replace("Dala party", "Dala people"), "utf-8")
        ran = make("P1,Abay,900,500,300,200", options=("--lang", "en"))
        assert "contest[party].choice[dala].names.en: Dala party → Dala people" in ran.out
        assert "areas.csv: R1, names.kk: Abai → Abay" in ran.out
        assert "In 2 places the files say otherwise now" in ran.told

    def test_what_the_archive_refuses_leaves_no_election_behind(self, make, monkeypatch):
        monkeypatch.setattr(import_protocols, "check_entry", Mock(side_effect=PollsAreOpen))
        assert make(self.SOUND).code == 2
        assert not ElectionRow.objects.exists()

    def test_a_file_that_changes_between_its_check_and_its_recording_leaves_nothing(
        self, make, tmp_path, monkeypatch
    ):
        opened = imports._opened

        def meanwhile(target, language):
            path = tmp_path / "table.csv"
            path.write_text(path.read_text("utf-8").replace("900,500", "900,x"), "utf-8")
            return opened(target, language)

        monkeypatch.setattr(imports, "_opened", meanwhile)
        ran = make(self.SOUND, options=("--lang", "en"))
        assert ran.code == 2
        assert "table.csv: the file is not what it was when it was checked" in ran.told
        assert not ElectionRow.objects.exists()

    def test_a_row_at_odds_about_an_area_is_left_out_where_faulty_rows_are_kept_apart(self, make):
        ran = make(self.SOUND, self.AT_ODDS, options=("--keep-faulty", "--lang", "en"))
        assert ran.code == 0
        assert "disagree about the area R1: Aqmola, where row 2 has Abai" in ran.told
        assert [row.area.code for row in PublishedProtocol.objects.all()] == ["P1"]
        assert set(AreaRow.objects.values_list("code", flat=True)) == {"KZ", "R1", "P1", "P2"}


BESIDE = """
[times.closed]
value = "shut"

[times.uploaded]
value = "sent"

[links]
scan_page = "scan"

[notes]
remark = "remark"
"""


@pytest.mark.django_db
def test_what_a_source_gives_beside_a_protocol_is_kept_and_shown(run, tmp_path, tiny, client):
    (tmp_path / "mapping.toml").write_text(MAPPING + BESIDE, "utf-8")
    table = tmp_path / "table.csv"
    table.write_text(
        "station,on list,issued,Dala,Ozen,shut,sent,scan,remark\n"
        "P001,900,500,300,200,2023-03-19 20:01,2023-03-19 22:40,https://example.org/1.pdf,list <torn>\n",
        "utf-8",
    )
    assert run("import", table, "--mapping", tmp_path / "mapping.toml", "--election", "tiny").code == 0
    assert [(row.area.code, row.step) for row in PublishedStep.objects.all()] == [("P001", "closed")]
    page = client.get("/e/tiny/a/P001/").content.decode()
    shown = page[page.index("data-beside") :]
    assert '<a href="https://example.org/1.pdf" rel="noopener nofollow">' in shown
    assert "uploaded: <time" in shown and "remark: list &lt;torn&gt;" in shown
