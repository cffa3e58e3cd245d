"""Mail, the queue, the backup, time zones and type faces."""

import datetime
import importlib.util
import smtplib
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.mail import get_connection

from hattama.core.vocabulary import Message
from hattama.publish.typesetting import FACES
from hattama.web.operations.doctor.patient import Answers, Patient, attention, good, or_good, wrong
from hattama.web.operations.settings.mail import folder_fault
from hattama.web.operations.watching.facts import gather_facts
from hattama.web.operations.watching.judgements import judge_backup, judge_queue

PAGE_FACE = "hattama/fonts/onest-cyrillic-wght-normal.woff2"

_MAIL_FOLDER = Message("Letters are left in a folder, and it can be written.")
_MEND_FOLDER = Message("Make the folder, or name another; give it to the site's account: chown")
_MEND_MAIL = Message("Check address and password in HATTAMA_MAIL, and the network.")
_OLD_ZONES = Message("The time zone data are old: they do not know the change of {zone} in 2024.")
_MEND_FACES = Message(
    "Install the program again from a release file or a checkout: pip install './FILE[web,paper]'"
)

CHANGES_OF_ZONES = {"Asia/Almaty": (datetime.datetime(2024, 6, 1, tzinfo=datetime.UTC), 5)}
"""Changes of law that old data do not know: a moment after each, and the hours before UTC that hold then."""


def check_mail(patient: Patient) -> Answers:
    """Whether the mail server takes us, or the folder of letters can be written; no letter is sent."""
    if not settings.MAIL_READY:
        yield good("mail", Message("Mail is not set up: no letters leave, and pages do not offer them."))
        return
    if (folder := getattr(settings, "EMAIL_FILE_PATH", None)) is not None:
        # To ask for a connection would make the folder.
        fault = folder_fault(folder)
        yield good("mail", _MAIL_FOLDER) if fault is None else wrong("mail", fault.words, _MEND_FOLDER)
        return
    try:
        server = get_connection(timeout=patient.seconds)
        server.open()
        server.close()
    except (OSError, smtplib.SMTPException) as trouble:
        why = f"{type(trouble).__name__}: {trouble}"
        yield wrong("mail", Message("The mail server cannot be reached: {why}"), _MEND_MAIL, why=why)
        return
    yield good("mail", Message("The mail server answers."))


def check_queue_and_backup(patient: Patient) -> Answers:
    """Late and lost jobs, and the age of the backup. Raises django.db.Error or OSError."""
    facts = gather_facts(now=patient.clock())
    yield from or_good(judge_queue(facts.queue), "queue", Message("No job of the queue is late."))
    yield from or_good(judge_backup(facts), "backup", Message("The backup is fresh."))


def check_zones(patient: Patient) -> Answers:
    """Whether the time zone data know the newest changes of law."""
    for name, (moment, hours) in CHANGES_OF_ZONES.items():
        if ZoneInfo(name).utcoffset(moment) != datetime.timedelta(hours=hours):
            yield wrong("zones", _OLD_ZONES, Message("Upgrade the package tzdata."), zone=name)
            return
    yield good("zones", Message("The time zone data are fresh."))


def check_faces(patient: Patient) -> Answers:
    """Whether pages and PDF files have the letters that they are set in."""
    missing = [] if finders.find(PAGE_FACE) else [PAGE_FACE]
    missing += [] if any(Path(FACES).glob("*.[ot]tf")) else [str(FACES)]
    if missing:
        yield wrong("faces", Message("Files are missing: {names}."), _MEND_FACES, names=", ".join(missing))
    elif importlib.util.find_spec("typst") is None:
        yield attention("faces", Message("No PDF can be made: typst is not installed."), _MEND_FACES)
    else:
        yield good("faces", Message("The faces of pages and PDF files are in place."))
