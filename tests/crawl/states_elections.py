"""States by what the election is: a draft, closed, of another country, kind, size or century; and its log."""

import datetime
import json
from dataclasses import replace
from pathlib import Path

from hattama.core.vocabulary import YEARS, ConfirmedBy, EntryRules
from hattama.demonstration import demonstration_election
from hattama.formats.area_lists import render_areas
from hattama.formats.election_definition import render_election
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from hattama.web.kernel.log.bundle_store import public_store
from hattama.web.kernel.log.close_election import close_election, state_totals
from hattama.web.kernel.log.log_settings import key_path
from hattama.web.kernel.log.log_stops import stop_log
from hattama.web.kernel.log.refresh_bundle import refresh_bundle
from hattama.web.kernel.log.rotate_log_key import rotate_log_key
from hattama.web.open_data.write_open_data import write_open_data
from hattama.web.protocols.import_protocols import Incoming, import_protocols
from tests.crawl.made import (
    OWN_LAW,
    areas_csv,
    contest,
    load_definition_bytes,
    load_made,
    night_of,
    open_made,
    open_now,
    pack_of,
    precincts,
)
from tests.crawl.states import Site, state
from tests.crawl.states_lives import open_with_heads
from tests.web.open_night import hold_night
from tests.web.protocols.life.people import LATER
from tests.web.tiny_election import (
    ELECTION_ID,
    LOADED_AT,
    NIGHT,
    PARTY,
    SINGLE,
    area_row,
    load_tiny,
    open_another,
    open_tiny,
    protocol,
    publish,
    sound_figures,
)

LISTS = ("dala", "ozen")
LIST_CONTEST = contest(PARTY, "party_list", "party_list", LISTS, seats=5)


@state("no election")
def no_election(site: Site) -> None:
    assert not ElectionRow.objects.exists()


@state("a draft")
def draft(site: Site) -> None:
    load_tiny()


@state("closed")
def closed(site: Site) -> None:
    open_with_heads()
    hold_night()
    state_totals(ELECTION_ID, now=LATER)
    close_election(ELECTION_ID, now=LATER)


@state("closed and nothing received")
def closed_empty(site: Site) -> None:
    open_tiny()
    close_election(ELECTION_ID, now=LATER)


@state("two elections, one closed, and a draft", dense=True)
def two_elections(site: Site) -> None:
    hold_night()
    close_election(ELECTION_ID, now=LATER)
    open_another("later")


@state("one precinct and no unit between it and the country")
def one_precinct(site: Site) -> None:
    open_made([LIST_CONTEST], areas=areas_csv(1, units=()))
    publish(protocol("P001"))


@state("one precinct, nothing received")
def one_precinct_silent(site: Site) -> None:
    open_made([LIST_CONTEST], areas=areas_csv(1))


@state("a hundred and forty precincts in one unit")
def many_precincts(site: Site) -> None:
    open_made([LIST_CONTEST], areas=areas_csv(140))
    publish(*(protocol(f"P{number:03}") for number in range(1, 140, 3)))


@state("a contest of which no paper came")
def contest_without_votes(site: Site) -> None:
    open_made([LIST_CONTEST, contest("second", "party_list", "party_list", LISTS, seats=3)])
    publish(*map(protocol, precincts()))


@state("eight contests")
def many_contests(site: Site) -> None:
    others = [
        contest(f"c{number}", "single_mandate", "single_mandate", LISTS, seats=1) for number in range(7)
    ]
    open_made([LIST_CONTEST, *others])
    publish(
        protocol("P001"), *(protocol("P002", f"c{number}", figures=sound_figures()) for number in range(7))
    )


@state("sixty choices")
def many_choices(site: Site) -> None:
    codes = [f"list_{number}" for number in range(60)]
    open_made([contest(PARTY, "party_list", "party_list", codes, seats=69)])
    votes = {f"votes[{code}]": number for number, code in enumerate(codes)}
    publish(*(protocol(area, figures=sound_figures() | votes) for area in precincts()))


