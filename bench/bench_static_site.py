"""Pages of a copy of the site, beside the same pages asked of the live site and beside one bare template."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.row import Row

NAME = "publish: processor time of a page of a polling station in a copy of the site"

_BEHIND_THE_DOOR = "HATTAMA_BENCH_STATIC_SITE"
_PRECINCTS = 60


def run() -> list[Row]:
    """Load the demonstration without scans into a folder of its own, then write pages in one process."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "HATTAMA_DATA": folder, _BEHIND_THE_DOOR: "1"}
        answer = subprocess.run(
            [sys.executable, "-m", "bench.bench_static_site"],
            env=environment,
            cwd=Path(__file__).resolve().parent.parent,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    copied, live, bare = map(float, answer.stdout.split())
    note = "of the processor"
    return [
        Row(
            "a page in a copy, beside the live site",
            copied,
            live,
            "the same pages asked one by one",
            "ms",
            note,
        ),
        Row("beside a bare page", copied, bare, "the page about this site", "ms", note),
    ]


def _measure() -> None:
    from hattama.web.kernel.commands.preparation import prepare

    prepare("en")
    from bench.bench_pages import load_demonstration

    load_demonstration()
    from django.test import Client

    from hattama.web.kernel.elections.tables import ElectionRow
    from hattama.web.operations.static_site import Options
    from hattama.web.operations.static_site.copying import Copier, Task
    from hattama.web.operations.static_site.folder import Folder
    from hattama.web.operations.static_site.listing import Listing
    from hattama.web.operations.static_site.writing import hashed_files

    row = ElectionRow.objects.get()
    some = list(Listing(row, True).of_precincts())[:_PRECINCTS]
    pages = [address for _, addresses in some for address in addresses]
    client = Client(SERVER_NAME="localhost")
    live = _cost(lambda: [client.get(address) for address in pages], len(pages))
    bare = _cost(lambda: [client.get("/about/") for _ in pages], len(pages))
    with tempfile.TemporaryDirectory() as place:
        copier = Copier(Folder(Path(place)), Options(), hashed_files()[0])
        copier.begin(row.pk)
        copied = _cost(lambda: copier.do(Task("pages", row.pk, tuple(pages))), len(pages))
        copier.end()
    print(copied, live, bare)


def _cost(work: Callable[[], object], pages: int) -> float:
    """Milliseconds of the processor a page takes, the best of three times after one to get warm."""
    measured = []
    for _ in range(4):
        started = time.process_time()
        work()
        measured.append(time.process_time() - started)
    return min(measured[1:]) / pages * 1000


if __name__ == "__main__" and _BEHIND_THE_DOOR in os.environ:
    _measure()
