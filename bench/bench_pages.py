"""Public pages with the whole demonstration behind them, beside a page that asks nothing of the database."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.row import Row, best_seconds

NAME = "pages: the time a page takes at the server, 20,381 protocols loaded"

_BEHIND_THE_DOOR = "HATTAMA_BENCH_PAGES"


def run() -> list[Row]:
    """Load the demonstration without scans into a folder of its own, then ask for pages in one process."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "HATTAMA_DATA": folder, _BEHIND_THE_DOOR: "1"}
        answer = subprocess.run(
            [sys.executable, "-m", "bench.bench_pages"],
            env=environment,
            cwd=Path(__file__).resolve().parent.parent,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    rows = []
    for line in answer.stdout.splitlines():
        name, ours, other, size = line.split("\t")
        rows.append(Row(name, float(ours), float(other), "the page about this site", "ms", f"{size} bytes"))
    return rows


def _measure() -> None:
    from hattama.web.kernel.commands.preparation import prepare

    prepare("en")
    load_demonstration()
    from django.test import Client

    from hattama.web.kernel.published.tables import PublishedProtocol

    shown = PublishedProtocol.objects.filter(has_broken=True).select_related("area__parent").first()
    assert shown is not None and shown.area.parent is not None
    client = Client(SERVER_NAME="localhost")
    pages = {
        "a polling station": f"/e/kz-demo/a/{shown.area.code}/",
        "a district": f"/e/kz-demo/a/{shown.area.parent.code}/",
        "the home page": "/",
        "a search": "/e/kz-demo/search/?q=алматы",
        "the JSON of a polling station": f"/data/kz-demo/areas/{shown.area.code}.json",
    }
    plain = best_seconds(lambda: client.get("/about/"), 20) * 1000
    for name, address in pages.items():
        size = len(client.get(address).content)
        took = best_seconds(lambda address=address: client.get(address), 20) * 1000  # type: ignore[misc]
        print(name, f"{took:.3f}", f"{plain:.3f}", size, sep="\t")


def load_demonstration() -> None:
    """The demonstration without scans, in the data folder of this process."""
    from django.utils import timezone

    from hattama.demonstration import demonstration_election
    from hattama.formats.area_lists import render_areas
    from hattama.formats.election_definition import render_election
    from hattama.rulepacks import read_rulepack
    from hattama.web.kernel.elections.open_election import ElectionFiles, load_election, open_election
    from hattama.web.kernel.log.advance_log import advance_log
    from hattama.web.protocols.import_protocols import Incoming, import_protocols

    made = demonstration_election(10_223, 2023)
    files = ElectionFiles(
        election=made.election,
        areas=made.areas,
        definition=render_election(made.election),
        areas_csv=render_areas(made.areas),
        rule_pack=read_rulepack(made.election.rule_pack),
    )
    load_election(files, now=timezone.now())
    row = open_election(made.election.election_id, now=timezone.now())
    import_protocols(row, [Incoming(item.protocol) for item in made.protocols()], now=timezone.now())
    advance_log(row.pk, now=timezone.now())


if __name__ == "__main__" and _BEHIND_THE_DOOR in os.environ:
    _measure()
