"""What the reader of digits reads from a scan is a question for a reviewer, and for everyone after that."""

import numpy as np
import pytest
from django.test import Client

from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.elections.tables import root_of
from hattama.web.record_checks.read_paper import LEAST_CONFIDENCE, questions_within
from hattama.web.record_checks.tables import FigureJudgement
from hattama.web.scans.read_scan import read_figures
from hattama.web.scans.tables import FigureReadingRow, ScanPage
from hattama.web.scans.take_scan import take_scan
from tests.scanning.synthetic.sheets import made_up_figures
from tests.web.desk_clients import log_in
from tests.web.kernel.pages.reading import read_page
from tests.web.read_scans import layout_of
from tests.web.scans.papers import paper_photo, read_what_waits
from tests.web.tiny_election import NIGHT, PARTY, annul, area_row, protocol, publish, scan_of

__all__ = ["log_in"]

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]

DOUBTS, PUBLIC = "/en/desk/tiny/doubts/", "/en/e/tiny/record-check/"


@pytest.fixture
def read(tiny) -> ScanPage:
    """P001 published with a scan of whose page nothing has been read yet."""
    scan = scan_of("P001", shade=10)
    publish(protocol("P001"), scans={("P001", PARTY): scan})
    return ScanPage.objects.create(scan=scan, number=1, state="aligned")


def say(page: ScanPage, key: str, value: int | None, confidence: int = 995) -> None:
    FigureReadingRow.objects.create(page=page, key=key, value=value, confidence=confidence)


def asked(tiny) -> list[tuple[str, int | None, int | None]]:
    questions = [one.question for one in questions_within(tiny, [root_of(tiny)])]
    return [(question.key, question.published, question.read) for question in questions]


def test_another_figure_read_surely_is_asked_and_the_published_one_is_not(tiny, read):
    say(read, "invalid", 17)
    say(read, "votes[dala]", 370)
    assert asked(tiny) == [("invalid", 12, 17)]


def test_what_the_reader_is_not_sure_of_asks_nothing(tiny, read):
    say(read, "invalid", 17, LEAST_CONFIDENCE - 1)
    assert asked(tiny) == []


def test_an_annulled_protocol_is_asked_nothing(tiny, read):
    say(read, "invalid", 17)
    annul("P001")
    assert asked(tiny) == []


def test_a_question_is_answered_once_for_a_version_and_told_to_everyone(tiny, read, log_in):
    say(read, "invalid", 17)
    assert "17" not in Client().get(PUBLIC).content.decode().split("<main")[1].split("</main")[0]
    reviewer = log_in(Role.TERRITORIAL_REVIEWER, "D11")
    doubt = reviewer.get(DOUBTS).context["doubts"][0]
    assert (doubt.origin, doubt.said) == ("machine", "17")
    sent = {"doubt": doubt.place, "verdict": "not_confirmed", "reason": "A smudge, it says 12."}
    assert reviewer.post(DOUBTS, sent).status_code == 302
    assert reviewer.get(DOUBTS).context["doubts"] == []
    assert FigureJudgement.objects.get().origin == "machine"
    assert "A smudge, it says 12." in Client().get(PUBLIC).content.decode()


def test_the_first_page_of_the_desk_says_how_many_figures_wait_for_ones_word(tiny, read, log_in):
    say(read, "invalid", 17)
    # Blank boxes and figures as published ask nothing.
    say(read, "against_all", 30)
    say(read, "votes[ozen]", None, 500)
    page = log_in(Role.TERRITORIAL_REVIEWER, "D11").get("/en/desk/tiny/")
    assert (
        "Wait for your word: 1." in read_page(page).one("section", **{"aria-labelledby": "doubts-news"}).text
    )
    assert (
        "doubts-news" not in log_in(Role.TERRITORIAL_REVIEWER, "D12").get("/en/desk/tiny/").content.decode()
    )


def test_what_is_asked_is_what_each_figure_held_against_its_reading_asks(tiny, read):
    say(read, "votes[dala]", None)
    say(read, "votes[ozen]", 201)
    say(read, "unknown[line]", None)
    say(read, "voters_listed", 0)
    assert [key for key, *_ in asked(tiny)] == ["voters_listed", "votes[dala]", "votes[ozen]"]


def test_a_reviewer_elsewhere_is_not_asked(tiny, read, log_in):
    say(read, "invalid", 17)
    assert log_in(Role.TERRITORIAL_REVIEWER, "D12").get(DOUBTS).context["doubts"] == []


def test_a_photographed_paper_is_read_box_by_box_and_only_once(tiny):
    scan = take_scan(paper_photo(), area=area_row("P001"), contest=PARTY, now=NIGHT)
    read_what_waits()
    rows = FigureReadingRow.objects.filter(page__scan=scan)
    truth = made_up_figures(layout_of(PARTY), np.random.default_rng(1))
    sure = {
        row.key: row.value for row in rows if row.confidence >= LEAST_CONFIDENCE and row.value is not None
    }
    assert len(sure) >= 3
    assert sum(truth.get(key) != value for key, value in sure.items()) <= 1
    before = rows.count()
    assert read_figures(scan) == 0
    assert rows.count() == before
