"""Thousands of candidates in one table: refused whole while anything is faulty, then taken in at once."""

import os
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hattama.web.registers.tables import OpenedText, PublishedRecord, RegisterEntry
from tests.web.kernel.pages.reading import read_page
from tests.web.protocols.life.people import everybody

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/en/desk/tiny/registers/candidates/"
CANDIDATES = 5000 if os.environ.get("HATTAMA_ENDURANCE") == "1" else 1000
MAPPING = """
[import]
register = "candidates"
edition = "2023"
kind = "candidate"
source = "commission"
time_zone = "Asia/Almaty"
record = "Code"

[fields]
name = "Name"
sex = "Sex"
nominated_on = "Nominated"
area = "Place"

[patterns]
nominated_on = "%d.%m.%Y"
"""


def table(**changed: str) -> str:
    rows = [
        f"candidate-{n:05},Үлгі {n},{'female' if n % 3 else 'male'},0{n % 9 + 1}.02.2023,P00{n % 3 + 1}"
        for n in range(CANDIDATES)
    ]
    for number, row in changed.items():
        rows[int(number.removeprefix("row_"))] = row
    return "\n".join(["Code,Name,Sex,Nominated,Place", *rows, ""])


@pytest.fixture
def people(tiny):
    return everybody()


def send(client, text: str):
    file = SimpleUploadedFile("candidates.csv", text.encode(), "text/csv")
    asked = {"table": file, "mapping": MAPPING, "token": "0123456789abcdef" * 2, "action": "submit"}
    return client.post(f"{HERE}take_in/", asked)


def test_a_table_of_thousands_is_refused_whole_with_every_fault_and_then_taken_in_whole(people, client):
    client.force_login(people.head)
    nameless, strange = f"{'x' * 70},A,female,01.02.2023,P001", "one-more,A,other,31.02.2023,P009"
    faulty = send(client, table(row_10=nameless, row_400=strange, row_401="candidate-00000,A,male,,P001"))
    page = " ".join(read_page(faulty).text.split())
    assert faulty.status_code == 400 and "Faults: 5. Nothing was taken in." in page
    assert not RegisterEntry.objects.exists() and not OpenedText.objects.exists()
    begun = time.process_time()
    assert send(client, table()).status_code == 200
    assert PublishedRecord.objects.count() == OpenedText.objects.count() == CANDIDATES
    # Four times what it takes: who waits for the log waits for little.
    assert time.process_time() - begun < CANDIDATES / 100


def test_a_table_that_was_mended_and_sent_by_the_same_form_again_adds_what_is_new(people, client):
    client.force_login(people.head)
    few = "\n".join(table().splitlines()[:3])
    assert send(client, few).status_code == 200
    assert send(client, few.replace(",male,", ",female,")).status_code == 200
    assert RegisterEntry.objects.filter(record_id="candidate-00000").count() == 2
    assert OpenedText.objects.filter(record_id="candidate-00000").count() == 1
