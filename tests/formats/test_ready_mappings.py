"""Mappings for shapes of files that authorities publish, each with rows that are made up."""

from pathlib import Path

import pytest

from hattama.formats.election_rules import pin_rules
from hattama.formats.importing import collect_protocols, read_protocols
from hattama.formats.mapping import parse_mapping
from hattama.formats.rosters import define_election
from tests.formats.test_docs import blocks

SHAPES = Path(__file__).parents[2] / "examples/shapes"
ELECTION = """\
[election]
id = "shapes"
date = 2024-05-12
rule_pack = "zz-2024"
time_zone = "UTC"
names = { en = "Made up" }

[[contest]]
code = "assembly"
kind = "party_list"
form = "assembly"
names = { en = "Lists" }

[[contest.choice]]
code = "plough"
names = { en = "The Plough" }

[[contest.choice]]
code = "lantern"
names = { en = "The Lantern" }
"""
BLANK = """\
[[form.figure]]
code = "blank"
norms = ["zz-act/52(1)"]
required = false
label = { kk = "Бос", ru = "Пустые", en = "Blank" }

[[form.figure]]
code = "pages"
"""
BOX = "1;PE;02571;São José;0001;0007;Presidente;12/05/2024 18:01:09;300;250;{};{};1600123"
BRAZIL = "\n".join(
    (
        '"NR_TURNO";"SG_UF";"CD_MUNICIPIO";"NM_MUNICIPIO";"NR_ZONA";"NR_SECAO";"DS_CARGO_PERGUNTA";'
        '"DT_BU_RECEBIDO";"QT_APTOS";"QT_COMPARECIMENTO";"NR_VOTAVEL";"QT_VOTOS";"NR_URNA_EFETIVADA"',
        *(BOX.format(*vote) for vote in ((10, 140), (20, 100), (95, 4), (96, 6))),
        BOX.format(10, 9).replace("Presidente", "Governador"),
    )
)
MEXICO = "Made up\n\n\nCut at 21:30\n\n\n" + "\n".join(
    (
        "CLAVE_ACTA|ID_ESTADO|NOMBRE_ESTADO|ID_DISTRITO|NOMBRE_DISTRITO|SECCION|ID_CASILLA|TIPO_CASILLA"
        "|LISTA_NOMINAL_CASILLA|PAN_PRD_MC|PT_MORENA_PES|VN|TOTAL_VOTOS_CALCULADOS|OBSERVACIONES"
        "|MECANISMOS_TRASLADO|",
        "'010001B010001'|1|León|1|Jesús María|1|1|B|500|120|ILEGIBLE|5|300|ILEGIBLE|C|",
        "'010001C010001'|1|León|1|Jesús María|1|1|C|-|SIN ACTA|90|-|SIN ACTA||C|",
    )
)
AMERICA = """\
county,precinct,office,district,party,candidate,votes
Clark,North 1,Registered Voters,,,,900
Clark,North 1,Ballots Cast,,,,610
Clark,North 1,President,,P,The Plough,401
Clark,North 1,President,,L,The Lantern,199
Clark,North 1,President,,,Total Votes,600
Clark,North 1,US Senate,,P,The Plough,12
Clark,South 2,President,,P,The Plough,0
"""
BOLIVIA = """\
CODIGO_MESA,CANDIDATURA,ID_PAIS,PAIS,ID_DEPARTAMENTO,DEPARTAMENTO,ID_RECINTO,RECINTO,NUMERO_MESA,\
INSCRITOS_HABILITADOS,MAS_IPSP,CC,VOTO_VALIDO,VOTO_BLANCO,VOTO_NULO,VOTO_EMITIDO,VOTO_VALIDO_SISTEMA
7001,PRESIDENTE,1,Bolivia,2,Norte      ,501,Escuela Sol  ,1,210,120,60,180,3,7,190,180
7001,UNINOMINAL,1,Bolivia,2,Norte      ,501,Escuela Sol  ,1,210,99,88,187,1,2,190,187
7002,PRESIDENTE,1,Bolivia,2,Norte      ,501,Escuela Sol  ,2,205,80,90,170,0,5,175,170
9001,PRESIDENTE,7,Chile,2,Costa,801,Embajada,1,50,0,,,,,,
"""
ALBANIA = '''\
qarku,Q_ID,bashkia,BAS_ID,qvKod,zgjedhes,vendndodhja,totalVoters,invalidVotes,ps,pd,psSeats
Berat,1,Berat ,11,"""3001""",558,Shkolla ,310,8,170,132,4
Berat,1,Berat ,11,"""3001/1""",611,Shkolla ,400,0,200,200,4
'''
NIGERIA = """\
state_name,lga_name,ward_name,name,pu_code,document.url
EKITI,ADO,,MARKET I,13/01/01/001,https://docs.example.org/13/01/01/001.pdf
EKITI,ADO,,MARKET II,13/01/01/002,https://inec-cvr-cache.s3.eu-west-1.amazonaws.com
EKITI,IJERO,WARD 4,SCHOOL,13/02/04/001,
"""


