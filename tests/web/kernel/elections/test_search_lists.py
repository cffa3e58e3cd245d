"""Lists of areas by word: runs, what several share, and how they follow what areas are called."""

import random

import pytest

from hattama.web.kernel.elections import search_lists
from hattama.web.kernel.elections.search import lists_asked
from hattama.web.kernel.elections.search_lists import (
    AnyOf,
    Found,
    Runs,
    gather,
    index_again,
    index_areas,
    keys_of,
    list_beginning,
    list_of,
    load_levels,
    united,
)
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, SearchWord, below
from hattama.web.kernel.languages.search_text import normalise_search_text

pytestmark = [pytest.mark.django_db, pytest.mark.both_engines]


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_lists, "PART", 2)
    monkeypatch.setattr(search_lists, "PARTS_AT_ONCE", 2)


def bounds_of(keys: set[int]) -> list[int]:
    return united((key, key + 1) for key in sorted(keys))


@pytest.mark.parametrize("seed", range(20))
def test_what_lists_share_is_what_their_sets_share(seed: int) -> None:
    chance = random.Random(seed)
    sets = [{key for key in range(60) if chance.random() < 0.7} for _ in range(3)]
    shared = sets[0] & sets[1] & sets[2]
    found = gather(Runs.of(bounds_of(one)) for one in sets)
    assert found.row_ids() == sorted(shared)
    assert found.count == len(shared)
    assert found.row_ids(3, 7) == sorted(shared)[3:7]
    inside = gather((Runs.of(bounds_of(one)) for one in sets), (10, 30))
    assert inside.row_ids() == sorted(key for key in shared if 10 <= key < 30)
    some = {key for key in shared if chance.random() < 0.5}
    assert found.without(Found(bounds_of(some))).row_ids() == sorted(shared - some)


@pytest.mark.parametrize("seed", range(20))
def test_lists_that_share_nothing_are_asked_as_one(seed: int) -> None:
    chance = random.Random(seed)
    all_keys = {key for key in range(60) if chance.random() < 0.7}
    parts: list[set[int]] = [set(), set(), set()]
    for key in all_keys:
        chance.choice(parts).add(key)
    asked = {key for key in range(60) if chance.random() < 0.5}
    any_of = AnyOf([Runs.of(bounds_of(part)) for part in parts])
    assert gather([any_of]).row_ids() == sorted(all_keys)
    assert gather([Runs.of(bounds_of(asked)), any_of]).row_ids() == sorted(all_keys & asked)


def test_of_very_many_only_the_first_runs_are_gathered() -> None:
    scattered = Runs.of(bounds_of(set(range(0, 100, 2))))
    assert gather([scattered], most=5) == Found(bounds_of({0, 2, 4, 6, 8}), is_whole=False)
    assert gather([Runs.of([0, 1_000_000])], most=1).count == 1_000_000


def words_now(election: ElectionRow) -> dict[str, list[int]]:
    """Every list with its areas, by what stands in the areas' own rows."""
    listed: dict[str, set[int]] = {}
    for row in AreaRow.objects.filter(election=election):
        for word in keys_of(row.kind, row.level, row.number, row.search_text):
            listed.setdefault(word, set()).add(row.pk)
    return {word: sorted(keys) for word, keys in listed.items()}


def held(election: ElectionRow) -> dict[str, list[int]]:
    words = {bytes(word).decode() for word in SearchWord.objects.values_list("word", flat=True)}
    return {word: gather([list_of(election, word)]).row_ids() for word in words if not word.startswith("*")}


def test_each_list_is_what_the_areas_say(tiny: ElectionRow, small_parts: None) -> None:
    SearchWord.objects.all().delete()
    index_areas(tiny)
    assert held(tiny) == words_now(tiny)


def test_levels_are_listed_alike_whole_and_where_they_are_asked(
    tiny: ElectionRow, monkeypatch: pytest.MonkeyPatch
) -> None:
    for few in (16, 1):
        monkeypatch.setattr(search_lists, "FEW_PARTS", few)
        units, stations = load_levels(tiny)
        told = {f"@{level}": runs for level, runs in units.items()}
        told |= {f"={level}": runs for level, runs in stations.items()}
        now = words_now(tiny)
        assert {word: gather([runs]).row_ids() for word, runs in told.items()} == {
            word: keys for word, keys in now.items() if word[0] in "@="
        }
        assert [*units] == sorted(units, key=lambda level: now[f"@{level}"][0])


def test_a_beginning_finds_all_words_that_begin_so(tiny: ElectionRow, small_parts: None) -> None:
    SearchWord.objects.all().delete()
    index_areas(tiny)
    now = words_now(tiny)
    beginnings = {word[:end] for word in now if word[0] not in "#@=" for end in (1, 2, 3, 5)}
    for letters in beginnings:
        if letters.isdecimal():
            continue
        told = {key for word, keys in now.items() if word.startswith(letters) for key in keys}
        assert gather([list_beginning(tiny, letters)]).row_ids() == sorted(told), letters


def test_lists_follow_what_an_area_is_called(tiny: ElectionRow, small_parts: None) -> None:
    SearchWord.objects.all().delete()
    index_areas(tiny)
    row = AreaRow.objects.get(election=tiny, code="P001")
    before = keys_of(row.kind, row.level, row.number, row.search_text)
    row.search_text = normalise_search_text("Жаңа көше 17, Қостанай")
    row.save()
    index_again(tiny, [(row.pk, before, keys_of(row.kind, row.level, row.number, row.search_text))])
    assert held(tiny) == {word: keys for word, keys in words_now(tiny).items() if keys}
    assert row.pk in gather([list_beginning(tiny, "k")]).row_ids()
    assert gather(lists_asked(tiny, "жана коше")).row_ids() == [row.pk]


def test_row_ids_follow_the_order_of_the_country(tiny: ElectionRow) -> None:
    rows = list(AreaRow.objects.filter(election=tiny).order_by("pk"))
    by_key = {row.pk: row for row in rows}
    for row in rows:
        inside = {one.pk for one in rows if row.pk in one.path_ids()}
        assert inside == set(AreaRow.objects.filter(below(row)).values_list("pk", flat=True))
        assert inside == set(by_key) & set(range(row.pk, row.after))
    siblings = [row for row in rows if row.parent_id == rows[0].pk]
    assert siblings == sorted(siblings, key=lambda row: (row.kind == "unit", row.sort_key, row.code))
