"""Every address of the site, from the resolver, with the values that the state of the site gives it."""

import itertools
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils import translation

from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.tables import LogEntry
from hattama.web.kernel.published.tables import Scan
from hattama.web.maps.public.map_measures import measure_codes
from hattama.web.offline.tables import DeviceKey
from hattama.web.open_data.write_open_data import current_open_data
from hattama.web.record_checks.tables import RecordDraw
from hattama.web.registers.reading import registers_in_force
from hattama.web.registers.tables import PublishedRecord
from hattama.web.reports.tables import DifferenceReport
from tests.attack.addresses import PATTERNS, NamedAddress, named_addresses

LANGUAGES = ("kk", "ru", "en")
TABLES = ("protocols", "votes", "totals", "findings", "timeline", "custody", "areas")
CODES = tuple(sorted(page.stem for page in Path("docs/format/rules").glob("*-*.md")))
"""Every code of a finding: each has its page of documentation, which another test sees to."""

NOT_THERE: dict[str, Any] = {
    "choice": "nobody",
    "election_id": "no-such",
    "area_id": "X9",
    "region": "X9",
    "contest": "no-such",
    "figure": "no-such",
    "measure": "no-such",
    "code": "KZ-K99",
    "language": "xx",
    "table": "no-such",
    "sha256": "0" * 64,
    "key_id": "0" * 64,
    "index": 10**6,
    "number": 10**6,
    "part": 10**6,
    "path": "no-such",
    "token": "no-such-token",
    "pk": 10**6,
    "law_id": "kz-nothing",
    "place": "43(99)",
    **dict.fromkeys(("register", "register_id"), "no-such"),
    "kind": "no-such",
    "record_id": "no-such",
    "audit_no": 10**6,
    "deed": "no-such",
    "subject": "no-such",
    "letter": "no-such",
    "book": "no-such",
    "answer": "no-such",
    "organisation": "no-such",
    "sample": "no-such",
    "other": "no-such",
    "drawing": "no-such",
}
"""What is not there: an address with one of these says so. A new parameter needs a line here."""

QUESTIONS = (
    *("page", "q", "lang", "sent", "contest", "area", "annulled", "within", "unchecked", "theme", "source"),
    *("sort", "size", "show", "print", "n", "first", "code", "at", "cursor", "limit", "seats", "threshold"),
    "with",
    *("subject", "against", "act_on", "state", "overdue", "past"),
    *("method", "rules", "level", "view", "tree_size", "language"),
)
"""What pages and programs may be asked beside their address."""

ODD = (
    *("", "0", "-1", "1", "2", "on", "no-such", "../..", "%00", "\x00", "<b>'\"&", "=1+1", "\u202e", "😀"),
    *("9" * 16, "9" * 20, "9" * 5000, "٣", "1e9", "NaN", "ә" * 300, "KZ-K01", "KZ", "P001", "party", "ru"),
    *("2023-03-19", "9999-12-31T23:59:59Z", "5/100", "1/0"),
)
"""Values that a question may have and should not, mostly."""


def values_of(election: ElectionRow) -> dict[str, list[Any]]:
    """What each parameter may be in this election."""
    codes, measures, figures = _of_contests(election)
    draws = RecordDraw.objects.filter(election=election)
    return {
        "election_id": [election.pk],
        "area_id": (areas := _areas(election)),
        "region": areas,
        "contest": codes,
        "measure": measures,
        "figure": figures,
        "code": list(CODES),
        "language": list(LANGUAGES),
        "table": [*TABLES, "digits"],
        "answer": ["last_digits"],
        "index": list(LogEntry.objects.filter(election=election).values_list("index", flat=True)),
        "part": [1],
        "audit_no": [1, 2],
        "number": [1, *DifferenceReport.objects.filter(election=election).values_list("pk", flat=True)],
        "sha256": [
            *Scan.objects.values_list("sha256", flat=True),
            *draws.values_list("list_sha256", flat=True),
        ],
        "path": _files_of(election),
        "law_id": ["kz-elections"],
        "place": ["43(8)/p3"],
        "register": (registers := [one.register_id for one in registers_in_force(election)]),
        "register_id": registers,
        "kind": [kind.code for one in registers_in_force(election) for kind in one.kinds],
        "subject": [page.code for one in registers_in_force(election) for page in one.pages],
        "record_id": list(
            PublishedRecord.objects.filter(election=election).values_list("record_id", flat=True)
        ),
        "letter": ["reminder", "request"],
        "book": ["citizen", "observer"],
        "deed": ["file", "receive", "decide"],
        "sample": ["night"],
        "other": ["received", "area.R2", "contest.single", "election.later"],
        "drawing": ["arrival", "shares/party", "scatter/R1/party", "seats/party", "maps/KZ/party/leader"],
        "key_id": list(DeviceKey.objects.values_list("key_id", flat=True)),
    }


