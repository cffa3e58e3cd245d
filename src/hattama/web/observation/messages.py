"""A short message is taken in: as the same filled form that a telephone's page or Collect would send.

Who sent it says a keyed hash of the sender's number, enrolled by the code on the observer's sheet. The number
itself is kept nowhere. A later message adds to the one before, as an edit that replaces it.
"""

import datetime
import re
import uuid
from collections.abc import Iterator
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from hattama.core.observation import (
    CODE_DIGITS,
    ObservationForm,
    QuestionKind,
    ShortMessage,
    parse_code,
    parse_message,
)
from hattama.core.vocabulary import Message
from hattama.phrases import say
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.pages.bounded_requests import storable
from hattama.web.observation.arrange import hash_token
from hattama.web.observation.reading import form_value, offered_forms, standing_forms
from hattama.web.observation.receive import (
    RECEIVED,
    STATION,
    NotTaken,
    Receipt,
    place_of,
    take_form,
    write_filled,
)
from hattama.web.observation.tables import FormVersion, Observer, Organisation, ReceivedMessage, SentForm

SERIAL: Final = "sms_serial"

_STRANGER = Message("This telephone is not enrolled. Send the code on your sheet, and nothing else.")
_ENROLLED = Message("This telephone now sends for observer {observer}.")
_NO_KEYWORD = Message("The message was not understood. It begins with one of: {keywords}")
_NO_PLACE = Message("The place is not known: write the number of the polling station behind the keyword.")


def gateway_organisation(token: str) -> Organisation | None:
    """Whose gateway has this secret."""
    rows = Organisation.objects.filter(~Q(gateway_sha256=""), gateway_sha256=hash_token(token))
    return rows.select_related("election").first()


def sender_mark(organisation: Organisation, number: str) -> str:
    """What is kept of a telephone's number; without the key of this site nobody finds the number by it."""
    digits = re.sub(r"\D", "", number)
    return salted_hmac(f"hattama.sender.{organisation.pk}", digits, algorithm="sha256").hexdigest()


def enrolment_code(observer: Observer) -> str:
    """The code on the observer's sheet: good as long as the sheet is."""
    made = salted_hmac("hattama.enrolment", observer.token_sha256, algorithm="sha256").hexdigest()
    return f"{int(made, 16) % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def take_message(
    organisation: Organisation, mark: str, text: str, gateway_id: str, *, now: datetime.datetime
) -> str:
    """Take in what the telephone of this mark sent, and say what to answer. The same message of a gateway
    again is answered as before. Raises StoreUnavailable."""
    text, gateway_id = storable(text), storable(gateway_id)
    code = parse_code(text)
    if code:
        return _enrol(organisation, mark, code)
    with transaction.atomic():
        # Two messages of one observer at once would both replace the one before.
        observer = organisation.observers.select_for_update().filter(sender_mark=mark).first()
        if observer is None:
            return _stranger(organisation)
        before = observer.messages.filter(gateway_id=gateway_id).first() if gateway_id else None
        return before.reply if before else _take(observer, text, gateway_id, now)


def _stranger(organisation: Organisation) -> str:
    # Nobody knows the language of whom nobody knows; more than the country's own make the message dearer.
    languages = load_definition(organisation.election).pack.languages
    return " / ".join(dict.fromkeys(say(_STRANGER, language) for language in languages))


def _enrol(organisation: Organisation, mark: str, code: str) -> str:
    with_sheet = organisation.observers.exclude(token_sha256="")
    named = [one for one in with_sheet if constant_time_compare(enrolment_code(one), code)]
    if len(named) != 1:
        return _stranger(organisation)
    with transaction.atomic():
        organisation.observers.filter(sender_mark=mark).update(sender_mark="")
        Observer.objects.filter(pk=named[0].pk).update(sender_mark=mark)
    return say(_ENROLLED, named[0].language, observer=named[0].pseudonym)


def tagged_forms(organisation: Organisation) -> dict[str, tuple[FormVersion, ObservationForm]]:
    """The forms offered that short messages can answer, by keyword."""
    values = ((row, form_value(row)) for row in offered_forms(organisation))
    return {form.keyword: (row, form) for row, form in values if form.keyword}


def _take(observer: Observer, text: str, gateway_id: str, now: datetime.datetime) -> str:
    language, forms = observer.language, tagged_forms(observer.organisation)
    zone = ZoneInfo(load_definition(observer.organisation.election).election.time_zone)
    told = parse_message(text, [form for _, form in forms.values()], now.astimezone(zone))
    sent, answers, unclear = None, {}, []
    if told is None:
        sentences = [say(_NO_KEYWORD, language, keywords=", ".join(sorted(forms)))]
    else:
        answers, unclear = dict(told.answers), list(told.unclear)
        try:
            sent = _submit(observer, forms[told.form.keyword][0], told, now) if answers else None
            sentences = [*_confirmed(sent, told, language), *_doubts(sent, told, language)]
        except NotTaken as refused:
            sentences = [say(refused.sentence, language)]
    row = ReceivedMessage(observer=observer, gateway_id=gateway_id, text=text, sent=sent, received_at=now)
    row.answers, row.unclear, row.reply = answers, unclear, " ".join(sentences)
    row.save()
    return row.reply


def _submit(observer: Observer, row: FormVersion, told: ShortMessage, now: datetime.datetime) -> SentForm:
    """The filled form that the message makes, with what messages of this form and place said before."""
    area = place_of(observer, row, told.station)
    head = {STATION: area.code if area is not None else told.station, SERIAL: told.serial}
    standing = standing_forms(observer.organisation).filter(observer=observer, form__form_id=row.form_id)
    found = standing.filter(pk__in=observer.messages.values("sent")).order_by("-pk")
    known = (one for one in found if all(one.answers.get(name, "") == text for name, text in head.items()))
    before = next(known, None)
    earlier: dict[str, str] = before.answers if before is not None else {}
    answers = {**{name: text for name, text in head.items() if text}, **earlier, **told.answers}
    if before is not None and answers == earlier:
        return before
    xml = write_filled(row, answers, f"uuid:{uuid.uuid4()}", before)
    return take_form(observer, xml, (), now=now).sent


def _confirmed(sent: SentForm | None, told: ShortMessage, language: str) -> Iterator[str]:
    if sent is None:
        yield say(Message("No answer was understood."), language)
        return
    yield say(RECEIVED, language, number=Receipt(sent, ()).number)
    # Of a moment its hour alone: a message is short.
    again = ", ".join(
        f"{one.tag}={answer[11:16] if one.kind is QuestionKind.MOMENT else answer}"
        for one in told.form.tagged
        if (answer := sent.answers.get(one.name, ""))
    )
    yield f"{told.form.keyword} {sent.answers.get(STATION, '')}: {again}."
    if sent.area is None:
        yield say(_NO_PLACE, language)


def _doubts(sent: SentForm | None, told: ShortMessage, language: str) -> Iterator[str]:
    answers = sent.answers if sent is not None else {}
    tags = [one.tag for one in told.form.tagged if one.name not in answers]
    if told.unclear:
        yield say(Message("Not understood: {parts}"), language, parts=", ".join(told.unclear))
    if tags:
        yield say(Message("Still expected: {tags}"), language, tags=", ".join(tags))