@state("one choice")
def one_choice(site: Site) -> None:
    open_made(
        [
            contest(PARTY, "party_list", "party_list", ["alone"], seats=5),
            contest(SINGLE, "single_mandate", "single_mandate", ["only"], seats=1),
        ]
    )
    publish(protocol("P001", figures={"participants": 5, "votes[alone]": 4, "against_all": 1}))
    publish(protocol("P001", SINGLE, figures={"participants": 5, "votes[only]": 0, "against_all": 5}))


@state("no seats said, and far more seats than votes")
def odd_seats(site: Site) -> None:
    open_made(
        [
            contest("unsaid", "party_list", "party_list", LISTS),
            contest("many", "party_list", "party_list", LISTS, seats=9999),
            contest("one", "party_list", "party_list", LISTS, seats=1),
        ]
    )
    publish(*(protocol("P001", code, figures=sound_figures()) for code in ("unsaid", "many", "one")))
    publish(protocol("P002", "many", figures={"participants": 1, "votes[dala]": 1}))


def of_pack(pack: str, kind: str, choices: tuple[str, ...], **more: object) -> None:
    """An election of one contest of a pack's first form, with papers by the form's own example."""
    rules = pack_of(pack).rules[0]
    open_made([contest(PARTY, kind, rules.form.code, choices, **more)], pack, areas_csv(4))
    example = dict(rules.example)
    votes = {key: value for key, value in example.items() if not key.startswith("votes[")}
    given = [value for key, value in example.items() if key.startswith("votes[")]
    votes |= {f"votes[{code}]": value for code, value in zip(choices, given, strict=False)}
    papers = [protocol(f"P{number:03}", figures=votes) for number in range(1, 4)]
    publish(*papers, now=night_of(pack))


@state("a referendum")
def referendum(site: Site) -> None:
    of_pack("kz-2022-referendum", "referendum", ("for", "against"))


@state("a referendum whose answers are others than the law's")
def odd_referendum(site: Site) -> None:
    of_pack("kz-2022-referendum", "referendum", ("yes", "no", "perhaps"))


@state("a president")
def president(site: Site) -> None:
    of_pack("kz-2022-president", "president", ("a", "b", "c"))


@state("a president of 2011 among many")
def president_of_many(site: Site) -> None:
    of_pack("kz-2011", "president", tuple("abcdefgh"))


@state("the Kurultai")
def kurultai(site: Site) -> None:
    of_pack("kz-2026", "party_list", ("a", "b", "c"), seats=145)


def abroad(pack: str, time_zone: str) -> None:
    """The election of an example of the repository, its papers all from abroad, of each failing example."""
    definition = Path("examples", pack, "election.toml").read_bytes()
    areas = areas_csv(6, units=("A1", "A2"), kind="abroad")
    row = load_definition_bytes(definition, areas, pack, time_zone)
    row = open_now(row.pk)
    rules = pack_of(pack).rules[0]
    examples = [rules.example, *(r.example.failing[0] for r in rules.relations if r.example)]
    (contest_code,) = (one.code for one in _contests(definition))
    incoming = [
        Incoming(protocol(f"P{number:03}", contest_code, figures=dict(figures)))
        for number, figures in enumerate(examples[:5], start=1)
    ]
    import_protocols(row, incoming, now=LATER + datetime.timedelta(days=700))
    advance_log(row.pk, now=LATER + datetime.timedelta(days=700))


def _contests(definition: bytes):
    from hattama.formats.election_definition import parse_election

    return parse_election(definition, "election.toml").contests


@state("Georgia, all abroad")
def georgia(site: Site) -> None:
    abroad("ge-2024", "Asia/Tbilisi")


@state("Romania, all abroad")
def romania(site: Site) -> None:
    abroad("ro-2024-ep", "Europe/Bucharest")


@state("an election on the first day that is taken")
def long_ago(site: Site) -> None:
    open_made([LIST_CONTEST], OWN_LAW, polling_on=datetime.date(YEARS[0], 1, 1))
    publish(protocol("P001"))


@state("an election on the last day that is taken")
def last_day(site: Site) -> None:
    night = NIGHT.replace(year=YEARS[-1], month=12, day=31)
    open_made([LIST_CONTEST], OWN_LAW, polling_on=night.date())
    publish(protocol("P001"), now=night)


