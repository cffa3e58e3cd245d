"""What a form asks of each protocol is put together once for a contest, and anew for another."""

from dataclasses import replace

from hattama.core.protocols import ProtocolRules, check_protocol
from hattama.core.protocols.asked_lines import asked_lines
from hattama.core.protocols.protocol import Protocol
from hattama.core.vocabulary import Contest
from tests.core.protocols.small_form import CONTEST, FORM, relation

RULES = ProtocolRules(FORM, (), (relation("issued <= listed"),))


def test_the_lines_of_a_contest_are_the_same_object_for_all_its_protocols():
    assert asked_lines(RULES, CONTEST) is asked_lines(RULES, CONTEST)


def test_another_ballot_and_another_pack_are_asked_for_their_own_lines():
    shorter = replace(CONTEST, choices=CONTEST.choices[:1])
    without = replace(RULES, relations=())
    assert len(asked_lines(RULES, shorter).choices) == 1 < len(asked_lines(RULES, CONTEST).choices)
    assert not asked_lines(without, CONTEST).relations and asked_lines(RULES, CONTEST).relations
    assert len(asked_lines(RULES, shorter).expected) < len(asked_lines(RULES, CONTEST).expected)


def test_ballots_that_differ_at_every_precinct_are_each_held_against_their_own_lines():
    def missing(contest: Contest) -> int:
        first, *_ = check_protocol(RULES, contest, Protocol("P1", contest.code, {}))
        return len(first.fields)

    ballots = [replace(CONTEST, choices=CONTEST.choices[: 1 + at % 2]) for at in range(300)]
    assert {missing(ballot) - len(ballot.choices) for ballot in ballots} == {
        missing(CONTEST) - len(CONTEST.choices)
    }
