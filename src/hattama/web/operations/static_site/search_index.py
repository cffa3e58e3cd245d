"""The search of a copy: what the live site asks its database, in small files that a page loads by itself.

A file is a script that hands its part to `hattamaSearch` (static/hattama/mirror-search.js), since a page that
was opened from a disk may load scripts but no data. For each election, below `search/ELECTION/`:

- `head.js`: where the parts begin, the regions with their precincts, what levels are called, and the tables
  of letters by which a question is spelled
- `terms-N.js`: keys (languages/search_text) with the places of precincts; `#7` is a precinct's own number
- `received.js`: which precincts have reported, and where a protocol does not add up: precincts, then units
- `LANGUAGE/rows-N.js`, `LANGUAGE/units-N.js`: what a list says of precincts, and of areas above them
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import override

from hattama.web.kernel.elections.search import MOST_CLOSE
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.languages.search_text import (
    CYRILLIC_TO_LATIN,
    HUSHING_LETTERS,
    LATIN_LOOK_ALIKES,
    LATIN_SPELLINGS,
    LEAST_CLOSE,
    LONGEST_TERM,
    MOST_TERMS,
    PRECINCT_WORDS,
)
from hattama.web.kernel.pages.area_names import area_name, in_page_order, level_name_plural
from hattama.web.kernel.published.tables import PublishedProtocol, PublishedTotal
from hattama.web.operations.static_site.places import INDEX, file_of

MOST_BYTES = 60_000
"""Of one file: a phone on a bad line waits for no more than a few of them."""

LONGEST_PIECE = 40_000
_APART = "\x1f"
_CHUNK = 500


def search_files(
    election: ElectionRow, languages: Iterable[str], stations: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """Every file of the search of an election, with its bytes; `stations`: pages that hold them, if any."""
    place = f"search/{election.pk}"
    precincts, units = map(list, _in_order(election))
    terms = _packed(_term_pieces(precincts))
    heads: dict[str, Any] = {
        "terms": [[part[0][0], part[-1][0]] for part in terms],
        "precincts": len(precincts),
        "spelling": _spelling(),
    }
    for number, part in enumerate(terms):
        yield _script(f"{place}/terms-{number}", [[key, postings] for key, postings in part])
    yield received_file(election)
    for language in languages:
        with override(language):
            said_of_units = _units(units)
            said_of_rows = _precincts(precincts, units, stations)
            heads.setdefault("regions", {})[language] = _regions(precincts, units)
            levels = dict.fromkeys(row.level for row in (*units, *precincts))
            heads.setdefault("levels", {})[language] = {one: level_name_plural(one) for one in levels}
        for name, said in (("units", said_of_units), ("rows", said_of_rows)):
            parts = _packed(said)
            # The same lists in another language are longer or shorter, so each language has ends of its own.
            heads.setdefault(name, {})[language] = _ends(parts)
            for number, part in enumerate(parts):
                yield _script(f"{place}/{language}/{name}-{number}", part)
    yield _script(f"{place}/head", heads)


def _script(place: str, value: Any) -> tuple[str, bytes]:
    name = place.split("/", 2)[2]
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"{place}.js", f"hattamaSearch({json.dumps(name)},{said});\n".encode()


def _packed(parts: Iterable[Any]) -> list[list[Any]]:
    """Parts in files of at most MOST_BYTES, in order."""
    files: list[list[Any]] = []
    room = 0
    for part in parts:
        size = len(json.dumps(part, ensure_ascii=False).encode())
        if not files or size > room:
            files.append([])
            room = MOST_BYTES
        files[-1].append(part)
        room -= size
    return files


def _ends(parts: Sequence[Sequence[Any]]) -> list[int]:
    ends, end = [], 0
    for part in parts:
        end += len(part)
        ends.append(end)
    return ends


def _term_pieces(precincts: Sequence[AreaRow]) -> Iterator[tuple[str, str]]:
    """Keys in order with the precincts they are found in; of one in very many, several times."""
    held: dict[str, list[int]] = {}
    for number, row in enumerate(precincts):
        # A key of the precinct's own words may stand among those of its district, too.
        for key in set(row.search_text.split()):
            held.setdefault(key, []).append(number)
        if row.number.isascii() and row.number.isdecimal():
            held.setdefault(f"#{int(row.number)}", []).append(number)
    for key in sorted(held):
        tokens = iter(_runs(held[key]))
        while piece := list(islice(tokens, LONGEST_PIECE // 8)):
            yield key, _postings(piece)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Runs of numbers that follow each other: first and how many."""
    first, count = -1, 0
    for number in numbers:
        if number == first + count:
            count += 1
            continue
        if count:
            yield first, count
        first, count = number, 1
    if count:
        yield first, count