@state("an election far from Greenwich")
def far_away(site: Site) -> None:
    open_made(
        [LIST_CONTEST], time_zone="Pacific/Kiritimati", areas=areas_csv(2, time_zone="Pacific/Pago_Pago")
    )
    # Polls close there when it is long the next day elsewhere.
    publish(protocol("P001"), now=NIGHT + datetime.timedelta(days=1))


@state("a log whose key was changed twice")
def key_rotated(site: Site) -> None:
    open_tiny()
    publish(protocol("P001"))
    rotate_log_key(ELECTION_ID, now=NIGHT)
    publish(protocol("P002"))
    rotate_log_key(ELECTION_ID, now=NIGHT)


@state("acts that wait, for the log's key is gone")
def key_gone(site: Site) -> None:
    row = open_tiny()
    publish(protocol("P001"))
    import_protocols(row, [Incoming(protocol("P002"))], now=NIGHT)
    key_path(ELECTION_ID).unlink()
    site.contradicts = True


@state("a log that was stopped")
def stopped(site: Site) -> None:
    row = open_tiny()
    publish(protocol("P001"))
    stop_log(ELECTION_ID, "s3://bucket", "another checkpoint stands there")
    import_protocols(row, [Incoming(protocol("P002"))], now=NIGHT)


@state("a bundle and open data that were written")
def written(site: Site) -> None:
    hold_night()
    refresh_bundle(ELECTION_ID)
    write_open_data(ELECTION_ID)


@state("a bundle whose files are gone")
def bundle_gone(site: Site) -> None:
    hold_night()
    folder = public_store(ELECTION_ID).folder
    for path in [one for one in folder.rglob("*") if one.is_file() and one.name != "checkpoint"]:
        path.unlink()
    site.contradicts = True


@state("an election of 24 precincts as it is demonstrated")
def demonstration(site: Site) -> None:
    made = demonstration_election(24, 2023)
    # Of the single-mandate districts two: each has the same pages.
    election = replace(made.election, contests=made.election.contests[:3])
    held = {contest.code for contest in election.contests}
    definition, areas = render_election(election), render_areas(made.areas)
    row = load_definition_bytes(definition, areas, made.election.rule_pack, made.election.time_zone)
    row = open_now(row.pk)
    import_protocols(
        row,
        [Incoming(item.protocol) for item in made.protocols() if item.protocol.contest in held],
        now=LATER,
    )
    advance_log(row.pk, now=LATER)


@state("a draft with a person to confirm and no place for its contest")
def odd_draft(site: Site) -> None:
    rare = contest(SINGLE, "single_mandate", "single_mandate", ("a", "b"), seats=1, areas=("R2",))
    load_made([LIST_CONTEST, rare], entry=EntryRules(preliminary=True, confirmed_by=ConfirmedBy.PERSON))


@state("districts beside regions")
def divided(site: Site) -> None:
    from tests.web.places.test_divisions import divided as areas
    from tests.web.tiny_election import ELECTION_TOML

    load_definition_bytes(ELECTION_TOML.replace(b'areas = ["R1"]', b'areas = ["S1"]'), areas())
    open_now()
    publish(protocol("P001"), protocol("P001", SINGLE), protocol("P002"), protocol("P202"))


@state("maps of its own")
def maps(site: Site) -> None:
    from hattama.web.kernel.elections.beside_files import BOUNDARIES, put_beside_files

    row = open_tiny()
    publish(protocol("P001"), protocol("P201"))
    ring = [[60, 50], [61, 50], [61, 51], [60, 51], [60, 50]]
    features = [
        {
            "type": "Feature",
            "properties": {"area_id": area},
            "geometry": {"type": "Polygon", "coordinates": [[[x + place, y] for x, y in ring]]},
        }
        for place, area in enumerate(("R1", "R2"))
    ]
    document = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    put_beside_files(row.pk, {BOUNDARIES: document})
    assert area_row("R1").election.opened_at == LOADED_AT
