"""Entries that have the text of one that was read in full and found sound, but for what may differ.

Outside figures and findings a pattern says so. Figures are JSON with the same keys, nothing else between the
digits, and whole numbers of at most fifteen digits, for which there is one spelling. Findings are any that
are canonical and fit their schema: whoever takes an entry asks that. Then all of it does, moments aside.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from hattama.core.entries import CONFIRMED, flatten_figures, nest_figures, summable_figures
from hattama.core.protocols import Same
from hattama.core.transparency_log import canonical_bytes
from hattama.core.vocabulary import Severity, Verdict
from hattama.publish.json_lines import read_proven, render_line
from hattama.publish.records import ScanRecord
from hattama.publish.state import contest_document
from hattama.publish.tables import ProtocolTables
from hattama.verification.foundation import Foundation
from hattama.verification.histories import Body, Event
from hattama.verification.quick.columns import ColumnCheck, NotByColumn
from hattama.verification.standings import History, PrecinctState

MARK = b'"<'
"""With this a place is marked: no entry that holds it gives a shape."""

_DIGITS = b"0123456789"
_TOO_LARGE = 10**15
_JOINT = b"\x1f"
# What may stand in each kind of place. An area or a moment may look right and not exist.
_PLACES: dict[bytes, bytes] = {
    b"word": rb'"[A-Za-z0-9._-]{1,64}"',
    b"moment": rb'"([0-9T:+-]{25})"',
    b"hash": rb'"([0-9a-f]{64})"',
    b"positive": rb"([1-9][0-9]{0,14})",
}
_FORMATS = {b"number": b"%d", b"positive": b"%b", b"findings": b"%b"}
_PLACE = re.compile(MARK + rb'([a-z]+)>"')


def signs_of(figures: bytes) -> bytes:
    """What stands between the digits."""
    return figures.translate(None, _DIGITS)


class Row(NamedTuple):
    """One protocol: its place in the log, that of its precinct, what came before it there, what it finds."""

    at: int
    slot: int
    history: int
    findings: int


def has_shape(body: Body) -> bool:
    """Whether entries like this sound one can be told by a shape: a first version, confirmed, with all
    figures legible, no explanation and one scan at most, typed where it belongs."""
    if body["kind"] != "protocol" or body["illegible"] or body["words"] or len(body["scans"]) > 1:
        return False
    if body["explanation_sha256"] is not None:
        return False
    elsewhere = any(done["area"] is not None or "at" in done for done in body["done_by"])
    return (body["version"], body["status"]) == (1, CONFIRMED) and bool(body["figures"]) and not elsewhere


class Shape:
    """The protocols that have the text of one of them, and what each of them says, one after the other."""

    def __init__(self, foundation: Foundation, number: int, body: Body) -> None:
        """`body`: of a sound entry, in its order, that `has_shape`. Raises NotByColumn."""
        self.number = number
        self.contest: str = body["contest"]
        self._body = body
        self.has_scan = bool(body["scans"])
        figures = body["figures"]
        self.keys = tuple(flatten_figures(figures))
        self.signs = signs_of(canonical_bytes(figures))
        self._codes = tuple(figures)
        groups = [(at, tuple(value)) for at, value in enumerate(figures.values()) if isinstance(value, dict)]
        # From the last on, so that what goes in the place of a group moves none that is still to come.
        self._groups = groups[::-1]
        places = _marked(body)[1::2]
        pattern = re.compile(pattern_of(body))
        self.match = pattern.fullmatch
        """Fits the text of such an entry without figures and findings; its groups are all that may differ."""
        self._moments = [at for at, place in enumerate(places[1:]) if place == b"moment"]
        self.texts = 2 + pattern.groups
        """How many texts files show of such a protocol: area, leaf hash, and what those groups are."""
        self._format = _format_of(body)
        rules = foundation.rules[self.contest]
        self.check = ColumnCheck(rules, foundation.election.contest(self.contest), self.keys)
        grave = (Severity.HARD, Verdict.BROKEN)
        self.is_broken = any((one.severity, one.verdict) == grave for one in self.check.findings)
        same = {r.statement.name for r in rules.relations if r.enabled and isinstance(r.statement, Same)}
        self.shared = [(name, self.keys.index(name)) for name in sorted(same) if name in self.keys]
        self.summed: dict[str, list[int]] = {}
        """The figures that are added up, each with the places that make it up."""
        for place, key in enumerate(self.keys):
            for summed in summable_figures(rules.form, {key: 1}):
                self.summed.setdefault(summed, []).append(place)
        self.rows: list[Row] = []
        self._values = array("q")
        self._kept: list[bytes] = []

    def values_of(self, text: bytes) -> list[int] | None:
        """The figures in a text with the same signs; None where they are not what they must be."""
        try:
            figures = read_proven(text)
        except ValueError:
            return None
        if tuple(figures) != self._codes:
            return None
        values = list(figures.values())
        for place, rows in self._groups:
            if tuple(values[place]) != rows:
                return None
            values[place : place + 1] = values[place].values()
        return values if max(values) < _TOO_LARGE else None

    def moments_in(self, groups: Sequence[bytes]) -> list[bytes]:
        """The moments among what `match` gave."""
        return [groups[at] for at in self._moments]

    def add(self, row: Row, values: list[int], groups: Sequence[bytes]) -> None:
        """One more protocol: its figures, and what else differs."""
        self.rows.append(row)
        self._values.extend(values)
        self._kept.append(_JOINT.join(groups))

    def told_of(self, number: int) -> tuple[list[bytes], array[int]]:
        """What differs in this row but for area and findings: texts in their order, and figures."""
        width = len(self.keys)
        return self._kept[number].split(_JOINT), self._values[number * width : (number + 1) * width]

    def asked_of(self, texts: Sequence[bytes], at: int) -> tuple[str, str | None, ScanRecord | None]:
        """Of the texts of a row at this place of the log: when it was recorded (nothing where it does not say
        when it was signed) and signed, and its scan."""
        scan = None
        if self.has_scan:
            kind, size, pages = self._body["scans"][0]["media_type"], int(texts[1]), int(texts[2])
            scan = ScanRecord(texts[3].decode(), kind, size, pages, at)
        if self._body["signed_at"] is None:
            return "", None, scan
        return texts[0].decode(), texts[-1].decode(), scan

    def entry_of(self, number: int, area: str, findings: bytes) -> bytes:
        """The entry of this row, byte for byte."""
        groups, values = self.told_of(number)
        return self._format % (area.encode(), *values, findings, *groups)

    def columns(self) -> list[array[int]]:
        """For each figure its value in every protocol."""
        return [self._values[place :: len(self.keys)] for place in range(len(self.keys))]

    def state_of(self, numbers: Sequence[int], findings: bytes) -> PrecinctState:
        """What the reference shows of such a protocol if all that differs were numbers:
        area, leaf hash, those that differ, then the place in the log and the figures."""
        (area, leaf, recorded_at, *rest), (at, *figures) = numbers[: self.texts], numbers[self.texts :]
        told = {**self._body, "area": str(area), "recorded_at": str(recorded_at)}
        told["figures"] = nest_figures(dict(zip(self.keys, figures, strict=True)))
        told["findings"] = read_proven(findings)
        if self.has_scan:
            facts = {"bytes": rest[0], "pages": rest[1], "sha256": str(rest[2])}
            told["scans"] = [{**self._body["scans"][0], **facts}]
        if self._body["signed_at"] is not None:
            told["signed_at"] = str(rest[-1])
        history = History((self.contest,), [Event(at, told)], {at: str(leaf)}, {})
        return history.state_at(str(area), at + 1)


class Printed:
    """What files show of protocols with this shape and these findings: the very texts that the reference
    gives of one whose texts and figures are marks, with places for what differs.

    Raises NotByColumn where another protocol would not come out as the reference has it.
    """

    def __init__(self, shape: Shape, findings: bytes, tables: ProtocolTables) -> None:
        marks, numbers = (
            [-(start + place) for place in range(shape.texts + 1 + len(shape.keys))]
            for start in (_FIRST_MARK, 2 * _FIRST_MARK)
        )
        self._forms = []
        for text in _shown(shape.state_of(marks, findings), tables):
            pieces = _MARK_OF_PLACE.split(text)
            places = [int(place) for place in pieces[1::2]]
            forms = [b"%b" if place < shape.texts else b"%d" for place in places] + [b""]
            whole = [piece.replace(b"%", b"%%") + to for piece, to in zip(pieces[::2], forms, strict=True)]
            self._forms.append((b"".join(whole), itemgetter(*places) if places else itemgetter(slice(0))))
        told: list[bytes | int] = [b"%d" % number for number in numbers[: shape.texts]]
        if self.of((*told, *numbers[shape.texts :])) != _shown(shape.state_of(numbers, findings), tables):
            raise NotByColumn

    def of(self, told: tuple[bytes | int, ...]) -> list[bytes]:
        """The contest in the line of its precinct, and its rows in each table; `told` as in `state_of`."""
        return [form % places_of(told) for form, places_of in self._forms]


_FIRST_MARK = 10**15
_MARK_OF_PLACE = re.compile(rb"-1([0-9]{15})")


def _shown(state: PrecinctState, tables: ProtocolTables) -> list[bytes]:
    ((contest, about),) = state.entries.items()
    document = contest_document(about, state.protocols[contest])
    return [render_line(document)[:-1], *(rows for _, rows in tables.take(state.records()))]


def _marked(body: Body, **more: object) -> list[bytes]:
    """The text of an entry cut at the places of what may differ: in turn what stands, and a place."""
    marked = {name: value for name, value in body.items() if name not in ("figures", "findings")}
    marked["area"] = "<word>"
    marked.update({name: "<moment>" for name in ("recorded_at", "signed_at") if body[name] is not None})
    marked["scans"] = [
        {**scan, "bytes": "<positive>", "pages": "<positive>", "sha256": "<hash>"} for scan in body["scans"]
    ]
    return _PLACE.split(canonical_bytes({**marked, **more}))


def pattern_of(body: Body) -> bytes:
    """What the text of an entry must be outside figures and findings."""
    pieces = _marked(body)
    places = [_PLACES[name] for name in pieces[1::2]] + [b""]
    return b"".join(re.escape(piece) + place for piece, place in zip(pieces[::2], places, strict=True))


def _format_of(body: Body) -> bytes:
    """The text of an entry with what may differ to be put in."""
    figures = {
        code: dict.fromkeys(value, "<number>") if isinstance(value, dict) else "<number>"
        for code, value in body["figures"].items()
    }
    pieces = _marked(body, figures=figures, findings="<findings>")
    places = [_FORMATS.get(name, b'"%b"') for name in pieces[1::2]] + [b""]
    return b"".join(piece.replace(b"%", b"%%") + to for piece, to in zip(pieces[::2], places, strict=True))
