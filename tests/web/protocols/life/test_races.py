"""Several people at once: the precinct's lock decides who is first, and the second finds what is there."""

import pytest

from hattama.core.protocols import EnteredOnce, state_code
from hattama.core.protocols.life_refusals import LifeRefusal, NotInThisState, ProtocolAlreadyEntered
from hattama.core.protocols.life_states import Published
from hattama.core.vocabulary import Deed
from hattama.core.vocabulary.deeds import EntersTwice
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import Act, PendingAct
from hattama.web.protocols.change import annul_protocol, change_protocol
from hattama.web.protocols.enter import enter_protocol
from hattama.web.protocols.tables import LifeStep
from tests.web.protocols.life.people import GROUNDS, LATER, life, paper, swapped
from tests.web.threads import all_at_once
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, area_row

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_engines]


def tried(work, *refusals):
    """What came of it, or the refusal itself."""

    def trying():
        try:
            return work().state
        except refusals as refusal:
            return refusal

    return trying


def entering(user, read):
    return tried(lambda: enter_protocol(user, area_row("P001"), read, now=NIGHT), LifeRefusal, EntersTwice)


def test_of_three_who_enter_at_once_two_are_taken_and_one_is_not(two):
    found = all_at_once(*(entering(user, paper()) for user in (two.aigul, two.berik, two.chair)))
    kinds = sorted(type(state).__name__ for state in found)
    assert kinds == sorted([EnteredOnce.__name__, Published.__name__, ProtocolAlreadyEntered.__name__])
    assert LifeStep.objects.filter(deed="enter").count() == 2
    assert Act.objects.filter(kind="protocol").count() == 1


def test_one_person_in_two_windows_enters_once(two):
    found = all_at_once(entering(two.aigul, paper()), entering(two.aigul, swapped()))
    assert sorted(type(state).__name__ for state in found) == ["EnteredOnce", "EntersTwice"]
    assert isinstance(life(), EnteredOnce)


def test_of_a_correction_and_two_annulments_at_once_each_is_done_in_its_turn_or_refused(one):
    enter_protocol(one.aigul, area_row("P001"), paper(), now=NIGHT)

    def annulling(user):
        return tried(lambda: annul_protocol(user, area_row("P001"), PARTY, GROUNDS, now=LATER), LifeRefusal)

    def correcting():
        return change_protocol(Deed.CORRECT, one.head, area_row("P001"), swapped(), GROUNDS, now=LATER)

    found = all_at_once(tried(correcting, LifeRefusal), annulling(one.central), annulling(one.head))
    done = list(LifeStep.objects.filter(deed__in=("correct", "annul")).order_by("pk"))
    refused = [state for state in found if isinstance(state, NotInThisState)]
    assert len(done) + len(refused) == 3
    assert [step.deed for step in done].count("correct") == 1
    assert state_code(life()) == done[-1].state
    versions = Act.objects.filter(kind__in=("protocol", "correction")).order_by("pk")
    assert [act.body["version"] for act in versions] == [1, 2]
    advance_log(ELECTION_ID, now=LATER)
    assert not PendingAct.objects.exists()
