"""ODK's own engine fills a form in and sends it over a network that drops what it likes: it arrives once."""

import gzip
import hashlib
import json
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from hattama.web.kernel.stores.content_store import get_content
from hattama.web.observation.tables import SentFile, SentForm
from tests.formats.test_xforms import FORM
from tests.real import PATIENCE, do_without
from tests.web.observation.organisation import form, organisation, telephone

pytestmark = pytest.mark.django_db(transaction=True)
HERE = Path(__file__).parent / "odk"
BUILD = Path(__file__).parents[3] / "build" / "odk"
MORE = """|  | text | why | Неге? | Почему? | ${announced} = 'yes' | |
|  | image | photo1 | Сурет | Фото | | |
|  | image | photo2 | Сурет | Фото | | |
|  | image | photo3 | Сурет | Фото | | |
|  | audit | audit"""


@pytest.fixture(scope="session")
def engine() -> Path:
    """A folder with the client and ODK's engine, as the lock beside it says."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        do_without("no Node, in which ODK's engine runs (sudo apt-get install nodejs npm)")
    lock = (HERE / "package-lock.json").read_bytes()
    folder = BUILD / hashlib.sha256(lock).hexdigest()[:16]
    if not (folder / "node_modules" / ".package-lock.json").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit", "dev"]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=5 * PATIENCE, check=False
        )
        if done.returncode != 0:
            do_without(f"ODK's engine cannot be fetched: {done.stderr[-300:]}")
    shutil.copy(HERE / "client.mjs", folder)
    return folder


class BadNetwork:
    """A network before the server: of each four connections one breaks while the request is sent, and one
    when the server has answered and nobody has heard it."""

    def __init__(self, server: tuple[str, int]) -> None:
        self.server = server
        self.lost = {"requests": 0, "answers": 0}
        self._count = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                telephone, _ = self._socket.accept()
            except OSError:
                return
            self._count += 1
            with telephone:
                self._carry(telephone, self._count % 4)

    def _carry(self, telephone: socket.socket, fate: int) -> None:
        telephone.settimeout(5)
        request = _whole(telephone)
        with socket.create_connection(self.server, timeout=PATIENCE) as server:
            if fate == 1:
                self.lost["requests"] += 1
                server.sendall(request[: max(1, len(request) // 2)])
                return
            server.sendall(request)
            answer = b""
            while part := server.recv(65536):
                answer += part
        if fate == 2:
            self.lost["answers"] += 1
            return
        telephone.sendall(answer)


def _whole(telephone: socket.socket) -> bytes:
    """A request with its body, asked to be the last of its connection."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += telephone.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    chunked = any(line.lower().startswith(b"transfer-encoding:") for line in lines)
    while len(body) < length:
        body += telephone.recv(65536)
    while chunked and not body.endswith(b"0\r\n\r\n"):
        body += telephone.recv(65536)
    if chunked:
        # As nginx does before the site: what comes in chunks goes on with its length.
        body = _joined(body)
        lines = [line for line in lines if not line.lower().startswith(b"transfer-encoding:")]
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join([*lines, b"Connection: close", b"", b""]) + body


def _joined(chunks: bytes) -> bytes:
    body = b""
    while True:
        size, _, chunks = chunks.partition(b"\r\n")
        if not int(size, 16):
            return body
        body, chunks = body + chunks[: int(size, 16)], chunks[int(size, 16) + 2 :]


def test_the_engine_that_the_site_serves_is_that_of_the_lock_byte_for_byte(engine):
    theirs = engine / "node_modules/@getodk/xforms-engine/dist/index.js"
    assert Path(str(finders.find("field/xforms-engine/index.js"))).read_bytes() == theirs.read_bytes()
    assert len(gzip.compress(theirs.read_bytes(), 9)) < 600_000, "what a telephone fetches once"


def test_the_page_sends_files_in_pieces_that_a_bad_network_can_repeat_and_leaves_none_out(engine):
    sender = Path(str(finders.find("field/sender.js"))).as_uri()
    script = f"""import {{ piecesOf }} from "{sender}";
    const files = (sizes) => sizes.map((size) => ({{ size }}));
    const sent = (sizes) => piecesOf(files(sizes), 10).map((piece) => piece.map((one) => one.size));
    console.log(JSON.stringify([[], [4, 6, 1], [30, 2, 8], [3, 30]].map(sent)));"""
    command = ["node", "--experimental-default-type=module", "--input-type=module", "-e", script]
    done = subprocess.run(command, cwd=engine, capture_output=True, text=True, timeout=PATIENCE, check=True)
    whole = [[[]], [[4, 6], [1]], [[30], [2, 8]], [[3], [30]]]
    assert json.loads(done.stdout) == whole, "answers alone are a piece, too"


def test_odks_engine_fills_a_kazakh_form_and_nothing_is_lost_or_doubled_on_a_bad_network(
    tiny, engine, live_server
):
    alma = organisation()
    form(alma, FORM.replace("|  | audit | audit", MORE))
    phone = telephone(alma, language="kk")
    network = BadNetwork((live_server.thread.host, live_server.thread.port))
    try:
        done = subprocess.run(
            ["node", "client.mjs", f"http://127.0.0.1:{network.port}/field/{phone.token}"],
            cwd=engine,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    finally:
        network.close()
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["label"] == "Жарияланды ма?"
    assert said["violations"] == 1, "a required answer was lacking"
    assert said["pieces"] == 3 and said["statuses"] == [202, 202, 201]
    assert "Қабылданды" in said["message"]
    assert network.lost["requests"] > 1 and network.lost["answers"] > 1

    sent = SentForm.objects.get()
    assert bytes(sent.xml).decode() == said["xml"]
    assert sent.answers["announced"] == "no" and sent.area.code == "P001"
    assert "why" not in sent.answers, "what is not relevant is not said"
    kept = SentFile.objects.filter(sent=sent)
    assert {file.name: file.sha256 for file in kept} == said["files"]
    assert len(kept) == 3
    for file in kept:
        assert hashlib.sha256(get_content(file.sha256)).hexdigest() == file.sha256
