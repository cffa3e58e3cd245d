"""Forms of deeds upon what is published or disputed: why and on whose decision something is changed, and the
ruling of a reviewer: for each differing field two readings, a third, and the reason.
"""

import dataclasses
import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hattama.core.protocols import (
    BODIES,
    OTHER,
    SIGNED_AT,
    VOLUNTEERS,
    ChangeReason,
    Decision,
    Protocol,
    Ruling,
    Source,
)
from hattama.core.records import read_day
from hattama.phrases import say
from hattama.web.kernel.languages.paper_lines import field_name, said_value
from hattama.web.kernel.languages.templatetags.hattama_text import authority_name
from hattama.web.kernel.published.tables import Scan
from hattama.web.protocols.change import DayNotCome, Grounds
from hattama.web.protocols.desk.places import Place
from hattama.web.protocols.desk.protocol_form import (
    ILLEGIBLE_PREFIX,
    SIGNED_ON,
    SIGNED_TIME,
    Cell,
    TypedProtocol,
    read_fields,
    read_text,
)
from hattama.web.protocols.reading import TwoReadings

LONGEST_NUMBER = 64


@dataclass(slots=True)
class TypedGrounds:
    """What was sent of them. `is_decided`: the act rests on a decision, and has to say whose.

    `deciders`: whose decision it is by law; None where the law does not say. `is_own`: it is the word of
    volunteers of a civic count, and nobody else's decision is asked for.
    """

    listed: Sequence[ChangeReason]
    is_decided: bool
    deciders: frozenset[str] | None = None
    is_own: bool = False
    reason: str = ""
    note: str = ""
    authority: str = ""
    number: str = ""
    decided_on: datetime.date | None = None
    decided_on_typed: str = ""
    faults: dict[str, str] = dataclasses.field(default_factory=dict)

    def reasons(self, language: str) -> list[tuple[str, str]]:
        """Codes and words of the reasons that may be chosen, with the article where a law names one."""
        return [
            (
                known.code,
                f"{say(known.words, language)}{f' ({known.cited.say(language)})' if known.cited else ''}",
            )
            for known in self.listed
        ]

    def authorities(self) -> list[tuple[str, str]]:
        """Codes and words of those who may have decided."""
        lawful = BODIES if self.deciders is None else self.deciders
        return [(code, authority_name(code)) for code in BODIES if code in lawful]

    def reason_words(self, language: str) -> str:
        """The chosen reason in words; empty where none is chosen."""
        return next((words for code, words in self.reasons(language) if code == self.reason), "")

    def authority_words(self) -> str:
        """Who decided, in words; empty where nobody is chosen."""
        return authority_name(self.authority) if self.authority else ""

    def decision(self) -> Decision | None:
        """The decision, or None where it is not said whose it is."""
        return Decision(self.authority, self.number, self.decided_on) if self.authority else None

    def grounds(self, document: Scan | None) -> Grounds:
        """Both together with the decision's file."""
        return Grounds(self.reason, self.decision() or Decision(""), self.note, document)

    def hidden(self) -> list[tuple[str, str]]:
        """Names and values that a summary sends on."""
        return [
            ("reason", self.reason),
            ("note", self.note),
            ("authority", self.authority),
            ("number", self.number),
            ("decided_on", self.decided_on_typed),
        ]


def read_grounds(
    sent: Mapping[str, str],
    listed: Iterable[ChangeReason],
    *,
    is_decided: bool,
    today: datetime.date,
    deciders: frozenset[str] | None = None,
    is_own: bool = False,
) -> TypedGrounds:
    """What was sent, and what is wrong with it; an empty form has faults that nobody is told of yet.

    `today`: as the deed itself will ask (`day_of`).
    """
    reasons = tuple(listed)
    only = reasons[0].code if len(reasons) == 1 else ""
    typed = TypedGrounds(
        listed=reasons,
        is_decided=is_decided,
        deciders=deciders,
        is_own=is_own,
        reason=sent.get("reason", only),
        note=read_text(sent, "note"),
        authority=sent.get("authority", ""),
        number=sent.get("number", "").strip()[:LONGEST_NUMBER],
        decided_on_typed=sent.get("decided_on", "").strip(),
    )
    if typed.listed and typed.reason not in {known.code for known in typed.listed}:
        typed.faults["reason"] = _("Choose a reason from the list.")
    elif typed.reason == OTHER and not typed.note:
        typed.faults["note"] = _("Say the reason in words, in at most 4,000 characters.")
    if is_own:
        typed.authority, typed.number, typed.decided_on_typed = VOLUNTEERS if is_decided else "", "", ""
    elif typed.authority not in BODIES and (is_decided or typed.authority):
        typed.faults["authority"] = _("Say whose decision this is.")
    typed.decided_on = read_day(typed.decided_on_typed)
    if typed.decided_on_typed and typed.decided_on is None:
        typed.faults["decided_on"] = no_day(typed.decided_on_typed)
    elif typed.decided_on and typed.decided_on > today:
        typed.faults["decided_on"] = say(DayNotCome.sentence, get_language() or "kk")
    return typed


def no_day(typed: str) -> str:
    """What is said of a text that was typed for the day of a decision, and is none."""
    return _("Found “%(found)s”; expected a day, such as 2023-03-22.") % {"found": typed[:40]}


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
        signed_on, signed_time = self.own.signed_at_typed
        sent = [("explanation", self.explanation), (SIGNED_ON, signed_on), (SIGNED_TIME, signed_time)]
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
