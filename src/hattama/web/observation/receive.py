"""A filled form is taken in: once, however often and in however many pieces it comes.

Pieces repeat the XML; what is there already is confirmed again, since the last confirmation may have been
lost. Nothing is lost on the telephone before it hears that all of it is here.
"""

import datetime
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Length
from django.utils.html import escape

from hattama.core.observation import read_moment
from hattama.core.vocabulary import DeedRefused, Message
from hattama.formats.xform_submissions import Instance, is_file_name, parse_instance
from hattama.web.kernel.elections.tables import AreaRow
from hattama.web.kernel.pages.bounded_requests import storable
from hattama.web.kernel.stores.content_store import put_content
from hattama.web.kernel.stores.kept_questions import kept_question
from hattama.web.observation.reading import form_value
from hattama.web.observation.tables import FormPlace, FormVersion, Observer, PlannedVisit, SentFile, SentForm

MOST_FILES: Final = 200
"""Of one filled form, over all its pieces."""
MOST_OF_ONE: Final = 1 << 30
"""Bytes of all that one observer sends: whoever has a sheet would fill the disk otherwise."""
STATION: Final = "station"
LONGEST_PLACE: Final = 64
"""Of what a form says where it was filled in: no identifier is longer."""
LONGEST_NUMBER: Final = 10
"""Digits of the number of a polling station, with the noughts that some countries write before it."""

RECEIVED: Final = Message("Received. Receipt: {number}")


class NotTaken(DeedRefused):
    """The filled form is not taken in; the subclass names the reason."""

    status: ClassVar[int] = 400


class NoSuchForm(NotTaken):
    """The organisation never offered this version of this form."""

    sentence = Message("Your organisation has no such form. The answers stay on the telephone; tell it.")
    status = 404


class OtherAnswers(NotTaken):
    """Other answers came under the same name before, or another observer's."""

    sentence = Message(
        "Other answers were received under the name of this form before. They stay; send these as a new form."
    )
    status = 409


class TooManyFiles(NotTaken):
    """More files than any form asks for."""

    sentence = Message("More files came with this form than are taken.")
    status = 413


class NoRoomLeft(NotTaken):
    """One observer has sent as much as one may."""

    sentence = Message(
        "You have sent as much as one observer can. It stays on the telephone; tell your organisation."
    )
    status = 413


class UnfitFileName(NotTaken):
    """A file is called as no file may be."""

    sentence = Message("A file that came with the form has a name that cannot be kept.")


@dataclass(frozen=True, slots=True)
class SentPart:
    """A file of a piece: its name and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is here now. `missing`: names of files that the form speaks of and that did not come yet."""

    sent: SentForm
    missing: tuple[str, ...]

    @property
    def number(self) -> str:
        """What the observer can show: the beginning of the hash of what they sent."""
        return f"{self.sent.sha256[:4]}-{self.sent.sha256[4:8]}".upper()


def take_form(
    observer: Observer, xml: bytes, files: Iterable[SentPart], *, now: datetime.datetime
) -> Receipt:
    """Take a piece of a filled form in. Raises InstanceRefused, NotTaken or StoreUnavailable; then the
    telephone keeps it, and may send it again."""
    instance = parse_instance(xml)
    form = _form_of(observer, instance)
    parts = [(part, hashlib.sha256(part.data).hexdigest()) for part in files]
    if not all(is_file_name(part.name) for part, _ in parts):
        raise UnfitFileName
    _refuse_too_much(observer, instance, xml, parts)
    for part, sha256 in parts:
        # Their bytes come first: what a row speaks of must be there.
        put_content(part.data, sha256)
    with transaction.atomic():
        sent = _sent(observer, form, instance, xml, now)
        rows = [
            SentFile(sent=sent, name=part.name, sha256=sha256, size_bytes=len(part.data), received_at=now)
            for part, sha256 in parts
        ]
        SentFile.objects.bulk_create(rows, ignore_conflicts=True)
        here = sent.files.values_list("name", flat=True) if rows or sent.file_names else []
        missing = tuple(sorted(sent.file_names.keys() - set(here)))
    return Receipt(sent, missing)


def write_filled(
    form: FormVersion, answers: Mapping[str, str], name: str, before: SentForm | None = None
) -> bytes:
    """A filled form as a telephone would send it, under this name. `before`: the one that it replaces."""
    head = f'<data id="{escape(form.form_id)}" version="{escape(form.version)}">'
    told = "".join(f"<{key}>{escape(said)}</{key}>" for key, said in answers.items())
    replaced = "" if before is None else f"<deprecatedID>{escape(before.instance_id)}</deprecatedID>"
    meta = f"<meta><instanceID>{escape(name)}</instanceID>{replaced}</meta>"
    return f"{head}{told}{meta}</data>".encode()


