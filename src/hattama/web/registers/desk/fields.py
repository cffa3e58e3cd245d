"""Fields of a kind as controls of a form, and what was typed into them as values, or what is wrong."""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from hattama.core.records import (
    Field,
    FieldType,
    Money,
    NamedFile,
    Range,
    RecordKind,
    Said,
    Sealed,
    UnfitValue,
    read_said,
    said_body,
)
from hattama.formats.table_times import NoSuchTime
from hattama.formats.visible_texts import without_hidden_signs
from hattama.phrases import say
from hattama.phrases.of_rooms.records import FIELD_TYPES
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.pages.election_clock import typed_moment
from hattama.web.kernel.pages.election_pages import page_language
from hattama.web.kernel.published.tables import Scan
from hattama.web.registers.tables import PublishedRecord

RANGED: Final = frozenset({FieldType.WHOLE_NUMBER, FieldType.MONEY, FieldType.DATE, FieldType.DATETIME})
_NUMBER = re.compile(r"-?[0-9]{1,16}", re.ASCII)
_AMOUNT = re.compile(r"(-?)([0-9]{1,13})(?:[.,]([0-9]{1,2}))?", re.ASCII)
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_CONTROLS: Final = 63
INPUTS: Final = {FieldType.DATE: "date", FieldType.DATETIME: "datetime-local", FieldType.FILE: "file"}


class _Refused(ValueError):
    """What was typed is no such value; the text is an example of one."""