def read(folder, name, data):
    pack = blocks("packs.md", "toml")[0].replace('[[form.figure]]\ncode = "pages"\n', BLANK, 1)
    (folder / "rulepack.toml").write_text(pack, "utf-8")
    (folder / "election.toml").write_text(ELECTION, "utf-8")
    (folder / "mapping.toml").write_bytes((SHAPES / name).read_bytes())
    (folder / "table.csv").write_bytes(data)
    mapping = parse_mapping((folder / "mapping.toml").read_bytes(), name)
    election = define_election(folder / "table.csv", folder / "mapping.toml", mapping)
    rules = pin_rules(election).pack
    forms = {one.code: rules.rules_for(one).form for one in election.election.contests}
    rows = read_protocols(folder / "table.csv", mapping, election.election, election.areas, forms)
    result = collect_protocols(rows, "table.csv")
    assert result.faults == ()
    return election, {one.protocol.area_id: one for one in result.protocols}


def test_every_shape_has_its_test():
    assert {path.name for path in SHAPES.iterdir()} == {
        "al-2017.toml",
        "bo-computo-2020.toml",
        "br-boletim-de-urna.toml",
        "mx-prep-2018.toml",
        "ng-irev-2023.toml",
        "openelections.toml",
    }


def test_a_brazilian_ballot_box_is_one_protocol_of_many_rows(tmp_path):
    election, found = read(tmp_path, "br-boletim-de-urna.toml", BRAZIL.encode("iso-8859-1"))
    only = found["PE-02571-0001-0007"]
    assert only.protocol.figures == {
        "voters_listed": 300,
        "voters_came": 250,
        "votes[plough]": 140,
        "votes[lantern]": 100,
        "blank": 4,
        "spoiled": 6,
    }
    assert election.areas.area("PE-02571").names.say("en") == "São José"
    assert only.times["received_by_source"].isoformat() == "2024-05-12T18:01:09+00:00"


def test_a_bolivian_table_has_a_row_for_each_contest_and_only_the_one_is_read(tmp_path):
    election, found = read(tmp_path, "bo-computo-2020.toml", BOLIVIA.encode())
    assert sorted(found) == ["7001", "7002", "9001"]
    first, abroad = found["7001"].protocol, found["9001"].protocol
    assert first.figures == {
        "voters_listed": 210,
        "voters_came": 190,
        "spoiled": 7,
        "votes[plough]": 120,
        "votes[lantern]": 60,
    }
    assert abroad.figures == {"voters_listed": 50, "votes[plough]": 0}
    assert election.areas.path("7001") == ("bo", "p1", "p1-d2", "r501", "7001")
    assert election.areas.path("9001")[1:3] == ("p7", "p7-d2")
    assert election.areas.area("r501").names.say("en") == "Escuela Sol"


def test_albanian_stations_lose_their_quotation_marks_and_seats_are_no_votes(tmp_path):
    election, found = read(tmp_path, "al-2017.toml", ALBANIA.encode())
    assert sorted(found) == ["3001", "3001-1"]
    assert found["3001"].protocol.figures == {
        "voters_listed": 558,
        "voters_came": 310,
        "spoiled": 8,
        "votes[plough]": 170,
        "votes[lantern]": 132,
    }
    assert election.areas.area("3001-1").number == "3001/1"
    assert election.areas.area("b11").names.say("en") == "Berat"


def test_what_is_illegible_or_absent_in_mexico_is_neither_a_count_nor_zero(tmp_path):
    _, found = read(tmp_path, "mx-prep-2018.toml", MEXICO.encode("iso-8859-1"))
    first, second = (found[f"010001{kind}010001"].protocol for kind in "BC")
    assert (first.figure("votes[plough]"), first.illegible) == (120, {"votes[lantern]"})
    assert second.figures == {"votes[lantern]": 90}


def test_rows_of_american_precincts_give_lines_and_votes(tmp_path):
    election, found = read(tmp_path, "openelections.toml", AMERICA.encode())
    assert found["clark.north-1"].protocol.figures == {
        "voters_listed": 900,
        "voters_came": 610,
        "votes[plough]": 401,
        "votes[lantern]": 199,
    }
    assert found["clark.south-2"].protocol.figures == {"votes[plough]": 0}
    assert election.areas.area("clark.south-2").voters_registered is None


def test_a_nigerian_sheet_without_figures_is_a_paper_and_an_address_of_no_sheet_is_none(tmp_path):
    election, found = read(tmp_path, "ng-irev-2023.toml", NIGERIA.encode())
    assert list(found) == ["13-01-01-001"]
    only = found["13-01-01-001"]
    assert (dict(only.protocol.figures), dict(only.links)) == (
        {},
        {"scan": "https://docs.example.org/13/01/01/001.pdf"},
    )
    assert [area.area_id for area in election.areas.precincts()] == [
        "13-01-01-001",
        "13-01-01-002",
        "13-02-04-001",
    ]
    assert election.areas.path("13-02-04-001") == ("ng", "ekiti", "ekiti.ijero", "13-02-04-001")


@pytest.mark.parametrize("name", sorted(path.name for path in SHAPES.iterdir()))
def test_a_shape_says_where_it_was_seen_and_what_is_to_be_changed(name):
    text = (SHAPES / name).read_text("utf-8")
    assert "no data" in text and "# To be changed:" in text