def _refuse_too_much(
    observer: Observer, instance: Instance, xml: bytes, parts: Sequence[tuple[SentPart, str]]
) -> None:
    """Refuse, before any byte is kept, what fits no row. Raises OtherAnswers, TooManyFiles, NoRoomLeft."""
    before = next(iter(_sent_as(observer.organisation_id, instance.instance_id)), None)
    known: set[tuple[str, str]] = set()
    if before is not None:
        _refuse_other(before, observer, xml)
        known = set(before.files.values_list("name", "sha256"))
    new = {(part.name, sha256): len(part.data) for part, sha256 in parts}.items()
    sizes = [size for key, size in new if key not in known]
    if len(known) + len(sizes) > MOST_FILES:
        raise TooManyFiles
    coming = sum(sizes) + (0 if before else len(xml))
    if coming and sum((coming, *_sizes_of_files(observer.pk), *_sizes_of_forms(observer.pk))) > MOST_OF_ONE:
        raise NoRoomLeft


@kept_question
def _sent_as(organisation: int, instance_id: str) -> QuerySet[SentForm]:
    return SentForm.objects.filter(organisation=organisation, instance_id=instance_id)


@kept_question
def _sizes_of_files(observer: int) -> QuerySet[SentFile, int]:
    rows = SentFile.objects.filter(sent__observer=observer).order_by().values("sent__observer")
    return rows.annotate(size=Sum("size_bytes")).values_list("size", flat=True)


@kept_question
def _sizes_of_forms(observer: int) -> QuerySet[SentForm, int]:
    rows = SentForm.objects.filter(observer=observer).order_by().values("observer")
    return rows.annotate(size=Sum(Length("xml"))).values_list("size", flat=True)


def _refuse_other(sent: SentForm, observer: Observer, xml: bytes) -> None:
    if sent.sha256 != hashlib.sha256(xml).hexdigest() or sent.observer_id != observer.pk:
        raise OtherAnswers(sent.instance_id)


def _form_of(observer: Observer, instance: Instance) -> FormVersion:
    named = storable(instance.form_id), storable(instance.version)
    for version in _versions(observer.organisation_id, *named):
        return version
    raise NoSuchForm(instance.form_id)


@kept_question
def _versions(organisation: int, form_id: str, version: str) -> QuerySet[FormVersion]:
    rows = FormVersion.objects.filter(organisation=organisation, form_id=form_id, version=version)
    return rows.defer("xform")


def _sent(
    observer: Observer, form: FormVersion, instance: Instance, xml: bytes, now: datetime.datetime
) -> SentForm:
    """The row of this filled form, made where there is none; of two that bring it at once one makes it."""
    answers = {name: storable(text) for name, text in instance.answers.items()}
    sent, is_new = SentForm.objects.get_or_create(
        organisation=observer.organisation,
        instance_id=instance.instance_id,
        defaults={
            "form": form,
            "observer": observer,
            "deprecated_id": instance.deprecated_id,
            "phase": form.phase,
            "xml": xml,
            "sha256": hashlib.sha256(xml).hexdigest(),
            "answers": answers,
            "file_names": dict(instance.file_names(form_value(form))),
            "began_at": read_moment(answers.get("start", "")),
            "ended_at": read_moment(answers.get("end", "")),
            "received_at": now,
        },
    )
    _refuse_other(sent, observer, xml)
    if is_new and (area := place_of(observer, form, answers.get(STATION, ""))) is not None:
        FormPlace.objects.create(sent=sent, area=area, moment=now)
    return sent


def place_of(observer: Observer, form: FormVersion, said: str) -> AreaRow | None:
    """The place that an observer names by its number, as the forms ask, or by its identifier: of those where
    the observer is to be, or the only polling station so called, or what lies above them. Where nothing is
    named, the only place at which the observer is to be in this phase."""
    said = said.strip()[:LONGEST_PLACE]
    if not said:
        visits = observer.visits.filter(phase=form.phase)
        return _only(AreaRow.objects.filter(pk__in=visits.values("area"))[:2])
    # "№ 7" and "007" are the seventh; of "10-0001" nobody knows which of the two numbers is meant.
    digits = re.fullmatch(r"\D*0*(\d+)\D*", said)
    numbers = [said] if digits is None else [digits[1].zfill(width) for width in range(LONGEST_NUMBER)]
    stations = _stations(observer.organisation.election_id, said, numbers)
    if (found := _only(_planned(observer.pk, said, numbers)) or _only(stations)) is not None or stations:
        return found
    return AreaRow.objects.filter(election=observer.organisation.election_id, code=said).first()


@kept_question
def _stations(election: str, code: str, numbers: list[str]) -> QuerySet[AreaRow]:
    called = Q(code=code) | Q(number__in=numbers)
    return AreaRow.objects.exclude(kind="unit").filter(called, election=election)[:2]


@kept_question
def _planned(observer: int, code: str, numbers: list[str]) -> QuerySet[AreaRow]:
    visits = PlannedVisit.objects.filter(observer=observer).values("area")
    return AreaRow.objects.filter(Q(code=code) | Q(number__in=numbers), pk__in=visits)[:2]


def _only(areas: Iterable[AreaRow]) -> AreaRow | None:
    found = list(areas)
    return found[0] if len(found) == 1 else None
