"""Sites to copy from: a bundle in memory behind real HTTP, which may misbehave; two histories of a log."""

import copy
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from hattama.cli.main import main
from hattama.cli.mirror.contents import Contents
from hattama.core.transparency_log import canonical_bytes
from hattama.verification.scans import scan_path
from tests.verification.made_bundle import Files, Signer
from tests.verification.made_log import make_foundation
from tests.verification.made_night import SCANS, Body, Night, eventful_night, remake

Answer = tuple[int, dict[str, str], bytes]


class _Quiet(ThreadingHTTPServer):
    """A server whose clients may vanish at any moment."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Not a word of it."""


class Site:
    """A bundle at an address of this machine. `answer` may be replaced; `asked` are the paths, in order."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.asked: list[str] = []
        self.answer: Callable[[str], Answer] = self.behave
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # One write an answer: head and body apart would each wait for the other side.
            wbufsize = -1

            def do_GET(self) -> None:
                path = self.path.removeprefix("/data/bundle/")
                site.asked.append(path)
                status, headers, body = site.answer(path)
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(body))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = _Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/data/bundle/"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def behave(self, path: str) -> Answer:
        """The file, or 404."""
        if path not in self.files:
            return 404, {}, b"not here"
        return 200, {}, self.files[path]

    def close(self) -> None:
        """Answer nobody any more."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def site(files: Files) -> Iterator[Site]:
    """A site for the time of a block."""
    made = Site(Files(files))
    try:
        yield made
    finally:
        made.close()


def mirror(address: str | Site, *words: object) -> int:
    """Run `hattama mirror`; its exit code. Messages are English unless `--lang` says otherwise."""
    url = address.url if isinstance(address, Site) else address
    told = [str(word) for word in words]
    return main(["mirror", url, *told, *([] if "--lang" in told else ["--lang", "en"])])


FOUNDATION = make_foundation(10, 2)
SIGNER = Signer()


def night(entries: int | None = None, *, closed: bool = False) -> list[Body]:
    """The bodies of an eventful night, or as many of the first of them."""
    made = eventful_night(FOUNDATION, SIGNER)
    if closed:
        made.close()
    return made.bodies[:entries]


def bundle_of(bodies: list[Body]) -> Files:
    """The bundle of such a log, with its tables and the scans that it shows."""
    files = remake(FOUNDATION, bodies, SIGNER)
    shown = Contents()
    shown.take((index, canonical_bytes(body)) for index, body in enumerate(bodies))
    for scan in SCANS:
        sha256 = hashlib.sha256(scan).hexdigest()
        if sha256 in shown.scans():
            files[scan_path(sha256)] = scan
    return files


def forged(bodies: list[Body]) -> list[Body]:
    """The same log with the votes of the first protocol changed: signed by the same key, another history."""
    changed = copy.deepcopy(bodies)
    first = next(body for body in changed if body["kind"] == "protocol")
    first["figures"]["votes"]["a"] += 1
    return changed


__all__ = ["FOUNDATION", "SCANS", "SIGNER", "Night", "Site", "bundle_of", "forged", "mirror", "night", "site"]
