import pytest

from hattama.formats.faults import InputFaults
from hattama.formats.mapping import parse_mapping
from tests.formats.importing_examples import MAPPING, imported, mapped, said
from tests.formats.small_election import changed

READINGS = """\
[mapping]
reading = "hand"

[protocol]
area = "area"
contest = { constant = "lists" }

[choices]
a = "1"
b = "2"

[notes]
remark = "remark"

[readings.hand]
prefix = "hand_"
figures = { listed = "f1" }
votes = { pattern = "p{choice}" }
notes = { typist = "typist" }

[readings.site]
blank_rows = "skip"
votes = { pattern = "site {choice}" }
"""

LONG = """\
[protocol]
area = "area"
contest = { constant = "lists" }

[votes]
choice = "party"
votes = "votes"
figures = { Listed = "listed" }
"""


def refused(text):
    with pytest.raises(InputFaults) as refusal:
        parse_mapping(text.encode(), "mapping.toml")
    return [(fault.code, fault.field) for fault in refusal.value.faults]


def test_readings_share_what_stands_at_the_top_and_put_their_prefix_before_figures_and_votes():
    mapping = mapped(READINGS)
    hand, site = mapping.chosen(None), mapping.chosen("site")
    assert hand.figures == {"listed": "hand_f1"}
    assert hand.votes.columns == {"a": "hand_p1", "b": "hand_p2"}
    assert site.votes.columns == {"a": "site 1", "b": "site 2"}
    assert (sorted(hand.notes), sorted(site.notes)) == (["remark", "typist"], ["remark"])
    assert hand.notes["typist"].column == "typist"
    assert (hand.blank_rows, site.blank_rows) == ("refuse", "skip")


def test_readings_skip_blank_rows_where_the_mapping_does_unless_they_say_otherwise():
    mapping = mapped('blank_rows = "skip"\n' + READINGS)
    assert {mapping.chosen(name).blank_rows for name in ("hand", "site")} == {"skip"}
    mapping = mapped('blank_rows = "skip"\n' + changed(READINGS, '"skip"', '"refuse"'))
    assert [mapping.chosen(name).blank_rows for name in ("hand", "site")] == ["skip", "refuse"]


def test_an_unknown_reading_is_refused_with_those_there_are():
    with pytest.raises(InputFaults) as refusal:
        mapped(READINGS).chosen("ocr")
    (fault,) = refusal.value.faults
    assert (fault.code, fault.found, fault.expected) == ("MAP-READING", "ocr", "hand, site")


def test_a_mapping_without_readings_has_one():
    assert list(mapped().readings) == ["only"]


@pytest.mark.parametrize(
    ("text", "old", "new", "fault"),
    [
        (MAPPING, "[protocol]", "[protokol]", ("TOML-MISSING", "protocol")),
        (MAPPING, 'contest = { constant = "lists" }\n', "", ("TOML-MISSING", "protocol.contest")),
        (MAPPING, "[figures]", "remarks = 1\n[figures]", ("TOML-UNKNOWN", "protocol.remarks")),
        (MAPPING, 'listed = "on the list"', "listed = 5", ("TOML-TEXT", "figures.listed")),
        (MAPPING, "{ a = ", '{ "A 1" = ', ("TOML-VALUE", "votes.columns.A 1")),
        (MAPPING, "columns = {", "choice = 'x'\ncolumns = {", ("MAP-VOTES", "votes")),
        (READINGS, "p{choice}", "p", ("MAP-PATTERN", "readings.hand.votes.pattern")),
        (READINGS, 'b = "2"', 'b = "1"', ("MAP-CHOICES", "choices.b")),
        (READINGS, '[choices]\na = "1"\nb = "2"\n', "", ("MAP-VOTES", "readings.hand.votes")),
        (READINGS, 'reading = "hand"', 'reading = "head"', ("MAP-READING", "mapping.reading")),
        (READINGS, 'reading = "hand"', "", ("MAP-READING", "mapping.reading")),
        (READINGS, "[readings.site]", "[readings.Site]", ("TOML-VALUE", "readings.Site")),
        (READINGS, 'blank_rows = "skip"', 'blank_rows = "drop"', ("TOML-VALUE", "readings.site.blank_rows")),
        (LONG, 'votes = "votes"\n', "", ("MAP-VOTES", "votes")),
        (LONG, 'choice = "party"\n', "", ("MAP-VOTES", "votes")),
    ],
)
def test_each_wrong_thing_in_a_mapping_has_its_fault(text, old, new, fault):
    assert fault in refused(changed(text, old, new))


