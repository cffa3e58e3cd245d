import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.vocabulary import (
    NO_WORDS,
    Choice,
    ConfirmedBy,
    Contest,
    Election,
    EntryRules,
    Withdrawal,
    Words,
)
from hattama.formats.election_definition import parse_election, render_election
from hattama.formats.faults import InputFaults
from hattama.formats.visible_texts import composed, hidden_sign
from tests.formats.small_election import ELECTION, changed


def refused(text):
    with pytest.raises(InputFaults) as refusal:
        parse_election(text.encode(), "election.toml")
    return [(fault.code, fault.row, fault.field) for fault in refusal.value.faults]


def test_an_election_is_what_its_file_says():
    election = parse_election(ELECTION.encode(), "election.toml")
    assert election.election_id == "trial-1"
    assert election.names["en"] == 'Trial "election"'
    assert election.polling_on == datetime.date(2024, 3, 17)
    assert (election.rule_pack, election.time_zone) == ("zz-2024", "Asia/Almaty")
    assert election.demonstration is False
    assert election.notices == (Words.of({"kk": "Ойдан шығарылған", "ru": "Выдумано", "en": "Made up"}),)
    lists, district = election.contests
    assert (lists.kind, lists.form, lists.seats, lists.areas) == ("party_list", "list", 69, ())
    assert [(choice.code, choice.registered_order) for choice in lists.choices] == [("a", 2), ("b", 1)]
    assert (district.areas, district.seats, district.form) == (("01",), None, "")
    assert district.choices[0].names["ky"] == "В"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('id = "trial-1"', 'id = "Trial 1"', ("TOML-VALUE", 2, "election.id")),
        ("date = 2024-03-17", "", ("TOML-MISSING", 1, "election.date")),
        ("date = 2024-03-17", "data = 2024-03-17\ndate = 2024-03-17", ("TOML-UNKNOWN", 4, "election.data")),
        ('"Asia/Almaty"', '"Almaty"', ("TOML-VALUE", 6, "election.time_zone")),
        ('"Asia/Almaty"', '"../etc/passwd"', ("TOML-VALUE", 6, "election.time_zone")),
        ('code = "district"', 'code = "lists"', ("ELECTION-CODE", 29, "contest[2].code")),
        ('code = "b"', 'code = "a"', ("ELECTION-CODE", 24, "contest[1].choice[2].code")),
        (
            "registered_order = 1",
            "registered_order = 2",
            ("ELECTION-ORDER", 26, "contest[1].choice[2].registered_order"),
        ),
        (
            "registered_order = 1",
            "registered_order = 0",
            ("TOML-VALUE", 26, "contest[1].choice[2].registered_order"),
        ),
        ("seats = 69", "seats = 6.9", ("TOML-INTEGER", 16, "contest[1].seats")),
        ('areas = ["01"]', 'areas = ["0 1"]', ("ELECTION-AREA", 32, "contest[2].areas")),
        ('kind = "single_mandate"', 'kind = "Single"', ("TOML-VALUE", 30, "contest[2].kind")),
        (
            'names = { ky = "В" }',
            'names = { ky = "В\\u202e" }',
            ("TEXT-CONTROL", 36, "contest[2].choice[1].names.ky"),
        ),
        (
            'names = { ky = "В" }',
            'names = { ky = "В\\u200d" }',
            ("TEXT-CONTROL", 36, "contest[2].choice[1].names.ky"),
        ),
        ('names = { ky = "В" }', "names = {}", ("TOML-EMPTY", 36, "contest[2].choice[1].names")),
        ('names = { ky = "В" }', "", ("TOML-MISSING", 34, "contest[2].choice[1].names")),
    ],
)
def test_each_wrong_thing_is_a_fault_at_its_line(old, new, fault):
    assert refused(changed(ELECTION, old, new)) == [fault]


def test_an_election_needs_a_contest_and_a_contest_a_choice():
    head = ELECTION[: ELECTION.index("[[contest]]")]
    assert refused(head) == [("TOML-MISSING", 0, "contest")]
    assert refused(head + "[[contest]]\ncode = 'x'\nkind = 'x'\nnames = { en = 'x' }\n") == [
        ("TOML-MISSING", 11, "contest[1].choice")
    ]
    assert ("TOML-MISSING", 0, "election") in refused("")


def test_all_faults_are_found_at_once_in_the_order_of_the_file():
    text = changed(ELECTION, 'id = "trial-1"', 'id = ""')
    text = changed(text, 'code = "b"', 'code = "a"')
    assert [row for _, row, _ in refused(text)] == [2, 24]


SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]).filter(
    lambda sign: not hidden_sign(sign, several_lines=True)
)
WORDS = st.dictionaries(
    st.sampled_from(["kk", "ru", "en", "ka", "zh-hant"]),
    st.text(SIGNS | st.sampled_from("\t\n"), min_size=1).map(composed).filter(str.strip),
    min_size=1,
).map(Words.of)
CODES = st.from_regex(r"[a-z][a-z0-9_]{0,7}", fullmatch=True)
NAMES = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,7}[a-z0-9])?", fullmatch=True)

TEXTS = st.text(SIGNS, min_size=1).map(composed).filter(str.strip)
NORMS = st.lists(st.sampled_from(["zz-act/4", "kz-elections/60(1)"])).map(tuple)
WITHDRAWALS = st.none() | st.builds(Withdrawal, st.just(datetime.date(1900, 1, 1)), NORMS, TEXTS)


