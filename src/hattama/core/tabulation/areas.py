"""The tree of areas: one root, and at every leaf a precinct from which protocols are expected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hattama.core.entries import Wordings, amended_area
from hattama.core.tabulation.area_checks import check_areas, first_division
from hattama.core.vocabulary import Area, Fault, Tally, tally


class AreasAreNotATree(ValueError):
    """The areas do not form one tree. `faults` says everything that is wrong with them."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(", ".join(f"{fault.code} {fault.found}".strip() for fault in faults[:20]))


@dataclass(frozen=True, slots=True)
class AreaTree:
    """All areas of an election. `areas` keeps the order of the file; so do children under one parent.

    Precincts stand in the first division by `parent_id`; in others (single-mandate districts beside regions)
    by `also_in`. Units of other divisions are `beside` the tree: no child of the first division's units, and
    with children of their own, in the order of identifiers. What is below a unit is counted once.

    Made by `AreaTree.of`, which refuses what is not a tree, so every question below has an answer.
    Asking for an identifier that the tree does not hold is a KeyError.
    """

    areas: tuple[Area, ...]
    by_id: Mapping[str, Area]
    children_of: Mapping[str, tuple[str, ...]]
    beside: frozenset[str] = frozenset()

    @classmethod
    def of(cls, areas: Iterable[Area]) -> AreaTree:
        """The tree of these areas; AreasAreNotATree with all faults when they form none."""
        listed = tuple(areas)
        faults = check_areas(listed)
        if faults:
            raise AreasAreNotATree(faults)
        return cls.of_checked(listed)

    def called(self, wordings: Wordings) -> AreaTree:
        """The same areas as amendments call them."""
        named = {place.area for place in wordings} - {None}
        now = (amended_area(one, wordings) if one.area_id in named else one for one in self.areas)
        return self.of_checked(now) if named else self

    @classmethod
    def of_checked(cls, areas: Iterable[Area]) -> AreaTree:
        """The tree of areas in which `check_areas` has found nothing wrong."""
        listed = tuple(areas)
        beside = frozenset[str]()
        if any(area.also_in for area in listed):
            units = frozenset(area.area_id for area in listed if not area.is_precinct)
            beside = units - first_division(listed)
        children: dict[str, list[str]] = {}
        for area in listed:
            is_top = area.area_id in beside and area.parent_id not in beside
            for above in (() if is_top or area.parent_id is None else (area.parent_id,)) + area.also_in:
                children.setdefault(above, []).append(area.area_id)
        return cls(
            listed,
            {area.area_id: area for area in listed},
            {
                area_id: tuple(sorted(below) if area_id in beside else below)
                for area_id, below in children.items()
            },
            beside,
        )

    def __len__(self) -> int:
        return len(self.areas)

    def __contains__(self, area_id: object) -> bool:
        return area_id in self.by_id

    @property
    def root(self) -> Area:
        """The one area without a parent."""
        return next(area for area in self.areas if area.parent_id is None)

    def area(self, area_id: str) -> Area:
        """The area with this identifier."""
        return self.by_id[area_id]

    def children(self, area_id: str) -> tuple[Area, ...]:
        """The areas right below, in the order of the file; none below a precinct."""
        if area_id not in self.by_id:
            raise KeyError(area_id)
        return tuple(self.by_id[child] for child in self.children_of.get(area_id, ()))

    def tops(self) -> tuple[Area, ...]:
        """The highest units of the other divisions, in the order of the file."""
        return tuple(
            area for area in self.areas if area.area_id in self.beside and area.parent_id not in self.beside
        )

    def reach(self, area_id: str) -> tuple[str, ...]:
        """Everything that this area lies in, in every division, and itself: root first, itself last.

        The first division from the root down, then each other one, whose units' own parents that are in the
        first are named there already.
        """
        path = self.path(area_id)
        also = self.by_id[area_id].also_in
        if not also:
            return path
        beside = (step for top in also for step in self.path(top) if step in self.beside)
        return (*path[:-1], *dict.fromkeys(beside), area_id)

    def path(self, area_id: str) -> tuple[str, ...]:
        """Identifiers from the root to this area inclusive; of a precinct by the first division."""
        steps = [area_id]
        parent = self.by_id[area_id].parent_id
        while parent is not None:
            steps.append(parent)
            parent = self.by_id[parent].parent_id
        return tuple(reversed(steps))

    def depth(self, area_id: str) -> int:
        """How many steps below the root; the root's depth is 0."""
        return len(self.path(area_id)) - 1

    def walk(self, area_id: str | None = None) -> Iterator[Area]:
        """The area (default: the root, by the first division) and everything below it, parents first."""
        waiting = [self.root.area_id if area_id is None else area_id]
        while waiting:
            area = self.by_id[waiting.pop()]
            yield area
            waiting.extend(reversed(self.children_of.get(area.area_id, ())))

    def precincts(self, area_id: str | None = None) -> Iterator[Area]:
        """The precincts in the area (default: everywhere), as `walk` meets them."""
        return (area for area in self.walk(area_id) if area.is_precinct)

    def paths(self) -> dict[str, tuple[str, ...]]:
        """For each precinct its areas in every division, as `reach` names them: root first, itself last."""
        if self.beside:
            return {area.area_id: self.reach(area.area_id) for area in self.precincts()}
        reached: dict[str, tuple[str, ...]] = {}
        paths: dict[str, tuple[str, ...]] = {}
        for area in self.walk():
            above = () if area.parent_id is None else reached[area.parent_id]
            path = (*above, area.area_id)
            if area.is_precinct:
                paths[area.area_id] = path
            else:
                reached[area.area_id] = path
        return paths

    def registered(self, area_id: str | None = None) -> Tally:
        """The roster's registered voters of the precincts in the area, as far as the roster gives them."""
        return tally(area.voters_registered for area in self.precincts(area_id))
