"""A server of files held in memory, under the policy of the real site."""

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from django.conf import settings

import hattama.web

STATIC = Path(hattama.web.__file__).parent / "static"
LOOKS = (".css", ".woff2", ".svg")
POLICY = "; ".join(
    f"{name} {' '.join(sources)}" for name, sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items()
)


class FileSite:
    """`files` by path (`/data/tiny/bundle/checkpoint`); static files come from the package.

    `asked` are the paths in the order of the requests.
    """

    def __init__(self, address: str, files: dict[str, bytes], asked: list[str]) -> None:
        self.address = address
        self.files = files
        self.asked = asked


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, files: dict[str, bytes], asked: list[str], styled: bool, *arguments: object) -> None:
        self.files = files
        self.styled = styled
        self.asked = asked
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.asked.append(path)
        body = self._body(path)
        self.send_response(404 if body is None else 200)
        kind = mimetypes.guess_type(path)[0] or (
            "text/html" if path.endswith("/") else "application/octet-stream"
        )
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body or b"")))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body or b"")

    def _body(self, path: str) -> bytes | None:
        if path.endswith(LOOKS) and not self.styled:
            return b""
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            return file.read_bytes() if file.is_file() else None
        return self.files.get(path)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: `asked` remembers."""


@contextmanager
def serving(files: dict[str, bytes], *, styled: bool = False) -> Iterator[FileSite]:
    """A site of these files on a free port of this machine. What pages look like is left out unless it is
    asked for: it takes a third of what a journey takes."""
    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, files, asked, styled))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield FileSite(f"http://127.0.0.1:{server.server_port}", files, asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
