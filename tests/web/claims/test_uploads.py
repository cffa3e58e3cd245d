"""A table of many areas: laid beside the sums first, then in the log whole, or nothing of it."""

import hashlib
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from hattama.web.claims.tables import PublishedClaim
from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.log.tables import Act
from tests.web.kernel.pages.reading import read_page
from tests.web.tiny_election import PARTY, protocol, publish

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = f"/en/desk/tiny/claims/{PARTY}/table"
FINAL = {"stage": "final", "action": "review"}


@pytest.fixture
def head(log_in) -> Client:
    return log_in(Role.TERRITORIAL_HEAD, "R1")


def filled(client: Client, **figures: dict[str, object]) -> bytes:
    """The blank table with these figures by area."""
    blank = load_workbook(io.BytesIO(client.get(ADDRESS, {"blank": "1"}).content)).active
    rows = [list(row) for row in blank.iter_rows(values_only=True)]
    columns = {code: place for place, code in enumerate(rows[1])}
    for row in rows[2:]:
        row += [None] * (len(columns) - len(row))
        for code, figure in figures.get(row[0], {}).items():
            row[columns[code]] = figure
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def file_of(data: bytes, name: str = "sums.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_it_is_shown_beside_the_sums_and_then_published_whole(head: Client) -> None:
    publish(protocol("P001"), protocol("P002"))
    data = filled(
        head,
        R1={"votes[dala]": 1, "stated_at": "20.03.2023 06:15"},
        D11={"votes[dala]": "1 000 000", "invalid": 0},
    )
    page = read_page(head.post(ADDRESS, FINAL | {"table": file_of(data)}))
    assert "Areas in the table: 2; of them differ from sums: 2." in page.text
    assert not PublishedClaim.objects.exists()
    hidden = {one.attributes["name"]: one.attributes["value"] for one in page.all("input", type="hidden")}
    sent = head.post(ADDRESS, hidden | {"action": "submit"})
    assert sent["Location"] == f"/en/e/tiny/results/{PARTY}/claims/"
    rows = {row.area.code: row for row in PublishedClaim.objects.all()}
    assert {code: row.figures for code, row in rows.items()} == {
        "R1": {"votes[dala]": 1},
        "D11": {"votes[dala]": 1000000, "invalid": 0},
    }
    assert {row.document_sha256 for row in rows.values()} == {hashlib.sha256(data).hexdigest()}
    assert rows["R1"].stated_at.isoformat() == "2023-03-20T00:15:00+00:00"
    acts = Act.objects.filter(kind="claim")
    assert {(act.role, act.actor.username) for act in acts} == {
        ("territorial_head", "territorial_head-of-R1")
    }


def test_one_wrong_cell_or_a_foreign_area_and_nothing_is_taken(head: Client) -> None:
    heading = b"area_id,invalid\n"
    mapping = f"[protocol]\narea = 'area_id'\ncontest = {{ constant = '{PARTY}' }}\n"
    mapping += "[figures]\ninvalid = 'invalid'\n"
    for row, told in (
        (b"R1,-4\n", "row 2"),
        (b"R2,4\n", "row 2: R2 is not an area of which you state this table"),
        (b"P001,4\n", "row 2"),
    ):
        table = file_of(heading + row, "sums.csv")
        answer = head.post(ADDRESS, FINAL | {"action": "submit", "mapping": mapping, "table": table})
        assert answer.status_code == 400
        assert told in read_page(answer).text and "sums.csv" in read_page(answer).text
    good = file_of(heading + b"R1,4\n", "sums.csv")
    unsaid = head.post(ADDRESS, {"action": "submit", "mapping": mapping, "table": good})
    assert "Say whether these results are preliminary or final." in read_page(unsaid).text
    large = head.post(ADDRESS, FINAL | {"table": file_of(b"x" * 600_000)})
    assert "at most 500 kB" in read_page(large).text
    assert "Choose a table." in read_page(head.post(ADDRESS, FINAL | {"held": "%%%"})).text
    assert not PublishedClaim.objects.exists()
