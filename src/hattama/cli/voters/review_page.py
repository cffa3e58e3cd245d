"""The page on which a clerk decides on doubtful pairs: on this machine alone, for whoever was given its
address.

The address holds a secret, since other people's pages can send a browser to any port of its machine. What was
decided is appended to `decisions.csv` (l, r, decision, at), and a pair that was decided does not come again.
"""

import csv
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

from hattama.core.vocabulary import Message
from hattama.phrases import say
from hattama.voters.engines import DuckDB
from hattama.voters.finding import COLUMNS, quoted_columns, reading

HOST = "127.0.0.1"
LONGEST_FORM = 2000
SILENT_SECONDS = 1.0
"""So long a connection may say nothing: one at a time is answered, and browsers open some in advance."""

_LEFT = Message("Pairs left: {count}")
_DONE = Message("Every pair is decided.")
_OPEN = Message("Open {address} in a browser on this machine; Ctrl+C ends.")
_LABELS = {
    "voter": Message("Row"),
    "identity": Message("Identity number"),
    "surname": Message("Surname"),
    "given": Message("Given name"),
    "patronymic": Message("Patronymic"),
    "born": Message("Born"),
    "address": Message("Address"),
    "akimat": Message("Akimat"),
}
_DECISIONS = {
    "one": Message("One person"),
    "two": Message("Two persons"),
    "unclear": Message("Cannot be said"),
}
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:50rem;margin:1rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{text-align:start;padding:.3rem .5rem;border-bottom:1px solid #ccc;overflow-wrap:anywhere}"
    ".other td{background:#fff3bf}button{font:inherit;padding:.6rem 1rem;margin:.5rem .5rem 0 0}"
)


class Queue:
    """Pairs for a clerk, the most doubtful last, with what the register says of both rows."""

    def __init__(self, register: Path, out: Path, names: Mapping[str, str]) -> None:
        self._decisions = out / "decisions.csv"
        engine = DuckDB(out)
        self._connection = engine.connection
        answers = out / "pairs.parquet"
        with reading(answers, engine.troubles):
            self._connection.execute(
                "CREATE TABLE pairs AS SELECT l, r, probability FROM read_parquet($1) "
                "WHERE verdict = 'review'",
                [str(answers)],
            )
        with reading(register, engine.troubles):
            engine.read("register", register)
            quoted = quoted_columns(engine, register, names)
            columns = ", ".join(f"CAST({column} AS VARCHAR) AS {name}" for name, column in quoted.items())
            engine.table(
                "seen",
                f"SELECT * FROM (SELECT {columns} FROM register) told "  # noqa: S608 -- names of ours, and quoted ones
                "WHERE voter IN (SELECT l FROM pairs UNION SELECT r FROM pairs)",
            )
        self._left = [
            pair
            for pair in self._connection.execute(
                "SELECT l, r FROM pairs ORDER BY probability DESC, l, r"
            ).fetchall()
            if pair not in self._decided()
        ]

    def _decided(self) -> set[tuple[str, str]]:
        if not self._decisions.exists():
            return set()
        with self._decisions.open(encoding="utf-8", newline="") as file:
            return {(row["l"], row["r"]) for row in csv.DictReader(file)}

    def __len__(self) -> int:
        return len(self._left)

    def first(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Both rows of the pair that is next, in the order of `COLUMNS`."""
        left, right = (
            self._connection.execute("SELECT * FROM seen WHERE voter = ?", [voter]).fetchall()[0]
            for voter in self._left[0]
        )
        return left, right

    def decide(self, pair: tuple[str, str], decision: str, at: datetime) -> None:
        """Keep what was decided. A pair that is not next (an older window) changes nothing."""
        if not self._left or self._left[0] != pair:
            return
        is_new = not self._decisions.exists()
        with self._decisions.open("a", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            if is_new:
                writer.writerow(("l", "r", "decision", "at"))
            writer.writerow((*pair, decision, at.isoformat(timespec="seconds")))
        del self._left[0]


def render(queue: Queue, language: str) -> str:
    """The page with the pair that is next; cells that differ are marked."""
    title = escape(say(Message("Doubtful pairs of a register of voters"), language))
    parts = [
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width"><title>{title}</title><style>{_STYLE}</style><h1>{title}</h1>'
    ]
    if not queue:
        return "".join([*parts, f"<p>{escape(say(_DONE, language))}</p>"])
    first, second = queue.first()
    parts.append(f"<p>{escape(say(_LEFT, language, count=len(queue)))}</p><form method=post><table>")
    for name, left, right in zip(COLUMNS, first, second, strict=True):
        marked = ' class="other"' if left != right and name != "voter" else ""
        cells = "".join(f"<td>{escape(cell or '')}</td>" for cell in (left, right))
        parts.append(f"<tr{marked}><th scope=row>{escape(say(_LABELS[name], language))}</th>{cells}</tr>")
    parts.append("</table>")
    for name, voter in (("l", first[0]), ("r", second[0])):
        parts.append(f'<input type=hidden name={name} value="{escape(voter)}">')
    for decision, words in _DECISIONS.items():
        parts.append(f"<button name=decision value={decision}>{escape(say(words, language))}</button>")
    return "".join([*parts, "</form>"])


def serve(register: Path, out: Path, names: Mapping[str, str], port: int, language: str) -> None:
    """Serve the page on 127.0.0.1 until interrupted; its address is printed."""
    server = make_server(Queue(register, out, names), port, language)
    print(say(_OPEN, language, address=server.address), flush=True)
    server.serve_forever()


class _Server(HTTPServer):
    address = ""


def make_server(queue: Queue, port: int, language: str) -> _Server:
    """The server of the page; its `address` holds the secret. Port 0 takes a free one."""
    path = f"/{secrets.token_urlsafe(24)}/"
    server = _Server((HOST, port), _handler(queue, path, language))
    server.address = f"http://{HOST}:{server.server_port}{path}"
    return server


def _handler(queue: Queue, path: str, language: str) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = SILENT_SECONDS

        def do_GET(self) -> None:
            if not secrets.compare_digest(self.path.encode(), path.encode()):
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Cache-Control", "no-store")
            self.send_header(
                "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"
            )
            self.send_header("Referrer-Policy", "no-referrer")
            self.end_headers()
            self.wfile.write(render(queue, language).encode())

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            if self.path != path or not length.isdecimal() or int(length) > LONGEST_FORM:
                self.send_error(404)
                return
            form = parse_qs(self.rfile.read(int(length)).decode("utf-8", "replace"))
            decision = form.get("decision", [""])[0]
            if decision not in _DECISIONS:
                self.send_error(400)
                return
            queue.decide((form.get("l", [""])[0], form.get("r", [""])[0]), decision, datetime.now(UTC))
            self.send_response(303)
            self.send_header("Location", path)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the address is a secret."""

    return Handler
