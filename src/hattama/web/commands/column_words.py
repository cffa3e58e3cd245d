"""What the columns of printed tables, and the codes in their cells, are called by readers.

Only the table for people speaks so: CSV and JSON keep the English names and codes, which never change.
"""

from __future__ import annotations

from collections.abc import Sequence

from hattama.core.vocabulary import Words


def _say(kk: str, ru: str, en: str) -> Words:
    return Words.of({"kk": kk, "ru": ru, "en": en})


_AREA = _say("Аумақ", "Территория", "Area")
_HEADS = {
    "area": _AREA,
    "area_id": _AREA,
    "contest": _say("Дауыс беру", "Голосование", "Contest"),
    "figure": _say("Коды", "Код", "Code"),
    "label": _say("Көрсеткіш", "Показатель", "Figure"),
    "total": _say("Қосынды", "Сумма", "Sum"),
    "contributors": _say("Қанша хаттамадан", "Из скольких протоколов", "From so many protocols"),
    "lacking": _say("Жетпейді", "Не хватает", "Lacking"),
    "code": _say("Ереже", "Правило", "Rule"),
    "severity": _say("Салмағы", "Вес", "Weight"),
    "verdict": _say("Нәтиже", "Результат", "Result"),
    "figures": _say("Көрсеткіштер", "Показатели", "Figures"),
    "left": _say("Сол жағы", "Слева", "Left side"),
    "right": _say("Оң жағы", "Справа", "Right side"),
    "row": _say("Жол", "Строка", "Row"),
    "log_index": _say("Журнал жазбасы", "Запись журнала", "Log entry"),
    "source": _say("Дереккөзі", "Источник", "Source"),
    "stage": _say("Кезең", "Стадия", "Stage"),
    "against": _say("Немен салыстырылды", "С чем сравнено", "Held against"),
    "other_source": _say("Екінші дереккөз", "Другой источник", "Other source"),
    "other_stage": _say("Екінші кезең", "Другая стадия", "Other stage"),
    "claimed": _say("Мәлімделген", "Заявлено", "Declared"),
    "other": _say("Салыстырылған сан", "Сравнено с числом", "Held against the number"),
    "difference": _say("Айырма", "Разница", "Difference"),
    "annulled": _say("Жарамсыз деп танылған", "Признано недействительными", "Annulled"),
    "other_index": _say("Екінші жазба", "Другая запись", "Other entry"),
}
_SOURCES = {
    "territorial_commission": _say(
        "аумақтық сайлау комиссиясы", "территориальная избирательная комиссия", "territorial commission"
    ),
    "district_commission": _say(
        "округтік сайлау комиссиясы", "окружная избирательная комиссия", "district commission"
    ),
    "central_commission": _say(
        "Орталық сайлау комиссиясы", "Центральная избирательная комиссия", "Central Election Commission"
    ),
    "press": _say("баспасөз", "пресса", "press"),
    "observers": _say("байқаушылар", "наблюдатели", "observers"),
}
_STAGES = {
    "preliminary": _say("алдын ала", "предварительные", "preliminary"),
    "final": _say("түпкілікті", "окончательные", "final"),
}
_CELLS = {
    "severity": {
        "hard": _say("заң талап етеді", "требует закон", "the law requires it"),
        "soft": _say("көңіл аудару керек", "требует внимания", "asks for a look"),
    },
    "verdict": {
        "broken": _say("сәйкес келмейді", "не сходится", "does not add up"),
        "cannot_be_checked": _say("тексеру мүмкін болмады", "не удалось проверить", "cannot be checked"),
        "agrees": _say("сәйкес келеді", "совпадает", "agrees"),
        "differs": _say("айырмасы бар", "различается", "differs"),
        "cannot_be_compared": _say(
            "салыстыруға әлі болмайды", "сравнить ещё нельзя", "cannot be compared yet"
        ),
    },
    "source": _SOURCES,
    "other_source": _SOURCES,
    "stage": _STAGES,
    "other_stage": _STAGES,
    "against": {
        "protocols": _say("хаттамалар қосындысы", "сумма протоколов", "sum of the protocols"),
        "claims_below": _say(
            "төменгі аумақтардың кестелері", "таблицы территорий ниже", "tables of the areas right below"
        ),
        "claim": _say("басқа мәлімдеме", "другое заявление", "another statement"),
    },
}


def heads_of(columns: Sequence[str], language: str) -> list[str]:
    """What readers call these columns, in `language`. KeyError for a column that has no words here."""
    return [_HEADS[column].say(language) for column in columns]


def cells_in_words(columns: Sequence[str], row: Sequence[object], language: str) -> list[object]:
    """A row whose codes are said in words of `language`; what is no known code of its column stays."""
    return [
        words.say(language) if (words := _CELLS.get(column, {}).get(str(cell))) else cell
        for column, cell in zip(columns, row, strict=True)
    ]
