"""Results in XML and JSON: what this project writes is read back, and what others may write besides."""

import json
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.protocols import Protocol
from hattama.formats.contest_counts import Reading
from hattama.formats.eml_counts import render_eml_counts
from hattama.formats.faults import InputFaults
from hattama.formats.importing import collect_protocols, read_protocols
from hattama.formats.mapping import parse_mapping
from hattama.formats.mapping_guesses import guess_mapping
from hattama.formats.nist_results import render_nist_precincts, render_nist_summary
from hattama.formats.tables import open_table
from tests.formats.counts_example import PRECINCTS, TREE, counts_of
from tests.formats.test_contest_shapes import ELECTED, KINDS, elected

EML = """
[[rows]]
value = "unit type"
only = ["unit"]

[[rows]]
value = "type"
only = ["now"]

[[rows]]
value = "choice"
skip = ["TotalCounted", "RejectedVotes blanco"]

[protocol]
contest = { column = "contest", lookup = { "1" = "one" } }
area = { column = "unit name", word = 1 }

[choices]
a = "1"
b = "2"

[votes]
choice = "choice"
votes = "count"

[votes.figures]
"against_all" = "against_all"
"Cast" = "voters_listed"
"RejectedVotes ongeldig" = "invalid"
"UncountedVotes toegelaten kiezers" = "ballots_issued"
"""
NIST = """
blank_rows = "skip"

[[rows]]
value = "unit type"
only = ["precinct"]

[[rows]]
value = "choice"
skip = ["BallotsCast"]

[protocol]
contest = { column = "contest", lookup = { "contest-one" = "one" } }
area = "unit code area_id"

[choices]
a = "selection-a"
b = "selection-b"

[votes]
choice = "choice"
votes = "count"

[votes.figures]
"selection-against_all" = "against_all"
"VotersRegistered" = "voters_listed"
"VotersParticipated" = "participants"
"BallotsRejected" = "invalid"
"""
VOTES = ("votes[a]", "votes[b]", "against_all")
FIGURES = st.dictionaries(
    st.sampled_from([*VOTES, "invalid", "participants", "ballots_issued", "voters_listed"]),
    st.integers(0, 2**53 - 1),
)


def read(data: bytes, mapping: str):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results"
        path.write_bytes(data)
        counts = elected()
        rows = read_protocols(
            path, parse_mapping(mapping.encode(), "m"), counts.election, TREE, {"one": counts.rules.form}
        )
        return collect_protocols(rows, "results")


def figures(data: bytes, mapping: str):
    result = read(data, mapping)
    assert result.faults == ()
    return {one.protocol.area_id: dict(one.protocol.figures) for one in result.protocols}


