"""Witnesses for tests: `hattama witness serve` as an organisation runs it."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from hattama.cli.witness.keys import make_key_file
from hattama.core.transparency_log import VerifierKey
from hattama.web.kernel.commands.endings import end_with_parent
from tests.real import PATIENCE
from tests.real.ports import free_port


class Running:
    """`hattama witness serve` in a process of its own."""

    def __init__(
        self, folder: Path, logs: Iterable[VerifierKey], name: str = "witness.example.org/w1"
    ) -> None:
        self.key = make_key_file(folder / "witness.key", name).key
        (folder / "logs").write_text("".join(f"{key.vkey()}\n" for key in logs))
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        words = ["witness", "serve", "--key", "witness.key", "--logs", "logs", "--state", "state"]
        command = "import sys; from hattama.cli.main import main; sys.exit(main(sys.argv[1:]))"
        self.process = subprocess.Popen(
            [sys.executable, "-c", command, *words, "--port", str(self.port), "--lang", "en"],
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)},
            stderr=subprocess.PIPE,
            process_group=0,
            preexec_fn=end_with_parent,
        )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                self.ask("GET", "/")
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the witness does not answer")

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, str | None, bytes]:
        """Status, media type and body of its answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, body)
        answer = connection.getresponse()
        told = answer.status, answer.getheader("Content-Type"), answer.read()
        connection.close()
        return told

    def stop(self) -> str:
        """End it; what it said."""
        self.process.terminate()
        _, said = self.process.communicate(timeout=PATIENCE)
        return said.decode()

    def kill(self) -> None:
        """End it whatever it does."""
        if self.process.poll() is None:
            # With its worker, which is in its group and would hold on to the pipe.
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()
