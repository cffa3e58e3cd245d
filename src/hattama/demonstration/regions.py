"""The regions of Kazakhstan as they were in March 2023, and the made-up sizes the demonstration gives them.

Names, the numbers 10 to 79 (the classifier of administrative units) and time zones are facts. The share of
ballots issued is what the press reported by 22:10 on 19 March 2023 where it did (egemen.kz/article/338085;
26 % for the city of Almaty in the OSCE/ODIHR statement; 63.63 % for East Kazakhstan in press reports); for
Astana and Shymkent it is made up so that the country comes to 54.19 %. Voters, precincts and districts are
made up, near to what a region of that population would have. Single-mandate districts never cross the bounds
of a region; of the 29 of 2023 thirteen were a region each, and the commissions of these regions were theirs.
How many the others had, and the numbers of all, are inferred from their size: no list of them was seen.
"""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from hattama.core.vocabulary import Words


@dataclass(frozen=True, slots=True)
class Region:
    """One region: facts, then weights. `issued` is in hundredths of a per cent of the registered.

    `hours_ahead` is what the region's clocks were ahead of UTC on 19 March 2023. `towns` of the
    `districts` are towns; a city of national rank has only city districts. `constituencies`: how many
    single-mandate districts it is divided into.
    """

    area_id: str
    names: Words
    time_zone: str
    hours_ahead: int
    precincts: int
    voters: int
    issued: int
    districts: int
    towns: int
    constituencies: int

    @property
    def is_city(self) -> bool:
        """Whether the region is one of the three cities of national rank."""
        return self.towns == self.districts


_FILE: Final = files("hattama.demonstration").joinpath("regions.toml")
REGIONS: Final = tuple(
    Region(**{**told, "names": Words.of(told["names"])})
    for told in tomllib.loads(_FILE.read_text("utf-8"))["region"]
)
"""In the order of their numbers, from regions.toml beside this module."""
ABROAD_VOTES_IN = "71"
"""Precincts abroad are of the district of the foreign ministry, in the capital (article 23(3) of the law)."""

HOURS_ABROAD = (
    ("Europe/London", 0), ("Europe/Berlin", 1), ("Europe/Helsinki", 2), ("Europe/Istanbul", 3),
    ("Asia/Dubai", 4), ("Asia/Tashkent", 5), ("Asia/Bishkek", 6), ("Asia/Bangkok", 7),
    ("Asia/Shanghai", 8), ("Asia/Seoul", 9), ("America/New_York", -4), ("Europe/Moscow", 3),
)  # fmt: skip
"""Time zones of precincts abroad and their hours ahead of UTC on 19 March 2023; which precinct is in which
zone is made up."""
