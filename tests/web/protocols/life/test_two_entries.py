"""Two blind entries: equal, differing, re-read, decided; and nobody learns what another typed."""

import json

import pytest

from hattama.core.protocols import EnteredOnce, EnteredTwice, EntriesDiffer, Expected, Ruling, Source
from hattama.core.protocols.life_refusals import (
    AlreadyRereadThisRound,
    NobodyEnteredYet,
    NotYourEntry,
    OnlyDifferingFields,
    ProtocolAlreadyEntered,
    RoundsNotOver,
)
from hattama.core.protocols.life_states import Published
from hattama.core.vocabulary import Deed, NotYours
from hattama.core.vocabulary.deeds import ConfirmsOwnEntry, DecidesOwnPrecinct, EntersTwice
from hattama.web.kernel.log.accept_acts import ExplanationNeeded
from hattama.web.protocols.enter import confirm_protocol, decide_differences, enter_protocol, retype_fields
from hattama.web.protocols.reading import (
    differing_fields,
    life_states,
    load_life,
    next_deeds,
    reading_to_confirm,
    readings_to_decide,
)
from hattama.web.protocols.tables import LifeStep
from hattama.web.scans.take_scan import ScanOfAnotherProtocol
from tests.web.protocols.life.people import acts, broken, life, paper, reread, swapped
from tests.web.tiny_election import NIGHT, PARTY, area_row, scan_of

pytestmark = pytest.mark.both_engines

FIRST, SECOND = paper(), swapped()
KEYS = ("votes[dala]", "votes[ozen]")


def enter(user, read):
    return enter_protocol(user, area_row("P001"), read, now=NIGHT)


def retype(user, read):
    return retype_fields(user, area_row("P001"), reread(read, *KEYS), now=NIGHT)


def decide(user, *rulings):
    return decide_differences(user, area_row("P001"), PARTY, rulings, now=NIGHT)


def deeds(user):
    return next_deeds(user, area_row("P001"), PARTY)


def differ(people):
    enter(people.aigul, FIRST)
    return enter(people.berik, SECOND)


def rounds_over(people):
    differ(people)
    for _ in range(2):
        retype(people.aigul, FIRST)
        retype(people.berik, SECOND)


def test_one_entry_waits_for_the_second_and_two_equal_ones_are_published(two):
    done = enter(two.aigul, FIRST)
    assert isinstance(done.state, EnteredOnce)
    assert done.act is None and acts() == []
    done = enter(two.berik, FIRST)
    assert isinstance(done.state, Published)
    assert [act.kind for act in acts()] == ["protocol"]
    assert acts()[0].body["status"] == "confirmed"
    assert acts()[0].body["done_by"] == [{"deed": "enter", "role": "typist", "area": None}] * 2


def test_nobody_enters_twice_and_nobody_enters_a_third_time(two):
    enter(two.aigul, FIRST)
    with pytest.raises(EntersTwice):
        enter(two.aigul, FIRST)
    enter(two.berik, FIRST)
    with pytest.raises(ProtocolAlreadyEntered):
        enter(two.chair, FIRST)
    assert LifeStep.objects.filter(deed="enter").count() == 2


def test_both_are_told_which_fields_differ_and_each_types_those_alone(two):
    assert isinstance(differ(two).state, EntriesDiffer)
    for user in (two.aigul, two.berik, two.reviewer):
        assert differing_fields(user, area_row("P001"), PARTY) == KEYS
    with pytest.raises(NotYours):
        differing_fields(two.administrator, area_row("P001"), PARTY)
    with pytest.raises(OnlyDifferingFields):
        retype_fields(two.aigul, area_row("P001"), FIRST, now=NIGHT)
    done = retype(two.aigul, SECOND)
    assert isinstance(done.state, Published)
    assert acts()[0].body["figures"]["votes"] == {"dala": 371, "ozen": 199}
    assert differing_fields(two.aigul, area_row("P001"), PARTY) == ()


def test_each_rereads_once_a_round_and_nobody_else_does(two):
    differ(two)
    retype(two.aigul, FIRST)
    with pytest.raises(AlreadyRereadThisRound):
        retype(two.aigul, FIRST)
    with pytest.raises(NotYourEntry):
        retype(two.chair, FIRST)
    assert deeds(two.aigul) == () and deeds(two.berik) == (Deed.RETYPE,)


