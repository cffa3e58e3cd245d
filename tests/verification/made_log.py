"""Elections and logs made for tests and measurements: small, sound, and as large as one likes."""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

from hattama.core.entries import nest_figures
from hattama.core.entries.total import TOTAL
from hattama.core.protocols import RulePack
from hattama.core.tabulation.relation_examples import example_contest
from hattama.core.transparency_log import VerifierKey
from hattama.core.vocabulary import Area, AreaKind, Contest, Election, Words
from hattama.formats.area_lists import render_areas
from hattama.formats.election_definition import render_election
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack
from hattama.verification.foundation import Foundation, read_foundation

ORIGIN = "log.example.org/made"
MOMENT = "2026-08-30T20:00:00+05:00"
PACK = "kz-2026"


def words(text: str) -> Words:
    """The same text in each language."""
    return Words.of({"kk": text, "ru": text, "en": text})


def make_foundation(
    precincts: int,
    contests: int = 1,
    *,
    districts: int = 4,
    regions: int = 2,
    seats: int = 69,
    **more: Any,
) -> Foundation:
    """An election by the pack PACK; every contest is held everywhere. `more` is said beside."""
    pack_bytes = read_rulepack(PACK)
    pack = parse_rulepack(pack_bytes, PACK)
    election = Election(
        election_id="made",
        names=words("Made"),
        polling_on=date(2026, 8, 30),
        rule_pack=pack.pack_id,
        contests=tuple(_contest(pack, number, seats) for number in range(contests)),
        time_zone="Asia/Almaty",
        demonstration=True,
        notices=(words("Made for a test"),),
        **more,
    )
    files = {
        "election.toml": render_election(election),
        "areas.csv": render_areas(_areas(precincts, districts, regions)),
        "rulepack.toml": pack_bytes,
    }
    return read_foundation(files)


def _contest(pack: RulePack, number: int, seats: int) -> Contest:
    made = example_contest(pack.rules[0])
    choices = tuple(type(choice)(choice.code, words(choice.code)) for choice in made.choices)
    return Contest(
        f"contest{number}", "party_list", words(f"Contest {number}"), choices, made.form, (), seats
    )


def _areas(precincts: int, districts: int, regions: int) -> Iterator[Area]:
    def area(area_id: str, parent: str | None, level: str, kind: AreaKind) -> Area:
        registered = 1000 if kind is AreaKind.ORDINARY else None
        return Area(
            area_id,
            parent,
            level,
            area_id,
            words(area_id),
            words(""),
            words(""),
            "Asia/Almaty",
            registered,
            kind,
        )

    yield area("N", None, "nation", AreaKind.UNIT)
    for region in range(regions):
        yield area(f"R{region:02d}", "N", "region", AreaKind.UNIT)
    for district in range(districts):
        yield area(
            f"R{district % regions:02d}-D{district:03d}",
            f"R{district % regions:02d}",
            "district",
            AreaKind.UNIT,
        )
    for precinct in range(precincts):
        district = precinct * districts // precincts
        yield area(
            f"P{precinct:06d}", f"R{district % regions:02d}-D{district:03d}", "precinct", AreaKind.ORDINARY
        )


def head_entries(foundation: Foundation, log_key: VerifierKey) -> Iterator[dict[str, Any]]:
    """The entries that open the log: `open`, `key` and the roster."""
    hashes = foundation.sha256
    yield entry(
        "open",
        election=foundation.election.election_id,
        origin=log_key.name,
        definition_sha256=hashes["election.toml"],
        areas_sha256=hashes["areas.csv"],
        rule_pack_sha256=hashes["rulepack.toml"],
    )
    yield entry("key", role="log", vkey=log_key.vkey(), replaces=None)
    roster = [
        {
            "area": precinct,
            "contests": list(foundation.contests_at[precinct]),
            "registered": foundation.areas.area(precinct).voters_registered,
        }
        for precinct in sorted(foundation.paths)
    ]
    parts = [roster[start : start + 300] for start in range(0, len(roster), 300)]
    for number, part in enumerate(parts, start=1):
        yield entry("roster", part=number, parts=len(parts), precincts=part)


def entry(kind: str, **fields: Any) -> dict[str, Any]:
    """The body of an entry."""
    told = _LIFE.get(kind)
    schema = TOTAL.schema if kind == TOTAL.name else 1 if told is None else 2
    return {"kind": kind, "schema": schema, "recorded_at": MOMENT, **(told or {}), **fields}


_CHANGE: dict[str, Any] = {"words": {}, "reread": [], "note_sha256": None, "done_by": []}
_LIFE: dict[str, dict[str, Any]] = {
    "protocol": {"status": "confirmed", "words": {}, "reread": [], "done_by": []},
    "correction": _CHANGE,
    "recount": _CHANGE,
    "annulment": {"note_sha256": None, "done_by": []},
}
"""What these kinds say of a protocol's life, where nothing is to be said."""


def protocol(
    foundation: Foundation, precinct: str, contest: str, times: int = 1, **fields: Any
) -> dict[str, Any]:
    """A first version in which all relations hold: the example of the form, so many times over."""
    example = foundation.rules[contest].example
    scan = {
        "sha256": hashlib.sha256(f"{precinct}/{contest}".encode()).hexdigest(),
        "bytes": 10_000 + times,
        "media_type": "image/jpeg",
        "pages": 1,
    }
    body = {
        "area": precinct,
        "contest": contest,
        "version": 1,
        "replaces": None,
        "figures": nest_figures({key: value * times for key, value in example}),
        "illegible": [],
        "findings": [],
        "signed_at": MOMENT,
        "method": "typed",
        "explanation_sha256": None,
        "scans": [scan],
    }
    kind = fields.pop("kind", "protocol")
    return entry(kind, **{**body, **fields})
