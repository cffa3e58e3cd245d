"""The tiny election under names as long and as unbroken as may be stored, and figures of fifteen digits."""

import csv
import io
import tomllib

import pytest

from tests.web import tiny_election
from tests.web.tiny_election import AREAS_CSV, ELECTION_TOML

WORD = "Жамбылғамұратшыл" * 16
MARKUP = "<b>&amp;{{7}}{%x%}#let$*_@[]`\\"
"""What HTML, templates, typst and a spreadsheet would each take for theirs."""

TIMES = 100_000_000_000
"""What every figure is multiplied by: 620 becomes 62 000 000 000 000, the register has fifteen digits."""


def hostile_files() -> tuple[bytes, bytes]:
    """Definition and list of areas: the same codes, other names."""
    definition = ELECTION_TOML.decode()
    for table in _tables(tomllib.loads(definition)):
        for text in table.values():
            definition = definition.replace(f'"{text}"', f"'{_long(text, 255)}'")
    return definition.encode(), _areas()


def enlarge_figures(patch: pytest.MonkeyPatch) -> None:
    """Protocols made from now on hold figures of eleven to fifteen digits that still add up."""
    for figures in (tiny_election.SOUND, *tiny_election.VOTES.values()):
        for key, value in figures.items():
            patch.setitem(figures, key, value * TIMES)


def _long(text: str, length: int) -> str:
    return (MARKUP + text.replace(" ", "") + WORD)[:length]


def _tables(data: dict) -> list[dict[str, str]]:
    contests = data["contest"]
    choices = [choice["names"] for contest in contests for choice in contest["choice"]]
    return [data["election"]["names"], *(contest["names"] for contest in contests), *choices]


def _areas() -> bytes:
    rows = list(csv.DictReader(io.StringIO(AREAS_CSV.decode())))
    for row in rows:
        for column in row:
            if column.startswith("name_") and row["level"] != "precinct":
                row[column] = (row[column].replace(" ", "") + WORD)[:60]
            elif column.startswith(("name_", "address_", "commission_")) and row[column]:
                row[column] = _long(row[column], 120)
            elif column == "voters_registered" and row[column]:
                row[column] = "2000000000"
    out = io.StringIO()
    table = csv.DictWriter(out, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode()
