"""The page of the camera from outside: what it takes, what it answers, and what may be kept in a browser."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hattama.web.kernel.accounts.roles import Role
from hattama.web.kernel.languages.script_words import script_words
from hattama.web.kernel.log.tables import Act
from hattama.web.kernel.published.tables import PublishedScan
from tests.journeys.fake_camera import jpeg, paper_picture
from tests.web.desk_clients import address, typed
from tests.web.kernel.pages.reading import read_page
from tests.web.protocols.desk.life_desk import Desk
from tests.web.tiny_election import picture, protocol, publish, scan_of

pytestmark = pytest.mark.django_db

STATIC = Path(settings.STATICFILES_DIRS[0])
CAMERA = STATIC / "desk" / "camera"


def send(
    client: Client, data: bytes | None, area_id: str = "P001", accept: str = "application/json", **more: str
):
    files = {} if data is None else {"scan": SimpleUploadedFile("picture", data, "image/jpeg")}
    return client.post(address(area_id, step="scan/"), files | more, headers={"accept": accept})


def scans() -> int:
    return PublishedScan.objects.count()


def test_a_picture_is_published_beside_its_protocol_and_sent_twice_it_is_one(typist):
    publish(protocol("P001"))
    assert send(typist, picture()).json() == {"state": "arrived", "said": ""}
    assert send(typist, picture()).json() == {"state": "arrived", "said": ""}
    assert (scans(), Act.objects.filter(kind="scan").count()) == (1, 1)


def test_a_picture_that_comes_before_the_figures_is_held_for_their_form(typist):
    assert send(typist, picture()).json()["state"] == "held"
    assert "Received and kept:" in typist.get(address()).content.decode()
    assert typist.post(address(), typed()).status_code == 302
    assert scans() == 1
    assert send(typist, picture()).json()["state"] == "arrived"


def test_a_picture_of_a_protocol_that_is_entered_once_is_kept_with_it(db):
    desk = Desk("entries = 2")
    desk.enter(desk.aigul)
    assert send(desk.aigul, picture()).json()["state"] == "arrived"
    assert (scans(), Act.objects.filter(kind="protocol").count()) == (0, 0)
    read_back = desk.berik.post(address(), typed() | {"action": "submit"})
    assert read_back.status_code == 302, "nobody is asked why no scan comes"
    assert scans() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "Choose a file first."),
        (b"<svg/>", "is not JPEG, PNG, TIFF or PDF"),
        (picture(2), "This very file is the scan of precinct No. 2 already."),
    ],
)
def test_what_is_refused_says_why_to_the_script_and_to_a_person(typist, data, words):
    publish(protocol("P001"), protocol("P002"), scans={("P002", "party"): scan_of("P002", shade=2)})
    answer = send(typist, data)
    assert answer.status_code == 400
    assert answer.json()["state"] == "refused" and words in answer.json()["said"]
    assert words in send(typist, data, accept="text/html").content.decode()
    assert scans() == 1


def test_the_paper_of_another_precinct_arrives_and_is_one_scan_however_often_it_is_sent(typist):
    publish(protocol("P001"))
    of_another = jpeg(paper_picture("P002"))
    assert [send(typist, of_another).json()["state"] for _ in range(2)] == ["arrived", "arrived"]
    assert scans() == 1


def test_without_javascript_the_form_sends_and_leads_on(typist):
    held = send(typist, picture(), accept="text/html")
    assert (held.status_code, held.url) == (302, address())
    publish(protocol("P002"))
    arrived = send(typist, picture(3), "P002", accept="text/html")
    assert (arrived.status_code, arrived.url) == (302, address("P002", step="done"))
    form = read_page(typist.get(address(step="scan/"))).one("form", enctype="multipart/form-data")
    assert form.attributes["action"] == address(step="scan/")


def test_who_has_no_part_in_the_precinct_sends_nothing(log_in):
    assert send(log_in(Role.TYPIST, "P002"), picture()).status_code == 403
    assert send(Client(), picture()).status_code == 302


class TestWhatTheBrowserKeeps:
    def test_the_page_for_a_night_without_a_network_names_nobody(self, typist):
        shell = typist.get("/en/desk/camera.html")
        text = shell.content.decode()
        assert shell.status_code == 200 and "data-camera" in text
        assert "csrfmiddlewaretoken" not in text and "data-key" not in text and "Log out" not in text
        assert (
            "sessionid" not in shell.cookies and shell.content == Client().get("/en/desk/camera.html").content
        )

    @pytest.mark.parametrize("language", ["", "/ru", "/en"])
    def test_the_script_keeps_the_pages_for_such_a_night_and_static_files_alone(self, client, tiny, language):
        worker = client.get(f"{language}/desk/camera-worker.js")
        assert worker.headers["Content-Type"].startswith("text/javascript")
        files = json.loads(re.search(r"const FILES = (\[.*\]);", worker.content.decode())[1])
        assert files[:2] == [f"{language}/desk/camera.html", f"{language}/desk/offline.html"]
        assert all(client.get(file).status_code == 200 for file in files[:2])
        assert all(file.startswith("/static/") for file in files[2:])

    def test_every_file_that_the_page_loads_is_among_them(self, client, tiny):
        worker = client.get("/desk/camera-worker.js").content.decode()
        page = read_page(client.get("/desk/camera.html"))
        loaded = {link.attributes["href"] for link in page.all("link", rel="stylesheet")}
        loaded |= {script.attributes["src"] for script in page.all("script", type="module")}
        for name in ("page.js", "sender.js", "queue.js", "paper.js"):
            found = re.findall(r'(?:from|import\()\s*"\./([^"]+)"', (CAMERA / name).read_text())
            loaded |= {f"/static/desk/camera/{other}" for other in found}
        assert len(loaded) > 8
        assert [file for file in sorted(loaded) if f'"{file}"' not in worker] == []


def test_every_sentence_that_the_script_says_is_written_and_none_is_idle():
    named = set(re.findall(r"words\.([a-z_]+)", (CAMERA / "page.js").read_text()))
    warned = set(re.findall(r'told\.push\("([a-z]+)"\)', (CAMERA / "quality.js").read_text()))
    troubles = set(re.findall(r'"(offline|signed_out|refused_all)"', (CAMERA / "sender.js").read_text()))
    states = {"taken", "waiting", "sending", "held", "arrived", "refused", "unreadable"}
    told = {f"state_{state}" for state in states}
    assert named - {"state_"} | warned | troubles | told == set(script_words("hattama.web.camera"))


def test_the_reader_of_codes_is_the_one_that_was_published_byte_for_byte():
    manifest = (CAMERA / "qr" / "MANIFEST.txt").read_text().splitlines()[1:]
    told = {name: digest for digest, name in (line.split() for line in manifest)}
    assert {"decode.js", "index.js", "LICENSE"} == set(told)
    for name, digest in told.items():
        assert hashlib.sha256((CAMERA / "qr" / name).read_bytes()).hexdigest() == digest
