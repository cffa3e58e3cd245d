"""A choice leaves and returns: no sum moves, and the outcome is that of the contest without it."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hattama.core.entries import check_entry_schema, decision_body, entry_body, entry_message
from hattama.core.entries.parts import BrokenLifeCycle
from hattama.core.entries.withdrawal import fold_withdrawal, withdrawal_from_body
from hattama.core.outcomes import decide
from hattama.core.outcomes.votes import votes_of
from hattama.core.protocols import Decision, Extent, Power, Powers
from hattama.core.vocabulary import Choice, Contest, Deed, Election, Withdrawal, Words
from hattama.formats.outcome_rules import parse_outcome_rules
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack

VOTE = datetime.date(2023, 3, 19)
NAMES = Words.of({"en": "-"})
CONTEST = Contest("seat", "single_mandate", NAMES, tuple(Choice(code, NAMES) for code in "abcd"), seats=1)
ELECTION = Election("made", NAMES, VOTE, "kz-2023", (CONTEST,), "Asia/Almaty")
RULES = parse_outcome_rules(read_rulepack("kz-2023"), "kz-2023.toml").rules["single_mandate"]
NO_LAW = Powers()
DECIDED = Decision("district_commission", "7", VOTE)


def entry(choice="a", reason="died", since=VOTE, index=9, contest="seat", norms=()):
    body = entry_body(
        "withdrawal",
        datetime.datetime(2023, 3, 20, tzinfo=datetime.UTC),
        contest=contest,
        choice=choice,
        reason=reason,
        since=since,
        norms=norms,
        decision=decision_body(DECIDED, None),
        note_sha256=None,
        done_by=[],
    )
    assert check_entry_schema(body) == ()
    return withdrawal_from_body(index, body)


def fold(*entries, powers=NO_LAW):
    election = ELECTION
    for one in entries:
        election = fold_withdrawal(election, one, powers)
    return election


@given(
    st.lists(st.integers(0, 50), min_size=4, max_size=4),
    st.sampled_from("abcd"),
    st.sampled_from([VOTE, VOTE + datetime.timedelta(1)]),
)
def test_the_outcome_is_that_of_the_contest_with_the_choice_barred_and_no_vote_is_lost(counts, choice, since):
    by_choice = dict(zip("abcd", counts, strict=True))
    told = fold(entry(choice, since=since)).contest("seat")
    barred = Withdrawal(since, (), "7", after_vote=since > VOTE)
    choices = tuple(replace(one, withdrawn=barred if one.code == choice else None) for one in CONTEST.choices)
    by_log = votes_of(told, by_choice)
    by_definition = votes_of(replace(CONTEST, choices=choices), by_choice)
    assert by_log == by_definition
    assert decide(RULES, by_log, seats=1) == decide(RULES, by_definition, seats=1)
    assert by_log.for_choices == sum(counts)


def test_who_returns_stands_as_before():
    back = fold(entry("b"), entry("b", "reinstated", index=11)).contest("seat").choices[1]
    assert (back.reinstated.reason, back.reinstated.entry) == ("reinstated", 11)
    assert replace(back, reinstated=None) == CONTEST.choices[1]
    left = fold(entry("b"), entry("b", "reinstated"), entry("b", "withdrew", index=12)).contest("seat")
    assert [one.withdrawn and one.withdrawn.entry for one in left.choices] == [None, 12, None, None]


@pytest.mark.parametrize(
    "entries",
    [
        [entry("x")],
        [entry(contest="other")],
        [entry(), entry(reason="withdrew")],
        [entry(reason="reinstated")],
        [entry(norms=["kz-elections/60(1)"])],
    ],
    ids=["no such choice", "no such contest", "left twice", "returned unleft", "norms nobody gave"],
)
def test_what_contradicts_the_entries_before_is_refused(entries):
    with pytest.raises(BrokenLifeCycle):
        fold(*entries)


def test_a_power_is_for_its_reasons_alone():
    court = Power(Deed.WITHDRAW, ("court",), (Extent.WHOLE,), reasons=("reinstated",))
    powers = Powers((court,))
    assert powers.deciders(Deed.WITHDRAW, "single_mandate", Extent.WHOLE, "reinstated") == {"court"}
    assert powers.deciders(Deed.WITHDRAW, "single_mandate", Extent.WHOLE, "died") is None


def test_the_log_says_what_became_of_it():
    left, back = ({"kind": "withdrawal", "reason": reason} for reason in ("died", "reinstated"))
    assert entry_message(left) != entry_message(back)


@pytest.mark.parametrize(("day", "late"), [(16, ()), (17, ()), (18, ("kz-elections/90(1-1)",)), (20, ())])
def test_the_law_of_2023_lets_a_candidate_go_until_the_second_day_before_voting(day, late):
    pack = parse_rulepack(read_rulepack("kz-2023"), "kz-2023.toml")
    gone = entry(reason="withdrew", since=datetime.date(2023, 3, day), norms=("kz-elections/90(1-1)",))
    assert fold(gone, powers=pack.powers).contest("seat").choices[0].withdrawn.late == late


@pytest.mark.parametrize("pack_id", ["kz-2023", "kz-2026"])
@pytest.mark.parametrize(
    ("kind", "reason", "by", "norm"),
    [
        ("party_list", "list_struck", "central_commission", "89(6)4"),
        ("party_list", "reinstated", "court", "89(6)4"),
        ("maslikhat_list", "list_struck", "territorial_commission", "104(6)3"),
        ("maslikhat_list", "reinstated", "court", "104(6)3"),
        ("maslikhat_district", "registration_cancelled", "district_commission", "104(6-1)/p2"),
        ("maslikhat_district", "withdrew", "district_commission", "105(3)/p2"),
        ("maslikhat_district", "nomination_cancelled", "district_commission", "105(2)"),
    ],
)
def test_every_way_to_leave_or_return_ends_two_days_before_voting(pack_id, kind, reason, by, norm):
    powers = parse_rulepack(read_rulepack(pack_id), pack_id).powers
    late = powers.too_late_by(Deed.WITHDRAW, kind, reason, by, VOTE - datetime.timedelta(1), VOTE)
    assert late == (f"kz-elections/{norm}",)