@st.composite
def contests(draw, code):
    codes = draw(st.lists(CODES, min_size=1, max_size=4, unique=True))
    orders = draw(st.one_of(st.permutations(range(1, len(codes) + 1)), st.just([None] * len(codes))))
    return Contest(
        code=code,
        kind=draw(CODES),
        names=draw(WORDS),
        choices=tuple(
            Choice(each, draw(WORDS), order, draw(WITHDRAWALS))
            for each, order in zip(codes, orders, strict=True)
        ),
        form=draw(st.just("") | CODES),
        areas=tuple(draw(st.lists(st.sampled_from(["kz", "01", "01-0002", "a.b"]), max_size=3))),
        seats=draw(st.none() | st.integers(1, 500)),
        short_names=draw(st.just(NO_WORDS) | WORDS),
    )


@st.composite
def elections(draw):
    codes = draw(st.lists(CODES, min_size=1, max_size=3, unique=True))
    is_made_up = draw(st.booleans())
    return Election(
        election_id=draw(NAMES),
        names=draw(WORDS),
        polling_on=draw(st.dates(datetime.date(1900, 1, 1), datetime.date(2999, 12, 31))),
        rule_pack=draw(NAMES),
        contests=tuple(draw(contests(code)) for code in codes),
        time_zone=draw(st.sampled_from(["UTC", "Asia/Almaty", "America/Argentina/Ushuaia"])),
        demonstration=is_made_up,
        notices=tuple(draw(st.lists(WORDS, min_size=int(is_made_up), max_size=2))),
    )


@given(elections())
def test_an_election_written_and_read_again_is_the_same(election):
    assert parse_election(render_election(election), "election.toml") == election


@pytest.mark.parametrize("civic", [False, True])
def test_a_made_up_election_without_notices_of_its_own_bears_one(civic):
    start, _, rest = ELECTION.partition("notices = [")
    text = f"{start}demonstration = true\n{rest.partition(']')[2]}"
    if civic:
        text = text.replace("demonstration = true", "demonstration = true\ncivic = true")
        text += "\n[entry]\nentries = 2\n"
    election = parse_election(text.encode(), "election.toml")
    assert election.notices[-1]["en"] == "This election is made up, for demonstration only."
    assert b"notices" not in render_election(election)
    assert parse_election(render_election(election), "election.toml") == election


@pytest.mark.parametrize(("on", "after_vote"), [("2024-03-17", False), ("2024-03-18", True)])
def test_a_choice_may_no_longer_stand_since_a_day_before_or_after_the_vote(on, after_vote):
    withdrawn = f'code = "a"\nwithdrawn = {{ on = {on}, norms = ["zz-act/4"], decision = "No. 7" }}'
    election = parse_election(changed(ELECTION, 'code = "a"', withdrawn).encode(), "election.toml")
    (choice,) = [one for one in election.contests[0].choices if one.withdrawn is not None]
    expected = Withdrawal(datetime.date.fromisoformat(on), ("zz-act/4",), "No. 7", after_vote)
    assert (choice.code, choice.withdrawn) == ("a", expected)
    assert parse_election(render_election(election), "election.toml") == election


def test_a_withdrawal_says_its_day_article_and_decision():
    text = changed(ELECTION, 'code = "a"', 'code = "a"\nwithdrawn = { on = 2024-03-15 }')
    assert {code for code, _, _ in refused(text)} == {"TOML-MISSING"}


def entry(text):
    return parse_election(f"{ELECTION}\n[entry]\n{text}\n".encode(), "election.toml").entry


def test_protocols_are_entered_once_unless_the_file_says_otherwise():
    assert parse_election(ELECTION.encode(), "election.toml").entry == EntryRules()
    assert entry("") == EntryRules(entries=1, preliminary=False, confirmed_by=ConfirmedBy.EQUAL_ENTRIES)
    assert entry('preliminary = true\nconfirmed_by = "person"') == EntryRules(1, True, ConfirmedBy.PERSON)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("entries = 3", ("TOML-VALUE", "entry.entries")),
        ("entries = 0", ("TOML-VALUE", "entry.entries")),
        ('confirmed_by = "nobody"', ("TOML-VALUE", "entry.confirmed_by")),
        ("preliminary = true", ("ELECTION-ENTRY", "entry.preliminary")),
        ("entries = 2\npreliminary = true", ("ELECTION-BLIND", "entry.preliminary")),
        (
            'entries = 2\npreliminary = true\nconfirmed_by = "person"',
            ("ELECTION-BLIND", "entry.preliminary"),
        ),
        ("second = true", ("TOML-UNKNOWN", "entry.second")),
    ],
)
def test_an_entry_table_that_makes_no_sense_is_a_fault(text, fault):
    with pytest.raises(InputFaults) as refusal:
        entry(text)
    assert [(found.code, found.field) for found in refusal.value.faults] == [fault]


@pytest.mark.parametrize(
    "rules",
    [EntryRules(2), EntryRules(2, False, ConfirmedBy.PERSON), EntryRules(1, True, ConfirmedBy.PERSON)],
)
def test_how_protocols_are_entered_survives_being_written_and_read(rules):
    election = replace(parse_election(ELECTION.encode(), "election.toml"), entry=rules)
    assert parse_election(render_election(election), "election.toml") == election
