"""The two results of the referendum of 2022: their differences, from files through command and page."""

import csv
import io
import json
from pathlib import Path

import pytest
from django.test import Client

from hattama.formats.area_lists import parse_areas
from hattama.formats.election_definition import parse_election
from hattama.rulepacks import read_rulepack
from hattama.web.kernel.elections.open_election import ElectionFiles, load_election, open_election
from hattama.web.kernel.log.advance_log import advance_log
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import LOADED_AT

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLE = Path(__file__).parents[3] / "examples/kz-2022-referendum"
DEFINITION = """
[election]
id = "referendum-2022"
date = 2022-06-05
rule_pack = "kz-2022-referendum"
time_zone = "Asia/Almaty"
names = { kk = "Референдум", ru = "Референдум", en = "Referendum" }

[[contest]]
code = "referendum"
kind = "referendum"
names = { kk = "Референдум", ru = "Референдум", en = "Referendum" }

[[contest.choice]]
code = "for"
names = { kk = "Иә", ru = "Да", en = "For" }

[[contest.choice]]
code = "against"
names = { kk = "Жоқ", ru = "Нет", en = "Against" }
""".encode()
AREAS = """area_id,parent_id,level,kind,name_kk
KZ,,nation,unit,Қазақстан
P1,KZ,precinct,ordinary,№ 1
""".encode()
CHANGES = {"participants": -524, "votes[for]": -347, "votes[against]": -5, "both_marked": 0, "invalid": -172}


@pytest.fixture
def stages(db: None, run) -> None:
    """Both results loaded from the files of the example."""
    load_election(
        ElectionFiles(
            election=parse_election(DEFINITION, "election.toml"),
            areas=parse_areas(io.BytesIO(AREAS), "areas.csv", time_zone="Asia/Almaty").areas,
            definition=DEFINITION,
            areas_csv=AREAS,
            rule_pack=read_rulepack("kz-2022-referendum"),
        ),
        now=LOADED_AT,
    )
    open_election("referendum-2022", now=LOADED_AT)
    advance_log("referendum-2022", now=LOADED_AT)
    for stage in ("preliminary", "final"):
        words = ["--mapping", EXAMPLE / "claims.toml", "--source", "central_commission", "--stage", stage]
        assert run("claims", "load", "referendum-2022", EXAMPLE / f"{stage}.csv", *words).code == 0


def test_the_command_names_the_published_differences(stages: None, run) -> None:
    ran = run("claims", "check", "referendum-2022", "--all", "--format", "json")
    found = {r["figure"]: r["difference"] for r in json.loads(ran.out) if r["against"] == "claim"}
    assert found == CHANGES
    assert ran.code == 1


def test_the_page_and_its_file_say_the_same(client: Client, stages: None) -> None:
    found = read_page(client.get("/en/e/referendum-2022/results/referendum/claims/"))
    (table,) = [t for t in found.all("table") if "– against:" in t.one("caption").text]
    assert [row[1:] for row in table.rows()[1:]] == [
        ["7,986,293", "7,985,769", "\u2212524"],
        ["6,163,863", "6,163,516", "\u2212347"],
        ["1,490,475", "1,490,470", "\u22125"],
        ["125,859", "125,859", "0"],
        ["206,096", "205,924", "\u2212172"],
    ]
    response = client.get("/data/referendum-2022/claims/referendum.csv")
    body = b"".join(response) if response.streaming else response.content
    rows = [row for row in csv.DictReader(io.StringIO(body.decode())) if row["against"] == "claim"]
    assert {row["figure"]: int(row["difference"]) for row in rows} == CHANGES


def test_from_the_files_alone_compare_says_the_same(run) -> None:
    first, second = EXAMPLE / "preliminary.csv", EXAMPLE / "final.csv"
    ran = run("compare", first, second, "--key", "area,line", "--format", "json")
    found = {row["area"].split()[1]: row["change"] for row in json.loads(ran.out)["differ"]}
    assert found == {"participants": -524, "for": -347, "against": -5, "invalid": -172}
