"""The form on which a reviewer decides: for each differing field two readings, a third, and the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from hattama.core.protocols import SIGNED_AT, Protocol, Ruling, Source
from hattama.web.kernel.languages.paper_lines import field_name, said_value
from hattama.web.protocols.desk.places import Place
from hattama.web.protocols.desk.protocol_form import (
    ILLEGIBLE_PREFIX,
    Cell,
    TypedProtocol,
    read_fields,
    read_text,
)
from hattama.web.protocols.reading import TwoReadings

SOURCE_PREFIX = "source:"
REASON_PREFIX = "reason:"
LONGEST_REASON = 500


@dataclass(slots=True)
class FieldRuling:
    """One differing field: its name, what each of the two read, what the reviewer chose, and the faults.

    `third` is the box for the reviewer's own reading (None for the moment of signing).
    """

    key: str
    mark: str
    label: str
    first: str
    second: str
    source: str
    reason: str
    third: Cell | None
    decided: str = ""
    fault: str = ""

    @property
    def is_moment(self) -> bool:
        """Whether the field is the moment of signing."""
        return self.key == SIGNED_AT


@dataclass(slots=True)
class TypedRulings:
    """Everything that a reviewer sent, parsed as far as it goes."""

    fields: list[FieldRuling]
    own: TypedProtocol
    readings: TwoReadings

    @property
    def explanation(self) -> str:
        """What the commission says of figures that do not add up."""
        return self.own.explanation

    @property
    def has_faults(self) -> bool:
        """Whether any field lacks a choice or a reason, or a reading of the reviewer's is none."""
        return self.own.has_faults or any(field.fault for field in self.fields)

    def rulings(self) -> list[Ruling]:
        """The decisions, once nothing is faulty."""
        return [self._ruling(field) for field in self.fields]

    def _ruling(self, field: FieldRuling) -> Ruling:
        source = Source(field.source)
        if source is not Source.PAPER:
            return Ruling(field.key, source, field.reason)
        moment = self.own.signed_at if field.is_moment else None
        return Ruling(
            field.key,
            source,
            field.reason,
            value=self.own.figures.get(field.key),
            illegible=field.key in self.own.illegible,
            moment=moment,
        )

    def decided(self, first: Protocol) -> Protocol:
        """The protocol as it would be with what is chosen so far."""
        figures, illegible, signed_at = dict(first.figures), set(first.illegible), first.signed_at
        words = dict(first.words)
        for field in self.fields:
            source = self.chosen(field)
            if source is None:
                continue
            if field.is_moment:
                signed_at = source.signed_at
                continue
            figures.pop(field.key, None)
            illegible.discard(field.key)
            words.pop(field.key, None)
            if field.key in source.words:
                words[field.key] = source.words[field.key]
            value = source.figure(field.key)
            if value is not None:
                figures[field.key] = value
            elif field.key in source.illegible:
                illegible.add(field.key)
        word = self.explanation or first.explanation or self.readings.second.explanation
        marks = frozenset(illegible)
        return replace(
            first, figures=figures, illegible=marks, signed_at=signed_at, explanation=word, words=words
        )

    def chosen(self, field: FieldRuling) -> Protocol | None:
        """The reading that was chosen for a field; None where none was."""
        own = self.own.protocol(self.readings.first.area_id, self.readings.first.contest)
        readings: dict[str, Protocol] = {
            Source.FIRST: self.readings.first,
            Source.SECOND: self.readings.second,
            Source.PAPER: own,
        }
        return readings.get(field.source)

    def hidden(self) -> list[tuple[str, str]]:
        """Names and values that a summary sends on."""
        sent = [("explanation", self.explanation), ("signed_at", self.own.signed_at_typed)]
        for field in self.fields:
            sent += [(SOURCE_PREFIX + field.key, field.source), (REASON_PREFIX + field.key, field.reason)]
            if field.third is not None:
                sent.append((field.key, field.third.typed))
                sent.append((ILLEGIBLE_PREFIX + field.key, "1" if field.third.illegible else ""))
        return [(name, value) for name, value in sent if value]


def read_rulings(place: Place, readings: TwoReadings, sent: Mapping[str, str], language: str) -> TypedRulings:
    """What was sent, field by field; on an empty page, the fields with both readings."""
    figures = [key for key in readings.keys if key != SIGNED_AT]
    own = read_fields(place.rules.form, place.contest, figures, sent, place.area.time_zone, language)
    boxes = {cell.key: cell for line in own.lines for cell in line.cells}
    typed = TypedRulings([], own, readings)
    for key in readings.keys:
        mark, label = field_name(place.rules, place.contest, key, language)
        field = FieldRuling(
            key=key,
            mark=mark,
            label=label,
            first=said_value(readings.first, key, language),
            second=said_value(readings.second, key, language),
            source=sent.get(SOURCE_PREFIX + key, ""),
            reason=read_text(sent, REASON_PREFIX + key)[:LONGEST_REASON],
            third=boxes.get(key),
        )
        typed.fields.append(field)
        _judge(typed, field, language)
    return typed


def _judge(typed: TypedRulings, field: FieldRuling, language: str) -> None:
    chosen = typed.chosen(field)
    if chosen is None:
        field.fault = _("Choose which reading stands.")
        return
    field.decided = said_value(chosen, field.key, language)
    if not field.reason:
        field.fault = _("Give a reason for every field.")
