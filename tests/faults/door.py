"""nginx before the site, as deploy/ sets it up: people come through it, and its workers can be killed."""

import http.client
import ssl
import subprocess
from pathlib import Path

from hattama.web.kernel.commands.endings import end_with_parent
from tests.real import PATIENCE
from tests.real.nginx import HOST, make_certificate, nginx_program, render, wait_for
from tests.real.ports import free_port
from tests.real.processes import children


class Door:
    """nginx in front of the site at `site_port`, in the folder that holds the site's data."""

    def __init__(self, folder: Path, site_port: int) -> None:
        self.port = free_port()
        make_certificate(folder)
        main = render(folder, SITE_HTTPS=f"127.0.0.1:{self.port}", SITE_APP=f"127.0.0.1:{site_port}")
        self._trusted = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
        self._nginx = subprocess.Popen(
            [nginx_program(), "-c", main, "-e", folder / "error.log"], preexec_fn=end_with_parent
        )

    def wait(self) -> None:
        """Return once it listens."""
        wait_for(self.port, self._nginx)

    def connection(self, source: str) -> http.client.HTTPConnection:
        """A connection of somebody at this address."""
        return http.client.HTTPSConnection(
            HOST, self.port, timeout=PATIENCE, source_address=(source, 0), context=self._trusted
        )

    def workers(self) -> list[int]:
        """The processes that serve; the one that began them begins others in their place."""
        return children(self._nginx.pid, b"nginx: worker process")

    def close(self) -> None:
        """End it."""
        self._nginx.terminate()
        self._nginx.wait()
