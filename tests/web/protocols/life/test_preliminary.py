"""The one entry published at once, marked until a person who did not type it confirms it."""

import pytest

from hattama.core.protocols import EnteredOnce
from hattama.core.protocols.life_refusals import NotInThisState
from hattama.core.protocols.life_states import Published
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal
from hattama.web.protocols.change import annul_protocol
from hattama.web.protocols.enter import confirm_protocol, enter_protocol
from tests.web.protocols.life.people import GROUNDS, acts, paper
from tests.web.tiny_election import ELECTION_ID, NIGHT, PARTY, area_row

pytestmark = pytest.mark.both_engines


@pytest.fixture
def early(open_with):
    return open_with('preliminary = true\nconfirmed_by = "person"')


def enter(user, read, **more):
    done = enter_protocol(user, area_row("P001"), read, now=NIGHT, **more)
    advance_log(ELECTION_ID, now=NIGHT)
    return done


def confirm(user):
    return confirm_protocol(user, area_row("P001"), PARTY, now=NIGHT)


def row():
    return PublishedProtocol.objects.get(area__code="P001", contest=PARTY)


def preliminary():
    return PublishedTotal.objects.get(area__code="KZ", contest=PARTY).preliminary


def test_the_entry_is_published_and_counted_and_marked_as_preliminary(early):
    done = enter(early.aigul, paper())
    assert isinstance(done.state, EnteredOnce)
    assert done.act.body["status"] == "preliminary"
    assert row().preliminary and preliminary() == 1


def test_a_person_confirms_it_with_a_word_and_no_figures(early):
    enter(early.aigul, paper())
    done = confirm(early.chair)
    advance_log(ELECTION_ID, now=NIGHT)
    assert isinstance(done.state, Published)
    assert [act.kind for act in acts()] == ["protocol", "confirmation"]
    confirmation = LogEntry.objects.get(kind="confirmation")
    assert confirmation.act.follows_id == acts()[0].pk
    assert (row().preliminary, row().confirmed_by, row().version) == (False, confirmation.index, 1)
    assert preliminary() == 0


def test_it_may_be_confirmed_before_the_log_takes_the_entry_in(early):
    enter_protocol(early.aigul, area_row("P001"), paper(), now=NIGHT)
    confirm(early.chair)
    advance_log(ELECTION_ID, now=NIGHT)
    assert row().confirmed_by == LogEntry.objects.get(kind="protocol").index + 1


def test_what_is_preliminary_is_confirmed_before_it_is_changed(early):
    enter(early.aigul, paper())
    with pytest.raises(NotInThisState):
        annul_protocol(early.head, area_row("P001"), PARTY, GROUNDS, now=NIGHT)