@dataclass(frozen=True, slots=True)
class Control:
    """One field in a form: what was typed into its parts, and what is wrong with that."""

    field: Field
    typed: Mapping[str, str]
    fault: str = ""
    file: Scan | None = None

    @property
    def name(self) -> str:
        """How its main part is called in the form."""
        return name_of(self.field)

    @property
    def shape(self) -> str:
        """Which part of the template draws it."""
        if self.field.type is FieldType.TEXT:
            return "text"
        return {"code": "code", "words": "words", "file": "file"}.get(self.field.type.value, "line")

    @property
    def input(self) -> str:
        """The type of its input."""
        return INPUTS.get(self.field.type, "text")

    @property
    def value(self) -> str:
        """What was typed into its main part."""
        return self.typed.get(self.name, "")

    @property
    def most(self) -> str:
        """The upper end, where a range was typed."""
        return self.typed.get(f"{self.name}-most", "")

    @property
    def has_range(self) -> bool:
        """Whether a range can be stated."""
        return self.field.type in RANGED

    @property
    def is_none(self) -> bool:
        """Whether it was ticked that none is stated."""
        return bool(self.typed.get(f"{self.name}-none"))

    @property
    def is_open(self) -> bool:
        """Whether what is not one value was used."""
        return self.is_none or bool(self.most)

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Of a text in several languages what was typed in each."""
        return [
            (language, self.typed.get(f"{self.name}-{language}", "")) for language in dict(settings.LANGUAGES)
        ]

    @property
    def kind_of_value(self) -> str:
        """What the field holds, in words."""
        return say(FIELD_TYPES[self.field.type], page_language())


def name_of(field: Field) -> str:
    """How a field's main control is called; codes have no hyphen."""
    return f"f-{field.code}"


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as sent: its controls, and the values where nothing is wrong with any."""

    controls: tuple[Control, ...]
    values: Mapping[str, Said]

    @property
    def faults(self) -> list[Control]:
        """Controls with which something is wrong."""
        return [one for one in self.controls if one.fault]


def parts_of(field: Field) -> list[str]:
    """The names of all controls of a field."""
    ends = ["", "-most", "-none", *(f"-{language}" for language in dict(settings.LANGUAGES)), "-filename"]
    return [name_of(field) + end for end in ends]


def read_fields(
    kind: RecordKind, post: Mapping[str, str], election: ElectionRow, zone: str, files: Mapping[str, Scan]
) -> Typed:
    """What a form says of the fields of a record of this kind; `files` by code are those sent with it."""
    controls, values = [], {}
    for field in kind.fields:
        typed = {name: clean(post.get(name, "")) for name in parts_of(field)}
        control = Control(field, typed, file=files.get(field.code))
        try:
            for said in _said(control, ZoneInfo(zone)):
                _require_there(field, said, election)
                values[field.code] = said
        except (_Refused, UnfitValue) as refused:
            told = _("Found: “%(found)s”. Expected, for example: %(expected)s")
            found = " – ".join(filter(None, (control.value, control.most)))
            found = found if len(found) <= _CONTROLS else found[:_CONTROLS] + "…"
            fault = told % {"found": found, "expected": str(refused)}
            control = Control(field, typed, fault, control.file)
        controls.append(control)
    return Typed(tuple(controls), values)


def clean(text: str) -> str:
    """What was typed, without what no text holds."""
    return without_hidden_signs(text).replace("\r", "").strip()


def _said(control: Control, zone: ZoneInfo) -> Iterator[Said]:
    """What is said of the field: nothing at all where it was left as it is."""
    field = control.field
    if control.is_none:
        yield None
    elif field.type is FieldType.FILE:
        if (scan := control.file) is not None:
            name = PurePath(control.typed.get(f"{control.name}-filename", "")).name[:200]
            yield NamedFile(scan.sha256, name or scan.sha256[:12], scan.media_type)
    elif field.type is FieldType.WORDS:
        texts = {language: text for language, text in control.texts if text}
        if texts:
            yield read_said(field.type, {"value": texts})
    elif control.most:
        least = _body(field, control.value, zone) if control.value else None
        yield read_said(field.type, {"least": least, "most": _body(field, control.most, zone)})
    elif control.value:
        yield read_said(field.type, {"value": _body(field, control.value, zone)})


def _body(field: Field, text: str, zone: ZoneInfo) -> Any:
    plain = _SPACES.sub("", text)
    if field.type is FieldType.WHOLE_NUMBER:
        if not _NUMBER.fullmatch(plain):
            raise _Refused("128")
        return int(plain)
    if field.type is FieldType.MONEY:
        amount = _AMOUNT.fullmatch(plain)
        if amount is None:
            raise _Refused("10 500,50")
        minor = int(amount[2]) * 100 + int((amount[3] or "0").ljust(2, "0"))
        return {"minor": -minor if amount[1] else minor, "currency": field.currency, "on": None}
    if field.type is FieldType.DATETIME:
        return moment_of_text(text, zone).isoformat(timespec="seconds")
    return text


def moment_of_text(text: str, zone: ZoneInfo) -> datetime.datetime:
    """A moment as browsers send it, by the clocks of the election. Raises ValueError."""
    try:
        if (moment := typed_moment(text, zone.key)) is not None:
            return moment.replace(second=0, microsecond=0)
    except NoSuchTime:
        pass
    raise _Refused("2023-03-19T17:59")


def _require_there(field: Field, said: Said, election: ElectionRow) -> None:
    """Codes, areas and records are those that there are."""
    if not isinstance(said, str):
        return
    if field.type is FieldType.CODE and field.item(said) is None:
        raise _Refused(", ".join(item.code for item in field.items))
    if field.type is FieldType.AREA:
        areas = AreaRow.objects.filter(election=election)
        if not areas.filter(code=said).exists():
            raise _Refused(str(areas.order_by("depth", "pk").values_list("code", flat=True)[0]))
    if field.type is FieldType.LINK:
        linked = PublishedRecord.standing.filter(election=election, kind=field.links_to)
        if not linked.filter(record_id=said).exists():
            raise _Refused(linked.values_list("record_id", flat=True).first() or "–")


def typed_again(kind: RecordKind, values: Mapping[str, Said], zone: str) -> dict[str, str]:
    """What would have to be typed to state these values: a form that mends a slip begins with it."""
    typed: dict[str, str] = {}
    for code, said in values.items():
        field = kind.field(code)
        if field is None or isinstance(said, Sealed | NamedFile):
            continue
        name = name_of(field)
        if said is None:
            typed[f"{name}-none"] = "on"
        elif isinstance(said, Range):
            typed[name] = _typed(said.least, zone)
            typed[f"{name}-most"] = _typed(said.most, zone)
        elif field.type is FieldType.WORDS:
            typed |= {f"{name}-{key}": text for key, text in said_body(said)["value"].items()}
        else:
            typed[name] = _typed(said, zone)
    return typed


def _typed(said: Said, zone: str) -> str:
    if isinstance(said, Money):
        whole, rest = divmod(abs(said.minor), 100)
        return f"{'-' if said.minor < 0 else ''}{whole},{rest:02}"
    if isinstance(said, datetime.datetime):
        return f"{said.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"
    return "" if said is None else str(said)
