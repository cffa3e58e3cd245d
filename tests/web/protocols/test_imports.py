"""`hattama import`: all of a file or nothing of it, and a sentence for every refusal."""

import csv
import io

import pytest

from hattama.web.kernel.log.close_election import close_election
from hattama.web.kernel.published.tables import PublishedProtocol
from tests.web.tiny_election import NIGHT, PARTY, protocol, publish

pytestmark = pytest.mark.both_engines

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
        report = (tmp_path / "table.csv.faults.csv").read_text("utf-8-sig")
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

    @pytest.mark.parametrize(("language", "word"), [("kk", "жабық"), ("ru", "закрыты"), ("en", "closed")])
    def test_a_closed_election_takes_nothing_more_and_says_so(self, bring, tiny, language, word):
        close_election("tiny", now=NIGHT)
        ran = bring("P001,900,500,300,200", options=("--lang", language))
        assert ran.code == 2
        assert word in ran.told
        assert not PublishedProtocol.objects.exists()
