"""A country to load: an election with one precinct for each protocol, an account and a session for each.

`python -m bench.writers_site N FILE`, with the site's environment. What is written to FILE is a list of
[precinct, session]; every account has the passphrase PASSPHRASE, hashed once for all of them, so that making
thousands takes seconds. Nothing of this runs while anything is measured.
"""

from __future__ import annotations

import datetime
import io
import json
import os
import sys
from pathlib import Path

from hattama.core.vocabulary import Words

ELECTION = "load"
CONTEST = "party"
CHOICES = 7
VOTERS = 2000
PASSPHRASE = "a passphrase of the measurement"
REGIONS, DISTRICTS = 20, 10
BACKEND = "hattama.web.kernel.accounts.who_asks.KnownAccounts"
_HEAD = "area_id,parent_id,level,number,kind,time_zone,voters_registered,name_kk,name_ru,name_en"


def definition() -> bytes:
    """The election: one contest with seven choices; one entry is enough."""
    names = {"kk": "Жүктеме", "ru": "Нагрузка", "en": "Load"}
    lines = ["[election]", f'id = "{ELECTION}"', "date = 2023-03-19", 'rule_pack = "kz-2023"']
    lines += ['time_zone = "Asia/Almaty"', "demonstration = true", "[election.names]"]
    lines += [f'{language} = "{name}"' for language, name in names.items()]
    lines += ["[[contest]]", f'code = "{CONTEST}"', 'kind = "party_list"', 'form = "party_list"', "seats = 5"]
    lines += [_names_line(Words.of(names))]
    for number in range(1, CHOICES + 1):
        said = Words.of({"kk": f"{number}-тізім", "ru": f"Список {number}", "en": f"List {number}"})
        lines += [
            "[[contest.choice]]",
            f'code = "list{number}"',
            f"registered_order = {number}",
            _names_line(said),
        ]
    return "\n".join([*lines, ""]).encode()


def _names_line(names: Words) -> str:
    told = ", ".join(f'{language} = "{names.say(language)}"' for language in ("kk", "ru", "en"))
    return f"names = {{ {told} }}"


def areas(precincts: int) -> bytes:
    """The roster: precincts, 20 at least, spread over up to two hundred districts of twenty regions."""
    rows = [_HEAD, "N,,nation,,unit,,,Ел,Страна,Country"]
    districts = max(1, min(DISTRICTS, precincts // REGIONS))
    for region in range(REGIONS):
        rows.append(f"R{region},N,region,{region + 1},unit,,,Облыс {region},Область {region},Region {region}")
        for district in range(districts):
            place = f"R{region}D{district}"
            rows.append(f"{place},R{region},district,,unit,,,{place} ауданы,Район {place},District {place}")
    for number in range(precincts):
        place = f"R{number % REGIONS}D{number // REGIONS % districts}"
        names = f"№ {number},№ {number},No. {number}"
        rows.append(f"{precinct_id(number)},{place},precinct,{number},ordinary,,{VOTERS},{names}")
    return "\n".join([*rows, ""]).encode()


def precinct_id(number: int) -> str:
    """The identifier of a precinct."""
    return f"P{number:06}"


def figures(number: int) -> dict[str, int]:
    """Figures of a protocol that add up, another set for each precinct."""
    votes = {f"votes[list{at}]": 60 + (number * 7 + at * 13) % 90 for at in range(1, CHOICES + 1)}
    participants = sum(votes.values()) + 30
    issued = participants + 20
    return votes | {
        "voters_listed": VOTERS,
        "ballots_issued": issued,
        "issued_by_member[1]": issued // 2,
        "issued_by_member[2]": issued - issued // 2,
        "ballots_received": VOTERS,
        "ballots_cancelled": VOTERS - issued,
        "participants": participants,
        "against_all": 30,
        "invalid": 12,
    }


def main(precincts: int, place: Path) -> None:
    """Make it all and write who is who."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hattama.web.operations.settings")
    from hattama.web.kernel.commands.preparation import prepare

    prepare("en")
    open_site(precincts)
    place.write_text(json.dumps(made_people(precincts)), "utf-8")


def open_site(precincts: int) -> None:
    """Load and open the election in the site that Django is set up for."""
    from hattama.formats.area_lists import parse_areas
    from hattama.formats.election_definition import parse_election
    from hattama.rulepacks import read_rulepack
    from hattama.web.kernel.elections.open_election import ElectionFiles, load_election, open_election
    from hattama.web.kernel.log.advance_log import advance_log
    from hattama.web.kernel.log.refresh_bundle import refresh_bundle

    now = datetime.datetime.now(datetime.UTC)
    roster, said = areas(precincts), definition()
    parsed = parse_areas(io.BytesIO(roster), "areas.csv", time_zone="Asia/Almaty").areas
    rules = read_rulepack("kz-2023")
    files = ElectionFiles(parse_election(said, "election.toml"), parsed, said, roster, rules)
    load_election(files, now=now)
    open_election(ELECTION, now=now)
    advance_log(ELECTION, now=now)
    refresh_bundle(ELECTION)


def made_people(precincts: int) -> list[list[str]]:
    """A typist with a session of twelve hours for each precinct: [precinct, session]."""
    from django.contrib.auth import get_user_model
    from django.contrib.auth.hashers import make_password
    from django.utils import timezone

    from hattama.web.kernel.accounts.policy import Role
    from hattama.web.kernel.accounts.tables import Membership
    from hattama.web.kernel.accounts.who_asks import SessionStore
    from hattama.web.kernel.elections.tables import AreaRow

    people = get_user_model()
    password = make_password(PASSPHRASE)
    rows = dict(AreaRow.objects.filter(kind="ordinary").values_list("code", "pk"))
    made = people.objects.bulk_create(people(username=area_id, password=password) for area_id in sorted(rows))
    Membership.objects.bulk_create(
        Membership(user=user, area_id=rows[user.get_username()], role=Role.TYPIST.value) for user in made
    )
    until = timezone.now() + datetime.timedelta(hours=12)
    told, sessions = [], []
    for user in made:
        said = {
            "_auth_user_id": str(user.pk),
            "_auth_user_backend": BACKEND,
            "_auth_user_hash": user.get_session_auth_hash(),
        }
        key = os.urandom(16).hex()
        session = SessionStore(key).create_model_instance(said)
        session.expire_date = until
        sessions.append(session)
        told.append([user.get_username(), key])
    type(session).objects.bulk_create(sessions)
    return told


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
