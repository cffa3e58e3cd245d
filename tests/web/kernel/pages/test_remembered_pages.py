"""A page is made once for each state of the log, and never given out when anything it says has changed."""

import time

import pytest
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hattama.web.kernel.elections.beside_files import TILES, put_beside_files
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.served import Held, record_held
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.pages import remembered_pages
from hattama.web.kernel.pages.election_pages import UndeclaredQuestion, leave_out_other_questions
from hattama.web.kernel.pages.remembered_pages import RememberedAnswer
from hattama.web.kernel.stores import made_files
from hattama.web.scans.tables import ScanPage
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import NIGHT, protocol, publish, scan_of

pytestmark = pytest.mark.django_db

PAGES = ("/", "/e/tiny/", "/e/tiny/a/D11/", "/e/tiny/a/P001/")
FEW = {"/": 1, "/e/tiny/": 1, "/e/tiny/a/D11/": 3, "/e/tiny/a/P001/": 3}
"""Questions for a page that is kept: which elections are open and how far their tables are; of pages that
show scans also what of these was read, and who takes copies in."""


def body(client: Client, address: str, **headers: str) -> str:
    return client.get(address, headers=headers).content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_the_second_reader_is_given_what_was_made_for_the_first(client, night, address):
    first = body(client, address)
    with CaptureQueriesContext(connection) as asked:
        assert body(client, address) == first
    assert len(asked) <= FEW[address]
    assert not any('"definition"' in query["sql"] for query in asked.captured_queries), "137 kB"


@pytest.mark.parametrize("address", PAGES)
def test_whatever_is_published_shows_at_once(client, night, address):
    before = body(client, address)
    publish(protocol("P003"))
    assert body(client, address) != before


def test_a_page_of_a_scan_that_is_read_later_shows_at_once(client, night):
    before = body(client, "/e/tiny/a/P001/")
    ScanPage.objects.create(
        scan=scan_of("P001"), number=1, state="to_a_person", shown="0" * 64, width=10, height=10
    )
    assert body(client, "/e/tiny/a/P001/") != before


def test_what_comes_beside_the_log_shows_at_once(client, night):
    before = client.get("/e/tiny/")
    put_beside_files("tiny", {TILES: b"area_id,column,row,label_en\nR1,0,0,One\nR2,1,0,Two\n"})
    again = client.get("/e/tiny/", headers={"If-None-Match": before["ETag"]})
    assert again.status_code == 200 and again["ETag"] != before["ETag"]


def test_a_page_of_an_earlier_state_is_nobodys_page_of_this_one_and_goes_when_its_file_may_be_made(
    client, night, monkeypatch
):
    monkeypatch.setattr(made_files, "LONG_SECONDS", -1.0)
    monkeypatch.setattr(made_files, "RESTS", 10**9)
    clock = monkeypatch.setattr
    first = client.get("/en/e/tiny/balance/")
    publish(protocol("P201"))
    earlier = client.get("/en/e/tiny/balance/")
    assert "ETag" in first and "ETag" not in earlier, "the file of the balance rests"
    assert client.get("/en/e/tiny/balance/").content == earlier.content, "kept for a moment"
    assert client.get("/en/e/tiny/balance/", headers={"If-None-Match": first["ETag"]}).status_code == 200
    wall, steady = time.time, time.monotonic
    clock(made_files.time, "time", lambda: wall() + made_files.MOST_REST_SECONDS + 1)
    clock(remembered_pages.time, "monotonic", lambda: steady() + remembered_pages.MOST_SECONDS + 1)
    now = client.get("/en/e/tiny/balance/")
    assert now.content != earlier.content and "ETag" in now


@pytest.mark.parametrize("address", ["/en/e/tiny/balance/", "/en/e/tiny/audits/"])
def test_a_page_with_a_part_of_an_earlier_state_says_of_how_many_entries_that_part_is(
    client, night, monkeypatch, address
):
    monkeypatch.setattr(made_files, "LONG_SECONDS", -1.0)
    monkeypatch.setattr(made_files, "RESTS", 10**9)
    before = LogEntry.objects.count()
    assert f"As of {before} entries of the log. Times" in read_page(client.get(address)).text
    publish(protocol("P201"))
    now = LogEntry.objects.count()
    said = f"As of {now} entries of the log, a part of this page still of {before}."
    assert said in read_page(client.get(address)).text
    assert f"As of {now} entries of the log. Times" in read_page(client.get("/en/e/tiny/")).text


