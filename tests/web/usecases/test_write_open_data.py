"""The open data of the tiny election: every file of one size of the log, and what they say."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import frictionless
import pytest

from hattama.web.archive.elections import ElectionRow
from hattama.web.usecases.write_open_data import write_open_data
from tests.web.tiny_election import ELECTION_ID, SINGLE, annul, protocol, publish, sound_figures

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tiny: ElectionRow) -> Path:
    """P001 in both contests, P002 half read, P101 annulled."""
    publish(protocol("P001"), protocol("P001", SINGLE))
    figures = sound_figures()
    del figures["against_all"], figures["invalid"]
    publish(protocol("P002", figures=figures, illegible=frozenset({"invalid"}), explanation="=1+1"))
    publish(protocol("P101"))
    annul("P101")
    return write_open_data(ELECTION_ID).folder


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / name).read_text("utf-8"), newline="")))


def test_the_library_of_frictionless_data_finds_nothing_wrong(folder: Path) -> None:
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "type", "note"])