def _postings(runs: Iterable[tuple[int, int]]) -> str:
    """Runs as text: how far from the end of the last, in base 36, and how many where more than one."""
    said, end = [], 0
    for first, count in runs:
        said.append(_base36(first - end) + (f"-{_base36(count)}" if count > 1 else ""))
        end = first + count
    return " ".join(said)


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
        if not number:
            return digits


def received_file(election: ElectionRow) -> tuple[str, bytes]:
    """The one file that changes with protocols."""
    precincts, units = _in_order(election)
    rows = PublishedProtocol.objects.filter(election=election).order_by("has_broken")
    told = dict(rows.values_list("area_id", "has_broken"))
    doubtful = PublishedTotal.objects.filter(election=election, with_findings__gt=0)
    doubted = set(doubtful.values_list("area_id", flat=True))
    states = (
        "".join(
            "0" if key not in told else "2" if told[key] else "1"
            for key in precincts.values_list("pk", flat=True)
        ),
        "".join("2" if key in doubted else "0" for key in units.values_list("pk", flat=True)),
    )
    return _script(f"search/{election.pk}/received", states)


def _in_order(election: ElectionRow) -> tuple[QuerySet[AreaRow], QuerySet[AreaRow]]:
    """Precincts, those of a region one after the other, and the areas above them."""
    rows = AreaRow.objects.filter(election=election)
    return (
        rows.exclude(kind="unit").order_by("pk"),
        rows.filter(kind="unit").order_by("depth", "pk"),
    )


def _regions(precincts: Sequence[AreaRow], units: Sequence[AreaRow]) -> list[list[Any]]:
    """Of each area right below the root: identifier, name, and its precincts from where to where."""
    first: dict[int, int] = {}
    after: dict[int, int] = {}
    for number, row in enumerate(precincts):
        region = row.path_ids()[1]
        first.setdefault(region, number)
        after[region] = number + 1
    held = in_page_order(row for row in units if row.pk in first)
    return [[row.code, area_name(row), first[row.pk], after[row.pk]] for row in held]


def _said(rows: Sequence[AreaRow]) -> Iterator[tuple[str, str, str]]:
    """Name, address and level of each row in the language in force, as pages say them."""
    for start in range(0, len(rows), _CHUNK):
        some = rows[start : start + _CHUNK]
        text = render_to_string("static_site/search_rows.txt", {"rows": some, "apart": _APART})
        words = text.split(_APART)
        for place in range(len(some)):
            name, address, level = words[3 * place : 3 * place + 3]
            yield name, address, level


def _units(units: Sequence[AreaRow]) -> list[list[str]]:
    """Of each unit: identifier, name, level, the areas above, keys, region, code of the level."""
    said = list(_said(units))
    names = {row.pk: words[0] for row, words in zip(units, said, strict=True)}
    codes = {row.pk: row.code for row in units}
    regions = (codes[path[1]] if len(path := row.path_ids()) > 1 else "" for row in units)
    return [
        [row.code, words[0], words[2], _way(row, names), row.search_text, region, row.level]
        for row, words, region in zip(units, said, regions, strict=True)
    ]


def _way(row: AreaRow, names: dict[int, str]) -> str:
    return " · ".join(names[key] for key in row.path_ids()[1:-1])


def _precincts(
    precincts: Sequence[AreaRow], units: Sequence[AreaRow], stations: Mapping[str, str]
) -> list[list[Any]]:
    """Identifier, name, the areas above and the address of each precinct; then the place of the page that
    holds it, where it has none of its own.
    """
    names = {row.pk: words[0] for row, words in zip(units, _said(units), strict=True)}
    said = zip(precincts, _said(precincts), strict=True)
    return [
        [row.code, words[0], _way(row, names), words[1], *_place(stations.get(row.code))]
        for row, words in said
    ]


def _place(address: str | None) -> list[str]:
    """The folder of a page behind that of areas: `0512/stations`."""
    return [file_of(address).split("/", 3)[3].removesuffix(f"/{INDEX}")] if address else []


def _spelling() -> dict[str, Any]:
    """The tables of languages/search_text, so that they stand in one place."""
    return {
        "letters": CYRILLIC_TO_LATIN,
        "alike": {chr(sign): chr(letter) for sign, letter in LATIN_LOOK_ALIKES.items()},
        "hushing": {chr(sign): letters for sign, letters in HUSHING_LETTERS.items()},
        "latin": [[pattern.pattern, letters] for pattern, letters in LATIN_SPELLINGS],
        "most": MOST_TERMS,
        "longest": LONGEST_TERM,
        "least": LEAST_CLOSE,
        "close": MOST_CLOSE,
        "precinct": sorted(PRECINCT_WORDS),
    }
