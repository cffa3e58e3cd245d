"""Published papers drawn by lot and read again: who may, what stays hidden, when a figure is settled."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hattama.core.audits import NOT_ON_PAPER, ReadAgain, draw_in_order
from hattama.core.vocabulary import Deed, NotYours, ReadsTwice
from hattama.core.vocabulary.deeds import DecidesOwnPrecinct, ReadsOwnPaper
from hattama.web.kernel.accounts.policy import Role
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.published.tables import PublishedProtocol
from hattama.web.protocols.change import change_protocol
from hattama.web.record_checks.draw_papers import (
    DrawnAlready,
    NoPaperToDraw,
    SeedUnfit,
    SizeOutOfRange,
    draw_papers,
    fix_list,
    listed_names,
)
from hattama.web.record_checks.read_paper import (
    JudgementUnexplained,
    PaperSettled,
    judge_figure,
    next_paper,
    read_paper,
)
from hattama.web.record_checks.record_check import JudgedAs, Origin, standing_of, standing_of_draw
from hattama.web.record_checks.tables import DrawnPaper, RecordDraw, StrangerReading
from tests.web.people import person
from tests.web.prepared import built_on_tiny
from tests.web.protocols.life.people import GROUNDS
from tests.web.tiny_election import (
    ELECTION_ID,
    NIGHT,
    PARTY,
    annul,
    area_row,
    protocol,
    publish,
    scan_of,
    sound_figures,
)

pytestmark = pytest.mark.django_db

SEED = "27182818284590452353"
LATER = NIGHT + datetime.timedelta(days=1)


@built_on_tiny
def published() -> None:
    """Three precincts with a scan, one without, one annulled."""
    areas = ("P001", "P002", "P003", "P201", "P202")
    scans = {(one, PARTY): scan_of(one, shade=shade) for shade, one in enumerate(areas[:4], start=100)}
    publish(*(protocol(one) for one in areas), scans=scans)
    annul("P201")


@pytest.fixture
def auditor(tiny: ElectionRow):
    return person(Role.AUDITOR, "KZ", username="auditor")


def readers(count: int) -> list:
    return [person(Role.READER, "KZ", username=f"reader{number}") for number in range(count)]


def drawn(election: ElectionRow, auditor, size: int = 3) -> RecordDraw:
    return draw_papers(auditor, fix_list(auditor, election, now=NIGHT), SEED, size, now=LATER)


def read(reader, paper: DrawnPaper, **changes: int) -> StrangerReading:
    figures = sound_figures(**changes)
    return read_paper(reader, paper, figures, frozenset(), now=LATER)


def test_the_list_holds_every_paper_that_stands_and_can_be_looked_at(published, auditor):
    draw = fix_list(auditor, published, now=NIGHT)
    assert listed_names(draw) == ["P001/party", "P002/party", "P003/party"]
    assert (draw.listed, draw.seed, draw.papers.count()) == (3, "", 0)


def test_the_papers_drawn_follow_from_the_list_and_the_seed_alone(published, auditor):
    draw = drawn(published, auditor, size=2)
    order = draw_in_order(SEED, listed_names(draw))
    assert [f"{paper.area.code}/{paper.contest}" for paper in draw.papers.all()] == list(order[:2])


def test_what_is_published_after_the_list_was_fixed_cannot_be_drawn(published, auditor):
    draw = fix_list(auditor, published, now=NIGHT)
    publish(protocol("P101"), scans={("P101", PARTY): scan_of("P101", shade=9)})
    draw_papers(auditor, draw, SEED, 3, now=LATER)
    assert not draw.papers.filter(area__code="P101").exists()


def test_whoever_hears_the_seed_cannot_mend_what_it_will_draw_before_the_draw(published, auditor):
    draw = fix_list(auditor, published, now=NIGHT)
    listed = PublishedProtocol.objects.get(area__code="P001").entry_index
    head = person(Role.TERRITORIAL_HEAD, "R1", username="head")
    mended = protocol("P001", figures=sound_figures() | {"votes[dala]": 371, "votes[ozen]": 199})
    change_protocol(Deed.CORRECT, head, area_row("P001"), mended, GROUNDS, now=LATER)
    advance_log(ELECTION_ID, now=LATER)
    draw_papers(auditor, draw, SEED, 3, now=LATER)
    paper = draw.papers.get(area__code="P001")
    assert paper.entry_index == listed, "what is measured is the record as it stood when the list was fixed"
    for one in readers(2):
        read(one, paper, **{"votes[dala]": 371, "votes[ozen]": 199})
    check = standing_of(DrawnPaper.objects.get(pk=paper.pk)).check
    assert [figure.key for figure in check.differing] == ["votes[dala]", "votes[ozen]"]


def test_a_list_is_drawn_from_once(published, auditor):
    draw = drawn(published, auditor)
    with pytest.raises(DrawnAlready):
        draw_papers(auditor, draw, SEED[::-1], 1, now=LATER)
    assert RecordDraw.objects.get(pk=draw.pk).seed == SEED


@pytest.mark.parametrize("size", [0, 4, 2001])
def test_as_many_papers_as_the_list_does_not_have_are_not_drawn(published, auditor, size):
    with pytest.raises(SizeOutOfRange):
        draw_papers(auditor, fix_list(auditor, published, now=NIGHT), SEED, size, now=LATER)


def test_a_seed_that_could_be_tried_out_draws_nothing(published, auditor):
    draw = fix_list(auditor, published, now=NIGHT)
    with pytest.raises(SeedUnfit):
        draw_papers(auditor, draw, "2023", 1, now=LATER)
    assert not DrawnPaper.objects.exists()


def test_where_no_scan_is_published_nothing_can_be_drawn(tiny, auditor):
    publish(protocol("P001"))
    with pytest.raises(NoPaperToDraw):
        fix_list(auditor, tiny, now=NIGHT)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_only_an_auditor_draws(published, auditor, role):
    somebody = person(role, "KZ", username="somebody")
    with pytest.raises(NotYours):
        fix_list(somebody, published, now=NIGHT)
    draw = fix_list(auditor, published, now=NIGHT)
    with pytest.raises(NotYours):
        draw_papers(somebody, draw, SEED, 1, now=LATER)


def test_readers_are_given_the_papers_that_fewest_have_read(published, auditor):
    drawn(published, auditor)
    first, second = readers(2)
    paper = next_paper(first, published)
    read(first, paper)
    assert next_paper(first, published) != paper
    assert next_paper(second, published) != paper


def test_two_equal_readings_settle_a_paper_and_nobody_is_asked_again(published, auditor):
    draw = drawn(published, auditor, size=1)
    one, other, third = readers(3)
    paper = draw.papers.get()
    read(one, paper)
    assert not standing_of(paper).check.settled
    read(other, paper)
    assert standing_of(DrawnPaper.objects.get(pk=paper.pk)).check.settled
    assert next_paper(third, published) is None
    with pytest.raises(PaperSettled):
        read(third, paper)


def test_readers_who_disagree_are_followed_by_a_third(published, auditor):
    draw = drawn(published, auditor, size=1)
    paper = draw.papers.get()
    one, other, third = readers(3)
    read(one, paper, invalid=12)
    read(other, paper, invalid=17)
    assert next_paper(third, published) == paper
    read(third, paper, invalid=17)
    differing = standing_of(DrawnPaper.objects.get(pk=paper.pk)).check.differing
    assert [(figure.key, figure.published, figure.read) for figure in differing] == [("invalid", 12, 17)]


def test_nobody_reads_a_paper_twice(published, auditor):
    paper = drawn(published, auditor).papers.first()
    one = readers(1)[0]
    read(one, paper)
    with pytest.raises(ReadsTwice):
        read(one, paper)


def test_who_works_in_the_precinct_does_not_read_its_paper(published, auditor):
    paper = drawn(published, auditor).papers.get(area__code="P001")
    one = readers(1)[0]
    one.memberships.create(area=area_row("P001"), role=Role.TYPIST.value)
    with pytest.raises(ReadsOwnPaper):
        read(one, paper)
    assert next_paper(one, published).area.code != "P001"


def test_a_reader_of_one_region_reads_nothing_elsewhere(published, auditor):
    paper = drawn(published, auditor).papers.first()
    stranger = person(Role.READER, "R2", username="stranger")
    assert next_paper(stranger, published) is None
    with pytest.raises(NotYours):
        read(stranger, paper)


def test_what_a_reader_leaves_blank_stands_blank_on_the_paper(published, auditor):
    paper = drawn(published, auditor).papers.first()
    for one in readers(2):
        read_paper(one, paper, {"invalid": 12}, frozenset({"participants"}), now=LATER)
    check = standing_of(DrawnPaper.objects.get(pk=paper.pk)).check
    said = {figure.key: (figure.read, figure.shows) for figure in check.figures}
    assert said["invalid"] == (12, ReadAgain.SAME)
    assert said["participants"] == ("unreadable", ReadAgain.UNREADABLE)
    assert said["issued_by_member[2]"] == (NOT_ON_PAPER, ReadAgain.DIFFERS)
    assert said["certificates_in"] == (NOT_ON_PAPER, ReadAgain.SAME)


def test_a_reading_cannot_be_changed_or_taken_away(published, auditor):
    read(readers(1)[0], drawn(published, auditor).papers.first())
    with pytest.raises(IntegrityError), transaction.atomic():
        StrangerReading.objects.update(answers={})
    with pytest.raises(IntegrityError), transaction.atomic():
        StrangerReading.objects.all().delete()


def test_a_fault_of_the_paper_is_told_apart_from_one_of_the_record(tiny, auditor):
    broken = sound_figures(participants=640)
    publish(protocol("P001", figures=broken), scans={("P001", PARTY): scan_of("P001")})
    draw = drawn(tiny, auditor, size=1)
    for one in readers(2):
        read(one, draw.papers.get(), participants=640)
    standing = standing_of_draw(draw)
    assert (standing.settled, standing.not_adding_up, standing.figures.wrong) == (1, 1, 0)


def test_the_error_rate_counts_figures_and_papers_with_their_intervals(published, auditor):
    draw = drawn(published, auditor)
    people = readers(2)
    for paper in draw.papers.all():
        wrong = {"invalid": 13} if paper.area.code == "P002" else {}
        for one in people:
            read(one, paper, **wrong)
    standing = standing_of_draw(draw)
    assert (standing.settled, standing.protocols.wrong, standing.protocols.checked) == (3, 1, 3)
    assert standing.figures.wrong == 1
    assert standing.figures.checked == sum(len(paper.check.figures) for paper in standing.papers)
    assert 0 < standing.protocols.lower < standing.protocols.share < standing.protocols.upper < 1


def test_many_papers_are_judged_by_few_questions_to_the_database(published, auditor):
    one, three = (drawn(published, auditor, size=size) for size in (1, 3))
    (somebody,) = readers(1)
    for paper in three.papers.all():
        read(somebody, paper)
    standing_of_draw(three)
    asked = []
    for draw in (one, three):
        with CaptureQueriesContext(connection) as questions:
            standing_of_draw(draw)
        asked.append(len(questions))
    assert asked[0] == asked[1]


def test_a_correction_after_the_draw_does_not_hide_what_was_published_then(published, auditor):
    draw = drawn(published, auditor, size=3)
    paper = draw.papers.get(area__code="P001")
    annul("P001")
    for one in readers(2):
        read(one, paper, invalid=13)
    check = standing_of(DrawnPaper.objects.get(pk=paper.pk)).check
    assert [figure.shows for figure in check.differing] == [ReadAgain.DIFFERS]


def judge(who, reason: str = "Скан-көшірмеде 13 деп анық жазылған."):
    place = (area_row("P001"), PARTY, 3, "invalid", Origin.STRANGERS, JudgedAs.OUR_ERROR)
    return judge_figure(who, *place, reason, published=12, read="13", now=LATER)


def test_a_reviewer_says_what_they_found_and_why(published):
    judged = judge(person(Role.TERRITORIAL_REVIEWER, "D11", username="reviewer"))
    assert (judged.verdict, judged.role) == ("our_error", "territorial_reviewer")


@pytest.mark.parametrize(
    "role,where",
    [(Role.TYPIST, "P001"), (Role.READER, "KZ"), (Role.AUDITOR, "KZ"), (Role.CENTRAL_HEAD, "R2")],
)
def test_nobody_else_judges(published, role, where):
    with pytest.raises(NotYours):
        judge(person(role, where, username="somebody"))


def test_a_judgement_without_a_reason_or_about_the_own_precinct_is_refused(published):
    reviewer = person(Role.TERRITORIAL_REVIEWER, "D11", username="reviewer")
    with pytest.raises(JudgementUnexplained):
        judge(reviewer, reason="")
    reviewer.memberships.create(area=area_row("P001"), role=Role.CHAIR.value)
    with pytest.raises(DecidesOwnPrecinct):
        judge(reviewer)


def test_whom_nothing_waits_for_hears_so_after_few_questions(published, auditor):
    draw = drawn(published, auditor, size=3)
    one, two, three = readers(3)
    for paper in draw.papers.all():
        read(one, paper)
        read(two, paper)
    with CaptureQueriesContext(connection) as questions:
        assert next_paper(three, published) is None
    assert len(questions) < 10
