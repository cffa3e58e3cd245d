"""What the columns of printed tables, and the codes in their cells, are called by readers.

Only the table for people speaks so: CSV and JSON keep the English names and codes, which never change.
"""

from __future__ import annotations

from collections.abc import Sequence

from hattama.core.vocabulary import said

_AREA = said("Аумақ", "Территория", "Area")
_HEADS = {
    "what": said("Не", "Что", "What"),
    "value": said("Қанша", "Сколько", "How many"),
    "area": _AREA,
    "area_id": _AREA,
    "contest": said("Дауыс беру", "Голосование", "Contest"),
    "figure": said("Коды", "Код", "Code"),
    "label": said("Көрсеткіш", "Показатель", "Figure"),
    "total": said("Қосынды", "Сумма", "Sum"),
    "contributors": said("Қанша хаттамадан", "Из скольких протоколов", "From so many protocols"),
    "lacking": said("Жетпейді", "Не хватает", "Lacking"),
    "code": said("Ереже", "Правило", "Rule"),
    "severity": said("Салмағы", "Вес", "Weight"),
    "verdict": said("Нәтиже", "Результат", "Result"),
    "figures": said("Көрсеткіштер", "Показатели", "Figures"),
    "left": said("Сол жағы", "Слева", "Left side"),
    "right": said("Оң жағы", "Справа", "Right side"),
    "row": said("Жол", "Строка", "Row"),
    "log_index": said("Журнал жазбасы", "Запись журнала", "Log entry"),
    "source": said("Дереккөзі", "Источник", "Source"),
    "stage": said("Кезең", "Стадия", "Stage"),
    "against": said("Немен салыстырылды", "С чем сравнено", "Held against"),
    "other_source": said("Екінші дереккөз", "Другой источник", "Other source"),
    "other_stage": said("Екінші кезең", "Другая стадия", "Other stage"),
    "claimed": said("Мәлімделген", "Заявлено", "Declared"),
    "other": said("Салыстырылған сан", "Сравнено с числом", "Held against the number"),
    "difference": said("Айырма", "Разница", "Difference"),
    "annulled": said("Жарамсыз деп танылған", "Признано недействительными", "Annulled"),
    "other_index": said("Екінші жазба", "Другая запись", "Other entry"),
    "login": said("Логин", "Логин", "User name"),
    "name": said("Аты-жөні", "Имя", "Name"),
    "role": said("Рөлі", "Роль", "Role"),
    "account": said("Тіркелгі", "Учётная запись", "Account"),
    "election": said("Сайлау", "Выборы", "Election"),
    "entries": said("Жазба саны", "Записей", "Entries"),
    "published": said("Жарияланғаны", "Опубликовано", "Published"),
    "state": said("Күйі", "Состояние", "State"),
    "acted_at": said("Енгізілген уақыты", "Введено", "Typed"),
    "received_at": said("Алынған уақыты", "Получено", "Received"),
    "reason": said("Себебі", "Причина", "Reason"),
    "root": said("Ағаш түбірі", "Корень дерева", "Root of the tree"),
}
_SOURCES = {
    "territorial_commission": said(
        "аумақтық сайлау комиссиясы", "территориальная избирательная комиссия", "territorial commission"
    ),
    "district_commission": said(
        "округтік сайлау комиссиясы", "окружная избирательная комиссия", "district commission"
    ),
    "central_commission": said(
        "Орталық сайлау комиссиясы", "Центральная избирательная комиссия", "Central Election Commission"
    ),
    "press": said("баспасөз", "пресса", "press"),
    "observers": said("байқаушылар", "наблюдатели", "observers"),
}
_STAGES = {
    "preliminary": said("алдын ала", "предварительные", "preliminary"),
    "final": said("түпкілікті", "окончательные", "final"),
}
_CELLS = {
    "state": {
        "accepted": said("қабылданды", "принято", "accepted"),
        "held": said("біріншісін күтуде", "ждёт первого ввода", "waits for the first entry"),
        "refused": said("қабылданбады", "не принято", "refused"),
    },
    "what": {
        "jobs_waiting": said("кезекте", "в очереди", "waiting"),
        "jobs_running": said("оқылып жатыр", "читается", "being read"),
        "jobs_failed": said("орындалмаған тапсырма", "несделанных заданий", "jobs that failed"),
        "scans_read": said("оқылған скан-көшірме", "сканов прочитано", "scans read"),
        "scans_refused": said("оқылмаған скан-көшірме", "сканов не прочитано", "scans not readable"),
        "pages_aligned": said("түзуленген бет", "страниц выровнено", "pages made straight"),
        "pages_to_a_person": said("адам қарайтын бет", "страниц для человека", "pages for a person"),
        "papers_of_another_place": said(
            "басқа жерге арналған парақ", "листов другого места", "sheets printed for another place"
        ),
        "papers_seen_twice": said(
            "екі хаттамада тұрған парақ", "листов при двух протоколах", "sheets beside two protocols"
        ),
        "origin": said("журналдың аты", "имя журнала", "name of the log"),
        "key": said("қолданыстағы кілт", "действующий ключ", "key in use"),
        "entries": said("дерекқордағы жазба", "записей в базе", "entries in the database"),
        "published": said("жарияланған жазба", "записей опубликовано", "entries published"),
        "pending": said("журналды күтіп тұрған әрекет", "действий ждут журнала", "acts that wait"),
        "states": said("аумақ файлдары жеткен жазба", "файлы территорий по запись", "files of areas up to"),
        "manifest": said("мазмұндама жеткен жазба", "опись по запись", "manifest up to"),
        "copied": said(
            "қоймадағы көшірме жеткен жазба", "копия в хранилище по запись", "copied to the store up to"
        ),
        "witnessed": said("куәгерлер растаған жазба", "заверено свидетелями записей", "witnessed up to"),
        "witnesses": said("куәгер саны", "свидетелей", "witnesses"),
        "quorum": said("қанша куәгер керек", "сколько свидетелей нужно", "witnesses needed"),
        "cosigned": said("қол қойған куәгер", "свидетелей подписало", "witnesses that signed"),
    },
    "role": {
        "typist": said("учаске терушісі", "оператор ввода участка", "typist of a precinct"),
        "chair": said(
            "учаскелік сайлау комиссиясының төрағасы",
            "председатель участковой избирательной комиссии",
            "chair of a precinct commission",
        ),
        "territorial_reviewer": said(
            "аумақтық сайлау комиссиясының тексерушісі",
            "проверяющий территориальной избирательной комиссии",
            "reviewer of a territorial commission",
        ),
        "territorial_head": said(
            "аумақтық сайлау комиссиясының басшысы",
            "руководитель территориальной избирательной комиссии",
            "head of a territorial commission",
        ),
        "central_reviewer": said(
            "Орталық сайлау комиссиясының тексерушісі",
            "проверяющий Центральной избирательной комиссии",
            "reviewer of the central commission",
        ),
        "central_head": said(
            "Орталық сайлау комиссиясының басшысы",
            "руководитель Центральной избирательной комиссии",
            "head of the central commission",
        ),
        "auditor": said("аудитор", "аудитор", "auditor"),
        "reader": said(
            "қағаздарды қайта оқитын ерікті",
            "доброволец, перечитывающий бумаги",
            "volunteer who reads papers again",
        ),
        "administrator": said(
            "тіркелгілер әкімшісі", "администратор учётных записей", "administrator of accounts"
        ),
    },
    "account": {
        "open": said("ашық", "открыта", "open"),
        "closed": said("жабық", "закрыта", "closed"),
    },
    "severity": {
        "hard": said("заң талап етеді", "требует закон", "the law requires it"),
        "soft": said("көңіл аудару керек", "требует внимания", "asks for a look"),
    },
    "verdict": {
        "broken": said("сәйкес келмейді", "не сходится", "does not add up"),
        "cannot_be_checked": said("тексеру мүмкін болмады", "не удалось проверить", "cannot be checked"),
        "agrees": said("сәйкес келеді", "совпадает", "agrees"),
        "differs": said("айырмасы бар", "различается", "differs"),
        "cannot_be_compared": said(
            "салыстыруға әлі болмайды", "сравнить ещё нельзя", "cannot be compared yet"
        ),
    },
    "source": _SOURCES,
    "other_source": _SOURCES,
    "stage": _STAGES,
    "other_stage": _STAGES,
    "against": {
        "protocols": said("хаттамалар қосындысы", "сумма протоколов", "sum of the protocols"),
        "claims_below": said(
            "төменгі аумақтардың кестелері", "таблицы территорий ниже", "tables of the areas right below"
        ),
        "claim": said("басқа мәлімдеме", "другое заявление", "another statement"),
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
