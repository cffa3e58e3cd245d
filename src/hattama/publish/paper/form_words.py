"""Words that stand on every blank form; those of its figures are the rule pack's."""

from __future__ import annotations

from hattama.core.vocabulary import fill, said

TITLE = said("Хаттамалардың бланкілері", "Бланки протоколов", "Blank protocol forms")
IN_DIGITS = said("цифрмен", "цифрами", "in digits")
IN_WORDS = said("жазумен", "прописью", "in words")
ACTS = said(
    "Қоса тігілген актілер мен ерекше пікірлер, саны",
    "Приложено актов и особых мнений, число",
    "Acts and special opinions attached, number",
)
SEAL = said("мөр орны", "место печати", "place of the seal")
SIGNATURE = said("қолы", "подпись", "signature")
COPY = said("№ {number} көшірме", "Копия № {number}", "Copy No. {number}")
ORIGINAL = said("Түпнұсқа", "Подлинник", "Original")
PAGE = said("{page}-бет, барлығы {pages}", "стр. {page} из {pages}", "page {page} of {pages}")
QR = said(
    "QR-код: бланкінің дара белгісі {printed}",
    "QR-код: обозначение экземпляра бланка {printed}",
    "QR code: identifier of the form {printed}",
)
ROLES = {
    "chair": said("Төраға", "Председатель", "Chair"),
    "deputy": said("Төраға орынбасары", "Заместитель председателя", "Deputy chair"),
    "secretary": said("Хатшы", "Секретарь", "Secretary"),
    "member": said("Комиссия мүшесі", "Член комиссии", "Commission member"),
}
TIMES = {
    "closed": said("Дауыс беру аяқталды", "Голосование окончено", "Voting ended"),
    "count_ended": said("Дауыс санау аяқталды", "Подсчёт голосов окончен", "The count ended"),
    "signed": said("Хаттамаға қол қойылды", "Протокол подписан", "The protocol was signed"),
}

NO_TYPESETTER = said(
    "PDF үшін typst пен segno керек. Hattama папкасында мынаны орындаңыз: {command}.",
    "Для PDF нужны typst и segno. Выполните в папке Hattama: {command}.",
    "PDF needs typst and segno. Run this in Hattama's folder: {command}.",
)
INSTALL_PAPER = ".venv/bin/pip install -e '.[paper]'"
"""By the source tree: the name alone would be asked of a package index that need not have it."""


def say_typesetter_missing(language: str) -> str:
    """The sentence for whoever asked for a PDF where its libraries are not installed."""
    return fill(NO_TYPESETTER.say(language), {"command": INSTALL_PAPER})
