"""A sheet of paper for one person, in Kazakh and Russian: address, code, QR, and when it is good; as PDF."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from zoneinfo import ZoneInfo

from hattama.core.vocabulary import Words
from hattama.publish.paper import qr_picture, say_typesetter_missing
from hattama.publish.typesetting import TypesetterMissing, typeset_pdf
from hattama.web.kernel.commands.answers import Refused, tell

LANGUAGES = ("kk", "ru")
"""Languages that stand on the sheet beside each other, as on the paper of the commissions."""

ROLE_WORDS = {
    code: Words.of({"kk": kk, "ru": ru})
    for code, kk, ru in (
        ("typist", "учаске терушісі", "оператор ввода участка"),
        (
            "chair",
            "учаскелік сайлау комиссиясының төрағасы",
            "председатель участковой избирательной комиссии",
        ),
        (
            "territorial_reviewer",
            "аумақтық сайлау комиссиясының тексерушісі",
            "проверяющий территориальной избирательной комиссии",
        ),
        (
            "territorial_head",
            "аумақтық сайлау комиссиясының басшысы",
            "руководитель территориальной избирательной комиссии",
        ),
        (
            "central_reviewer",
            "Орталық сайлау комиссиясының тексерушісі",
            "проверяющий Центральной избирательной комиссии",
        ),
        (
            "central_head",
            "Орталық сайлау комиссиясының басшысы",
            "руководитель Центральной избирательной комиссии",
        ),
        ("auditor", "аудитор", "аудитор"),
        ("reader", "қағаздарды қайта оқитын ерікті", "доброволец, перечитывающий бумаги"),
        ("administrator", "тіркелгілер әкімшісі", "администратор учётных записей"),
    )
}
_TITLE = Words.of({"kk": "Алғаш кіру парағы", "ru": "Лист для первого входа"})
_HOW = Words.of(
    {
        "kk": "Телефон камерасын суретке бағыттаңыз немесе мекенжайды теріп, кодты енгізіңіз. Содан соң "
        "құпиясөз таңдаңыз. Код бір рет қана жарамды. Парақты ешкімге көрсетпеңіз.",
        "ru": "Наведите камеру телефона на рисунок или наберите адрес и введите код. Затем придумайте "
        "пароль. Код действует один раз. Никому не показывайте этот лист.",
    }
)
_PRECINCT = Words.of(
    {"kk": "{area}, № {number} сайлау учаскесі", "ru": "{area}, избирательный участок № {number}"}
)
_LABELS = {
    "login": Words.of({"kk": "Пайдаланушы аты", "ru": "Имя пользователя"}),
    "code": Words.of({"kk": "Код", "ru": "Код"}),
    "address": Words.of({"kk": "Мекенжай", "ru": "Адрес"}),
    "times": Words.of({"kk": "Жарамды мерзімі", "ru": "Срок действия"}),
}
_OR_CSV = Words.of(
    {
        "kk": "Не .csv файлын жазыңыз: оған ештеңе керек емес.",
        "ru": "Или запишите файл .csv: для него ничего не нужно.",
        "en": "Or write a .csv file, which needs nothing more.",
    }
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one sheet; moments are aware."""

    election: Words
    area: Words
    number: str
    person: str
    role: Words
    login: str
    code: str
    address: str
    valid_from: datetime.datetime
    valid_until: datetime.datetime
    time_zone: str

    @property
    def link(self) -> str:
        """What the QR code holds. The code stands behind the sign #, which no browser sends to a server."""
        return f"{self.address}#{self.code}"


def sheets_pdf(sheets: Sequence[Sheet], language: str) -> bytes:
    """The sheets as PDF, one A4 page each. Raises Refused with a sentence where typst is not installed."""
    page = resources.files("hattama.web.accounts.commands").joinpath("sheets.typ").read_bytes()
    try:
        told = {"title": " / ".join(_both(_TITLE)), "sheets": [_page(sheet) for sheet in sheets]}
        return typeset_pdf(page, told, accessible=True)
    except TypesetterMissing:
        raise Refused(f"{say_typesetter_missing(language)} {_OR_CSV.say(language)}") from None


def _page(sheet: Sheet) -> dict[str, object]:
    return {
        "title": _both(_TITLE),
        "election": _both(sheet.election),
        "place": [_place(sheet, language) for language in LANGUAGES],
        "person": sheet.person,
        "role": _both(sheet.role),
        "how": _both(_HOW),
        "rows": [
            (_both(_LABELS["login"]), sheet.login),
            (_both(_LABELS["code"]), sheet.code),
            (_both(_LABELS["address"]), sheet.address),
            (_both(_LABELS["times"]), _times(sheet)),
        ],
        "qr": qr_picture(sheet.link),
    }


def _both(words: Words) -> list[str]:
    """The text in each language of the sheet; once, where they are the same."""
    return list(dict.fromkeys(words.say(language) for language in LANGUAGES))


def _place(sheet: Sheet, language: str) -> str:
    area = sheet.area.say(language)
    return tell(_PRECINCT, language, area=area, number=sheet.number) if sheet.number else area


def _times(sheet: Sheet) -> str:
    zone = ZoneInfo(sheet.time_zone)
    start, end = (moment.astimezone(zone) for moment in (sheet.valid_from, sheet.valid_until))
    return f"{start:%d.%m.%Y %H:%M} – {end:%d.%m.%Y %H:%M}"
