"""A small election with its areas and forms, and imports of tables into it."""

import io

from hattama.formats.area_lists import parse_areas
from hattama.formats.election_definition import parse_election
from hattama.formats.importing import FaultyRow, collect_protocols, read_protocols
from hattama.formats.mapping import parse_mapping
from hattama.formats.rulepack import parse_rulepack
from tests.formats import small_pack
from tests.formats.small_election import ELECTION
from tests.formats.table_files import write_csv

AREAS = """\
area_id,parent_id,level,kind,name_kk
kz,,nation,unit,Қазақстан
01,kz,region,unit,Абай
01-001,01,precinct,ordinary,№ 1
01-002,01,precinct,ordinary,№ 2
02,kz,region,unit,Ақмола
02-001,02,precinct,ordinary,№ 1
"""

MAPPING = """\
[protocol]
area = { join = [{ column = "region", pad = 2 }, { column = "precinct", pad = 3 }], separator = "-" }
contest = { constant = "lists" }

[figures]
listed = "on the list"
participants = "took part"

[votes]
columns = { a = "votes A", b = "votes B" }
"""

HEADER = ["region", "precinct", "on the list", "took part", "votes A", "votes B"]

election = parse_election(ELECTION.encode(), "election.toml")
areas = parse_areas(io.BytesIO(AREAS.encode()), "areas.csv", time_zone="Asia/Almaty")
pack = parse_rulepack(small_pack.TEXT.encode(), "zz.toml")
forms = {contest.code: pack.rules_for(contest).form for contest in election.contests}


def mapped(text=MAPPING):
    """The mapping in a text."""
    return parse_mapping(text.encode(), "mapping.toml")


def read(path, mapping=MAPPING, **options):
    """The rows of a table as they come."""
    return read_protocols(path, mapped(mapping), election, areas, forms, **options)


def imported(folder, rows, mapping=MAPPING, header=HEADER, **options):
    """All of a table that is written for the purpose."""
    path = write_csv(folder / "t.csv", [header, *rows])
    return collect_protocols(read(path, mapping, **options), "t.csv")


def said(result):
    """Code, row and column of each fault."""
    return [(fault.code, fault.row, fault.field) for fault in result.faults]


def faulty_rows(rows):
    """The rows that are no protocols, of rows as they come."""
    return [row for row in rows if isinstance(row, FaultyRow)]