@pytest.mark.parametrize(
    ("section", "fault"),
    [
        ("[table]\ndelimiter = ';;'", ("TOML-VALUE", "table.delimiter")),
        ("[table]\ndelimiter = ''", ("TOML-VALUE", "table.delimiter")),
        ("[table]\nheader_row = 0", ("TOML-VALUE", "table.header_row")),
        ("[numbers]\nthousands = 'dots'", ("TOML-VALUE", "numbers.thousands")),
        ("[numbers]\ndecimal_zero = true", ("TOML-TEXT", "numbers.decimal_zero")),
        ("[times.signed_at]", ("MAP-TIME", "times.signed_at")),
        ("[times.signed_at]\nyear = 'y'\nday = 'd'", ("MAP-TIME", "times.signed_at")),
        ("[times.signed_at]\nvalue = 'v'\nday = 'd'", ("MAP-TIME", "times.signed_at")),
        ("[times]\nsigned_at = 'v'", ("TOML-TABLE", "times.signed_at")),
        ("[roster]", ("TOML-MISSING", "roster.level")),
        ("[[roster.level]]\nlevel = 'a'\nkinds = 1", ("TOML-UNKNOWN", "roster.level[1].kinds")),
        ("[[roster.level]]\nlevel = 'a'", ("TOML-MISSING", "roster.level[1].names")),
        ("[[roster.level]]\nlevel = 'a'\narea_id = 'x'", ("TOML-UNKNOWN", "roster.level[1].area_id")),
    ],
)
def test_each_wrong_thing_in_a_further_section_has_its_fault(section, fault):
    assert fault in refused(changed(MAPPING, "[figures]", f"{section}\n[figures]"))


def test_a_correct_mapping_has_no_faults():
    for text in (MAPPING, READINGS, LONG):
        assert mapped(text).file == "mapping.toml"


ROW = ["1", "1", "900", "500", "300", "200"]


def foreign(tmp_path, mapping):
    with pytest.raises(InputFaults) as refusal:
        imported(tmp_path, [ROW], mapping)
    return [(fault.file, fault.code, fault.found) for fault in refusal.value.faults]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('participants = "took part"', 'voters = "took part"', ("MAP-FIGURE", "voters")),
        ('participants = "took part"', '"papers[10]" = "took part"', ("MAP-FIGURE", "papers[10]")),
        ('participants = "took part"', 'papers = "took part"', ("MAP-FIGURE", "papers")),
        ("[votes]", '[votes]\nfigure = "ballots"', ("MAP-FIGURE", "ballots")),
        ('b = "votes B"', 'c = "votes B"', ("MAP-CHOICE", "c")),
        (', b = "votes B"', "", ("MAP-LACKING", "b")),
        ('constant = "lists"', 'constant = "mayor"', ("IMPORT-CONTEST", "mayor")),
    ],
)
def test_a_mapping_for_another_election_is_refused_before_any_row(tmp_path, old, new, fault):
    assert ("mapping.toml", *fault) in foreign(tmp_path, changed(MAPPING, old, new))


def test_rows_of_a_numbered_group_may_have_columns_of_their_own(tmp_path):
    mapping = changed(MAPPING, 'participants = "took part"', '"papers[2]" = "took part"')
    result = imported(tmp_path, [ROW], mapping)
    assert said(result) == []
    assert result.protocols[0].protocol.rows("papers") == {"2": 500}
