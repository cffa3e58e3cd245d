"""Values become rows: the areas of a tree, and the lock of those that are acted on; and what a verb of the
site adds to an entry: words that a form can read, and in which role a deed was done.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from hattama.core.entries import AMENDMENT
from hattama.core.tabulation import AreaTree
from hattama.core.vocabulary import Area, Deed
from hattama.formats.number_words import NUMBER_LANGUAGES, read_number_words
from hattama.phrases import say
from hattama.web.kernel.elections.loading import load_area
from hattama.web.kernel.elections.search_lists import index_again, keys_of
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow, Placed
from hattama.web.kernel.languages.search_text import normalise_search_text
from hattama.web.kernel.languages.sort_keys import kazakh_sort_key
from hattama.web.kernel.log.accept_acts import ElectionClosed, Known, load_known, recorded_of
from hattama.web.kernel.log.tables import WrittenEntry
from hattama.web.kernel.stores.kept_questions import Ahead, ask_ahead, kept_question
from hattama.web.kernel.stores.kept_rows import insert_values, next_keys


def readable_words(words: Mapping[str, str]) -> dict[str, str | None]:
    """Figures in words with single spaces; None where they say no number in any language that we read.

    What says no number could be anything, a person's name too, and stays out of the log.
    """
    plain = {key: " ".join(text.split()) for key, text in words.items()}
    return {
        key: text if read_number_words(text, NUMBER_LANGUAGES) is not None else None
        for key, text in plain.items()
    }


def done_by(deed: Deed, role: str, area_id: str | None, stated: str | None = None) -> dict[str, str | None]:
    """In which role a deed was done, held for which area; the person's name never leaves the archive.

    The precinct itself is None, so that what is ordinary reads the same in every entry. `stated` is when a
    device without a network says that it was done.
    """
    done = {"deed": deed.value, "role": role, "area": area_id}
    return done if stated is None else {**done, "at": stated}


BATCH = 2000


def record_areas(
    election: ElectionRow, areas: Iterable[Area], advance: Callable[[int], None] | None = None
) -> int:
    """Write the whole tree; how many areas were written. Row ids follow the order in which people read a
    country: after an area comes all that lies in it, its polling stations first, each by its sort key.

    `advance` is told after each batch how many rows it held.
    """
    tree = AreaTree.of_checked(areas)
    named = {*tree.beside, *(area.area_id for area in tree.areas if area.also_in)}
    keys: dict[str, int] = {}
    rows = _laid_out(election, tree)
    while batch := list(islice(rows, BATCH)):
        insert_values(AreaRow, batch, keys=[row["id"] for row in batch])
        keys |= {row["code"]: row["id"] for row in batch if row["code"] in named}
        if advance is not None:
            advance(len(batch))
    if tree.beside:
        _record_divisions(tree, keys)
    return len(tree)


def _laid_out(election: ElectionRow, tree: AreaTree) -> Iterator[dict[str, Any]]:
    """The rows of a tree, each behind those of all that lies in it, whose ids follow its own."""
    waiting: dict[str, list[Area]] = {}
    for area in tree.areas:
        waiting.setdefault(area.parent_id or "", []).append(area)
    keys = next_keys(AreaRow, len(tree))
    taken = 0

    def below(parent: Mapping[str, Any] | None, depth: int) -> Iterator[dict[str, Any]]:
        nonlocal taken
        there = waiting.pop("" if parent is None else parent["code"], ())
        made = [_columns(election, area, parent, depth) for area in there]
        for row in sorted(made, key=lambda row: (row["kind"] == "unit", row["sort_key"], row["code"])):
            row["id"] = keys[taken]
            taken += 1
            if row["kind"] == "unit":
                yield from below(row, depth + 1)
            row["after"] = keys[taken - 1] + 1
            yield row

    return below(None, 0)


def _record_divisions(tree: AreaTree, keys: Mapping[str, int]) -> None:
    """Write where areas are in other divisions than the first, as AreaRow keeps it."""
    changed = [("/", keys[area_id]) for area_id in tree.beside]
    for area in tree.areas:
        if area.also_in:
            chains = [[step for step in tree.path(top) if step in tree.beside] for top in area.also_in]
            told = ("".join(f"{keys[step]}/" for step in chain) for chain in chains)
            changed.append((f"/{'./'.join(told)}./", keys[area.area_id]))
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE area SET beside = %s WHERE id = %s", changed)


def _columns(
    election: ElectionRow, area: Area, parent: Mapping[str, Any] | None, depth: int
) -> dict[str, Any]:
    """The row of an area, without its place; `parent` has one."""
    return {
        "election_id": election.pk,
        "code": area.area_id,
        "parent_id": None if parent is None else parent["id"],
        "ancestry": "/" if parent is None else f"{parent['ancestry']}{parent['id']}/",
        "beside": "",
        "depth": depth,
        "level": area.level,
        "number": area.number,
        "names": dict(area.names),
        "address": dict(area.address),
        "commission": dict(area.commission),
        "time_zone": area.time_zone,
        "voters_registered": area.voters_registered,
        "kind": area.kind.value,
        **_texts(area, "" if parent is None or depth < 2 else parent["search_text"]),
    }


def _texts(area: Area, above: str) -> dict[str, str]:
    """What an area is sorted and found by: its own words, and those that the one `above` is found by."""
    above = above.split("\n", 1)[0]
    own = normalise_search_text(
        " ".join((area.number, area.area_id, *area.names.values(), *area.commission.values()))
    )
    # Precincts are known by number (schools that house several share a name), areas above them by name.
    key = f"{area.number if area.is_precinct else ''} {say(area.names, 'kk')}"
    # The first line names the area and those above it, so that «region number» finds a precinct;
    # the second adds what is nobody else's.
    found = f"{above}{own}\n{normalise_search_text(' '.join(area.address.values()))}"
    return {"sort_key": kazakh_sort_key(key)[:255], "search_text": found}


def publish_amendments(election: ElectionRow, entries: Sequence[WrittenEntry]) -> None:
    """Keep with the election what amendments among `entries` say; areas are called so from now on."""
    for _, body in keep_with_election(election, "amendments", entries, {AMENDMENT}):
        index_again(election, rename_areas(election, body))


def keep_with_election(
    election: ElectionRow, field: str, entries: Sequence[WrittenEntry], kinds: Collection[str]
) -> list[list[Any]]:
    """Keep in a `field` of the election what those of `entries` say that are of these kinds; what is new.

    What was kept from the first of `entries` on is forgotten: a rebuild folds the log from its beginning.
    """
    before = getattr(election, field)
    told = [[entry.index, dict(entry.body)] for entry in entries if entry.kind in kinds]
    kept = [*(one for one in before if one[0] < entries[0].index), *told]
    if kept == before:
        return []
    setattr(election, field, kept)
    election.save(update_fields=[field])
    return told


def rename_areas(election: ElectionRow, body: Mapping[str, Any]) -> list[tuple[int, set[str], set[str]]]:
    """Call areas as an amendment does, and what lies in them after them; by what each was listed before and
    is now, by row id."""
    changes = []
    for said in body["changes"]:
        if said["area"] is None:
            continue
        row = AreaRow.objects.select_related("parent").get(election=election, code=said["area"])
        words = {**getattr(row, said["field"]), said["language"]: said["after"]}
        setattr(row, said["field"], {name: text for name, text in words.items() if text})
        above = row.parent.search_text if row.parent is not None and row.depth > 1 else ""
        changes.append(_rename(row, _texts(load_area(row, None), above)))
        for below in AreaRow.objects.filter(parent=row):
            texts = _texts(load_area(below, row.code), row.search_text if row.depth else "")
            changes.append(_rename(below, texts))
    return changes


def _rename(row: AreaRow, texts: Mapping[str, str]) -> tuple[int, set[str], set[str]]:
    before = _keys(row)
    row.sort_key, row.search_text = texts["sort_key"], texts["search_text"]
    row.save()
    return row.pk, before, _keys(row)


def _keys(row: AreaRow) -> set[str]:
    return keys_of(row.kind, row.level, row.number, row.search_text)


def lock_areas(areas: Iterable[Placed]) -> None:
    """Wait until nobody else records acts about these areas, and keep it so to the end of the transaction.

    The lock leaves room for rows that only point at an area, such as those of the log's writer.
    """
    pks = sorted(area.pk for area in areas)
    if len(pks) == 1:
        # A list is planned anew each time: PostgreSQL takes it for ten.
        _locked_alone(pks[0])
        return
    for start in range(0, len(pks), BATCH):
        _locked(pks[start : start + BATCH])


@kept_question
def _locked_alone(pk: int) -> QuerySet[AreaRow, int]:
    return AreaRow.objects.select_for_update(no_key=True).filter(pk=pk).values_list("pk", flat=True)


@kept_question
def _locked(pks: list[int]) -> QuerySet[AreaRow, int]:
    rows = AreaRow.objects.select_for_update(no_key=True).filter(pk__in=pks)
    return rows.order_by("pk").values_list("pk", flat=True)


def hold_area(area: AreaRow, *beside: Ahead) -> Known:
    """What is recorded of `area`; nobody else records anything about it to the end of the transaction.

    `beside` is what the caller asks next, and is told by the same statement. Raises ElectionClosed.
    """
    lock_areas([area])
    # Asked only now: who closes an election takes the locks of all its areas.
    if beside:
        ask_ahead((recorded_of, (area.pk,)), *beside)
    known = load_known(area)
    if known.is_closed:
        raise ElectionClosed(area.election_id)
    return known
