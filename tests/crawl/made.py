"""Elections made for the crawl: of any rule pack, any contests, any areas."""

import csv
import datetime
import io
from collections.abc import Iterable, Mapping, Sequence

from hattama.core.protocols import RulePack, Scope
from hattama.core.tabulation.relation_examples import example_contest
from hattama.core.vocabulary import Choice, Contest, Election, EntryRules, Words
from hattama.formats.area_lists import parse_areas
from hattama.formats.election_definition import parse_election, render_election
from hattama.formats.election_rules import refuse_unfit
from hattama.formats.outcome_rules import parse_outcome_rules
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_norms, read_rulepack
from hattama.web.kernel.elections.open_election import ElectionFiles, load_election, open_election
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import advance_log
from tests.web.tiny_election import AREAS_CSV, ELECTION_ID, LOADED_AT, NIGHT, PARTY, protocol, publish

HEAD = [
    *("area_id", "parent_id", "level", "number", "kind", "time_zone", "voters_registered"),
    *("name_kk", "name_ru", "name_en", "address_kk", "address_ru", "commission_kk", "commission_ru"),
]

KIND_OF = {"proportional": "party_list", "precinct": "party_list"}
"""The kinds of contest for which forms of other names stand; Kazakhstan's forms are named as the kind."""


def said(text: str) -> Words:
    """The same words in every language."""
    return Words.of(dict.fromkeys(("kk", "ru", "en"), text))


def contest(code: str, kind: str, form: str, choices: Iterable[str], **more: object) -> Contest:
    """A contest with these choices, named as their codes and registered in their order."""
    listed = tuple(Choice(name, said(name), place) for place, name in enumerate(choices, start=1))
    return Contest(code, kind, said(code), listed, form, **more)  # type: ignore[arg-type]


def areas_csv(
    precincts: int, *, units: Sequence[str] = ("R1",), kind: str = "ordinary", **cells: str
) -> bytes:
    """A country, `units` below it, and precincts dealt out among them; `cells` stand in each of those."""
    out = io.StringIO()
    table = csv.DictWriter(out, HEAD, restval="", lineterminator="\n")
    table.writeheader()
    names = ("name_kk", "name_ru", "name_en")
    table.writerow({"area_id": "KZ", "level": "nation", "kind": "unit", **dict.fromkeys(names, "Республика")})
    for number, unit in enumerate(units, start=1):
        row = {"area_id": unit, "parent_id": "KZ", "level": "region", "number": number, "kind": "unit"}
        table.writerow(row | dict.fromkeys(names, f"Облыс {unit}"))
    for number in range(1, precincts + 1):
        parent = units[number % len(units)] if units else "KZ"
        row = {"area_id": f"P{number:03}", "parent_id": parent, "level": "precinct", "number": number}
        row |= {"kind": kind, "voters_registered": "1000", **dict.fromkeys(names, f"№ {number}")}
        table.writerow(row | cells)
    return out.getvalue().encode()


def load_made(
    contests: Sequence[Contest],
    pack: str = "kz-2023",
    areas: bytes = AREAS_CSV,
    *,
    polling_on: datetime.date | None = None,
    entry: EntryRules | None = None,
    name: str = "Құрама сайлау",
    time_zone: str = "Asia/Almaty",
) -> ElectionRow:
    """A draft named `tiny` as the one that other helpers know, of these contests, areas and this pack, and of
    the day of which the pack is unless another is said."""
    election = Election(
        ELECTION_ID,
        said(name),
        polling_on or pack_of(pack).law_on,
        pack,
        tuple(contests),
        time_zone=time_zone,
        demonstration=True,
        notices=(said("Ойдан шығарылған."),),
        entry=entry or EntryRules(),
    )
    return load_definition_bytes(render_election(election), areas, pack, time_zone)


def load_definition_bytes(
    definition: bytes, areas: bytes = AREAS_CSV, pack: str = "kz-2023", time_zone: str = "Asia/Almaty"
) -> ElectionRow:
    """A draft of an election.toml and an areas.csv as they are. Raises InputFaults for one that nobody could
    load: what is exported of it would not be believed."""
    files = ElectionFiles(
        election=parse_election(definition, "election.toml"),
        areas=parse_areas(io.BytesIO(areas), "areas.csv", time_zone=time_zone).areas,
        definition=definition,
        areas_csv=areas,
        rule_pack=pack_bytes(pack),
    )
    refuse_unfit(files.election, pack_of(pack), parse_outcome_rules(files.rule_pack, pack))
    return load_election(files, now=LOADED_AT)


def open_now(election_id: str = ELECTION_ID) -> ElectionRow:
    """Open the draft and let its log begin."""
    row = open_election(election_id, now=LOADED_AT)
    advance_log(election_id, now=LOADED_AT)
    return row


def open_made(
    contests: Sequence[Contest], pack: str = "kz-2023", areas: bytes = AREAS_CSV, **more
) -> ElectionRow:
    """An open election of these contests."""
    load_made(contests, pack, areas, **more)
    return open_now()


OWN_LAW = "zz-2023"
"""A pack that carries its law itself, and so is of any day: Kazakhstan's of 2023 under another name."""


def pack_bytes(pack: str) -> bytes:
    """The file of a shipped pack, or of OWN_LAW."""
    if pack != OWN_LAW:
        return read_rulepack(pack)
    law = "kz-elections"
    told = read_rulepack("kz-2023").replace(f'law = "{law}"\n'.encode(), b"") + read_norms(law)
    return told.replace(b'"kz-2023"', b'"zz-2023"').replace(law.encode(), b"zz-elections")


def pack_of(pack: str) -> RulePack:
    """A pack as a value."""
    return parse_rulepack(pack_bytes(pack), f"{pack}.toml")


def night_of(pack: str) -> datetime.datetime:
    """When protocols come in of an election on the day of which a pack is: as that of 2023, or later."""
    return NIGHT + max(datetime.timedelta(), pack_of(pack).law_on - NIGHT.date())


def open_with_every_code(pack: str) -> None:
    """An election of each form of the pack in which every relation's failing example is a precinct's paper.

    Where an example speaks of two papers of a precinct, the second is put into another contest of the form.
    """
    contests, papers = [], []
    for rules in pack_of(pack).rules:
        form = rules.form.code
        choices = [choice.code for choice in example_contest(rules).choices]
        kind = KIND_OF.get(form, form)
        contests += [contest(f"{form}_{place}", kind, form, choices, seats=7) for place in ("a", "b")]
        examples = [rules.example and (rules.example,)]
        examples += [r.example.failing for r in rules.relations if r.example and r.scope is not Scope.LEVELS]
        papers += [
            protocol(f"P{number:03}", f"{form}_{place}", figures=dict(figures))
            for number, example in enumerate(examples, start=1)
            for place, figures in zip("ab", example, strict=False)
        ]
    count = max(int(paper.area_id[1:]) for paper in papers)
    open_made(contests, pack, areas_csv(count, units=("R1", "R2")))
    publish(*papers, now=night_of(pack))


def precincts() -> list[str]:
    """The precincts of the tiny election."""
    return ["P001", "P002", "P003", "P101", "P201", "P202"]


def publish_all(figures: Mapping[str, int], contest_code: str = PARTY, **more: object) -> None:
    """The same figures from every precinct."""
    publish(*(protocol(area, contest_code, figures=figures, **more) for area in precincts()))
