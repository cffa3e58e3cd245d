"""Violations of observers' rights in the demonstration: the register takes them in and has all to tell."""

from hattama.core.records import RecordDeed
from hattama.demonstration import made_up_incidents
from hattama.demonstration.incidents import INCIDENTS
from tests.demonstration.made import SMALL, demonstration
from tests.rulepacks.a_register import ARegister


def test_every_number_of_the_rights_of_observers_has_something_to_tell() -> None:
    made = demonstration(SMALL)
    told = made_up_incidents(made.precincts, made.seed)
    assert told == made_up_incidents(made.precincts, made.seed)
    book = ARegister("observers-rights")
    for one in told:
        if isinstance(one, RecordDeed):
            book.registry.do(one)
        else:
            book.registry.say(one)
    number, base = book.number("recurrences")
    assert number and base and number < base, "some commissions did the same at two votings, others did not"
    assert number == 6 and sum(book.parts("again_by_commission").values()) == 12
    assert sorted(book.parts("by_election").values()) == [6, INCIDENTS]
    for measure in ("removed", "removed_without_decision", "minutes_absent", "never_back", "count_missed"):
        assert book.number(measure)[0], measure
    assert {"restored", "rejected", "punished", "complained", "reported"} == set(book.parts("by_remedy"))
