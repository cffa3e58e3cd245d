"""What a log stands on: the definition, the areas and the rule pack whose hashes its first entry holds."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from io import BytesIO
from itertools import product
from zoneinfo import ZoneInfo

from hattama.core.outcomes import ContestRules
from hattama.core.protocols import Form, ProtocolRules, RulePack
from hattama.core.tabulation import AreaTree, EntryPlace, Ground, derive_at
from hattama.core.vocabulary import Area, Contest, Election
from hattama.formats.area_lists import parse_areas
from hattama.formats.election_definition import parse_election
from hattama.formats.election_folder import areas_not_listed
from hattama.formats.election_rules import refuse_unfit
from hattama.formats.faults import refuse_if_any
from hattama.formats.number_words import read_number_words
from hattama.formats.outcome_rules import OutcomePack, parse_outcome_rules
from hattama.formats.rulepack import parse_rulepack

DEFINITION_FILE = "election.toml"
AREAS_FILE = "areas.csv"
RULE_PACK_FILE = "rulepack.toml"
FOUNDATION_FILES = (DEFINITION_FILE, AREAS_FILE, RULE_PACK_FILE)


@dataclass(frozen=True)
class Foundation:
    """An election as its three files define it, with the bytes and hashes of those files by name."""

    election: Election
    pack: RulePack
    areas: AreaTree
    files: Mapping[str, bytes]

    @cached_property
    def sha256(self) -> dict[str, str]:
        """SHA-256 in hex of each file, by name."""
        return {name: hashlib.sha256(data).hexdigest() for name, data in self.files.items()}

    @cached_property
    def rules(self) -> dict[str, ProtocolRules]:
        """The rules of each contest by its code."""
        return {contest.code: self.pack.rules_for(contest) for contest in self.election.contests}

    @cached_property
    def forms(self) -> dict[str, Form]:
        """The form of each contest by its code."""
        return {code: rules.form for code, rules in self.rules.items()}

    @cached_property
    def outcomes(self) -> OutcomePack:
        """How votes become outcomes."""
        return parse_outcome_rules(self.files[RULE_PACK_FILE], RULE_PACK_FILE)

    @property
    def outcome_rules(self) -> Mapping[str, ContestRules]:
        """How votes become an outcome, by kind of contest."""
        return self.outcomes.rules

    @cached_property
    def ground(self) -> Ground:
        """What entries are held against."""
        places, alike, named = dict[str, EntryPlace](), dict[object, EntryPlace](), self._named
        for area in self.areas.areas:
            # Areas side by side are told the same, but for those that are named themselves.
            likeness = (area.parent_id, area.also_in, area.time_zone, id(area.kind))
            key: object = area.area_id if area.area_id in named else likeness
            place = alike.get(key)
            if place is None:
                place = alike[key] = self._place_of(area)
            places[area.area_id] = place
        read = partial(read_number_words, languages=self.pack.languages)
        return Ground(self.election, self.rules, self.pack.steps, places, read, self.pack.powers)

    def _place_of(self, area: Area) -> EntryPlace:
        if not area.is_precinct:
            return EntryPlace(False, {}, None, area.parent_id is None)
        path, zone = self.paths[area.area_id], ZoneInfo(area.time_zone)
        since = self.election.counted_from(path, zone, self.pack.hours_at(area.kind))
        return EntryPlace(True, self.ballots_at[area.area_id], since, area.parent_id is None)

    @cached_property
    def _named(self) -> frozenset[str]:
        """The areas that the definition names: contests, choices and hours of polls are limited to them."""
        contests, polls = self.election.contests, self.election.polls
        named = {area for contest in contests for area in contest.areas}
        named |= {area for contest in contests for choice in contest.choices for area in choice.areas}
        return frozenset(named.union(*(areas for areas, _ in polls.elsewhere))) if polls else frozenset(named)

    @cached_property
    def counted_everywhere_from(self) -> datetime | None:
        """From this moment on there may be protocols of every precinct; None where no hours are said."""
        alike = {id(place): place.counted_from for place in self.ground.places.values()}
        return max(filter(None, alike.values()), default=None)

    def derive(self, contest: str, figures: Mapping[str, int], precinct: str) -> dict[str, int]:
        """The derived quantities that the figures of one protocol allow, by code."""
        return derive_at(self.rules[contest], self.election.contest(contest), figures, self.paths[precinct])

    @cached_property
    def paths(self) -> dict[str, tuple[str, ...]]:
        """For each precinct its areas from the root to itself inclusive."""
        return self.areas.paths()

    @cached_property
    def contests_at(self) -> dict[str, tuple[str, ...]]:
        """For each precinct the codes of the contests held there, in the order of the definition."""
        ballots = {id(held): held for held in self.ballots_at.values()}
        alike = {number: tuple(held) for number, held in ballots.items()}
        return {precinct: alike[id(held)] for precinct, held in self.ballots_at.items()}

    @cached_property
    def ballots_at(self) -> dict[str, Mapping[str, Contest]]:
        """For each precinct the contests held there, each as its ballot there, by code."""
        alike: dict[str, Mapping[str, Contest]] = {}
        held, named = {}, self._named
        for precinct, above in self.parents.items():
            key = precinct if precinct in named else above
            if key not in alike:
                alike[key] = {one.code: one for one in self.election.held_at(self.paths[precinct])}
            held[precinct] = alike[key]
        return held

    @cached_property
    def expected(self) -> dict[tuple[str, str], int]:
        """How many protocols each area above the precincts expects of each contest, by (area, contest)."""
        alike = Counter(zip(self.parents.values(), self.contests_at.values(), strict=True))
        counts: Counter[tuple[str, str]] = Counter()
        for (parent, contests), precincts in alike.items():
            for key in product(self.over[parent], contests):
                counts[key] += precincts
        return dict(counts)

    @cached_property
    def parents(self) -> dict[str, str]:
        """For each precinct a name of what it stands right below: the area, and those of other divisions.

        Names of several areas stand by spaces, which no identifier holds. A precinct that is the whole tree
        stands for itself.
        """
        precincts = map(self.areas.by_id.__getitem__, self.paths)
        return {
            one.area_id: " ".join((one.parent_id or one.area_id, *one.also_in))
            if one.also_in
            else one.parent_id or one.area_id
            for one in precincts
        }

    @cached_property
    def over(self) -> dict[str, tuple[str, ...]]:
        """For each name in `parents` all areas that such a precinct is added to."""
        examples = {name: precinct for precinct, name in self.parents.items()}
        return {name: self.above(precinct) for name, precinct in examples.items()}

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The areas of which a log states totals: all above the precincts, in the order of identifiers."""
        return tuple(sorted(area.area_id for area in self.areas.areas if not area.is_precinct))

    @cached_property
    def precincts(self) -> tuple[str, ...]:
        """The identifiers of all precincts in their order."""
        # Texts of their own, side by side: another process that goes through them copies no page with areas.
        return tuple(" ".join(sorted(self.paths)).split())

    def settle(self) -> None:
        """Work out what is asked of every precinct, so that processes that part from here share it."""
        self.precincts, self.contests_at, self.parents, self.over, self.expected, self.rules, self.ground  # noqa: B018

    def above(self, precinct: str) -> tuple[str, ...]:
        """The areas above a precinct, from the root down; one that is the whole tree stands for itself."""
        path = self.paths[precinct]
        return path[:-1] or path

    def contests_in(self, area: str) -> tuple[str, ...]:
        """The contests held anywhere in an area, in the order of the definition."""
        return tuple(c.code for c in self.election.contests if (area, c.code) in self.expected)


def read_foundation(files: Mapping[str, bytes]) -> Foundation:
    """The foundation in the bytes of the files, by name. Raises InputFaults with all that is wrong."""
    definition = files[DEFINITION_FILE]
    election = parse_election(definition, DEFINITION_FILE)
    areas = parse_areas(BytesIO(files[AREAS_FILE]), AREAS_FILE, time_zone=election.time_zone)
    refuse_if_any(areas_not_listed(election, areas, definition))
    pack = parse_rulepack(files[RULE_PACK_FILE], RULE_PACK_FILE)
    foundation = Foundation(election, pack, areas, dict(files))
    refuse_unfit(election, pack, foundation.outcomes)
    return foundation
