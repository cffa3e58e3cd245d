"""Totals from whole tables by DuckDB: the same as the pure fold, protocol for protocol."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hattama.core.entries import Contribution, summable_figures
from hattama.core.protocols import Form
from hattama.core.tabulation import Total
from hattama.core.vocabulary import NO_WORDS, Choice, Contest
from hattama.formats.bulk_totals import BulkTables, bulk_totals
from hattama.formats.election_rules import pin_rules
from hattama.formats.faults import InputFaults
from hattama.formats.importing import collect_protocols, read_protocols
from hattama.formats.mapping import parse_mapping
from hattama.formats.protocol_totals import total_protocols
from hattama.formats.rosters import define_election
from tests.core.protocols.small_form import FORM
from tests.shared_material import shared_path

AREAS = """area_id,parent_id,level,kind,name_kk,also_in
K,,nation,unit,К,
R1,K,region,unit,Р,
R2,K,region,unit,Р,
D1,R1,district,unit,Д,
S1,K,constituency,unit,О,
S2,K,constituency,unit,О,
P1,D1,precinct,ordinary,У,S1
P2,D1,precinct,ordinary,У,S2
P3,R1,precinct,hospital,У,S1
P4,R2,precinct,abroad,У,
"""
PATHS = {"P1": "K R1 D1 S1", "P2": "K R1 D1 S2", "P3": "K R1 S1", "P4": "K R2"}
EVERYWHERE = Contest("party", "party_list", NO_WORDS, (Choice("a", NO_WORDS), Choice("b", NO_WORDS)))
SOMEWHERE = Contest("mayor", "single_mandate", NO_WORDS, EVERYWHERE.choices, areas=("D1", "P4"))
CONTESTS = (EVERYWHERE, SOMEWHERE)
FORMS: Mapping[str, Form] = {"party": FORM, "mayor": FORM}
SINGLE = ("listed", "issued", "invalid", "outside")

paper = st.fixed_dictionaries(
    {
        "figures": st.dictionaries(
            st.sampled_from([*SINGLE, "votes[a]", "votes[b]"]), st.integers(0, 2**53 - 1)
        ),
        "illegible": st.sets(st.sampled_from(SINGLE)),
        "annulled": st.booleans(),
        "scan": st.booleans(),
        "broken": st.booleans(),
        "preliminary": st.booleans(),
    }
)
places = st.sampled_from([(p, "party") for p in PATHS] + [("P1", "mayor"), ("P2", "mayor"), ("P4", "mayor")])
nights = st.dictionaries(places, paper)
Night = Mapping[tuple[str, str], Mapping[str, object]]


def write(path: Path, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def write_tables(folder: Path, night: Night) -> BulkTables:
    (folder / "areas.csv").write_text(AREAS, "utf-8")
    head = (
        "area_id",
        "contest",
        "log_index",
        *SINGLE,
        "status",
        "annulled_by",
        "findings",
        "scans",
        "explanation",
    )
    protocols, votes, findings = [], [], []
    for (area, contest), said in night.items():
        figures = said["figures"]
        cells = ["illegible" if key in said["illegible"] else figures.get(key, "") for key in SINGLE]
        annulled, scans = ("7" if said["annulled"] else ""), ("ab" * 32 if said["scan"] else "")
        status = "preliminary" if said["preliminary"] else "confirmed"
        protocols.append(
            (area, contest, 3, *cells, status, annulled, "ZZ-R01", scans, 'сөз, "тырнақша"\nекі жол')
        )
        votes += [(area, contest, c, "votes", figures.get(f"votes[{c}]", ""), 3) for c in ("a", "b")]
        severity = "hard" if said["broken"] else "soft"
        findings += [(area, contest, code, severity, "broken") for code in ("ZZ-R01", "ZZ-R02")]
        findings.append((area, contest, "ZZ-R03", "hard", "cannot_be_checked"))
    write(folder / "protocols.csv", head, protocols)
    write(folder / "votes.csv", ("area_id", "contest", "choice", "figure", "votes", "log_index"), votes)
    write(folder / "findings.csv", ("area_id", "contest", "code", "severity", "verdict"), findings)
    return BulkTables.of_bundle(folder)


def folded(night: Night) -> dict[tuple[str, str], Total]:
    """The reference: one protocol after another, by the core alone."""
    totals: dict[tuple[str, str], Total] = {}
    for precinct, path in PATHS.items():
        for contest in CONTESTS:
            if not contest.areas or set(contest.areas) & {precinct, *path.split()}:
                for area in path.split():
                    totals.setdefault((area, contest.code), Total()).expected += 1
    for (precinct, contest), said in night.items():
        given = {k: v for k, v in said["figures"].items() if k not in said["illegible"]}
        figures = summable_figures(FORM, given)
        contribution = Contribution(
            3,
            figures,
            said["broken"],
            said["scan"],
            said["annulled"],
            is_preliminary=said["preliminary"],
        )
        for area in PATHS[precinct].split():
            totals[area, contest].add(contribution, 1)
    return totals


@settings(max_examples=25, deadline=None, suppress_health_check=[*HealthCheck])
@given(nights)
def test_the_sums_are_those_of_the_pure_fold(tmp_path: Path, night: Night) -> None:
    assert bulk_totals(write_tables(tmp_path, night), CONTESTS, FORMS) == folded(night)


def one(**changes: object) -> dict[str, object]:
    plain = {"figures": {"listed": 9}, "illegible": set(), "annulled": False, "scan": True, "broken": False}
    plain["preliminary"] = False
    return plain | changes


def refusal(tables: BulkTables) -> list[tuple[str, str]]:
    with pytest.raises(InputFaults) as refused:
        bulk_totals(tables, CONTESTS, FORMS)
    return [(fault.code, fault.found) for fault in refused.value.faults]


def test_tables_of_votes_and_findings_may_be_absent(tmp_path: Path) -> None:
    tables = write_tables(tmp_path, {("P1", "party"): one(figures={"listed": 9, "votes[a]": 3})})
    alone = BulkTables(tables.areas, tables.protocols)
    assert bulk_totals(alone, CONTESTS, FORMS)["K", "party"].sums() == {"listed": 9}


def test_votes_in_columns_of_their_own_are_summed_too(tmp_path: Path) -> None:
    tables = write_tables(tmp_path, {})
    write(tables.protocols, ("area_id", "contest", "votes[a]", "requests[1]"), [("P1", "party", 4, 5)])
    total = bulk_totals(BulkTables(tables.areas, tables.protocols), CONTESTS, FORMS)["K", "party"]
    assert (total.sums(), total.received, total.without_scan) == ({"votes[a]": 4}, 1, 0)


def test_a_precinct_that_the_list_does_not_have_is_refused(tmp_path: Path) -> None:
    tables = write_tables(tmp_path, {("P9", "party"): one(), ("P1", "party"): one()})
    assert refusal(tables) == [("BULK-AREA", "P9")]


def test_a_contest_that_the_election_does_not_have_is_refused(tmp_path: Path) -> None:
    assert refusal(write_tables(tmp_path, {("P1", "senate"): one()})) == [("BULK-CONTEST", "senate")]


def test_a_protocol_given_twice_is_refused(tmp_path: Path) -> None:
    tables = write_tables(tmp_path, {("P1", "party"): one(annulled=True)})
    text = tables.protocols.read_text("utf-8")
    tables.protocols.write_text(text + text.split("\n", 1)[1].replace(",7,", ",,"), "utf-8")
    assert refusal(tables) == [("BULK-TWICE", "D1 S1, party")]


@pytest.mark.parametrize(
    ("cell", "code"), [("-4", "NUMBER-NEGATIVE"), ("4.5", "NUMBER-FRACTION"), ("many", "NUMBER-TEXT")]
)
def test_a_cell_that_is_no_count_is_named_by_its_place(tmp_path: Path, cell: str, code: str) -> None:
    tables = write_tables(tmp_path, {("P1", "party"): one(), ("P2", "party"): one(figures={"listed": 77})})
    text = tables.protocols.read_text("utf-8")
    tables.protocols.write_text(text.replace(",77,", f",{cell},"), "utf-8")
    with pytest.raises(InputFaults) as refused:
        bulk_totals(tables, CONTESTS, FORMS)
    (fault,) = refused.value.faults
    assert (fault.code, fault.file, fault.row, fault.field, fault.found) == (
        code,
        "protocols.csv",
        3,
        "listed",
        cell,
    )


def test_a_negative_vote_is_named_too(tmp_path: Path) -> None:
    tables = write_tables(tmp_path, {("P1", "party"): one(figures={"votes[a]": 3, "votes[b]": 88})})
    assert tables.votes is not None
    tables.votes.write_text(tables.votes.read_text("utf-8").replace(",88,", ",-88,"), "utf-8")
    assert refusal(tables) == [("NUMBER-NEGATIVE", "-88")]


@pytest.mark.parametrize(
    ("example", "file"),
    [
        ("ge-2024", "ge_2024_parliament_protocols.csv"),
        pytest.param("ro-2024-ep", "ro_2024_ep_protocols.csv", marks=pytest.mark.endurance),
    ],
)
def test_real_results_of_a_country_add_up_the_same_both_ways(tmp_path: Path, example: str, file: str) -> None:
    path = shared_path("data", file)
    mapping_path = Path(__file__).parents[2] / "examples" / example / "mapping.toml"
    mapping = parse_mapping(mapping_path.read_bytes(), "mapping.toml")
    folder = define_election(path, mapping_path, mapping)
    pack = pin_rules(folder).pack
    rules = {contest.code: pack.rules_for(contest) for contest in folder.election.contests}
    forms = {code: of_contest.form for code, of_contest in rules.items()}
    rows = read_protocols(path, mapping, folder.election, folder.areas, forms)
    protocols = [read.protocol for read in collect_protocols(rows, path.name).protocols]
    keys = sorted({key for protocol in protocols for key in protocol.figures})
    (tmp_path / "areas.csv").write_bytes(folder.areas_bytes)
    write(
        tmp_path / "protocols.csv",
        ("area_id", "contest", *keys),
        ([p.area_id, p.contest, *(p.figures.get(key, "") for key in keys)] for p in protocols),
    )
    bulk = bulk_totals(BulkTables.of_bundle(tmp_path), folder.election.contests, forms)
    pure = total_protocols(protocols, folder.election, folder.areas, rules)
    for key, total in bulk.items():
        assert (total.expected, total.received) == (pure[key].expected, pure[key].received)
        assert total.figures == pure[key].figures
    assert bulk[folder.areas.root.area_id, folder.election.contests[0].code].received == len(protocols) > 3000
