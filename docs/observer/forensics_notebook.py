# %% [markdown]
# # The page of statistical questions, from the open data
#
# Take `areas.csv`, `choices.csv`, `protocols.csv`, `votes.csv`, `corrections.csv` and `turnout.csv` of
# an election (`data/ELECTION/open/`) and its answers (`data/ELECTION/forensics/CONTEST.json`) into one
# folder, and the program installed: the core is enough, no database. Then run this file with the folder, or
# its cells one by one in any editor that knows `# %%` (Jupyter, VS Code, Spyder). Tables and answers must be
# of one size of the log.
#
# The names of lines below are those of Kazakhstan's forms; for another form put its own. Where the page
# holds this election against an earlier one, what is drawn after that question comes out otherwise: it needs
# the other's tables.

# %%
import csv
import datetime
import json
import random
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from hattama.core.forensics import AreaId, Asked, Station, StationFigures, ask_contests, ask_regions
from hattama.phrases.of_rooms.forensics import forensics_document

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
REGISTERED, CAST, PARTICIPANTS, INVALID = "voters_listed", "ballots_issued", "participants", "invalid"
AGAINST_ALL, OUTSIDE = "against_all", "outside_premises"


def rows(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def count(cell):
    """A figure; what is blank or illegible is not known, which is not zero."""
    return int(cell) if cell and cell.isdecimal() else None


page = json.loads(next(FOLDER.glob("*.json")).read_text("utf-8"))
chosen = page["contest"]
contests = list(dict.fromkeys(row["contest"] for row in rows("choices")))

# %% [markdown]
# ## The figures of each protocol of a contest, and as its first version had them


# %%
def choices_of(contest, papers):
    listed = [row for row in rows("choices") if row["contest"] == contest and not row["list"]]
    choices = [f"votes[{row['choice']}]" for row in listed]
    return [*choices, AGAINST_ALL] if any(AGAINST_ALL in figures for figures in papers.values()) else choices


def papers_of(contest):
    papers = {
        row["area_id"]: {key: count(value) for key, value in row.items() if value.isdecimal()}
        for row in rows("protocols")
        if row["contest"] == contest and not row["annulled_by"]
    }
    for row in rows("votes"):
        if row["contest"] == contest and row["area_id"] in papers:
            papers[row["area_id"]][f"votes[{row['choice']}]"] = count(row["votes"])
    return papers


def first_versions(contest, papers):
    first = {area: dict(figures) for area, figures in papers.items()}
    changes = [row for row in rows("corrections") if row["contest"] == contest and row["act"] != "annulment"]
    for row in sorted(changes, key=lambda row: -int(row["log_index"])):  # the oldest last: its word stands
        if row["area_id"] in first:
            first[row["area_id"]][row["figure"]] = count(row["old"])
    return first


# %% [markdown]
# ## Stations in the order of the list of areas, each region's districts together

# %%
areas = {row["area_id"]: row for row in rows("areas")}
below = defaultdict(list)
for code, row in areas.items():
    below[row["parent_id"]].append(code)


def walk(code, path=()):
    if areas[code]["kind"] != "unit":
        yield code, (*path, code)
    for child in below[code]:
        yield from walk(child, (*path, code))


def total(values):
    known = list(values)
    return None if None in known or not known else sum(known)


def station(code, path, figures, choices):
    votes = tuple(figures.get(choice) for choice in choices)
    found = total((figures.get(PARTICIPANTS), figures.get(INVALID)))
    return Station(
        AreaId(code),
        AreaId(areas[code]["parent_id"]),
        AreaId(path[1] if len(path) > 2 else path[0]),
        figures.get(REGISTERED),
        figures.get(CAST),
        total(votes),
        votes,
        invalid=figures.get(INVALID),
        portable=figures.get(OUTSIDE),
        boxes=found,
    )


def stations(figures, choices):
    (root,) = below[""]
    return [station(code, path, figures[code], choices) for code, path in walk(root) if code in figures]


# %% [markdown]
# ## Turnout by hour: of the source that states most precincts, at the hours that most of them have


# %%
def hours_of(contest):
    readings = defaultdict(lambda: defaultdict(dict))
    for row in rows("turnout"):
        said = row["contest"] in ("", contest) and row["notion"] == CAST and row["stands"] == "1"
        if said and row["voters"]:
            at = datetime.datetime.fromisoformat(row["at"]).replace(tzinfo=None)
            readings[row["source"]][row["area_id"]][at] = int(row["voters"])
    known = max(readings.values(), key=len, default={})
    times = {at for hours in known.values() for at in hours}
    return known, sorted(at for at in times if 2 * sum(at in hours for hours in known.values()) >= len(known))


def figures_of(contest, papers):
    held, choices = [], choices_of(contest, papers)
    known, usual = hours_of(contest)
    for one in stations(papers, choices):
        hours = [known.get(one.code, {}).get(at) for at in usual]
        held.append(replace(one, by_hour=(*hours, one.cast)) if usual else one)
    names = tuple(choice.removeprefix("votes[").removesuffix("]") for choice in choices)
    return StationFigures(names, tuple(held), tuple(f"{at:%Y-%m-%d %H:%M}" for at in usual))


# %% [markdown]
# ## The same questions, with the seed of the page; to all contests, as each is corrected for all


# %%
def asked_of(contest):
    papers = papers_of(contest)
    last = figures_of(contest, papers)
    first = figures_of(contest, first_versions(contest, papers))
    simulations = min(200, 500_000 // max(1, len(last.stations)))
    return Asked(last, random.Random(page["seed"]), before=first, simulations=simulations)


each, place = [asked_of(contest) for contest in contests], contests.index(chosen)
document = forensics_document(*ask_contests(each)[place], page["seed"])
print(document["statement"]["en"])
for ours, theirs in zip(document["answers"], page["answers"], strict=True):
    same = json.loads(json.dumps(ours)) == theirs
    held = "as on the page" if same else "NOT as on the page"
    print(f"{ours['title']['en']}: {ours['state_words']['en']} – {held}")

# %% [markdown]
# ## Each region apart, corrected for all regions of all contests

# %%
apart = ask_regions(each, lambda: random.Random(page["seed"]))[place]
for ours, theirs in zip(apart, page["regions"], strict=True):
    deviating = [question.code for question in ours.family.deviating]
    told = (ours.region, ours.stations, ours.family.asked, deviating)
    same = told == tuple(theirs[key] for key in ("region", "stations", "asked", "deviating"))
    print(f"{ours.region}: {deviating or '–'} – {'as on the page' if same else 'NOT as on the page'}")
