"""The entries of a log, in order, sorted to the precincts they speak of; templates keep most small."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from hattama.core.entries import (
    AFTER_CLOSE,
    TELLING_KINDS,
    TURNOUT,
    BrokenLifeCycle,
    check_entry_schema,
    deciding_deeds,
    finding_body,
    is_moment,
    refuse_strange_turnout,
)
from hattama.core.tabulation import NIGHT_KINDS
from hattama.core.transparency_log import EntryRefused, canonical_bytes, parse_canonical
from hattama.verification.columns import ColumnCheck, NotByColumn
from hattama.verification.foundation import Foundation
from hattama.verification.frames import RosterCheck
from hattama.verification.histories import Body, Event
from hattama.verification.templates import (
    MOST_IN_A_CONTEST,
    Template,
    can_be_template,
    pack_groups,
    unpack_groups,
)
from hattama.verification.trouble_kinds import ENTRY_REFUSED, LIFE_CYCLE_BROKEN, ORDER_BROKEN, SCHEMA_BROKEN
from hattama.verification.troubles import Troubles

_SIGN = b"\x1e"
_MOST = 4_096
"""How many different ones are kept; what comes after stands in full."""


class ShortTexts:
    """Gives texts that hold no sign below a space short names, and takes the names back."""

    def __init__(self) -> None:
        self._names: dict[bytes, bytes] = {}
        self._texts: list[bytes] = []

    def shorten(self, text: bytes) -> bytes:
        """The name of a text, which it keeps from now on; the text itself where it is short or comes late."""
        name = self._names.get(text)
        if name is not None:
            return name
        if len(self._texts) == _MOST or len(text) <= len(str(_MOST)) + 1:
            return text
        name = self._names[text] = _SIGN + str(len(self._texts)).encode("ascii")
        self._texts.append(text)
        return name

    def named(self, text: bytes) -> bytes:
        """What `shorten` gave for this text, or would give if it knew it."""
        return self._names.get(text, text)

    def restore(self, name: bytes) -> bytes:
        """The text of a name; of what is no name itself."""
        return self._texts[int(name[1:])] if name.startswith(_SIGN) else name


_AREA_FIRST = b'{"area":"'
_ROSTER_FIRST = b'{"kind":"roster",'
_CONTEST_NEXT = b'","contest":"'


class Share(NamedTuple):
    """The precincts of one part: identifiers from `first` on and below `end` (None: to the last).

    The part with `first` empty also answers for entries that speak of no precinct.
    """

    first: bytes = b""
    end: bytes | None = None

    def holds(self, area: bytes) -> bool:
        """Whether this area is of this share."""
        return self.first <= area and (self.end is None or area < self.end)


def shares(foundation: Foundation, parts: int) -> list[Share]:
    """The precincts in as many shares of the same size, in the order of their identifiers."""
    precincts = foundation.precincts
    bounds = [precincts[len(precincts) * part // parts].encode() for part in range(1, parts)]
    return [Share(*pair) for pair in zip([b"", *bounds], [*bounds, None], strict=True)]


class UsedTemplate(NamedTuple):
    """A template with what the rules say of the entries that fit it."""

    template: Template
    check: ColumnCheck
    findings: bytes
    """The findings of such an entry, as text, where nothing else is to be said."""


class Kept(NamedTuple):
    """An entry that fits a template: its place in the log, the template's number, what differs, packed."""

    at: int
    template: int
    packed: bytes