def _of_contests(election: ElectionRow) -> tuple[list[str], list[str], list[str]]:
    definition = load_definition(election)
    contests = definition.election.contests
    measures = dict.fromkeys(code for contest in contests for code in measure_codes(contest))
    figures = dict.fromkeys(
        figure.code for rules in definition.rules.values() for figure in rules.form.figures
    )
    return [contest.code for contest in contests], list(measures), list(figures)


def _areas(election: ElectionRow) -> list[str]:
    """Units and precincts by turns, from the root down, so that the first few are of every sort."""
    rows = list(AreaRow.objects.filter(election=election).order_by("depth", "code"))
    units = [row.code for row in rows if not row.is_precinct]
    precincts = [row.code for row in rows if row.is_precinct]
    pairs = itertools.zip_longest(units, precincts)
    return [area for pair in pairs for area in pair if area is not None]


def _files_of(election: ElectionRow) -> list[str]:
    """The files of the bundle and of the open data."""
    open_data = current_open_data(election.pk)
    homes = [public_store(election.pk).folder, *([open_data.folder] if open_data else [])]
    return [
        path.relative_to(home).as_posix()
        for home in homes
        for path in sorted(home.rglob("*"))
        if path.is_file()
    ]


def filled(election: ElectionRow, most: int, chance: random.Random) -> Iterator[tuple[str, NamedAddress]]:
    """Of each name at most `most` addresses with values of this election, one of what is not there, one of
    what cannot be; and questions beside some of them."""
    values = values_of(election)
    for named in named_addresses():
        if named.name in PATTERNS:
            yield PATTERNS[named.name], named
            continue
        for kwargs in _combinations(named, values, most, chance):
            address = _written(named.name, kwargs)
            if address:
                yield address, named
                if chance.random() < 0.4:
                    yield f"{address}?{_question(chance)}", named


def _question(chance: random.Random) -> str:
    return urlencode([(name, chance.choice(ODD)) for name in chance.sample(QUESTIONS, chance.randint(1, 3))])


def _combinations(
    named: NamedAddress, values: dict[str, list[Any]], most: int, chance: random.Random
) -> list[dict[str, Any]]:
    names = named.parameters
    lists = [values.get(name) or [NOT_THERE[name]] for name in names]
    count = 1
    for one in lists:
        count *= len(one)
    if count <= most:
        chosen = [dict(zip(names, row, strict=True)) for row in itertools.product(*lists)]
    else:
        chosen = [
            {name: chance.choice(one) for name, one in zip(names, lists, strict=True)} for _ in range(most)
        ]
        chosen.append(dict(zip(names, (one[0] for one in lists), strict=True)))
    if names:
        lost = chance.choice(names)
        chosen.append(chosen[0] | {lost: NOT_THERE[lost]})
        lost = chance.choice(names)
        number = isinstance(NOT_THERE[lost], int)
        chosen.append(chosen[0] | {lost: 10**20 if number else chance.choice(ODD).replace("/", "")})
    return chosen


def _written(name: str, kwargs: dict[str, Any]) -> str:
    with translation.override("kk"):
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            # A name of the state that no address can bear; the pages lead to it by another.
            return ""


@cache
def has_languages(path: str) -> bool:
    """Whether the page at this address, written without a language, stands in every language."""
    try:
        with translation.override("ru"):
            resolve(f"/ru{path}")
    except Resolver404:
        return False
    return True


def plain(path: str) -> str:
    """The address without its language."""
    for language in LANGUAGES[1:]:
        if path.startswith(f"/{language}/"):
            return path.removeprefix(f"/{language}")
    return path


def spoken(path: str, language: str) -> str:
    """The plain address in this language, where it has languages."""
    return f"/{language}{path}" if language != "kk" and has_languages(path) else path
