"""What had not been received at a moment that has passed: by the clock, or by the size of the log."""

import datetime

import pytest
from django.test import Client

from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, below
from hattama.web.kernel.log import publish_entries
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published import browsing
from hattama.web.kernel.published import missing as missing_then
from hattama.web.kernel.published.missing import count_missing, list_missing, log_size_at
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from tests.web.kernel.pages.reading import read_page
from tests.web.prepared import built_on_tiny
from tests.web.tiny_election import ELECTION_ID, LOADED_AT, NIGHT, PARTY, annul, protocol, publish

pytestmark = pytest.mark.django_db

LATER = NIGHT + datetime.timedelta(minutes=20)
ALL = ["No. 1", "No. 2", "No. 10", "No. 101", "No. 7", "No. 8"]


@built_on_tiny
def received() -> None:
    """P001 at half past eleven, P002 twenty minutes later; then the first is annulled."""
    publish(protocol("P001"))
    publish(protocol("P002"), now=LATER)
    annul("P001")


def missing(client: Client, question: str) -> list[str]:
    page = read_page(client.get(f"/en/e/tiny/missing/?{question}"))
    return [item.all("a")[0].text[16:] for feed in page.all("ul", cls="feed") for item in feed.all("li")]


def test_the_list_is_the_one_of_the_moment_asked_of(client: Client, received: ElectionRow) -> None:
    assert missing(client, "at=2023-03-19T23:29") == ALL
    assert missing(client, "at=2023-03-19T23:30") == ALL[1:]
    assert missing(client, "at=2023-03-19T23:49") == ALL[1:]
    assert missing(client, "at=2023-03-19T23:50") == ALL[2:]
    assert missing(client, "") == ALL[2:]


def test_a_moment_may_name_its_own_zone(client: Client, received: ElectionRow) -> None:
    assert missing(client, "at=2023-03-19T17:49:00%2B00:00") == ALL[1:]


def test_the_list_can_be_asked_of_a_size_of_the_log(client: Client, received: ElectionRow) -> None:
    first = LogEntry.objects.filter(kind="protocol").order_by("index")[0].index
    assert missing(client, f"size={first}") == ALL
    assert missing(client, f"size={first + 1}") == ALL[1:]
    assert missing(client, f"size={first + 2}&area=D11") == ["No. 10"]


@pytest.mark.parametrize("page", ["missing/?contest=party&area=R1", "results/party/", "a/R1/results/party/"])
def test_figures_that_are_cited_are_found_again_when_the_log_has_moved_on(
    client: Client, received: ElectionRow, page: str
) -> None:
    at = f"/en/e/tiny/{page}"
    links = read_page(client.get(at)).links
    [cited] = [address for words, address in links.items() if words.startswith("To cite")]
    before = read_page(client.get(cited)).one("main").text
    assert str(load_log_size(received)) in before
    publish(protocol("P003"))
    assert read_page(client.get(cited)).one("main").text == before
    assert cited not in read_page(client.get(at)).links.values()


def test_the_page_says_of_which_moment_it_speaks(client: Client, received: ElectionRow) -> None:
    page = read_page(client.get("/en/e/tiny/missing/?at=2023-03-19T23:30&area=D11"))
    assert "As it stood when the log held so many entries: 4." in page.text
    assert page.one("ul", cls="tabs").links == {
        "Single-mandate district": "?contest=single&area=D11&at=2023-03-19T23%3A30"
    }


@pytest.mark.parametrize("question", ["at=noon", "at=0001-01-01T00:00", "size=-1", "size=999", "size=%D9%A3"])
def test_a_moment_that_is_none_is_not_found(client: Client, received: ElectionRow, question: str) -> None:
    assert client.get(f"/en/e/tiny/missing/?{question}").status_code == 404


def test_before_the_log_began_it_held_nothing(tiny: ElectionRow) -> None:
    assert log_size_at(tiny, LOADED_AT - datetime.timedelta(days=1)) == 0


def test_a_clock_that_ran_ahead_hides_nothing_of_what_came_when_it_was_right(tiny: ElectionRow) -> None:
    before = load_log_size(tiny)
    import_protocols(tiny, [Incoming(protocol("P001"))], now=NIGHT)
    advance_log(ELECTION_ID, now=NIGHT + datetime.timedelta(hours=2))
    for minutes, area in ((5, "P002"), (10, "P003"), (15, "P201")):
        publish(protocol(area), now=NIGHT + datetime.timedelta(minutes=minutes))
    sizes = [log_size_at(tiny, NIGHT + datetime.timedelta(minutes=at)) - before for at in (-1, 1, 6, 11, 30)]
    assert sizes == [0, 1, 2, 3, 4]


def test_lists_and_counts_of_every_size_follow_from_kept_totals(
    tiny: ElectionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (publish_entries, missing_then):
        monkeypatch.setattr(module, "STRETCH", 2)
    monkeypatch.setattr(browsing, "MANY", 0)
    for number, area in enumerate(("P201", "P001", "P003", "P002")):
        publish(protocol(area), now=NIGHT + datetime.timedelta(minutes=number))
    contest = load_definition(tiny).election.contest(PARTY)
    units = list(AreaRow.objects.filter(election=tiny, kind="unit").order_by("pk"))
    came = list(LogEntry.objects.filter(kind="protocol").values_list("index", "act__area__code"))
    for size in range(came[-1][0] + 2):
        here = {area for index, area in came if index < size}
        for unit in units:
            rows = AreaRow.objects.filter(below(unit)).exclude(kind="unit").order_by("pk")
            held = [row.code for row in rows if row.code not in here]
            listed = list_missing(tiny, contest, unit, size, stop=99)
            assert [row.code for row in listed] == held
            assert count_missing(tiny, contest, unit, size) == len(held)
