"""VOTES.csv: what people type, read strictly, with a sentence for every cell that is wrong."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.outcomes import PARTS, ChoiceVotes, Left, Votes
from hattama.core.vocabulary import NO_WORDS, Words
from hattama.formats.faults import InputFaults
from hattama.formats.votes_csv import OPTIONAL, REQUIRED, parse_votes
from hattama.phrases import say


def faults_of(text: str | bytes) -> list[tuple[int, str, str]]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(InputFaults) as refusal:
        parse_votes(data, "votes.csv")
    return [(fault.row, fault.field, fault.code) for fault in refusal.value.faults]


def test_the_shortest_file_is_two_columns() -> None:
    votes = parse_votes(b"choice,votes\namanat,10\nauyl,5\n", "votes.csv")
    assert votes.choices == (ChoiceVotes("amanat", 10), ChoiceVotes("auyl", 5))
    assert dict(votes.parts) == {}


def test_rows_of_other_piles_are_no_choices() -> None:
    votes = parse_votes(b"choice,votes\na,10\nagainst_all,3\ninvalid,0\n", "votes.csv")
    assert [choice.code for choice in votes.choices] == ["a"]
    assert dict(votes.parts) == {"against_all": 3, "invalid": 0}


def test_a_short_row_is_as_good_as_one_with_empty_cells() -> None:
    votes = parse_votes(b"choice,votes,registered_order\na,10,2\nagainst_all,3\n", "votes.csv")
    assert votes.choices[0].registered_order == 2
    assert votes.part("against_all") == 3


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffchoice;votes\r\nАманат;10\r\n".encode(),
        "choice\tvotes\nАманат\t10\n".encode("utf-16"),
        "votes,choice\n10,Аманат\n\n\n".encode(),
        'choice,votes\n"Аманат", 10 \n'.encode(),
    ],
)
def test_marks_delimiters_and_order_of_columns_do_not_matter(data: bytes) -> None:
    assert parse_votes(data, "votes.csv").choices == (ChoiceVotes("Аманат", 10),)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("-5", "NUMBER-NEGATIVE"),
        ("−5", "NUMBER-NEGATIVE"),
        ("4.5", "NUMBER-FRACTION"),
        ("12.0", "NUMBER-FRACTION"),
        ('"4,5"', "NUMBER-FRACTION"),
        ("", "VOTES-BLANK"),
        ("1 234", "VOTES-NUMBER"),
        ("abc", "VOTES-NUMBER"),
        ("1e3", "VOTES-NUMBER"),
        ("٣", "VOTES-NUMBER"),
        ("9007199254740992", "NUMBER-LARGE"),
        ("1" * 5000, "NUMBER-LARGE"),
    ],
)
def test_a_cell_that_is_no_number_of_votes_is_named(cell: str, code: str) -> None:
    assert faults_of(f"choice,votes\na,10\nb,{cell}\n") == [(3, "votes", code)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (1, "", "TABLE-HEADER")),
        ("choice\na\n", (1, "votes", "TABLE-ABSENT")),
        ("party,votes\na,1\n", (1, "party", "TABLE-STRANGE")),
        ("choice,votes,votes\na,1,1\n", (1, "votes", "TABLE-STRANGE")),
        ("choice,votes\n,5\n", (2, "choice", "VOTES-CHOICE")),
        ("choice,votes\na,1\na,2\n", (3, "choice", "VOTES-TWICE")),
        ("choice,votes\na,1,9\n", (2, "", "TABLE-MORE")),
        ("choice,votes,list\na,1,\nann,2,b\n", (3, "list", "VOTES-LIST")),
        ("choice,votes,list\na,1,\nann,2,a\nbob,2,ann\n", (4, "list", "VOTES-LIST")),
        ("choice,votes,list\na,1,\ninvalid,2,a\n", (3, "list", "VOTES-LIST")),
        ("choice,votes\na,1\ninvalid,2\ninvalid,2\n", (4, "choice", "VOTES-TWICE")),
        ("choice,votes,lot\na,1,0\n", (2, "lot", "VOTES-ORDER")),
        ("choice,votes,lot\na,1,1\nb,2,1\n", (3, "lot", "VOTES-ORDER")),
        ("choice,votes,registered_order\na,1,0\n", (2, "registered_order", "VOTES-ORDER")),
        ("choice,votes,registered_order\na,1,x\n", (2, "registered_order", "VOTES-ORDER")),
        ("choice,votes,registered_order\na,1,1\nb,2,1\n", (3, "registered_order", "VOTES-ORDER")),
        ("choice,votes,registered_order\na,1,1\ninvalid,2,2\n", (3, "registered_order", "VOTES-ORDER")),
        ("choice,votes,group\na,1,Тәуелсіз\n", (2, "group", "VOTES-GROUP")),
        ("choice,votes\na,0\nb,0\ninvalid,5\n", (0, "votes", "VOTES-NONE")),
        ("choice,votes\ninvalid,5\n", (0, "votes", "VOTES-NONE")),
        ('choice,votes\n"a,1\n', (2, "", "TABLE-CSV")),
        ("choice,votes,area\na,1,north\nb,1,north\na,1,south\n", (0, "area", "VOTES-AREA")),
    ],
)
def test_what_else_can_be_wrong_is_named(text: str, expected: tuple[int, str, str]) -> None:
    assert expected in faults_of(text)


def test_bytes_that_are_no_text_are_named_at_their_row() -> None:
    assert faults_of(b"choice,votes\na,1\n\xff,2\n") == [(3, "", "TABLE-ENCODING")]


def test_all_faults_come_at_once() -> None:
    assert [row for row, *_ in faults_of("choice,votes\na,-1\nb,x\n,3\n")] == [2, 3, 4]


def test_the_sentence_names_the_cell_in_the_readers_language() -> None:
    with pytest.raises(InputFaults) as refusal:
        parse_votes(b"choice,votes\na,-5\n", "votes.csv")
    assert refusal.value.say("kk") == "votes.csv, 2-жол, votes: теріс сан: -5"
    assert refusal.value.say("ru") == "votes.csv, строка 2, votes: отрицательное число: -5"
    assert refusal.value.say("en") == "votes.csv, row 2, votes: a negative number: -5"


def test_areas_without_a_whole_are_added_up() -> None:
    text = "choice,votes,area\nfor,6,north\nagainst,1,north\ninvalid,1,north\nfor,2,south\nagainst,3,south\n"
    votes = parse_votes(text.encode(), "votes.csv")
    assert [(choice.code, choice.votes) for choice in votes.choices] == [("for", 8), ("against", 4)]
    assert [name for name, _ in votes.areas] == ["north", "south"]
    assert votes.areas[1][1].choice("against").votes == 3


def test_a_part_that_one_area_lacks_is_unknown_for_the_whole() -> None:
    text = "choice,votes,area\nfor,6,north\ninvalid,1,north\nfor,2,south\n"
    votes = parse_votes(text.encode(), "votes.csv")
    assert votes.part("invalid") is None
    assert votes.areas[0][1].part("invalid") == 1


def test_a_whole_that_is_given_stands_beside_its_areas() -> None:
    text = "choice,votes,area\nfor,10,\nfor,6,north\n"
    votes = parse_votes(text.encode(), "votes.csv")
    assert votes.for_choices == 10
    assert votes.areas[0][1].for_choices == 6


CODES = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True).filter(lambda code: code not in PARTS)
NUMBERS = st.integers(0, 2**53 - 1)


@st.composite
def any_votes(draw: st.DrawFn) -> Votes:
    codes = draw(st.lists(CODES, min_size=1, max_size=6, unique=True))
    described = [
        (code, draw(st.sampled_from([NO_WORDS, Words.of({"und": "Ауыл, «халық»"})])), draw(st.booleans()))
        for code in codes
    ]

    def counted() -> Votes:
        choices = tuple(
            ChoiceVotes(code, draw(NUMBERS), names, order if has_order else None, "independent" * has_order)
            for order, (code, names, has_order) in enumerate(described, start=1)
        )
        return Votes(choices, draw(st.dictionaries(st.sampled_from(PARTS), NUMBERS)))

    whole = counted()
    areas = tuple((name, counted()) for name in draw(st.lists(CODES, max_size=3, unique=True)))
    return Votes(whole.choices, whole.parts, areas)


@given(any_votes().filter(lambda votes: votes.for_choices > 0))
def test_votes_written_and_read_are_the_same_votes(votes: Votes) -> None:
    assert parse_votes(render_votes(votes), "votes.csv") == votes


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_fall(data: bytes) -> None:
    try:
        votes = parse_votes(data, "votes.csv")
    except InputFaults as refusal:
        assert refusal.faults
    else:
        assert votes.for_choices


def render_votes(votes: Votes) -> bytes:
    """The same votes as a file that `parse_votes` reads; names in the first language they have."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((*REQUIRED, *OPTIONAL))
    for area, counted in (("", votes), *votes.areas):
        for choice in counted.choices:
            order = "" if choice.registered_order is None else choice.registered_order
            name = say(choice.names, "kk")
            writer.writerow([choice.code, choice.votes, order, name, choice.group, area])
        for part in PARTS:
            if (number := counted.part(part)) is not None:
                writer.writerow([part, number, "", "", "", area])
    return out.getvalue().encode()


def test_a_choice_that_left_says_when() -> None:
    votes = parse_votes(b"choice,votes,left\na,5,before_vote\nb,4,after_vote\nc,3,\n", "votes.csv")
    assert [choice.left for choice in votes.choices] == [Left.BEFORE_VOTE, Left.AFTER_VOTE, None]
    for row in (b"a,5,gone", b"invalid,5,before_vote"):
        with pytest.raises(InputFaults) as refusal:
            parse_votes(b"choice,votes,left\nb,1,\n" + row + b"\n", "votes.csv")
        assert [fault.code for fault in refusal.value.faults] == ["VOTES-LEFT"]
