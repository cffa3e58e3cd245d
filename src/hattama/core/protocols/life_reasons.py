"""Why a published protocol may be changed or looked into: fixed codes, to which a rule pack adds its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hattama.core.vocabulary import Words

OTHER: Final = "other"
"""The reason that is none of the list: it needs a text."""


@dataclass(frozen=True, slots=True)
class ChangeReason:
    """A reason with its words, and the article it rests on where one law names it (else empty)."""

    code: str
    words: Words
    article: str = ""


def _reason(code: str, kk: str, ru: str, en: str) -> ChangeReason:
    return ChangeReason(code, Words.of({"kk": kk, "ru": ru, "en": en}))


_OTHER = _reason(
    OTHER, "басқа себеп (сөзбен жазылады)", "другая причина (словами)", "another reason (with a text)"
)

CHANGE_REASONS: Final = (
    _reason("counting_error", "дауыс санаудағы қате", "ошибка при подсчёте голосов", "an error in the count"),
    _reason(
        "transcription_error",
        "хаттаманы көшіру кезіндегі қате",
        "ошибка при переносе данных протокола",
        "an error in copying the protocol",
    ),
    _reason("court_decision", "сот шешімі", "решение суда", "a court's decision"),
    _OTHER,
)
"""Reasons of corrections, recounts and annulments in every country."""

INVESTIGATION_REASONS: Final = (
    _reason("complaint", "шағым түсті", "поступила жалоба", "a complaint was made"),
    _reason("figures_disagree", "сандар сәйкес келмейді", "числа не сходятся", "the figures disagree"),
    _reason(
        "scan_differs",
        "скан-көшірме енгізілген сандардан өзгеше",
        "скан расходится с введёнными числами",
        "the scan differs from what was entered",
    ),
    _reason(
        "copy_differs",
        "байқаушыға берілген көшірме өзгеше",
        "копия, выданная наблюдателю, отличается",
        "a copy handed to an observer differs",
    ),
    _OTHER,
)
"""Why a commission looks into a published protocol."""

CLOSING_REASONS: Final = (
    _reason("stands", "хаттама өзгеріссіз қалады", "протокол остаётся без изменений", "the protocol stands"),
    _OTHER,
)
"""With what an investigation ends that changes nothing."""
