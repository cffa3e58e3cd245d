"""What was typed: read as far as it goes, kept as typed, never guessed."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from hattama.core.protocols import Protocol, ProtocolRules
from hattama.core.vocabulary import Contest
from hattama.formats.election_definition import parse_election
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack
from hattama.web.protocols.desk.protocol_form import TypedProtocol, read_typed, typed_of
from tests.web.tiny_election import ELECTION_TOML, PARTY


@pytest.fixture(scope="module")
def contest() -> Contest:
    return parse_election(ELECTION_TOML, "election.toml").contest(PARTY)


@pytest.fixture(scope="module")
def rules(contest) -> ProtocolRules:
    return parse_rulepack(read_rulepack("kz-2023"), "kz-2023.toml").rules_for(contest)


@pytest.fixture
def read(rules, contest):
    def typed(**sent: str) -> TypedProtocol:
        with translation.override("en"):
            return read_typed(rules.form, contest, sent, "Asia/Aqtau", "en")

    return typed


def cells(typed: TypedProtocol) -> dict[str, str]:
    return {cell.key: cell.typed for line in typed.lines for cell in line.cells}


def faults(typed: TypedProtocol) -> dict[str, str]:
    return {cell.key: cell.fault for line in typed.lines for cell in line.cells if cell.fault}


def test_the_lines_stand_in_the_order_of_the_paper(read, rules):
    assert [line.figure.code for line in read().lines] == [figure.code for figure in rules.form.figures]
    votes = next(line for line in read().lines if line.figure.code == "votes")
    assert [cell.key for cell in votes.cells] == ["votes[dala]", "votes[ozen]"]


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("0", 0),
        ("620", 620),
        (" 620 ", 620),
        ("1 234", 1234),
        ("1\N{NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567", 1_234_567),
        ("000620", 620),
        ("9" * 15, 10**15 - 1),
    ],
)
def test_a_figure_is_read_with_or_without_spaces_between_thousands(read, typed, figure):
    found = read(invalid=typed)
    assert found.figures == {"invalid": figure}
    assert not found.has_faults


@pytest.mark.parametrize(
    "typed",
    ["1,5", "1.5", "-3", "+3", "12a", "1e3", "١٢٣", "12 3", "1 23", "0x1F", "½", "бес", "1'234"],
)
def test_anything_else_comes_back_as_typed_with_a_sentence(read, typed):
    found = read(invalid=typed, against_all="30")
    assert found.figures == {"against_all": 30}, "the other figures stay"
    assert cells(found)["invalid"] == typed
    assert faults(found) == {"invalid": f"Found “{typed}”; expected a whole number in digits."}


@pytest.mark.parametrize("typed", ["9" * 16, "1 234 567 890 123 456", "0" * 9 + "1234567"])
def test_a_figure_of_too_many_digits_is_told_how_many_it_may_have(read, typed):
    found = read(invalid=typed)
    assert found.figures == {} and cells(found)["invalid"] == typed
    assert faults(found) == {"invalid": f"Found “{typed}”; a figure has at most 15 digits."}


@pytest.mark.parametrize(
    ("language", "words"), [("kk", "бүтін сан керек"), ("ru", "целое число"), ("en", "whole number")]
)
def test_the_sentence_is_in_the_language_of_the_page(rules, contest, language, words):
    with translation.override(language):
        typed = read_typed(rules.form, contest, {"invalid": "12a"}, "Asia/Almaty", language)
    assert words in faults(typed)["invalid"]


def test_blank_illegible_and_zero_are_three_things(read):
    found = read(**{"against_all": "0", "invalid": " ", "illegible:ballots_cancelled": "1"})
    assert found.figures == {"against_all": 0}
    assert found.illegible == {"ballots_cancelled"}


def test_a_figure_cannot_be_given_and_illegible_at_once(read):
    found = read(**{"invalid": "12", "illegible:invalid": "1"})
    assert "not both" in faults(found)["invalid"]
    assert cells(found)["invalid"] == "12"
    assert "invalid" not in found.figures and "invalid" not in found.illegible


def test_what_the_form_does_not_ask_for_is_not_taken(read):
    assert read(**{"bonus": "5", "votes[stranger]": "7", "issued_by_member[41]": "1"}).figures == {}


@pytest.mark.parametrize(
    ("used", "shown"),
    [({}, 3), ({1: "5"}, 3), ({2: "5"}, 4), ({7: "5"}, 9), ({39: "5"}, 40), ({40: "5"}, 40)],
)
def test_there_is_always_room_for_more_rows_up_to_the_limit(read, used, shown):
    found = read(**{f"issued_by_member[{row}]": value for row, value in used.items()})
    assert sum(key.startswith("issued_by_member") for key in cells(found)) == shown


def test_columns_of_one_group_share_their_rows(read):
    found = cells(read(**{"box_requests[5]": "9", "illegible:box_ballots[6]": "1"}))
    assert "box_ballots[8]" in found and "box_requests[8]" in found
    assert "issued_by_member[4]" not in found


class TestTheTimeOfSigning:
    def test_the_clock_of_the_paper_runs_where_the_precinct_is(self, read):
        found = read(signed_on="2023-03-19", signed_time="22:40")
        assert found.signed_at == datetime.datetime(2023, 3, 19, 22, 40, tzinfo=ZoneInfo("Asia/Aqtau"))
        assert found.signed_at.utcoffset() == datetime.timedelta(hours=5)

    @pytest.mark.parametrize("clock", ["2240", " 22:40 ", "22.40"])
    def test_a_colon_need_not_be_typed(self, read, clock):
        assert read(signed_on="2023-03-19", signed_time=clock).signed_at.hour == 22

    def test_an_hour_that_clocks_skipped_is_no_time(self, rules, contest):
        skipped = {"signed_on": "2025-03-30", "signed_time": "01:30"}
        with translation.override("en"):
            found = read_typed(rules.form, contest, skipped, "Europe/Lisbon", "en")
        assert found.signed_at is None and found.has_faults

    def test_polling_day_alone_with_which_the_form_begins_says_nothing(self, read):
        for found in (read(), read(signed_on="2023-03-19")):
            assert found.signed_at is None and not found.has_faults and found.says_nothing

    @pytest.mark.parametrize(
        ("date", "clock"),
        [
            ("", "22:40"),
            ("19.03.2023", "22:40"),
            ("2023-02-30", "10:00"),
            ("0023-03-19", "22:40"),
            ("2023-03-19", "22:40+06:00"),
            ("2023-03-19", "24:10"),
            ("yesterday", ""),
        ],
    )
    def test_anything_else_comes_back_as_typed_with_a_sentence(self, read, date, clock):
        found = read(signed_on=date, signed_time=clock)
        assert found.signed_at is None
        assert (found.signed_at_typed, found.has_faults) == ((date, clock), True)
        assert f"Found “{f'{date} {clock}'.strip()}”" in found.signed_at_fault
        assert "in four digits, such as 2240" in found.signed_at_fault, "as the box takes it"


def test_line_breaks_of_an_explanation_count_once(read):
    found = read(explanation=" бір\r\nекі\0 ")
    assert found.explanation == "бір\nекі"


def test_a_moment_with_seconds_comes_back_as_it_stands(read):
    signed_at = datetime.datetime(2023, 3, 19, 22, 40, 33, tzinfo=ZoneInfo("Asia/Aqtau"))
    stands = Protocol("P201", PARTY, {"invalid": 1}, signed_at=signed_at)
    assert read(**typed_of(stands, "Asia/Aqtau")).signed_at == signed_at
