"""Unusual lines are read again and nothing is held up: what the typist says of them stands in the entry."""

import pytest

from hattama.core.protocols import Expected
from hattama.core.protocols.life_states import Published
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.log.accept_acts import LinesToReread
from hattama.web.protocols.check_entry import second_look
from hattama.web.protocols.enter import enter_protocol
from tests.web.protocols.life.people import acts, broken, life, paper
from tests.web.tiny_election import NIGHT, PARTY, area_row, protocol, publish, sound_figures

pytestmark = pytest.mark.both_engines

CROWDED = {"ballots_issued": 1000, "participants": 960, "ballots_cancelled": 10, "invalid": 12}
VOTES = {"votes[dala]": 730, "votes[ozen]": 200, "issued_by_member[1]": 500, "issued_by_member[2]": 500}


def crowded():
    """Nearly everybody came, and it adds up."""
    return protocol("P001", figures=sound_figures() | CROWDED | VOTES)


def enter(user, read, reread):
    return enter_protocol(user, area_row("P001"), read, now=NIGHT, reread=reread)


def look(read, area_id="P001"):
    area = area_row(area_id)
    return [finding.code for finding in second_look(load_definition(area.election), area, read)]


def test_a_line_that_was_not_read_again_is_asked_for_and_nothing_is_recorded(one):
    assert look(crowded()) == ["LOOK-TURNOUT"]
    with pytest.raises(LinesToReread) as asked:
        enter(one.aigul, crowded(), reread=())
    assert asked.value.codes == ("LOOK-TURNOUT",)
    assert isinstance(life(), Expected)


def test_once_read_again_it_is_published_with_the_code_and_without_a_finding(one):
    done = enter(one.aigul, crowded(), reread=("LOOK-TURNOUT", "LOOK-INVENTED"))
    assert isinstance(done.state, Published)
    assert acts()[0].body["reread"] == ["LOOK-TURNOUT"]
    assert broken(acts()[0]) == []


def test_where_nobody_is_asked_nothing_is_held_up_and_nothing_is_claimed(one):
    assert isinstance(enter(one.aigul, crowded(), reread=None).state, Published)
    assert acts()[0].body["reread"] == []


def test_both_typists_are_asked_and_each_of_their_codes_is_kept(two):
    enter(two.aigul, crowded(), reread=("LOOK-TURNOUT",))
    with pytest.raises(LinesToReread):
        enter(two.berik, crowded(), reread=())
    enter(two.berik, crowded(), reread=("LOOK-TURNOUT",))
    assert acts()[0].body["reread"] == ["LOOK-TURNOUT"]


def test_the_area_around_is_that_right_above(one):
    spoiled = paper(invalid=72, **{"votes[dala]": 310})
    assert look(spoiled) == []
    publish(protocol("P002"))
    assert look(spoiled) == ["LOOK-INVALID"]
    assert look(protocol("P201", PARTY, figures=spoiled.figures), "P201") == []
