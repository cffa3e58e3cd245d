"""A made-up country of any size as an authority would publish it: one table, its mapping, its election.

`python -m bench.made_up_country FOLDER --stations 150000` writes `results.csv`, `mapping.toml` and
`election.toml`. The form is that of the rule pack of Romania; places, lists and figures are from a seed.
Every hundredth protocol does not add up, and every two hundredth lacks a figure.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator
from pathlib import Path

LISTS = 10
REGIONS = 20
DISTRICTS = 15
SEED = 7

_FIGURES = (
    *("registered", "registered_permanent", "registered_special", "participants", "voted_permanent"),
    *("voted_special", "voted_supplementary", "ballots_received", "ballots_unused", "valid", "invalid"),
)

_ELECTION = """\
[election]
id = "made-up-country"
date = 2024-06-09
rule_pack = "ro-2024-ep"
time_zone = "UTC"
names = {{ en = "A made-up country of {stations} stations" }}
demonstration = true
notices = [{{ kk = "Ойдан шығарылған", ru = "Выдумано", en = "Made up" }}]

[[contest]]
code = "parliament"
kind = "party_list"
form = "precinct"
seats = 33
names = {{ en = "Parliament" }}
"""

_CHOICE = """
[[contest.choice]]
code = "list_{number}"
names = {{ en = "List {number}" }}
"""

_MAPPING = """\
[mapping]
election = "election.toml"

[protocol]
contest = { constant = "parliament" }

[protocol.area]
separator = "-"
join = [{ column = "region", pad = 2 }, { column = "district", pad = 2 }, { column = "station", pad = 4 }]

[votes]
pattern = "{choice}"

[choices]
%s

[figures]
%s

[[roster.level]]
level = "nation"
area_id = { constant = "zz" }
names = { en = { constant = "A made-up country" } }

[[roster.level]]
level = "region"
area_id = { column = "region", pad = 2 }
number = "region"
names = { en = { join = [{ constant = "Region" }, "region"], separator = " " } }

[[roster.level]]
level = "district"
area_id = { join = [{ column = "region", pad = 2 }, { column = "district", pad = 2 }], separator = "-" }
number = "district"
names = { en = { join = [{ constant = "District" }, "district"], separator = " " } }

[[roster.level]]
level = "precinct"
number = "station"
names = { en = { join = [{ constant = "Station" }, "station"], separator = " " } }
voters_registered = "registered"
"""


def write_country(folder: Path, stations: int) -> tuple[Path, Path]:
    """Write the files; those of the table and of the mapping."""
    folder.mkdir(parents=True, exist_ok=True)
    lists = [f"list_{number}" for number in range(1, LISTS + 1)]
    choices = "".join(_CHOICE.format(number=number) for number in range(1, LISTS + 1))
    (folder / "election.toml").write_text(_ELECTION.format(stations=stations) + choices, "utf-8")
    codes = "\n".join(f'{code} = "{code}"' for code in lists)
    figures = "\n".join(f'{name} = "{name}"' for name in _FIGURES)
    mapping, table = folder / "mapping.toml", folder / "results.csv"
    mapping.write_text(_MAPPING % (codes, figures), "utf-8")
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("region", "district", "station", *_FIGURES, *lists))
        writer.writerows(_rows(stations))
    return table, mapping


def _rows(stations: int) -> Iterator[tuple[int | str, ...]]:
    chance = random.Random(SEED)
    # As authorities do: region by region, and within each district by district.
    rounds = (divmod(at, REGIONS) for at in range(stations))
    held = [(region + 1, at % DISTRICTS + 1, at // DISTRICTS + 1) for at, region in rounds]
    for number, (region, district, station) in enumerate(sorted(held)):
        votes = [chance.randrange(0, 60) * (chance.randrange(4) + 1) // 2 for _ in range(LISTS)]
        valid, invalid, special = sum(votes), chance.randrange(20), chance.randrange(15)
        came, unused = valid + invalid, chance.randrange(200, 900)
        permanent = came + chance.randrange(100, 800)
        registered: int | str = permanent + special if number % 200 else ""
        wrong = 0 if number % 100 else 1
        yield (
            *(region, district, station, registered, permanent, special, came + wrong, came - special),
            *(special, 0, came + unused, unused, valid, invalid, *votes),
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write a made-up country's results.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stations", type=int, default=150_000)
    options = parser.parse_args()
    write_country(options.folder, options.stations)
