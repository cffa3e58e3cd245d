"""Two rounds stand as two elections that lead to each other, from the whole to the polling station."""

import pytest
from django.test import Client

from hattama.web.kernel.elections.beside_files import COMPARISONS, put_beside_files
from hattama.web.kernel.elections.open_election import open_election
from hattama.web.kernel.log.advance_log import advance_log
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import AREAS_CSV, ELECTION_TOML, LOADED_AT, load_tiny, open_tiny

pytestmark = pytest.mark.django_db

SECOND = "tiny-2"
LINK = b'[[comparison]]\nelection = "tiny"\ncontest = "single"\n'


@pytest.fixture
def rounds(db: None) -> None:
    """The contest in R1 is held twice; P003 has been closed in between."""
    first = ELECTION_TOML.replace(b'kind = "single_mandate"', b'kind = "president"')
    open_tiny(first, AREAS_CSV)
    second = first.replace(b'kind = "president"', b'kind = "president_second_round"')
    second = second.replace(b'id = "tiny"', b'id = "tiny-2"').replace(b"2023-03-19", b"2023-04-02")
    left = [line for line in AREAS_CSV.splitlines() if not line.startswith(b"P003")]
    load_tiny(second, b"\n".join(left))
    open_election(SECOND, now=LOADED_AT)
    advance_log(SECOND, now=LOADED_AT)
    put_beside_files(SECOND, {COMPARISONS: LINK})


TO_SECOND, TO_FIRST = "Second round, 2 April 2023", "First round, 19 March 2023"


@pytest.mark.usefixtures("rounds")
@pytest.mark.parametrize(
    ("below", "there"),
    [
        ("", "results/single/"),
        ("results/single/", "results/single/"),
        ("a/R1/", "a/R1/"),
        ("a/P001/", "a/P001/"),
    ],
)
def test_each_round_leads_to_the_other(client: Client, below: str, there: str) -> None:
    assert read_page(client.get(f"/en/e/tiny/{below}")).links[TO_SECOND] == f"/en/e/tiny-2/{there}"
    assert read_page(client.get(f"/en/e/tiny-2/{below}")).links[TO_FIRST] == f"/en/e/tiny/{there}"


@pytest.mark.usefixtures("rounds")
def test_no_moment_of_the_first_round_knows_of_the_second(client: Client) -> None:
    assert TO_SECOND not in read_page(client.get("/en/e/tiny/results/single/?size=1")).links
    assert TO_FIRST in read_page(client.get("/en/e/tiny-2/results/single/?size=1")).links


@pytest.mark.usefixtures("rounds")
def test_a_polling_station_that_was_closed_between_rounds_says_so(client: Client) -> None:
    page = read_page(client.get("/en/e/tiny/a/P003/"))
    assert f"{TO_SECOND}: this place is not on its list" in page.text
    assert TO_SECOND not in page.links


@pytest.mark.usefixtures("rounds")
def test_a_contest_of_one_round_names_no_other(client: Client) -> None:
    assert "round," not in read_page(client.get("/en/e/tiny/results/party/")).text


@pytest.mark.usefixtures("rounds")
def test_a_page_is_another_once_a_later_election_says_that_it_is_the_second_round(client: Client) -> None:
    put_beside_files(SECOND, {COMPARISONS: None})
    before = client.get("/en/e/tiny/")
    assert TO_SECOND not in read_page(before).links
    put_beside_files(SECOND, {COMPARISONS: LINK})
    after = client.get("/en/e/tiny/", headers={"If-None-Match": before.headers["ETag"]})
    assert TO_SECOND in read_page(after).links