def test_after_two_rounds_a_reviewer_decides_and_what_is_published_says_who_took_part(two):
    rounds_over(two)
    assert readings_to_decide(two.aigul, area_row("P001"), PARTY) is None
    readings = readings_to_decide(two.reviewer, area_row("P001"), PARTY)
    assert (readings.first.figures, readings.second.figures) == (FIRST.figures, SECOND.figures)
    assert deeds(two.reviewer) == (Deed.DECIDE,)
    done = decide(
        two.reviewer,
        Ruling("votes[dala]", Source.SECOND, "the digit is a 1"),
        Ruling("votes[ozen]", Source.PAPER, "read again", 199),
    )
    assert isinstance(done.state, Published)
    body = acts()[0].body
    assert body["figures"]["votes"] == {"dala": 371, "ozen": 199}
    assert [by["deed"] for by in body["done_by"]] == ["enter"] * 2 + ["retype"] * 4 + ["decide"]
    assert body["done_by"][-1] == {"deed": "decide", "role": "territorial_reviewer", "area": "R1"}
    assert broken(acts()[0]) == []
    step = LifeStep.objects.get(deed="decide")
    assert [ruling["reason"] for ruling in step.data["rulings"]] == ["the digit is a 1", "read again"]


def test_a_reviewer_decides_neither_too_early_nor_first_nor_at_home(two):
    ruling = Ruling("votes[dala]", Source.PAPER, "from the scan", 370)
    with pytest.raises(NobodyEnteredYet):
        decide(two.reviewer, ruling)
    differ(two)
    with pytest.raises(RoundsNotOver):
        decide(two.reviewer, ruling)
    with pytest.raises(NotYours):
        decide(two.chair, ruling)
    two.reviewer.memberships.create(area=area_row("P001"), role="chair")
    with pytest.raises(DecidesOwnPrecinct):
        decide(two.reviewer, ruling)
    assert deeds(two.reviewer) == ()


def test_where_a_person_confirms_two_equal_entries_wait_for_one_who_entered_neither(open_with):
    people = open_with('entries = 2\nconfirmed_by = "person"')
    enter(people.chair, FIRST)
    done = enter(people.berik, FIRST)
    assert isinstance(done.state, EnteredTwice) and acts() == []
    with pytest.raises(ConfirmsOwnEntry):
        confirm_protocol(people.chair, area_row("P001"), PARTY, now=NIGHT)
    assert deeds(people.chair) == () and deeds(people.reviewer) == (Deed.CONFIRM,)
    assert reading_to_confirm(people.berik, area_row("P001"), PARTY) is None
    assert reading_to_confirm(people.reviewer, area_row("P001"), PARTY) == FIRST
    done = confirm_protocol(people.reviewer, area_row("P001"), PARTY, now=NIGHT)
    assert isinstance(done.state, Published)
    assert [act.kind for act in acts()] == ["protocol"]


def test_figures_that_do_not_add_up_ask_each_typist_for_a_word_on_their_own(two):
    wrong = paper(invalid=99)
    with pytest.raises(ExplanationNeeded):
        enter(two.aigul, wrong)
    assert isinstance(life(), Expected)


def test_nothing_that_a_second_typist_meets_says_what_the_first_typed(two):
    secret = 271
    enter(two.aigul, paper(**{"votes[ozen]": secret, "votes[dala]": 570 - secret}))
    told = []
    for attempt in (lambda: enter(two.berik, paper(invalid=99)), lambda: enter(two.berik, FIRST)):
        try:
            told.append(repr(attempt().state.keys))
        except ExplanationNeeded as refused:
            told.append(f"{refused!r} {refused.__cause__!r} {refused.__context__!r}")
    told.append(repr(differing_fields(two.berik, area_row("P001"), PARTY)))
    told.append(repr(deeds(two.berik)))
    told.append(repr(readings_to_decide(two.berik, area_row("P001"), PARTY)))
    assert str(secret) not in json.dumps(told)


def test_overviews_know_the_state_of_every_precinct_without_figures(two):
    differ(two)
    rows = [area_row(area_id) for area_id in ("P001", "P002")]
    states = life_states(rows, [PARTY])
    assert [states[row.pk, PARTY] for row in rows] == ["entries_differ", "expected"]


def test_every_step_says_who_in_which_role_when_and_what_came_of_it(two):
    differ(two)
    steps = LifeStep.objects.order_by("pk")
    assert [(s.deed, s.state, s.actor.username, s.role, s.recorded_at) for s in steps] == [
        ("enter", "entered_once", "aigul", "typist", NIGHT),
        ("enter", "entries_differ", "berik", "typist", NIGHT),
    ]


def test_a_scan_that_came_with_an_entry_still_waiting_stands_under_no_other_protocol(two):
    scan = scan_of("P001")
    enter_protocol(two.aigul, area_row("P001"), FIRST, now=NIGHT, scan=scan)
    two.aigul.memberships.create(area=area_row("P002"), role="typist")
    with pytest.raises(ScanOfAnotherProtocol):
        enter_protocol(two.aigul, area_row("P002"), paper("P002"), now=NIGHT, scan=scan)
    done = enter_protocol(two.berik, area_row("P001"), FIRST, now=NIGHT, scan=scan)
    assert [shown["sha256"] for shown in done.act.body["scans"]] == [scan.sha256]


def test_a_life_is_read_in_as_many_questions_however_long_it_is(two, django_assert_max_num_queries):
    rounds_over(two)
    area = area_row("P001")
    with django_assert_max_num_queries(2):
        load_life(area, PARTY)
