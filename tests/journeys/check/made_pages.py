"""The pages of a precinct as the real templates make them, for a log that the tests sign."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.tables import LogEntry
from tests.journeys.check.made_log import MadeLog
from tests.web.tiny_election import PARTY, SINGLE, open_tiny, protocol, publish, sound_figures

ORIGIN = "log.example/tiny"
LANGUAGES = {"kk": "", "ru": "/ru", "en": "/en"}
PRECINCT = "/e/tiny/a/P001/"
RECEIPT = f"{PRECINCT}receipt/{PARTY}/"


@dataclass(frozen=True)
class MadePages:
    """The entries of a log, and the pages about it by path, in every language."""

    entries: tuple[bytes, ...]
    pages: dict[str, bytes]

    def index_of(self, area_id: str, contest: str = PARTY) -> int:
        """The index of the protocol of a precinct."""
        said = [json.loads(entry) for entry in self.entries]
        wanted = ("protocol", area_id, contest)
        [index] = [
            index
            for index, one in enumerate(said)
            if (one["kind"], one.get("area"), one.get("contest")) == wanted
        ]
        return index


def make_pages(data: Path) -> MadePages:
    """The tiny election after a night of four protocols, with the log signed by the tests' own key.

    The folder `data` holds what the site would keep on disk. The database is left as it was.
    """
    with override_settings(DATA_DIR=data), transaction.atomic():
        _pass_a_night()
        rows = LogEntry.objects.filter(election_id="tiny").order_by("index")
        entries = tuple(bytes(body) for body in rows.values_list("body", flat=True))
        log = MadeLog(ORIGIN, entries)
        ElectionRow.objects.filter(pk="tiny").update(origin=ORIGIN, log_keys=[[1, log.key.vkey()]])
        # The site's own files hold the same entries, and so the same tiles: only the key is another.
        public_store("tiny").put_checkpoint(log.checkpoint())
        paths = [f"{start}{page}" for start in LANGUAGES.values() for page in (PRECINCT, RECEIPT)]
        made = MadePages(entries, {path: _page(path) for path in paths})
        transaction.set_rollback(True)
    return made


def _pass_a_night() -> None:
    """P001 in both contests (the second with a zero and an illegible line), P002, P101."""
    open_tiny()
    figures = sound_figures(SINGLE, against_all=0)
    del figures["ballots_cancelled"]
    half_read = protocol("P001", SINGLE, figures=figures, illegible=frozenset({"ballots_cancelled"}))
    publish(protocol("P001"), half_read, protocol("P002"), protocol("P101"))


def _page(path: str) -> bytes:
    response = Client().get(path)
    assert response.status_code == 200, path
    return bytes(response.content)
