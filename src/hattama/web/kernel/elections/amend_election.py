"""A loaded election beside its files as they are now: every difference by name; words that are amended."""

import datetime
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hattama.core.entries import (
    AREA_FIELDS,
    LONGEST_WORDING,
    MOST_CHANGES,
    Change,
    Place,
    amendment_body,
    written_words,
)
from hattama.core.vocabulary import Area, Message
from hattama.formats.election_definition import parse_election
from hattama.formats.visible_texts import composed
from hattama.web.kernel.elections.loading import load_areas, load_wordings
from hattama.web.kernel.elections.open_election import ElectionFiles
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.advance_log import append_acts, hold_log_end
from hattama.web.kernel.log.tables import act_of

LIES_ELSEWHERE = Message(
    "An area stays where it lay when the election was opened: what was counted is summed there. If a polling "
    "station has moved, say so by decision at the desk: its address changes, no sum."
)
IS_GONE = Message(
    "A polling station that is no longer in the list stays expected. If it was closed or merged, say so by "
    "decision at the desk: what is missing is then told with that decision."
)
IS_NEW = Message(
    "No area can be added after the opening: what is expected was signed then. Load what is new as an "
    "election of its own, under another identifier."
)
IS_WITHDRAWN = Message(
    "A list or candidate that no longer stands is withdrawn at the desk, by decision; its votes stay counted."
)


class Difference(NamedTuple):
    """What one place of the files says now, and what the loaded election says there; empty where nothing.

    `words` is what is meant where it can be amended, else None: figures hang on it.
    """

    file: str
    place: str
    before: str
    after: str
    words: Place | None = None

    @property
    def instead(self) -> Message | None:
        """What to do where it cannot be amended and something else helps."""
        if self.file == "areas.csv" and self.place.endswith((", parent_id", ", also_in")):
            return LIES_ELSEWHERE
        if self.file == "areas.csv" and self.place in (self.before, self.after):
            return IS_GONE if self.before else IS_NEW
        is_choice = re.fullmatch(r"contest\[\w+\]\.choice\[\w+\]\.code", self.place)
        return IS_WITHDRAWN if is_choice and not self.after else None

    @property
    def is_long(self) -> bool:
        """Whether an entry has no room for the words."""
        return max(len(self.before), len(self.after)) > LONGEST_WORDING


class CannotBeAmended(Exception):
    """Among the differences are such on which figures hang, or words too long for an entry: `differences`."""

    def __init__(self, differences: Sequence[Difference]) -> None:
        super().__init__(", ".join(one.place for one in differences))
        self.differences = differences


def differences(row: ElectionRow, files: ElectionFiles) -> list[Difference]:
    """In what an election, as it is called now, differs from `files`."""
    called = load_wordings(row)
    found = [
        *_of_toml("election.toml", bytes(row.definition), files.definition),
        *_of_areas(load_areas(row), files.areas),
        *_of_toml("rulepack.toml", bytes(row.rule_pack), files.rule_pack),
    ]
    # The files that were loaded do not know what was amended since; the rows of areas do.
    told = [
        one if one.words not in called or one.file == "areas.csv" else one._replace(before=called[one.words])
        for one in found
    ]
    written = parse_election(bytes(row.definition), "election.toml")
    for place in called.keys() - {one.words for one in told}:
        if place.area is None:
            words = written_words(written, lambda code: None, place) or ""
            said = ".".join(filter(None, place))
            told.append(Difference("election.toml", said, called[place], words, place))
    return [one for one in told if one.before != one.after]


def _of_toml(file: str, before: bytes, after: bytes) -> Iterator[Difference]:
    if before == after:
        return
    old, new = (dict(_flat(tomllib.loads(composed(data.decode("utf-8-sig"))))) for data in (before, after))
    for path in dict.fromkeys((*old, *new)):
        if old.get(path) != new.get(path):
            words = _named(path) if file == "election.toml" else None
            yield Difference(file, path, old.get(path, ""), new.get(path, ""), words)


def _flat(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value of a document by its path; members of lists by their code where they have one."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            code = inner.get("code") if isinstance(inner, Mapping) else None
            yield from _flat(inner, f"{path}[{code or number}]")
    else:
        yield path, str(value)


_NAMES = re.compile(
    r"(?:election|contest\[(\w+)\](?:\.choice\[(\w+)\](?:\.person\[(\w+)\])?)?)\.names\.(\w{2,8})"
)


def _named(path: str) -> Place | None:
    match = _NAMES.fullmatch(path)
    return match and Place(None, match.group(1), match.group(3) or match.group(2), "names", match.group(4))


def _of_areas(before: Iterable[Area], after: Iterable[Area]) -> Iterator[Difference]:
    old, new = ({area.area_id: dict(_cells(area)) for area in areas} for areas in (before, after))
    for area_id in dict.fromkeys((*new, *old)):
        if area_id in old and area_id in new:
            was, will = old[area_id], new[area_id]
            for key in dict.fromkeys((*was, *will)):
                field, language = key
                place = Place(area_id, None, None, field, language) if field in AREA_FIELDS else None
                name = f"{area_id}, {field}" + (f".{language}" if language else "")
                yield Difference("areas.csv", name, was.get(key, ""), will.get(key, ""), place)
        else:
            stands = area_id in old
            yield Difference("areas.csv", area_id, area_id if stands else "", "" if stands else area_id)


def _cells(area: Area) -> Iterator[tuple[tuple[str, str], str]]:
    for field in ("parent_id", "level", "number", "time_zone", "voters_registered", "kind", "also_in"):
        value = getattr(area, field)
        text = "" if value is None else str(value)
        yield (field, ""), " ".join(value) if isinstance(value, tuple) else text
    for field in AREA_FIELDS:
        for language, text in getattr(area, field).items():
            yield (field, language), text


def amend_election(
    election_id: str, files: ElectionFiles, why: str, *, now: datetime.datetime
) -> list[Difference]:
    """Append entries that say what is called otherwise in `files`, and why; which differences there were.

    Raises CannotBeAmended, ElectionNotOpen, ElectionClosed or WriterLockTaken, and then writes nothing.
    """
    with hold_log_end(election_id, now) as row:
        found = differences(row, files)
        unfit = [one for one in found if one.words is None or one.is_long]
        if unfit:
            raise CannotBeAmended(unfit)
        changes = [Change(one.words, one.before, one.after) for one in found if one.words is not None]
        parts = (changes[start : start + MOST_CHANGES] for start in range(0, len(changes), MOST_CHANGES))
        append_acts(row, [act_of(row, amendment_body(part, why, now), now) for part in parts], now)
    return found
