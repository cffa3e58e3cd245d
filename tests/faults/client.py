"""Commissions of a night: they log in, send protocols with scans, and note what they are told."""

import http.client
import io
import os
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from http.cookies import SimpleCookie
from urllib.parse import quote

from PIL import Image

from hattama.core.transparency_log import LogRefusal, parse_checkpoint
from tests.faults.ledger import Ledger, Paper
from tests.faults.night import ELECTION, PASSPHRASE
from tests.real import PATIENCE
from tests.web.tiny_election import sound_figures

PAUSE_SECONDS = 0.2
HASTE = bool(os.environ.get("HATTAMA_ENDURANCE"))
"""Whether people send and look as fast as they can: for half an hour, not with each change."""

_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)


def picture(number: int) -> bytes:
    """A small scan that no other number has."""
    page = Image.new("L", (120, 160), 230)
    page.paste(90, (30, 40, 90, 70))
    for bit in range(24):
        page.putpixel((10 + 4 * bit, 100), 255 * (number >> bit & 1))
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()


Connect = Callable[[], http.client.HTTPConnection]


class Browser:
    """One person's connection and cookies."""

    def __init__(self, connect: Connect, ledger: Ledger, cookies: dict[str, str] | None = None) -> None:
        self._connect = connect
        self._ledger = ledger
        self._cookies = {} if cookies is None else cookies
        self._connection: http.client.HTTPConnection | None = None

    def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = ""
    ) -> tuple[int, http.client.HTTPMessage, str]:
        """Status, headers and text. Raises OSError or HTTPException where the answer never came."""
        if self._connection is None:
            self._connection = self._connect()
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if kind:
            headers["Content-Type"] = kind
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except TimeoutError:
            self._ledger.see_wrong(f"{method} {path}: no answer in {PATIENCE} s")
            self.hang_up()
            raise
        except (OSError, http.client.HTTPException):
            self._ledger.lose_connection()
            self.hang_up()
            raise
        for line in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
        self._note(answer.status, path, text)
        return answer.status, answer.headers, text

    def hang_up(self) -> None:
        """Close the connection; the next question opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def is_known(self) -> bool:
        """Whether there is a session of somebody who has logged in."""
        return bool(self._cookies.get("sessionid"))

    @property
    def token(self) -> str:
        """What forms send along."""
        return self._cookies.get("csrftoken", "")

    def _note(self, status: int, path: str, text: str) -> None:
        heading = _HEADING.search(text) if status >= 500 else None
        self._ledger.see(status, heading.group(1).strip() if heading else "")
        if status >= 500 and status != 503:
            self._ledger.see_wrong(f"{path}: {status}: {text[:300]}")


class Commission(threading.Thread):
    """Sends the protocols of its precincts one after the other, each until told that it is recorded."""

    def __init__(
        self,
        connect: Connect,
        number: int,
        papers: Iterator[Paper],
        ledger: Ledger,
        cookies: dict[str, str] | None = None,
    ) -> None:
        super().__init__(daemon=True, name=f"commission-{number}")
        self.browser = Browser(connect, ledger, cookies)
        self._number = number
        self._papers = papers
        self._ledger = ledger
        self.pause = PAUSE_SECONDS
        """Before what was not recorded is sent again."""
        self.rests = threading.Event()
        self.ends = threading.Event()
        self.log_ins = 0

    def run(self) -> None:
        for paper in self._papers:
            while not self.ends.is_set() and not self._send_or_miss(paper):
                self.ends.wait(self.pause)
            while self.rests.is_set() and not self.ends.is_set():
                self.ends.wait(0.02)
            if self.ends.wait(0 if HASTE else PAUSE_SECONDS):
                return

    def _send_or_miss(self, paper: Paper) -> bool:
        try:
            return self._send(paper)
        except (OSError, http.client.HTTPException):
            return False

    def _send(self, paper: Paper) -> bool:
        """Whether the site has said that this protocol is recorded."""
        if not self.browser.is_known and not self._log_in():
            return False
        area, contest = paper
        where = f"/en/desk/{ELECTION}/{area}/{contest}/"
        asked_at = time.monotonic()
        status, headers, text = self.browser.ask("POST", where, *self._form(area, contest))
        if status == 302 and "/done" in headers["Location"]:
            self._ledger.acknowledge(paper, asked_at)
            return True
        if status == 302:  # To the page of the log-in: the session has gone.
            self._log_in()
            return False
        if status == 409:
            # Recorded by a try whose answer was lost: that is an acknowledgement, too.
            self._ledger.acknowledge(paper, asked_at)
            return True
        if status != 503:
            heading = re.sub(r"<[^>]*>", " ", text)
            self._ledger.see_wrong(f"{where}: {status}: {heading[:1500]}")
        return False

    def _log_in(self) -> bool:
        where = "/en/account/login/"
        self.browser.ask("GET", where)
        fields = {"login": f"typist{self._number}", "password": PASSPHRASE}
        fields["csrfmiddlewaretoken"] = self.browser.token
        body = "&".join(f"{name}={quote(value)}" for name, value in fields.items()).encode()
        status, _, _ = self.browser.ask("POST", where, body, "application/x-www-form-urlencoded")
        self.log_ins += status == 302
        return status == 302

    def _form(self, area: str, contest: str) -> tuple[bytes, str]:
        figures = {key: str(value) for key, value in sound_figures(contest).items()}
        fields = figures | {"signed_at": "2023-03-19T22:40", "action": "submit"}
        fields["csrfmiddlewaretoken"] = self.browser.token
        border = uuid.uuid4().hex
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        number = 2 * int(area[1:]) + (contest == "single")
        head = f'--{border}\r\nContent-Disposition: form-data; name="scan"; filename="scan.png"\r\n'
        parts.append(head.encode() + b"Content-Type: image/png\r\n\r\n" + picture(number) + b"\r\n")
        return b"".join(parts) + f"--{border}--\r\n".encode(), f"multipart/form-data; boundary={border}"


class Reader(threading.Thread):
    """Asks for the checkpoint and the page of the election all the time, and keeps what it is shown."""

    def __init__(self, connect: Connect, ledger: Ledger) -> None:
        super().__init__(daemon=True, name="reader")
        self._browser = Browser(connect, ledger)
        self._ledger = ledger
        self.ends = threading.Event()

    def run(self) -> None:
        for turn in range(10**9):
            if self.ends.wait(0.05 if HASTE else PAUSE_SECONDS):
                return
            try:
                self._look("/data/kill/bundle/checkpoint" if turn % 8 else f"/en/e/{ELECTION}/")
            except (OSError, http.client.HTTPException):
                continue

    def _look(self, path: str) -> None:
        status, _, text = self._browser.ask("GET", path)
        if status == 200 and path.endswith("checkpoint"):
            try:
                shown = parse_checkpoint(text.encode()).checkpoint
            except LogRefusal as refusal:
                self._ledger.see_wrong(f"a checkpoint that is none: {refusal}")
            else:
                self._ledger.see_checkpoint(shown.size, shown.root)