def as_xml(value, name="ElectionReport"):
    """A report in JSON as the same one in XML, by the two schemas of version 2."""
    if isinstance(value, list):
        if name.endswith("Ids"):
            return f"<{name}>{' '.join(value)}</{name}>"
        return "".join(as_xml(one, name) for one in value)
    if not isinstance(value, dict):
        return f"<{name}>{escape(str(value))}</{name}>"
    if name == "Text":
        return f'<Text language="{value["Language"]}">{escape(value["Content"])}</Text>'
    head = {"@id": "ObjectId", "@type": "xsi:type"}
    kinds = "".join(
        f" {head[key]}={quoteattr(one.removeprefix('ElectionResults.'))}"
        for key, one in value.items()
        if key in head
    )
    spaces = (
        ' xmlns="http://itl.nist.gov/ns/voting/1500-100/v2" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    inside = "".join(as_xml(one, key) for key, one in value.items() if key not in head)
    return f"<{name}{spaces if name == 'ElectionReport' else ''}{kinds}>{inside}</{name}>"


def without(held: dict[str, dict[str, int]], figure: str) -> dict[str, dict[str, int]]:
    """The figures of each precinct but one, of those that then say more than how many voters are listed."""
    left = {one: {key: said[key] for key in said if key != figure} for one, said in held.items()}
    return {one: said for one, said in left.items() if said.keys() - {"voters_listed"}}


@given(st.dictionaries(st.sampled_from(PRECINCTS), FIGURES))
def test_what_is_written_for_each_precinct_is_read_back_and_nothing_missing_becomes_zero(given_figures):
    readings = {one: Reading(Protocol(one, "one", said)) for one, said in given_figures.items()}
    counts = elected(readings=readings)
    report = render_nist_precincts(counts)
    # The number of voters of a precinct that did not write it is that of the list of precincts.
    listed = {one: {"voters_listed": 900, **said} for one, said in given_figures.items()}
    wanted = {one: said for one, said in listed.items() if said.keys() - {"voters_listed"}}
    # Who received a ballot has no place in NIST, and who took part none in EML.
    nist, eml = (without(wanted, one) for one in ("ballots_issued", "participants"))
    assert figures(report, NIST) == nist
    assert figures(as_xml(json.loads(report)).encode(), NIST) == nist
    # The profile of EML has no way to leave a figure out; it carries those that have what it demands.
    carried = {one: said for one, said in eml.items() if said.keys() >= {*VOTES, "invalid"}}
    if written := b"".join(render_eml_counts(counts)):
        assert figures(written, EML) == carried
    else:
        assert carried == {}


def test_a_mapping_that_is_guessed_names_the_standard_and_what_every_number_may_be(tmp_path):
    counts = elected()
    guessed = {}
    for standard, data in (
        ("EML 510", b"".join(render_eml_counts(counts))),
        ("NIST SP 1500-100", render_nist_precincts(counts)),
    ):
        (tmp_path / "results").write_bytes(data)
        guessed[standard] = guess_mapping(tmp_path / "results", "en")
        assert f"({standard})" in guessed[standard]
        read_as = parse_mapping(guessed[standard].encode(), "m").chosen(None)
        assert [one.only for one in read_as.filters[:1]] in ([{"unit"}], [{"precinct"}])
        assert set(read_as.votes.figures.values()) == {"voters_listed", "invalid"} | (
            {"valid", "ballots_issued"} if standard == "EML 510" else {"participants"}
        )
        assert "c2" in read_as.votes.codes.values()
    assert '# rows of the file that are not read: "total"' in guessed["EML 510"]
    assert 'skip = ["RejectedVotes blanco"]' in guessed["EML 510"]
    assert 'c1 = "selection-a"  # "a & co"' in guessed["NIST SP 1500-100"]


def test_sums_by_area_are_read_from_a_summary(tmp_path):
    counts = elected()
    (tmp_path / "results").write_bytes(render_nist_summary(counts))
    with open_table(tmp_path / "results", trees=True) as table:
        at = [table.columns.index(name) for name in ("unit type", "unit code area_id", "choice", "count")]
        rows = [tuple(cells[place] for place in at) for _, cells in table.rows]
    assert ("country", "zz", "selection-a", str(4 * ELECTED["votes[a]"])) in rows
    assert ("region", "02", "selection-b", str(2 * ELECTED["votes[b]"])) in rows


def test_votes_by_the_way_they_were_cast_stay_apart_and_what_is_kept_back_is_missing(tmp_path):
    report = json.loads(render_nist_precincts(elected()))
    first = report["Election"][0]["Contest"][0]["ContestSelection"][0]
    place = {"GpUnitId": "unit-01-1"}
    first["VoteCounts"] = [
        {"Type": "election-day", "Count": 7, **place},
        {"Type": "other", "OtherType": "by train", "Count": 3, "Round": 2, **place},
        {"Type": "early", "Count": 1, "IsSuppressedForPrivacy": True, **place},
    ]
    for data in (json.dumps(report), as_xml(report)):
        (tmp_path / "results").write_text(data, "utf-8")
        with open_table(tmp_path / "results", trees=True) as table:
            at = [table.columns.index(name) for name in ("unit", "choice", "type", "count")]
            rows = [[cells[place] for place in at] for _, cells in table.rows]
        said = [one[2:] for one in rows if one[:2] == ["unit-01-1", "selection-a"]]
        assert said == [["election-day", "7"], ["by train/round 2", "3"], ["early", ""]]


def test_a_candidate_of_a_list_is_called_by_the_list_and_the_place_on_it(tmp_path):
    """As the municipalities of the Netherlands write: a list, then its candidates by their places alone."""
    text = b"".join(render_eml_counts(counts_of(*KINDS["party_list"]))).decode()
    candidate = (
        '<Selection><Candidate><CandidateIdentifier Id="{}"/></Candidate>'
        "<ValidVotes>{}</ValidVotes></Selection>"
    )
    both = candidate.format(1, 300) + candidate.format(2, "")
    (tmp_path / "results").write_text(text.replace("</Selection>", f"</Selection>{both}"), "utf-8")
    with open_table(tmp_path / "results", trees=True) as table:
        rows = [cells[7:] for _, cells in table.rows if cells[5] == "SB1"]
    assert rows[:4] == [
        ["party", "1", "a & co", "now", "500"],
        ["candidate", "1-1", "", "now", "300"],
        ["candidate", "1-2", "", "now", ""],
        ["party", "2", "b & co", "now", "357"],
    ]


def test_what_a_precinct_said_first_stands_beside_what_it_says_now(tmp_path):
    counts = elected()
    first = {"01-1": Reading(Protocol("01-1", "one", ELECTED), before={**ELECTED, "votes[a]": 371})}
    data = b"".join(render_eml_counts(elected(readings={**counts.readings, **first})))
    (tmp_path / "results").write_bytes(data)
    with open_table(tmp_path / "results", trees=True) as table:
        rows = [cells[8:] for _, cells in table.rows if cells[5] == "SB1"]
    assert ["1", "a & co", "now", "370"] in rows and ["1", "a & co", "initial", "371"] in rows
    assert figures(data, EML)["01-1"]["votes[a]"] == 370


def test_of_two_numbers_in_one_place_none_is_taken():
    eml = XMLS[0].replace(
        b"<ValidVotes>370</ValidVotes>", b"<ValidVotes>370</ValidVotes><ValidVotes>9</ValidVotes>"
    )
    xml = XMLS[1].replace(b"<Count>370</Count>", b"<Count>370</Count><Count>9</Count>")
    assert eml != XMLS[0]
    assert xml != XMLS[1]
    for data, mapping in ((eml, EML), (xml, NIST)):
        (fault, *_) = read(data, mapping).faults
        assert (fault.code, fault.found) == ("NUMBER-TEXT", "370 / 9")


def test_a_key_that_stands_twice_in_json_is_refused():
    twice = REPORT.replace(b'"Count":370', b'"Count":370,"Count":9')
    assert twice != REPORT
    with pytest.raises(InputFaults) as refused:
        read(twice, NIST)
    assert [one.code for one in refused.value.faults] == ["TREE-BROKEN"]


def test_areas_that_lie_in_one_another_in_a_circle_end(tmp_path):
    report = json.loads(render_nist_precincts(elected()))
    units = {one["@id"]: one for one in report["GpUnit"]}
    units["unit-01-1"]["ComposingGpUnitIds"] = ["unit-zz"]
    assert figures(json.dumps(report).encode(), NIST).keys() == set(PRECINCTS)


def test_elements_without_end_are_refused(tmp_path):
    (tmp_path / "results").write_text('<EML Id="510b">' + "<Count>" * 100, "utf-8")
    with pytest.raises(InputFaults) as refused, open_table(tmp_path / "results", trees=True) as table:
        list(table.rows)
    assert [one.code for one in refused.value.faults] == ["TREE-BROKEN"]


def places_in(value, path=()):
    """Every place of a report."""
    yield path
    for key, one in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(one, dict | list):
            yield from places_in(one, (*path, key))
        else:
            yield (*path, key)


REPORT = render_nist_precincts(elected())
PLACES = list(places_in(json.loads(REPORT)))[1:]
XMLS = (b"".join(render_eml_counts(elected())), as_xml(json.loads(REPORT)).encode())
STRANGE = st.sampled_from([None, True, -1, "", "x", "unit-zz", [], {}, [[]], [None], {"Text": 1}, ["x"]])


@given(st.sampled_from(PLACES), STRANGE)
def test_a_report_with_anything_in_any_place_is_read_or_refused(place, strange):
    report = json.loads(REPORT)
    held = report
    for step in place[:-1]:
        held = held[step]
    held[place[-1]] = strange
    read_or_refuse(json.dumps(report).encode())


@given(st.sampled_from(XMLS), st.integers(0, 10_000), st.sampled_from([b"", b"<", b">", b'"', b"/", b"Cast"]))
def test_xml_with_anything_in_any_place_is_read_or_refused(data, place, strange):
    at = place % len(data)
    read_or_refuse(data[:at] + strange + data[at + 1 :])


def read_or_refuse(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results"
        path.write_bytes(data)
        try:
            with open_table(path, trees=True) as table:
                assert {len(cells) for _, cells in table.rows} <= {len(table.columns)}
        except InputFaults as refusal:
            assert refusal.faults
