import hashlib
from collections import Counter

import pytest

from hattama.core.protocols import Protocol, check_protocol
from hattama.core.tabulation.precincts import check_precinct
from hattama.core.vocabulary import Verdict
from hattama.demonstration import demonstration_election
from hattama.demonstration.contests import PARTY_CONTEST, single_contest
from hattama.demonstration.places import scaled
from hattama.demonstration.regions import REGIONS
from hattama.formats.rulepack import parse_rulepack
from hattama.rulepacks import read_rulepack
from tests.demonstration.made import SEED, SMALL, demonstration, night, protocols_of, sums

PUBLISHED = {
    "votes[amanat]": 3_431_510,
    "votes[auyl]": 693_938,
    "votes[respublica]": 547_154,
    "votes[ak_zhol]": 535_139,
    "votes[ppk]": 432_920,
    "votes[nsdp]": 331_058,
    "votes[baytaq]": 146_431,
    "against_all": 248_291,
    "participants": 6_366_441,
}


@pytest.mark.parametrize("seed", [SEED, 1])
def test_the_party_contest_sums_to_the_published_result(seed: int) -> None:
    totals = sums(protocols_of(PARTY_CONTEST, night(seed=seed)))
    assert {key: totals[key] for key in PUBLISHED} == PUBLISHED


def test_voters_listed_and_those_of_silent_precincts_sum_to_the_published_number() -> None:
    parties = protocols_of(PARTY_CONTEST, night())
    reported = {protocol.area_id for protocol in parties}
    silent = [area for area in demonstration().areas if area.is_precinct and area.area_id not in reported]
    assert len(silent) == 30
    assert sums(parties)["voters_listed"] + sum(area.voters_registered or 0 for area in silent) == 12_035_578


def test_ballots_issued_are_the_published_share_of_the_registered() -> None:
    issued = sums(protocols_of(PARTY_CONTEST, night()))["ballots_issued"]
    assert round(issued * 10_000 / 12_035_578) == 5_419


@pytest.mark.parametrize("precincts", [1, 2, 20, 50, SMALL, 2_000])
def test_with_fewer_precincts_votes_are_scaled_down(precincts: int) -> None:
    totals = sums(protocols_of(PARTY_CONTEST, night(precincts)))
    assert totals["participants"] == scaled(6_366_441, precincts)
    for key, votes in PUBLISHED.items():
        assert abs(totals[key] * 10_223 - votes * precincts) <= 10_223
    assert len(demonstration(precincts).election.notices) == 2


def test_at_full_size_the_only_notice_is_that_it_is_made_up() -> None:
    election = demonstration().election
    assert election.demonstration
    assert len(election.notices) == 1


def test_a_night_is_made_up_once_however_often_it_is_asked_for() -> None:
    made = demonstration_election(20, SEED)
    assert [id(one) for one in made.protocols()] == [id(one) for one in made.protocols()]


def test_the_same_seed_makes_the_same_night_and_another_seed_another() -> None:
    again = tuple(demonstration_election(SMALL, SEED).protocols())
    assert again == night(SMALL)
    assert demonstration_election(SMALL, SEED).areas == demonstration(SMALL).areas
    assert tuple(demonstration_election(SMALL, SEED + 1).protocols()) != again


def test_protocols_arrive_in_order_and_after_they_were_signed() -> None:
    arrivals = [arrived.arrives_after for arrived in night()]
    assert arrivals == sorted(arrivals)
    assert arrivals[0] > 0
    assert all(arrived.protocol.signed_at is not None for arrived in night())
    assert len({(arrived.protocol.area_id, arrived.protocol.contest) for arrived in night()}) == len(arrivals)


def test_about_one_protocol_in_seventy_breaks_a_relation_and_every_relation_is_broken() -> None:
    pack = parse_rulepack(read_rulepack("kz-2023"), "kz-2023.toml")
    election = demonstration().election
    broken: Counter[str] = Counter()
    with_findings = 0
    for arrived in night():
        contest = election.contest(arrived.protocol.contest)
        findings = check_protocol(pack.rules_for(contest), contest, arrived.protocol)
        codes = {found.code for found in findings if found.verdict is Verdict.BROKEN}
        with_findings += any(code.startswith("KZ-") for code in codes)
        broken.update(codes)
    assert 250 <= with_findings <= 350
    expected = {"01", "02", "03", "04", "05A", "06", "07", "08B", "09", "10A", "10B"}
    assert {code for code in broken if code.startswith("KZ-")} == {f"KZ-K{number}" for number in expected}
    assert all(15 <= broken[f"KZ-K{number}"] <= 40 for number in expected - {"04"})
    # Ballots cancelled that never were often make those found more than could be issued.
    assert 30 <= broken["KZ-K04"] <= 80
    assert "FORM-UNKNOWN" not in broken


def test_protocols_of_one_precinct_disagree_in_a_few_precincts() -> None:
    pack = parse_rulepack(read_rulepack("kz-2023"), "kz-2023.toml")
    election = demonstration().election
    rules = {contest.code: pack.rules_for(contest) for contest in election.contests}
    together: dict[str, dict[str, Protocol]] = {}
    for arrived in night():
        together.setdefault(arrived.protocol.area_id, {})[arrived.protocol.contest] = arrived.protocol
    codes = Counter(
        found.code
        for protocols in together.values()
        for found in check_precinct({code: rules[code] for code in protocols}, protocols)
        if found.verdict is Verdict.BROKEN
    )
    assert 15 <= codes["KZ-K11A"] <= 40
    assert 5 <= codes["KZ-K11B"] <= 40


def test_a_mistake_is_mostly_explained_in_kazakh_or_russian() -> None:
    explained = [arrived.protocol.explanation for arrived in night() if arrived.protocol.explanation]
    kazakh = [text for text in explained if set(text.lower()) & set("әғқңөұүһі")]
    assert 200 <= len(explained) <= 330
    assert 60 <= len(kazakh) <= len(explained) - 60


def test_a_few_figures_are_blank_and_a_few_cannot_be_read() -> None:
    pack = parse_rulepack(read_rulepack("kz-2023"), "kz-2023.toml")
    form = pack.rules_for(demonstration().election.contest(single_contest("smd-26"))).form
    once = {figure.code for figure in form.figures if not figure.group}
    blank = [
        arrived for arrived in night() if once - arrived.protocol.figures.keys() - arrived.protocol.illegible
    ]
    illegible = [arrived for arrived in night() if arrived.protocol.illegible]
    assert 10 <= len(blank) <= 40
    assert 10 <= len(illegible) <= 40


def test_each_region_took_nearly_the_share_of_ballots_that_was_reported_for_it() -> None:
    issued: Counter[str] = Counter()
    listed: Counter[str] = Counter()
    for protocol in protocols_of(PARTY_CONTEST, night()):
        region_id = protocol.area_id.partition("-")[0]
        issued[region_id] += protocol.figures["ballots_issued"]
        listed[region_id] += protocol.figures["voters_listed"]
    for region in REGIONS:
        share = issued[region.area_id] * 10_000 // listed[region.area_id]
        assert abs(share - region.issued) <= 30, region.names["en"]


def test_the_night_is_the_same_on_every_machine() -> None:
    digest = hashlib.sha256()
    for arrived in night(SMALL):
        protocol = arrived.protocol
        digest.update(
            repr((arrived.arrives_after, protocol.area_id, sorted(protocol.figures.items()))).encode()
        )
    assert digest.hexdigest() == "ef097dd4c3de0875c470aa7ff39458e3db983d80d2175a2be6899d932c258e28"
