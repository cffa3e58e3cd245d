"""Which relations are asked when a protocol arrives."""

from dataclasses import replace

from hattama.core.vocabulary import Verdict
from hattama.formats.election_definition import parse_election
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack
from hattama.web.kernel.elections.loading import Definition, place_at, shipped_outcome_rules
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.protocols.check_entry import check_entry, does_not_add_up
from tests.web.tiny_election import ELECTION_TOML, SINGLE, protocol, sound_figures


def definition() -> Definition:
    """The tiny election with a third contest, held in the other region alone."""
    election = parse_election(ELECTION_TOML, "election.toml")
    third = replace(election.contest(SINGLE), code="other", areas=("R2",))
    election = replace(election, contests=(*election.contests, third))
    pack = parse_rulepack(read_rulepack("kz-2023"), "kz-2023.toml")
    rules = {c.code: pack.rules_for(c) for c in election.contests}
    return Definition(election, pack, rules, shipped_outcome_rules("kz-2023"))


HERE = place_at(definition(), AreaRow(time_zone="Asia/Almaty", kind="ordinary"), ("KZ", "R1", "D11", "P001"))


def test_a_contest_held_elsewhere_is_not_waited_for():
    party = protocol("P001", figures=sound_figures(voters_listed=999))
    found = check_entry(definition(), protocol("P001", SINGLE), HERE, {"party": party})
    assert [(f.code, f.verdict) for f in found if f.code.startswith("KZ-K11")] == [
        ("KZ-K11A", Verdict.BROKEN)
    ]


def test_the_first_protocol_of_a_precinct_is_held_against_no_other():
    found = check_entry(definition(), protocol("P001"), HERE, {})
    assert not [f for f in found if f.code.startswith("KZ-K11")]


def test_an_earlier_version_of_the_same_contest_is_no_other_contest():
    found = check_entry(definition(), protocol("P001"), HERE, {"party": protocol("P001")})
    assert not [f for f in found if f.code.startswith("KZ-K11")]


def test_only_a_broken_relation_that_the_law_requires_calls_for_an_explanation():
    def owes(**changes: int) -> bool:
        return does_not_add_up(
            check_entry(definition(), protocol("P001", figures=sound_figures(**changes)), HERE, {})
        )

    assert not owes()
    assert not owes(ballots_received=1011, ballots_cancelled=391), "KZ-K08B asks for a second look"
    assert owes(invalid=21), "KZ-K04 is required"
