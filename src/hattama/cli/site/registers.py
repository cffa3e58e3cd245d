"""Registers as a site shows them: records, lists, numbers, files, held against what the log gives."""

import datetime
import hashlib
import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from hattama.cli.site.expected import Figures
from hattama.cli.site.readings import NoSuchShape, json_object
from hattama.core.records import FieldType, Moment, NamedFile, Record, Register, Sealed, Visibility
from hattama.formats.days_of_rest import load_calendar
from hattama.formats.register_packs import registers_in_force
from hattama.formats.stated_numbers import shipped_numbers
from hattama.phrases.of_rooms.records import say_measure, say_summary, say_value
from hattama.publish.register_numbers import RegisterNumbers, numbers_document, reckon
from hattama.publish.register_tables import record_document
from hattama.verification.foundation import Foundation
from hattama.verification.records import Records
from hattama.verification.scans import scan_path

Question = tuple[str, Callable[[bytes], Figures], Figures]
"""An address, what is read of its answer, and what the log gives."""

SHOWN = "shown"
_SAID_OTHERWISE = frozenset({FieldType.AREA, FieldType.NORM})
"""Pages name areas and norms in their own way."""
_TAG = re.compile(r"<[^<>]*>")
_OF_RECORD = re.compile(r'href="[^"]*/records/([a-z0-9-]+)/"')
_ROW = re.compile(r'<th scope="row"><a ' + _OF_RECORD.pattern)


@dataclass(frozen=True)
class RegisterQuestions:
    """What can be asked of the registers of a site, by the records of a bundle that was verified."""

    foundation: Foundation
    records: Records

    @cached_property
    def registers(self) -> list[Register]:
        """Those of which the log, or a source that the program knows, says anything."""
        election, registry = self.foundation.election, self.records.registry
        for one in shipped_numbers():
            if one.election == election.election_id and one.statement.register in self._in_force:
                registry.say(one.statement)
        kept = {record.register.register_id for record in registry.records.values()}
        return [one for name, one in self._in_force.items() if name in kept | registry.published.keys()]

    @cached_property
    def _in_force(self) -> dict[str, Register]:
        country, day = self.foundation.pack.country, self.foundation.election.polling_on
        return {one.register_id: one for one in registers_in_force(country, day)}

    @property
    def record_ids(self) -> list[str]:
        """Every record of the log."""
        return sorted(self.records.registry.records)

    def of_record(self, record_id: str, api: str, page: str, language: str) -> Iterator[Question]:
        """A record for programs and on its page."""
        record = self.records.registry.records[record_id]
        yield f"{api}/records/{record_id}", _answer(record_id), _flat(record_id, record_document(record))
        told = {(record_id, name): text for name, text in _texts(record, language)}
        yield f"{page}/records/{record_id}/", _standing(told), told

    def of_files(self, record_ids: list[str], bundle: str) -> Iterator[Question]:
        """The public files of these records."""
        for record_id in record_ids:
            for sha256 in _files(self.records.registry.records[record_id]):
                key = (record_id, sha256)
                yield f"{bundle}/{scan_path(sha256)}", _digest(key), {key: sha256}

    def numbers(self, register: Register, at: datetime.datetime) -> RegisterNumbers:
        """The numbers of a register as they follow from the log at a moment."""
        election = self.foundation.election
        zone = ZoneInfo(election.time_zone)
        calendar = load_calendar(self.foundation.pack.country, zone)
        moment = Moment(calendar, election.polling_on, at.astimezone(zone), election.vote)
        return reckon(register, self.records.registry, moment)

    def of_numbers(self, numbers: RegisterNumbers, api: str, page: str, language: str) -> Iterator[Question]:
        """The numbers of a register for programs and on its page, and the first page of each of its lists."""
        name = numbers.register.register_id
        yield f"{api}/registers/{name}/measures", _answer(name), _flat(name, numbers_document(numbers))
        values = [(one, numbers.value(one)) for one in numbers.register.measures if not one.by]
        told = {(name, one.code): say_measure(value, language) for one, value in values if value is not None}
        yield f"{page}/registers/{name}/", _standing(told), told
        for kind in numbers.register.kinds:
            ids = {one.record_id for one in self.records.registry.of(name, kind.code)}
            listed = {(kind.code, "listed"): str(min(len(ids), PAGE_SIZE))}
            yield f"{page}/registers/{name}/{kind.code}/", self._listing(kind.code, ids), listed

    def _listing(self, kind: str, ids: set[str]) -> Callable[[bytes], Figures]:
        def read(data: bytes) -> Figures:
            text = data.decode("utf-8", "replace")
            # A row is of a record of the kind; its cells may lead to others, as a recording's to its camera.
            rows, linked = {*_ROW.findall(text)}, {*_OF_RECORD.findall(text)}
            strange = rows - ids | linked - self.records.registry.records.keys()
            return {(kind, "listed"): str(len(rows & ids)), **{(kind, one): SHOWN for one in strange}}

        return read


