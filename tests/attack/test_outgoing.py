"""Nothing of ours asks an address that somebody else chose: who opens the network, and how far it goes.

What becomes of redirects, of endless and of slow answers is tried against real servers in
tests/web/kernel/log/test_witnesses.py and tests/cli/mirror/test_hostile.py.
"""

import ast
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hattama.cli.mirror.origin import Origin
from hattama.core.transparency_log import PolicyWitness
from hattama.fetching import AddressRefused
from hattama.web.kernel.log import witnesses
from tests.core.transparency_log.signers import witness

SOURCE = Path(__file__).resolve().parents[2] / "src/hattama"
OPENERS = {
    "http.client",
    "urllib.request",
    "socket",
    "ssl",
    "requests",
    "urllib3",
    "httpx",
    "aiohttp",
    "boto3",
}
ALLOWED = {
    "fetching/bounded.py": "the one client: the addresses of witnesses.toml, and one on a command line",
    "cli/mirror/origin.py": "the names of what goes wrong on the way",
    "cli/witness/exchange.py": "the same",
    "cli/site/check_site.py": "the same",
    "web/scans/fetch_scans.py": "the same; asked at the operator's command",
    "web/notices/webhooks.py": "the same; asked by the worker, on the public network alone",
    "web/kernel/log/witnesses.py": "the same",
    "web/kernel/commands/signers.py": "the Unix socket of the signer",
    "web/operations/commands/serving.py": "its own address, to see that it serves",
}
ELSEWHERE = ("web/operations/", "web/kernel/stores/", "web/kernel/log/", "web/kernel/commands/")
"""Rooms of the operator's machine, in which a module may open what the settings name."""


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name in OPENERS or name.split(".")[0] in OPENERS - {"http.client"}}


def test_pages_formats_and_the_core_open_no_network() -> None:
    """No address in a form, in a file or in a log is ever asked: there is nothing there to ask with."""
    openers = {
        str(path.relative_to(SOURCE)): sorted(_imports(path))
        for path in SOURCE.rglob("*.py")
        if _imports(path)
    }
    strange = {name for name in openers if name not in ALLOWED and not name.startswith(ELSEWHERE)}
    assert strange <= {"cli/witness/command.py"}, {name: openers[name] for name in strange}
    assert ALLOWED.keys() <= openers.keys()


@pytest.mark.parametrize(
    "url",
    [
        *(
            "file:///etc/passwd",
            "ftp://example.org/x",
            "gopher://example.org/",
            "data:text/plain,x",
            "//x",
            "x",
        ),
        *("http://", "http://user:secret@example.org/", "http://example.org/?q", "http://example.org:99999/"),
    ],
)
def test_only_plain_addresses_of_http_are_mirrored_or_witnessed(url: str) -> None:
    with pytest.raises(AddressRefused):
        Origin(url, most_bytes=1)
    with pytest.raises(witnesses.WitnessesMalformed):
        witnesses.parse_witnesses(settings_naming(url))


def test_a_plain_address_is_taken() -> None:
    assert Origin("https://example.org/log", most_bytes=1).url == "https://example.org/log"
    assert witnesses.parse_witnesses(settings_naming("https://example.org/w")) is not None


def settings_naming(url: str) -> bytes:
    key = witness("witness.example.org/w1").key.vkey()
    return f'quorum = 1\n\n[[witness]]\nname = "w"\nvkey = "{key}"\nurl = "{url}"\n'.encode()


@pytest.fixture
def pointing_elsewhere() -> Iterator[tuple[str, list[str]]]:
    """A server that sends everybody on to another of its addresses, and writes down what it was asked."""
    asked: list[str] = []

    class Pointing(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/secret")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pointing)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_a_witness_that_points_elsewhere_is_not_followed(pointing_elsewhere: tuple[str, list[str]]) -> None:
    url, asked = pointing_elsewhere
    held = PolicyWitness("w", witness("witness.example.org/w1").key, url)
    with pytest.raises(witnesses.NotCosigned, match="status 302"):
        witnesses.fetch_held(held, "log.example.org/test")
    assert len(asked) == 1 and "/secret" not in asked
