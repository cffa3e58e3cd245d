"""A sheet of paper for one person: address, code, QR, and when it is good; as PDF."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib import resources
from zoneinfo import ZoneInfo

from hattama.core.vocabulary import Message, Text, Words
from hattama.phrases import say
from hattama.publish.paper import qr_picture
from hattama.publish.typesetting import TypesetterMissing, typeset_pdf
from hattama.web.kernel.commands.answers import announce

_TITLE = Message("Sheet for the first login")
_HOW = Message(
    "Point the camera of a telephone at the picture, or type the address and enter the code. Then choose a "
    "passphrase. The code works once. Show this sheet to nobody."
)
_PRECINCT = Message("{area}, polling station No. {number}")
_LABELS = {
    "login": Message("User name"),
    "code": Message("Code", "of a sheet"),
    "address": Message("Address", "of a site"),
    "times": Message("Valid", "from and until"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one sheet; `areas` from the region down, moments aware."""

    election: Words
    areas: tuple[Words, ...]
    number: str
    person: str
    role: Message
    login: str
    code: str
    address: str
    valid_from: datetime.datetime
    valid_until: datetime.datetime
    time_zone: str
    languages: tuple[str, ...]
    """Those that stand on the sheet beside each other."""

    @property
    def link(self) -> str:
        """What the QR code holds. The code stands behind the sign #, which no browser sends to a server."""
        return f"{self.address}#{self.code}"


def sheet_languages(of_papers: Sequence[str]) -> tuple[str, ...]:
    """The languages of the country's papers that the site speaks; all of the site's where it speaks none."""
    from django.conf import settings

    spoken = tuple(code for code, _name in settings.LANGUAGES)
    return tuple(code for code in of_papers if code in spoken) or spoken


def sheets_pdf(sheets: Sequence[Sheet], language: str) -> bytes:
    """The sheets as PDF, two an A4 page to be cut apart. Raises TypesetterMissing."""
    page = resources.files("hattama.web.accounts.commands").joinpath("sheets.typ").read_bytes()
    try:
        languages = sheets[0].languages
        told = {
            "title": " / ".join(_said(_TITLE, languages)),
            "language": languages[0],
            "sheets": [_page(sheet) for sheet in sheets],
        }
        return typeset_pdf(page, told, accessible=True)
    except TypesetterMissing:
        announce(Message("Or write a .csv file, which needs nothing more."), language)
        raise


def _page(sheet: Sheet) -> dict[str, object]:
    said = partial(_said, languages=sheet.languages)
    return {
        "title": said(_TITLE),
        "election": said(sheet.election),
        "place": [_place(sheet, language) for language in sheet.languages],
        "person": sheet.person,
        "role": said(sheet.role),
        "how": said(_HOW),
        "rows": [
            (said(_LABELS["login"]), sheet.login),
            (said(_LABELS["code"]), sheet.code),
            (said(_LABELS["address"]), sheet.address),
            (said(_LABELS["times"]), _times(sheet)),
        ],
        "qr": qr_picture(sheet.link),
    }


def _said(words: Text, languages: Sequence[str]) -> list[str]:
    """The text in each language of the sheet; once, where they are the same."""
    return list(dict.fromkeys(say(words, language) for language in languages))


def _place(sheet: Sheet, language: str) -> str:
    area = ", ".join(say(area, language) for area in sheet.areas)
    return say(_PRECINCT, language, area=area, number=sheet.number) if sheet.number else area


def _times(sheet: Sheet) -> str:
    zone = ZoneInfo(sheet.time_zone)
    start, end = (moment.astimezone(zone) for moment in (sheet.valid_from, sheet.valid_until))
    return f"{start:%d.%m.%Y %H:%M} – {end:%d.%m.%Y %H:%M}"
