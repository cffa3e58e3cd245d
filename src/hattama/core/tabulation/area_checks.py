"""Whether a list of areas is one tree with a precinct at every leaf. What is wrong comes back as faults.

An area that is not a precinct and has nothing below it is refused as well: nothing would ever be
expected from it, and in a list of areas that is the mark of lines that were lost.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

from hattama.core.vocabulary import Area, Fault, Message, is_area_id

MOST_PRECINCTS = 1_000_000
DEEPEST = 15
"""Steps from the root to a precinct. Every protocol is added to each area above it, so depth has a price."""


def check_areas(
    areas: Sequence[Area], file: str = "", rows: Sequence[int] = (), unread: Collection[str] = ()
) -> tuple[Fault, ...]:
    """Everything that keeps `areas` from being a tree, in the order of the list; empty when it is one.

    `rows` gives for each area the row of `file` that it stands in (empty: no rows are known). `unread`
    holds identifiers of areas whose kind could not be read: whether those are leaves is not asked.
    """
    place = _Places(file, rows)
    faults = [*_doubtful_names(areas, place), *_roots(areas, place), *_parents(areas, place)]
    faults += _cycles(areas, place)
    faults += _leaves(areas, place, unread)
    faults += _divisions(areas, place)
    if not faults:
        faults += _sizes(areas, place)
    return tuple(sorted(faults, key=lambda fault: fault.row))


class _Places:
    """Makes faults that know the row of the area they speak of."""

    def __init__(self, file: str, rows: Sequence[int]) -> None:
        self._file = file
        self._rows = rows

    def fault(self, code: str, index: int | None, field: str, found: str = "", expected: str = "") -> Fault:
        row = self._rows[index] if index is not None and self._rows else 0
        return Fault(code, _WORDS[code], self._file, row, field, found, expected)

    def name(self, index: int) -> str:
        return str(self._rows[index]) if self._rows else str(index + 1)


def _doubtful_names(areas: Sequence[Area], place: _Places) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, area in enumerate(areas):
        earlier = first.setdefault(area.area_id, index)
        if earlier != index:
            yield place.fault("AREA-TWICE", index, "area_id", area.area_id, place.name(earlier))
        elif not is_area_id(area.area_id):
            yield place.fault("AREA-ID", index, "area_id", area.area_id)


def _roots(areas: Sequence[Area], place: _Places) -> Iterator[Fault]:
    roots = [index for index, area in enumerate(areas) if area.parent_id is None]
    if not roots:
        yield place.fault("AREA-NOROOT", None, "parent_id")
    for index in roots[1:]:
        yield place.fault("AREA-ROOTS", index, "parent_id", areas[index].area_id, areas[roots[0]].area_id)


def _parents(areas: Sequence[Area], place: _Places) -> Iterator[Fault]:
    known = {area.area_id for area in areas}
    for index, area in enumerate(areas):
        if area.parent_id is not None and area.parent_id not in known:
            yield place.fault("AREA-PARENT", index, "parent_id", area.parent_id)


def _cycles(areas: Sequence[Area], place: _Places) -> Iterator[Fault]:
    """One fault for each ring of areas that stand above themselves; every area is stepped on once."""
    above = {area.parent_id for area in areas}
    # Whoever has nothing below is in no ring, and of a country's areas most are such.
    where = {area.area_id: at for at, area in reversed([*enumerate(areas)]) if area.area_id in above}
    walk_of = [0] * len(areas)
    for start in sorted(where.values()):
        index: int | None = start
        trail: list[int] = []
        while index is not None and not walk_of[index]:
            walk_of[index] = start + 1
            trail.append(index)
            parent = areas[index].parent_id
            index = None if parent is None else where.get(parent)
        if index is not None and trail and walk_of[index] == start + 1:
            ring = sorted(trail[trail.index(index) :])
            names = ", ".join(areas[member].area_id for member in ring[:_NAMED])
            more = f", … +{len(ring) - _NAMED}" if len(ring) > _NAMED else ""
            yield place.fault("AREA-CYCLE", ring[0], "parent_id", names + more)


def _leaves(areas: Sequence[Area], place: _Places, unread: Collection[str]) -> Iterator[Fault]:
    inner = {area.parent_id for area in areas}
    inner.update(name for area in areas for name in area.also_in)
    for index, area in enumerate(areas):
        if area.area_id in unread:
            continue
        if area.is_precinct and area.area_id in inner:
            yield place.fault("AREA-INNER", index, "kind", area.area_id)
        elif not area.is_precinct and area.area_id not in inner:
            yield place.fault("AREA-EMPTY", index, "kind", area.area_id)


def _divisions(areas: Sequence[Area], place: _Places) -> Iterator[Fault]:
    """Whether what stands under `also_in` makes divisions of their own beside the first."""
    if not any(area.also_in for area in areas):
        return
    by_id = {area.area_id: area for area in areas}
    first = first_division(areas)
    for index, area in enumerate(areas):
        levels: dict[str, str] = {}
        for name in area.also_in:
            other = by_id.get(name)
            if other is None or not area.is_precinct:
                yield place.fault("AREA-ALSO", index, "also_in", name)
            elif name in first:
                yield place.fault("AREA-MIXED", index, "also_in", name)
            elif other.level in levels:
                yield place.fault("AREA-BOTH", index, "also_in", name, levels[other.level])
            else:
                levels[other.level] = name


def first_division(areas: Iterable[Area]) -> frozenset[str]:
    """The areas above the precincts by `parent_id` alone: the division that every precinct is in.

    Units that stand outside of it are other divisions, which precincts name under `also_in`.
    """
    parent_of = {area.area_id: area.parent_id for area in areas}
    above: set[str] = set()
    for area in areas:
        step = area.parent_id if area.is_precinct else None
        while step is not None and step not in above:
            above.add(step)
            step = parent_of.get(step)
    return frozenset(above)


def _sizes(areas: Sequence[Area], place: _Places) -> Iterator[Fault]:
    """Asked of a tree only: elsewhere depth means nothing."""
    precincts = sum(area.is_precinct for area in areas)
    if precincts > MOST_PRECINCTS:
        yield place.fault("AREA-MANY", None, "", str(precincts), str(MOST_PRECINCTS))
    parent_of = {area.area_id: area.parent_id for area in areas}
    depth_of: dict[str | None, int] = {None: -1}
    for above in {*parent_of.values()}:
        trail: list[str] = []
        step = above
        while step is not None and step not in depth_of:
            trail.append(step)
            step = parent_of[step]
        for depth, name in enumerate(reversed(trail), start=depth_of[step] + 1):
            depth_of[name] = depth
    if max(depth_of.values()) < DEEPEST:
        return
    for index, area in enumerate(areas):
        depth = depth_of[area.parent_id] + 1
        if depth > DEEPEST:
            yield place.fault("AREA-DEEP", index, "parent_id", str(depth), str(DEEPEST))


_NAMED = 10


_WORDS = {
    "AREA-ID": Message(
        "“{found}” cannot be an area identifier: Latin letters and digits, inside also . _ -, at most 64"
    ),
    "AREA-TWICE": Message("identifier {found} already stands in row {expected}; it must be unique"),
    "AREA-NOROOT": Message("there is no root: exactly one area must have an empty parent_id"),
    "AREA-ROOTS": Message("{found} is a second root; there is one root, and it is {expected}"),
    "AREA-PARENT": Message("the parent {found} is not in the list"),
    "AREA-CYCLE": Message("areas form a ring, each stands above itself: {found}"),
    "AREA-INNER": Message("{found} is a precinct, yet other areas stand below it"),
    "AREA-EMPTY": Message("{found} holds no precinct at all"),
    "AREA-ALSO": Message(
        "also_in: there is no area {found} above precincts, or the row itself is no precinct"
    ),
    "AREA-MIXED": Message(
        "the precincts of {found} are given by parent_id; also_in is for another division alone"
    ),
    "AREA-BOTH": Message("the precinct is put into two areas of one level: {found} and {expected}"),
    "AREA-MANY": Message("{found} precincts, at most {expected} are possible"),
    "AREA-DEEP": Message("the area stands {found} steps below the root, at most {expected} are possible"),
}