class Sorter:
    """Takes the entries of a log one by one and keeps those of one share by precinct."""

    def __init__(self, foundation: Foundation, share: Share, troubles: Troubles) -> None:
        self._foundation = foundation
        self._share = share
        self._troubles = troubles
        self._counted_everywhere_from = foundation.counted_everywhere_from
        self.precincts = [area for area in foundation.precincts if share.holds(area.encode())]
        self._slots = {area.encode(): slot for slot, area in enumerate(self.precincts)}
        codes = [contest.code for contest in foundation.election.contests]
        self._width = len(codes)
        self._column = {code.encode(): place for place, code in enumerate(codes)}
        places = len(self.precincts) * self._width
        self._kept: list[bytes | None] = [None] * places
        self._template_of = bytearray(places)
        self._index_of = array("q", bytes(8 * places))
        self._told: dict[int, list[tuple[int, bytes]]] = {}
        self.templates: list[UsedTemplate] = []
        self._templates_of: list[list[int]] = [[] for _ in codes]
        self._real_moments: set[bytes] = set()
        self.texts = ShortTexts()
        """Findings and moments as they stand in what is kept."""
        self.frame: list[Event] = []
        """Entries that speak of no precinct; those of the roster in the first share alone."""
        self.nights: dict[str, list[Event]] = {}
        """Entries about times and papers, by area."""
        self.roster = RosterCheck(foundation)
        self.roster_end = 0
        """How many entries there were up to the last one of the roster."""
        self._closed = False
        self.deciders: dict[tuple[str, str], int] = {}
        """By role and area, the first entry that somebody decided about in this role. What fits a template
        came about as the entry of which the template was made, and that stands before it."""

    def take(self, index: int, entry: bytes) -> None:
        """Take the entry at this index. What is wrong with it by itself is noted, and it is left out."""
        if entry.startswith(_AREA_FIRST):
            end = entry.find(b'"', 9)
            area = entry[9:end]
            if not self._share.holds(area):
                return
            slot = self._slots.get(area, -1)
            is_plain = slot >= 0 and not self._closed and entry.startswith(_CONTEST_NEXT, end)
            if is_plain and self._take_fitting(index, entry, slot, end + len(_CONTEST_NEXT)):
                return
        elif entry.startswith(_ROSTER_FIRST):
            self.roster_end = index + 1
            if self._share.first:
                return
        self._take_whole(index, entry)

    def _take_fitting(self, index: int, entry: bytes, slot: int, start: int) -> bool:
        column = self._column.get(entry[start : entry.find(b'"', start)])
        if column is None:
            return False
        numbers = self._templates_of[column]
        for number in numbers:
            groups = self.templates[number].template.groups_of(entry)
            if groups is not None and self._has_real_moments(number, groups):
                self._keep(index, entry, slot, column, number, groups)
                if number != numbers[0]:
                    numbers.remove(number)
                    numbers.insert(0, number)
                return True
        return False

    def _has_real_moments(self, number: int, groups: Sequence[bytes]) -> bool:
        for at in self.templates[number].template.moments:
            moment = groups[at]
            if moment not in self._real_moments:
                text = moment.decode("ascii")
                if not is_moment(text) or self._is_early(text):
                    return False
                self._real_moments.add(moment)
        return True

    def _is_early(self, moment: str | None) -> bool:
        """Whether polls may have been open somewhere: then it is asked where, one entry at a time."""
        since = self._counted_everywhere_from
        return since is not None and moment is not None and datetime.fromisoformat(moment) < since

    def _is_early_anywhere(self, body: Body) -> bool:
        return self._is_early(body["recorded_at"]) or self._is_early(body["signed_at"])

    def _keep(
        self, index: int, entry: bytes, slot: int, column: int, number: int, groups: Sequence[bytes]
    ) -> None:
        place = slot * self._width + column
        if slot in self._told or self._kept[place] is not None:
            self._told.setdefault(slot, []).append((index, entry))
            return
        self._kept[place] = self._pack(number, groups)
        self._template_of[place] = number
        self._index_of[place] = index

    def _pack(self, number: int, groups: Sequence[bytes]) -> bytes:
        template = self.templates[number].template
        packed = list(groups)
        for place in (template.findings_place, *template.moments):
            packed[place] = self.texts.shorten(packed[place])
        return pack_groups(packed)

    def _take_whole(self, index: int, entry: bytes) -> None:
        """The slow way: read it as JSON, hold it against its schema."""
        body = self._sound_body(index, entry)
        if body is None:
            return
        if body["kind"] not in TELLING_KINDS:
            self._take_framing(index, body)
            return
        area = body["area"].encode()
        if not self._share.holds(area):
            return
        slot = self._slots.get(area)
        if slot is None:
            self._troubles.add(LIFE_CYCLE_BROKEN.at(entry=index, found="NotOnTheRoster"))
            return
        self._refuse_after_close(index, body)
        for key in deciding_deeds(body):
            self.deciders.setdefault(key, index)
        column = self._column.get(body["contest"].encode())
        if column is not None and can_be_template(body) and not self._is_early_anywhere(body):
            made = self._make_template(column, body, entry)
            if made is not None:
                self._keep(index, entry, slot, column, *made)
                return
        self._told.setdefault(slot, []).append((index, entry))

    def _take_framing(self, index: int, body: Body) -> None:
        """An entry that tells nothing of a precinct's protocol."""
        if body["kind"] == TURNOUT:
            # Nothing is added up from it; of where it speaks, and until when, can be held against the log.
            try:
                refuse_strange_turnout(body, self._foundation.areas, self._foundation.rules)
            except BrokenLifeCycle as refusal:
                self._troubles.add(LIFE_CYCLE_BROKEN.at(entry=index, found=type(refusal).__name__))
            self._refuse_after_close(index, body)
            return
        if body["kind"] in NIGHT_KINDS:
            self._take_night(index, body)
            return
        event = Event(index, body)
        self.frame.append(self.roster.take(event) if body["kind"] == "roster" else event)
        self._closed |= body["kind"] == "close"

    def _take_night(self, index: int, body: Body) -> None:
        """What a commission says of counting night: kept by area, and held against the rules later."""
        if body["area"] not in self._foundation.areas:
            self._troubles.add(LIFE_CYCLE_BROKEN.at(entry=index, found="NoSuchArea"))
        elif self._refuse_after_close(index, body):
            self.nights.setdefault(body["area"], []).append(Event(index, body))

    def _refuse_after_close(self, index: int, body: Body) -> bool:
        """Note what a closed log does not take any more; whether it was in time."""
        if not self._closed or body["kind"] in AFTER_CLOSE:
            return True
        self._troubles.add(
            ORDER_BROKEN.at(entry=index, found=body["kind"], expected=", ".join(sorted(AFTER_CLOSE)))
        )
        return False

    def _sound_body(self, index: int, entry: bytes) -> dict[str, Any] | None:
        troubles = Troubles()
        body: Any = None
        try:
            body = parse_canonical(entry)
        except EntryRefused as refusal:
            troubles.add(ENTRY_REFUSED.at(entry=index, found=f"{refusal.code} ({refusal})"))
        else:
            for problem in check_entry_schema(body):
                troubles.add(
                    SCHEMA_BROKEN.at(entry=index, found=problem.place or "—", expected=problem.expected)
                )
        if not troubles:
            assert isinstance(body, dict)
            return body
        if self._answers_for(entry):
            self._troubles.merge(troubles)
        return None

    def _answers_for(self, entry: bytes) -> bool:
        """Each entry that cannot be read is noted by one share only."""
        if entry.startswith(_AREA_FIRST):
            return True
        return not self._share.first

    def _make_template(self, column: int, body: Body, entry: bytes) -> tuple[int, tuple[bytes, ...]] | None:
        """A template of this entry, by its number, with what the entry puts in; None where it makes none."""
        numbers = self._templates_of[column]
        if len(numbers) >= MOST_IN_A_CONTEST or len(self.templates) > 255:
            return None
        template = Template(body)
        groups = template.groups_of(entry)
        if groups is None:
            # A number of sixteen digits is sound below 2^53, and no pattern of digits tells that.
            return None
        contest = self._foundation.election.contest(template.contest)
        try:
            check = ColumnCheck(self._foundation.rules[template.contest], contest, template.keys)
        except NotByColumn:
            return None
        findings = canonical_bytes([finding_body(finding) for finding in check.findings])
        self.templates.append(UsedTemplate(template, check, findings))
        numbers.insert(0, len(self.templates) - 1)
        return len(self.templates) - 1, groups

    def kept_of(self, slot: int) -> list[Kept]:
        """The entries of a precinct that fit templates, in the order of the log."""
        first = slot * self._width
        kept = [
            Kept(self._index_of[place], self._template_of[place], packed)
            for place in range(first, first + self._width)
            if (packed := self._kept[place]) is not None
        ]
        # By the index, which no two entries share.
        return sorted(kept) if len(kept) > 1 else kept

    def is_told(self, slot: int) -> bool:
        """Whether anything was told of the precinct beyond first versions that fit a template."""
        return slot in self._told

    def events_of(self, entries: Iterable[tuple[int, bytes]]) -> list[Event]:
        """The entries about a precinct, as `entries_of` gives them, each held against its schema once more.

        A template lets any list stand for findings. Where it is the one expected, nothing is left to ask;
        else what is wrong with it is noted here, and the entry left out.
        """
        read = ((at, self._sound_body(at, entry)) for at, entry in entries)
        return [Event(at, body) for at, body in read if body is not None]

    def entries_of(self, slot: int) -> list[tuple[int, bytes]]:
        """All entries about a precinct, in the order of the log."""
        fitting = [(kept.at, self._rebuilt(kept)) for kept in self.kept_of(slot)]
        return sorted([*fitting, *self._told.get(slot, ())])

    def _rebuilt(self, kept: Kept) -> bytes:
        template = self.templates[kept.template].template
        groups = unpack_groups(kept.packed)
        for place in (template.findings_place, *template.moments):
            groups[place] = self.texts.restore(groups[place])
        return template.entry_of(groups)
