"""Which areas are regions to rules that count them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from hattama.core.outcomes.rules import ContestRules, ReferendumRules

REGION_LEVEL = "region"


class _Levelled(Protocol):
    @property
    def level(self) -> str: ...


_Area = TypeVar("_Area", bound=_Levelled)


def counts_regions(rules: ContestRules | None) -> bool:
    """Whether an outcome by these rules asks for the votes of regions (a referendum's double majority)."""
    return isinstance(rules, ReferendumRules) and rules.regions_share is not None


def counted_regions(children: Sequence[_Area]) -> list[_Area]:
    """Of the areas right below the root those of the level `region`; where there are none, all of them.

    Voters abroad stand beside the regions in a tree of areas, and are none.
    """
    return [area for area in children if area.level == REGION_LEVEL] or list(children)
