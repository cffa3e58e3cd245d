"""Pages through all protocols of an election, adds them up again and compares with the site's own totals.

    python api_client.py http://localhost:8000 kz-demo

Nothing but the standard library. Ends with 0 where every sum agrees, with 1 where one differs, with 2 where
the site could not be asked or answered with a refusal.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen


class NotAnswered(Exception):
    """The site could not be asked, or refused."""


def ask(site: str, address: str, **question: object) -> dict[str, Any]:
    """One answer of the interface. Raises NotAnswered with the sentence of the refusal."""
    query = urlencode({name: value for name, value in question.items() if value is not None})
    request = Request(f"{site.rstrip('/')}/api/v1{address}?{query}", headers={"Accept-Language": "en"})
    try:
        with urlopen(request, timeout=60) as response:
            found: dict[str, Any] = json.load(response)
            return found
    except HTTPError as error:
        raise NotAnswered(f"{request.full_url}: {error.code} {_sentence(error)}") from error
    except (URLError, TimeoutError, ValueError) as error:
        raise NotAnswered(f"{request.full_url}: {error}") from error


def _sentence(error: HTTPError) -> str:
    try:
        return str(json.load(error)["message"])
    except (ValueError, KeyError):
        return error.reason


def ask_all(site: str, address: str, **question: object) -> Iterator[dict[str, Any]]:
    """Every row of a list, part by part."""
    cursor = None
    while True:
        part = ask(site, address, cursor=cursor, limit=500, **question)
        yield from part["items"]
        cursor = part["next"]
        if cursor is None:
            return


def summed_key(key: str, choices: set[str]) -> str:
    """Votes stay apart by choice; rows of members and boxes are added up into their figure."""
    code, _, row = key.partition("[")
    return key if row.rstrip("]") in choices else code


def add_up(site: str, election: str) -> tuple[int, dict[tuple[str, str], tuple[int, int]]]:
    """How many protocols there are, and by contest and figure the sum and how many protocols gave it."""
    contests = ask(site, f"/elections/{election}/contests")["items"]
    choices = {one["code"]: {choice["code"] for choice in one["choices"]} for one in contests}
    # A protocol that changes while we read comes again: the last one met is the current one.
    current = {
        (protocol["area_id"], protocol["contest"]): protocol
        for protocol in ask_all(site, f"/elections/{election}/protocols")
    }
    sums: dict[tuple[str, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    for (_, contest), protocol in current.items():
        if not protocol["counts"]:
            continue
        own: dict[str, int] = defaultdict(int)
        for key, value in protocol["figures"].items():
            if value is not None:
                own[summed_key(key, choices[contest])] += value
        for key, value in own.items():
            total, contributors = sums[contest, key]
            sums[contest, key] = (total + value, contributors + 1)
    return len(current), dict(sums)


def compare(site: str, election: str) -> int:
    """Print what was found; how many sums differ."""
    root = next(area for area in ask_all(site, f"/elections/{election}/areas") if area["parent_id"] is None)
    while True:
        before = ask(site, f"/elections/{election}")["tree_size"]
        protocols, sums = add_up(site, election)
        totals = ask(site, f"/elections/{election}/areas/{root['area_id']}/totals")
        if totals["tree_size"] == before:
            break
        print(f"the log grew from {before} to {totals['tree_size']} entries meanwhile: reading again")
    differing = 0
    for total in totals["items"]:
        for key, stated in total["figures"].items():
            found = sums.get((total["contest"], key), (0, 0))
            if found != (int(stated["total"]), stated["contributors"]):
                differing += 1
                print(f"{total['contest']} {key}: the site says {stated}, the protocols give {found}")
    print(f"{election}: {protocols} protocols, {before} log entries, {differing} sums differ")
    return differing


def main(arguments: list[str]) -> int:
    """The exit code."""
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        return 1 if compare(*arguments) else 0
    except NotAnswered as reason:
        print(reason, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
