from collections import Counter

import pytest

from hattama.core.tabulation import check_areas
from hattama.core.vocabulary import AreaKind, is_area_id
from hattama.demonstration import demonstration_election
from hattama.demonstration.contests import PARTY_CONTEST
from hattama.demonstration.places import make_places
from hattama.demonstration.regions import REGIONS
from tests.demonstration.made import demonstration, night


def test_the_full_size_has_the_precincts_regions_and_districts_of_2023() -> None:
    levels = Counter(area.level for area in demonstration().areas)
    assert levels == {"nation": 1, "region": 21, "constituency": 29, "district": 220, "precinct": 10_223}
    assert len(REGIONS) == 20
    assert Counter(area.kind for area in demonstration().areas)[AreaKind.ABROAD] == 77


def test_registered_voters_sum_to_the_published_number() -> None:
    assert sum(area.voters_registered or 0 for area in demonstration().areas) == 12_035_578


def test_no_precinct_has_more_voters_than_the_law_allows() -> None:
    voters = [area.voters_registered for area in demonstration().areas if area.is_precinct]
    assert all(voter is not None and 1 <= voter <= 3_000 for voter in voters)


@pytest.mark.parametrize("precincts", [1, 2, 20, 21, 50, 500, 10_223])
def test_areas_form_one_tree_with_precincts_at_its_leaves(precincts: int) -> None:
    areas = make_places(precincts, 1).areas
    assert check_areas(areas) == ()
    assert sum(area.is_precinct for area in areas) == precincts
    assert all(is_area_id(area.area_id) for area in areas)


@pytest.mark.parametrize("precincts", [120, 300, 10_223])
def test_29_single_mandate_districts_lie_in_whole_districts_of_one_region_each(precincts: int) -> None:
    made = demonstration(precincts)
    within: dict[str, set[str]] = {}
    of_district: dict[str, set[str]] = {}
    for area in (one.area for one in made.precincts if one.site.region):
        (constituency,) = area.also_in
        within.setdefault(constituency, set()).add(area.area_id.partition("-")[0])
        of_district.setdefault(area.parent_id or "", set()).add(constituency)
    assert len(within) == 29
    assert all(len(regions) == 1 for regions in within.values())
    assert all(len(constituencies) == 1 for constituencies in of_district.values())
    assert (
        sum(Counter(next(iter(regions)) for regions in within.values())[r.area_id] == 1 for r in REGIONS)
        == 13
    )
    contests = [contest.areas for contest in made.election.contests[1:]]
    assert contests == [(constituency,) for constituency in sorted(within)]


def test_precincts_abroad_vote_in_the_district_of_the_foreign_ministry() -> None:
    abroad = {one.area.also_in for one in demonstration().precincts if one.site.region is None}
    assert abroad == {("smd-01",)}


def test_candidates_of_each_district_have_their_own_leader() -> None:
    votes: dict[str, Counter[str]] = {}
    for arrived in night(300):
        if arrived.protocol.contest != PARTY_CONTEST:
            votes.setdefault(arrived.protocol.contest, Counter()).update(dict(arrived.protocol.figures))
    shown = {
        max((n, key) for key, n in cast.items() if key.startswith("votes["))[1] for cast in votes.values()
    }
    assert len(votes) == 29 and len(shown) >= 4


def test_numbers_of_precincts_keep_their_leading_zeros() -> None:
    numbers = [area.number for area in demonstration().areas if area.is_precinct]
    assert numbers[0] == "0001"
    assert {len(number) for number in numbers} == {4}


def test_every_area_is_named_in_three_languages() -> None:
    for area in demonstration(300).areas:
        assert set(area.names) == set(area.commission) == {"kk", "ru", "en"}
        if area.is_precinct:
            assert set(area.address) == {"kk", "ru", "en"}


def test_the_west_is_an_hour_behind_the_capital() -> None:
    behind = {region.names["en"] for region in REGIONS if region.hours_ahead == 5}
    assert behind == {
        "Aktobe Region",
        "Atyrau Region",
        "Kyzylorda Region",
        "Mangystau Region",
        "West Kazakhstan Region",
    }


def test_a_demonstration_without_precincts_is_refused() -> None:
    with pytest.raises(ValueError, match="0 precincts"):
        demonstration_election(0, 1)
