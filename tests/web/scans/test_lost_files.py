"""A file that the log names is gone from the store or damaged there: said as such, never as an outage."""

import pytest

from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.stores import content_store
from hattama.web.kernel.stores.content_store import content_path, put_content
from hattama.web.scans.tables import ScanPage
from tests.web.away_store import AwayStore
from tests.web.read_scans import read_without_marks
from tests.web.tiny_election import ELECTION_ID, protocol, publish, scan_of

pytestmark = pytest.mark.django_db

SENTENCES = {
    "kk": "Бұл сайтта ол файл енді жоқ",
    "ru": "На этом сайте файла больше нет",
    "en": "This site no longer has the file",
}


@pytest.fixture
def scan(tiny):
    """The scan of a published protocol, read."""
    scan = scan_of("P001")
    publish(protocol("P001"), scans={("P001", "party"): scan})
    read_without_marks(scan)
    return scan


def lose(sha256: str) -> None:
    content_path(sha256).unlink()


def damage(sha256: str) -> None:
    path = content_path(sha256)
    path.chmod(0o644)
    path.write_bytes(b"damaged")


@pytest.mark.parametrize("harm", [lose, damage])
@pytest.mark.parametrize("language", SENTENCES)
def test_a_lost_scan_is_said_to_be_lost_with_its_hash_in_the_reader_s_language(
    client, scan, harm, language, caplog
):
    harm(scan.pk)
    answer = client.get(f"/scans/{scan.pk}", headers={"accept-language": language})
    said = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (410, "no-store")
    assert "Retry-After" not in answer
    assert SENTENCES[language] in said and scan.pk in said
    assert ("damaged" in said or "бүлінген" in said or "повреждён" in said) == (harm is damage)
    assert scan.pk in caplog.text


@pytest.mark.parametrize("harm", [lose, damage])
def test_a_lost_picture_of_a_page_is_named_by_its_own_hash(client, scan, harm):
    shown = ScanPage.objects.get(scan=scan).shown
    harm(shown)
    for address in ("1.jpg", "1.jpg?small"):
        answer = client.get(f"/scans/{scan.pk}/pages/{address}")
        assert answer.status_code == 410 and shown in answer.content.decode()
    assert client.get("/e/tiny/a/P001/").status_code == 200, "the page of the protocol stands"


def test_a_damaged_scan_of_the_bundle_is_not_handed_out_under_its_hash(client, scan):
    refresh_bundle(ELECTION_ID)
    path = public_store(ELECTION_ID).scan_path(scan.pk)
    address = f"/data/tiny/bundle/scans/{scan.pk[:2]}/{scan.pk}"
    assert client.get(address).status_code == 200
    path.chmod(0o644)
    path.write_bytes(b"damaged")
    assert client.get(address).status_code == 410


def test_while_the_whole_store_is_away_readers_are_told_to_come_again(client, scan, monkeypatch, tmp_path):
    store = AwayStore(tmp_path)
    store.away = True
    monkeypatch.setattr(content_store, "content_home", lambda: store)
    client.raise_request_exception = False
    answer = client.get(f"/scans/{scan.pk}")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_a_file_that_is_put_back_is_shown_again(client, scan):
    data = content_path(scan.pk).read_bytes()
    lose(scan.pk)
    assert client.get(f"/scans/{scan.pk}").status_code == 410
    put_content(data)
    assert client.get(f"/scans/{scan.pk}").status_code == 200