PAGE_SIZE = 50


def moment_in(data: bytes) -> datetime.datetime:
    """As of when the numbers of an answer are. Raises NoSuchShape."""
    try:
        at = datetime.datetime.fromisoformat(json_object(data)["at"]).astimezone(datetime.UTC)
    except (KeyError, TypeError, ValueError, OverflowError):
        raise NoSuchShape from None
    if not datetime.MINYEAR < at.year < datetime.MAXYEAR:
        # No day of another time zone stands beside the first or behind the last.
        raise NoSuchShape
    return at


def _answer(name: str) -> Callable[[bytes], Figures]:
    def read(data: bytes) -> Figures:
        said = json_object(data)
        said.pop("tree_size", None)
        return _flat(name, said)

    return read


def _flat(name: str, said: object) -> Figures:
    """Every value of a document by its place in it; UTC is written in one of its two ways."""
    leaves = ((place, json.dumps(leaf, ensure_ascii=False)) for place, leaf in _leaves(said))
    return {(name, ".".join(place)): leaf.replace('+00:00"', 'Z"') for place, leaf in leaves}


def _leaves(said: object) -> Iterator[tuple[tuple[str, ...], object]]:
    inner: Any = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for key, value in inner:
        yield from (((str(key), *place), leaf) for place, leaf in _leaves(value))
    if not isinstance(said, dict | list) or not said:
        yield (), said


def _texts(record: Record, language: str) -> Iterator[tuple[str, str]]:
    # An area in it is called as pages call areas.
    areas = [field for field in record.kind.fields if field.type is FieldType.AREA]
    if not any(f"{{{one.code}}}" in record.kind.summary.say(language) for one in areas):
        yield "summary", say_summary(record, language)
    for field in record.kind.fields:
        is_plain = field.visibility is Visibility.PUBLIC and field.type not in _SAID_OTHERWISE
        said = record.value(field.code) if is_plain else None
        # Of what was erased a page says so in its own words.
        if said is not None and not isinstance(said, Sealed):
            yield field.code, say_value(field, said, language)


def _standing(told: Figures) -> Callable[[bytes], Figures]:
    """What of it stands on a page, wherever it does."""

    def read(data: bytes) -> Figures:
        try:
            text = _plain(html.unescape(_TAG.sub(" ", data.decode("utf-8", "replace"))))
        except ValueError:
            # A sign by a number of thousands of digits.
            raise NoSuchShape from None
        return {key: one for key, one in told.items() if _plain(one) in text}

    return read


def _plain(text: str) -> str:
    return "".join(text.split())


def _digest(key: tuple[str, str]) -> Callable[[bytes], Figures]:
    return lambda data: {key: hashlib.sha256(data).hexdigest()}


def _files(record: Record) -> Iterator[str]:
    for field in record.kind.fields:
        if field.type is FieldType.FILE and field.visibility is Visibility.PUBLIC:
            for statement in record.standing(field.code):
                said = statement.values[field.code]
                if isinstance(said, NamedFile):
                    yield said.sha256