def test_each_language_question_and_host_has_its_own_page(client, night):
    assert body(client, "/ru/e/tiny/a/P001/") != body(client, "/en/e/tiny/a/P001/")
    assert body(client, "/e/tiny/?contest=party") != body(client, "/e/tiny/?contest=single")
    assert "http://localhost" in body(client, "/e/tiny/a/P001/", host="localhost")
    assert "http://localhost" not in body(client, "/e/tiny/a/P001/", host="testserver")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_page_on_the_short_road_has_the_bytes_and_headers_of_the_whole_road(
    client, night, address, encoding
):
    asked = {"accept-encoding": encoding}
    client.get(address, headers=asked)
    whole = client.get(address, headers={**asked, "cookie": "theme=dark"})
    short = client.get(address, headers=asked)
    assert isinstance(whole, RememberedAnswer) and not isinstance(short, RememberedAnswer)
    own = ("X-Request-ID",)
    assert {n: v for n, v in short.items() if n not in own} == {
        n: v for n, v in whole.items() if n not in own
    }
    assert short.content == whole.content
    assert {"Content-Security-Policy", "X-Frame-Options", "Permissions-Policy"} <= short.headers.keys()
    assert short.wsgi_request.resolver_match.view_name == whole.wsgi_request.resolver_match.view_name


@pytest.mark.parametrize("headers", [{"cookie": "sessionid=somebody"}, {"if-none-match": "*"}])
def test_whoever_says_more_of_themselves_goes_the_whole_road(client, night, headers):
    for _ in range(2):
        client.get("/e/tiny/")
    answer = client.get("/e/tiny/", headers=headers)
    assert isinstance(answer, RememberedAnswer) or answer.status_code == 304


def test_a_host_that_is_not_the_sites_is_refused_though_the_page_is_kept(client, night):
    for _ in range(2):
        assert client.get("/e/tiny/").status_code == 200
    assert client.get("/e/tiny/", headers={"host": "stranger.example"}).status_code == 400


def test_a_kept_page_is_kept_by_nobody_longer_once_figures_differ_from_the_log(client, night):
    for _ in range(2):
        assert "Hattama-Differs" not in client.get("/e/tiny/")
    record_held("tiny", Held(NIGHT, 1.0, ("KZ",)))
    for _ in range(2):
        assert client.get("/e/tiny/")["Hattama-Differs"] == "tiny"


def test_the_home_page_is_that_of_an_election_that_opens_later(client, night):
    before = [body(client, "/") for _ in range(2)]
    ElectionRow.objects.update(opened_at=None)
    assert body(client, "/") != before[-1]


def test_how_many_roads_are_known_has_a_bound(client, night, monkeypatch):
    monkeypatch.setattr(remembered_pages, "MOST_ROADS", 3)
    for question in range(6):
        client.get(f"/e/tiny/?other={question}")
    client.get(f"/e/tiny/?other={'7' * remembered_pages.LONGEST_ADDRESS}")
    assert len(remembered_pages._roads) == 3


def test_while_the_database_is_away_a_kept_page_says_so_in_its_language(night):
    client = Client(raise_request_exception=False)
    for _ in range(2):
        client.get("/en/e/tiny/")

    def away(*_: object) -> None:
        raise OperationalError("gone")

    with connection.execute_wrapper(away):
        answer = client.get("/en/e/tiny/")
    assert answer.status_code == 503
    assert "cannot reach its database" in answer.content.decode()


def test_what_is_kept_has_a_bound(client, night, monkeypatch):
    page = len(body(client, "/e/tiny/a/P001/").encode())
    remembered_pages.forget_pages()
    monkeypatch.setattr(remembered_pages, "MOST_BYTES", 2 * page)
    for address in ("/e/tiny/a/P001/", "/ru/e/tiny/a/P001/", "/en/e/tiny/a/P001/", *PAGES):
        client.get(address)
    assert sum(kept.size for kept in remembered_pages._kept.values()) <= 2 * page


@pytest.mark.parametrize(("took", "held"), [(0.001, 1), (0.01, 1), (0.035, 4), (3.0, 5)])
def test_what_took_long_to_make_is_held_longer_by_a_proxy_but_never_long(took, held):
    page = remembered_pages.RememberedPage(b"page", b"", (), took)
    assert page.held == held
    assert remembered_pages.RememberedAnswer(page).headers["X-Accel-Expires"] == str(held)


def test_a_page_that_is_not_there_is_not_kept(client, night):
    assert client.get("/e/tiny/a/P999/").status_code == 404
    assert not remembered_pages._kept


def test_a_page_that_reads_a_question_it_does_not_declare_is_a_fault_and_not_deaf(night, rf):
    for address in ("/e/tiny/about-it/", "/e/tiny/about-it/?first=1"):
        request = rf.get(address)
        leave_out_other_questions(request, ("page",))
        assert request.GET.get("page", "1") == "1"
        with pytest.raises(UndeclaredQuestion):
            request.GET.get("first")
