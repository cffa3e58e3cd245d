"""Words of the poster of counting night; those of its steps are the rule pack's."""

from __future__ import annotations

from hattama.core.vocabulary import said

TITLE = said("Сайлау түнінің қадамдары", "Шаги ночи подсчёта", "Steps of counting night")
HOW = said(
    "Қадам жасалған бойда уақытын жазыңыз. Парақ көпшілікке көрінетін жерде ілулі тұрады.",
    "Записывайте время сразу, как шаг сделан. Лист висит на виду у всех.",
    "Write the time as soon as a step is taken. The sheet hangs where everyone can see it.",
)
PRECINCT = said("Сайлау учаскесі №", "Избирательный участок №", "Polling station No.")
TIME = said("уақыты", "время", "time")
ARTICLE = said("{article}-бап", "статья {article}", "article {article}")
NO_ARTICLE = said("нормасы аталмаған", "норма не названа", "no norm is named")
NO_NORM = said("мерзімін норма белгілемейді", "срок нормой не установлен", "no norm sets a time")
ELECTION_DAY = said(
    "дауыс беру күнінің соңына дейін", "до конца дня голосования", "by the end of election day"
)
DAYS = said(
    "дауыс беру күнінен кейін {days} күн ішінде",
    "в течение {days} дн. после дня голосования",
    "within {days} days after election day",
)
HOURS = said(
    "{hours} сағат ішінде, {number}-қадамнан бастап",
    "в течение {hours} ч. с шага {number}",
    "within {hours} hours of step {number}",
)
MINUTES = said(
    "{minutes} минут ішінде, {number}-қадамнан бастап",
    "в течение {minutes} мин. с шага {number}",
    "within {minutes} minutes of step {number}",
)
INFERRED = said(
    "* заңды біздің оқуымыз: бұл редакцияның өзі қаралмаған",
    "* наше прочтение закона: сама эта редакция не сверена",
    "* our own reading of the law: this edition itself was not seen",
)
