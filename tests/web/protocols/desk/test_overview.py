"""The territorial overview: who stands where, how many of each, quickly, and without anybody's figures."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.web.desk_clients import address
from tests.web.kernel.pages.reading import read_page
from tests.web.protocols.desk.life_desk import Desk
from tests.web.tiny_election import PARTY, SINGLE, annul, protocol, publish, sound_figures

pytestmark = pytest.mark.django_db

OVERVIEW, PROGRESS = "/en/desk/tiny/overview/", "/en/desk/tiny/progress/"


@pytest.fixture
def desk(db) -> Desk:
    """P001 awaits a decision; P002 is published and does not add up; the others have sent nothing."""
    return Desk("entries = 2", "one_does_not_add_up", "two_rounds")


def numbers(answer) -> list[str]:
    return re.findall(r"№ (\w+)</a>", answer.content.decode())


def counts(answer) -> dict[str, int]:
    found = re.findall(r"<b>(\d+)</b> ([^<]+)</a>", answer.content.decode())
    return {words: int(count) for count, words in found}


def test_every_filter_says_how_many_it_lets_through(desk):
    told = counts(desk.central.get(OVERVIEW))
    assert told == {
        "All precincts": 6,
        "Not received": 4,
        "Entered once": 0,
        "Differing, being read again": 0,
        "Awaiting a decision": 1,
        "Awaiting confirmation": 0,
        "Published and confirmed": 1,
        "Do not add up": 1,
        "Without a scan": 1,
        "With a question that nobody has answered": 0,
        "Under investigation": 0,
        "Corrected or recounted": 0,
        "Declared invalid": 0,
    }


@pytest.mark.parametrize(
    ("show", "found"),
    [
        ("decision", ["1"]),
        ("published", ["2"]),
        ("findings", ["2"]),
        ("scanless", ["2"]),
        ("missing", ["10", "101", "0007", "8"]),
        ("annulled", []),
    ],
)
def test_a_filter_shows_its_precincts(desk, show, found):
    assert numbers(desk.central.get(OVERVIEW, {"show": show})) == found


def test_protocols_with_a_question_that_nobody_has_answered_are_a_filter_and_bring_the_question(desk):
    desk.head.post(address("P002", step="remark"), {"remark": "Whose signature is this?"})
    words, asked = "With a question that nobody has answered", {"show": "questions"}
    assert counts(desk.central.get(OVERVIEW))[words] == counts(desk.central.get("/en/desk/tiny/"))[words] == 1
    assert counts(desk.central.get(OVERVIEW, asked | {"within": "R2"}))[words] == 0
    assert counts(desk.central.get(OVERVIEW, asked | {"q": "Almaty"}))[words] == 1
    shown = desk.central.get(OVERVIEW, asked)
    assert numbers(shown) == ["2"]
    assert "Whose signature is this? · head, " in read_page(shown).one("main").text
    desk.central.post(address("P002", step="remark"), {"remark": "The chair's.", "settled": "1"})
    assert numbers(desk.central.get(OVERVIEW, asked)) == []


def test_what_is_preliminary_and_what_is_invalid_are_counted_apart(db):
    desk = Desk('preliminary = true\nconfirmed_by = "person"')
    desk.enter(desk.aigul)
    publish(protocol("P002"))
    annul("P002")
    told = counts(desk.central.get(OVERVIEW))
    assert (told["Awaiting confirmation"], told["Preliminary"], told["Declared invalid"]) == (1, 1, 1)
    assert told["Published and confirmed"] == 0
    assert numbers(desk.central.get(OVERVIEW, {"show": "preliminary"})) == ["1"]
    assert numbers(desk.central.get(OVERVIEW, {"show": "annulled"})) == ["2"]


def test_a_reviewer_is_shown_polling_stations_of_one_district_with_the_same_figures(desk):
    publish(protocol("P101"), protocol("P201"))
    assert 'id="same-head"' not in desk.central.get("/en/desk/tiny/").content.decode()
    publish(protocol("P202"))
    page = desk.central.get("/en/desk/tiny/").content.decode()
    block = page[page.index('id="same-head"') : page.index("</section>", page.index('id="same-head"'))]
    assert re.findall(r"№ (\w+)</a>", block) == ["0007", "8"]
    assert 'id="same-head"' not in desk.aigul.get("/en/desk/tiny/").content.decode()


def test_a_head_is_told_first_how_the_count_stands_and_where_protocols_are_missing(desk):
    page = desk.central.get("/en/desk/tiny/").content.decode()
    count = page[page.index('id="count-head"') : page.index("</section>", page.index('id="count-head"'))]
    assert "<b>1</b> of 6 protocols are confirmed and published" in count
    assert counts(desk.central.get("/en/desk/tiny/"))["Awaiting a decision"] == 1
    where = re.findall(r'contest=party&amp;within=(\w+)&amp;show=missing">([^<]+)<', count)
    assert where == [("R1", "Almaty region: 2"), ("R2", "Qostanai region: 2")]
    assert 'id="count-head"' not in desk.aigul.get("/en/desk/tiny/").content.decode()


def test_the_queue_says_why_each_protocol_waits_since_when_and_after_whom(desk):
    page = desk.reviewer.get("/en/desk/tiny/").content.decode()
    [why] = [part for part in page.split('<span class="sub">') if "Last step: " in part]
    assert re.match(r"[^<]*differ[^<]* · <b>[^<]+</b> · Last step: [^<]+ · berik</span>", why)


def test_an_area_to_choose_is_named_with_its_region(desk):
    page = desk.central.get(OVERVIEW).content.decode()
    assert re.search(r'<option value="D11">Almaty region · [^<]+</option>', page)


def test_it_is_searched_narrowed_to_an_area_and_sorted(desk):
    assert numbers(desk.central.get(OVERVIEW, {"q": "қостанай"})) == ["0007", "8"]
    assert numbers(desk.central.get(OVERVIEW, {"within": "D12"})) == ["101"]
    assert numbers(desk.central.get(OVERVIEW, {"sort": "newest"}))[0] == "1"
    assert numbers(desk.central.get(OVERVIEW, {"sort": "number"})) == ["1", "2", "0007", "8", "10", "101"]


def test_a_contest_of_one_region_has_only_the_precincts_of_that_region(desk):
    told = counts(desk.central.get(OVERVIEW, {"contest": SINGLE}))
    assert told["All precincts"] == 4


def test_what_does_not_add_up_is_listed_by_how_much_the_largest_difference_first(desk):
    publish(protocol("P101", figures=sound_figures(invalid=400, voters_listed=600)), protocol("P201"))
    shown = desk.central.get(OVERVIEW, {"show": "findings"})
    assert numbers(shown) == ["101", "2"]
    told = re.findall(r"largest difference (\d[^<]+)<", shown.content.decode())
    assert told == [f"{by}, relations that do not hold: {n}" for by, n in (("380", 2), ("1", 1))]
    assert numbers(desk.central.get(OVERVIEW, {"show": "findings", "sort": "place"})) == ["2", "101"]
    assert numbers(desk.central.get(OVERVIEW, {"sort": "difference"})) == ["101", "2", "1", "10", "0007", "8"]
    answer = desk.central.get("/en/desk/tiny/overview.csv", {"sort": "difference"})
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))[:3]
    told = [(row["area_id"], row["broken_relations"], row["largest_difference"]) for row in rows]
    assert told == [("P101", "2", "380"), ("P002", "1", "1"), ("P001", "", "")]


def test_an_order_by_what_does_not_add_up_is_offered_where_something_does_not(desk):
    offered = "largest difference first"
    assert offered in desk.central.get(OVERVIEW).content.decode()
    assert offered not in desk.central.get(OVERVIEW, {"contest": SINGLE}).content.decode()


def test_it_says_who_is_waited_for_and_who_acted_last_and_no_figure(desk):
    # The page's own text: a token of its forms may have any digits.
    page = read_page(desk.reviewer.get(OVERVIEW, {"show": "decision"})).one("main").text
    assert "a reviewer decides" in page and "berik" in page
    for figure in ("370", "371", "1,010"):
        assert figure not in page


def test_a_reviewer_sees_their_own_part_of_the_country(desk):
    assert "0007" not in numbers(desk.reviewer.get(OVERVIEW))
    assert counts(desk.reviewer.get(OVERVIEW))["All precincts"] == 4


@pytest.mark.parametrize("who", ["aigul", "chair", "administrator"])
def test_who_looks_after_nothing_has_no_overview(desk, who):
    for there in (OVERVIEW, PROGRESS, "/en/desk/tiny/overview.csv"):
        assert getattr(desk, who).get(there).status_code == 403


@pytest.mark.parametrize("asked", [{"show": "x"}, {"sort": "x"}, {"contest": "x"}])
def test_what_does_not_exist_is_not_found(desk, asked):
    assert desk.central.get(OVERVIEW, asked).status_code == 404


def test_an_auditor_changes_nothing_but_sees_the_whole(desk):
    answer = desk.auditor.get(OVERVIEW)
    assert len(numbers(answer)) == 6
    page = desk.auditor.get(address(step="done")).content.decode()
    assert "Decide the differences" not in page and "Where it stands" in page


def test_the_number_of_queries_does_not_grow_with_the_precincts(desk):
    def queries(**asked: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert desk.central.get(OVERVIEW, asked).status_code == 200
        return len(seen)

    queries()
    assert queries() <= 20
    assert queries(within="R1") == queries(within="D11") <= 23


def test_the_list_is_printed_whole_and_told_as_a_table(desk, monkeypatch):
    monkeypatch.setattr("hattama.web.protocols.desk.overview_views.PAGE_SIZE", 2)
    assert len(numbers(desk.central.get(OVERVIEW))) == 2
    assert len(numbers(desk.central.get(OVERVIEW, {"print": "1"}))) == 6
    answer = desk.central.get("/en/desk/tiny/overview.csv", {"show": "missing"})
    rows = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))
    assert [row["area_id"] for row in rows] == ["P003", "P101", "P201", "P202"]
    assert {row["state"] for row in rows} == {"expected"}
    assert {row["contest"] for row in rows} == {PARTY}


def test_the_screen_for_the_hall_counts_and_loads_itself_anew(desk):
    page = desk.auditor.get(PROGRESS).content.decode()
    assert "http-equiv" not in page, "only for whoever asks for it"
    page = desk.auditor.get(PROGRESS, {"by-itself": ""}).content.decode()
    assert '<meta http-equiv="refresh" content="30">' in page
    assert "Do not load anew by itself" in page
    assert re.search(r"<b>1</b> of 6 protocols are confirmed and published", page)
    assert "Awaiting a decision" in page
    assert "Almaty region" in page and "Qostanai region" in page
    for figure in ("370", "1,010"):
        assert figure not in page


def test_the_search_comes_first_and_many_contests_are_folded_behind_it(desk, monkeypatch):
    monkeypatch.setattr("hattama.web.kernel.templatetags.hattama_public.MOST_TABS", 1)
    page = desk.central.get(OVERVIEW + "?show=missing&within=R1").content.decode()
    folded = re.findall(r"<details><summary>Other contests \(1\)</summary>.*?</details>", page)
    assert len(folded) == 1
    assert f'href="?contest={SINGLE}&amp;within=R1&amp;show=missing"' in folded[0]
    assert page.index('id="q"') < page.index('class="tabs"') < page.index("filter-list")
    assert f'href="?contest={SINGLE}"' in desk.central.get(PROGRESS).content.decode()
