"""Words for results: how far the rules led, what a referendum came to, kinds of contest, heads of columns."""

from __future__ import annotations

from hattama.core.outcomes.result import Answer, Reason, Status
from hattama.core.vocabulary import said

STATUS_WORDS = {
    Status.DECIDED: said("Нәтиже анықталды.", "Результат определён.", "Decided."),
    Status.TIE: said(
        "Теңдік: мандаттардың бір бөлігі берілмеді.",
        "Равенство: часть мандатов не распределена.",
        "A tie: some seats are not given.",
    ),
    Status.REPEAT: said(
        "Ешкім сайланбады: қайталама дауыс беру өтеді.",
        "Никто не избран: проводится повторное голосование.",
        "Nobody is elected: repeat voting is held.",
    ),
    Status.SECOND_ROUND: said(
        "Ешкім сайланбады: екі көшбасшы арасында қайталама дауыс беру өтеді.",
        "Никто не избран: между двумя лидерами проводится повторное голосование.",
        "Nobody is elected: a second round is held between the two leaders.",
    ),
    Status.REPEAT_ELECTION: said(
        "Ешкім сайланбады: қайта сайлау өткізіледі.",
        "Никто не избран: проводятся повторные выборы.",
        "Nobody is elected: the election is repeated.",
    ),
    Status.LAW_IS_SILENT: said(
        "Бұл жағдайға арналған ереже жоқ; нәтиже ойдан шығарылмайды.",
        "Правила на этот случай нет; результат не додумывается.",
        "There is no rule for this case; no result is invented.",
    ),
    Status.INCOMPLETE: said(
        "Нәтижені айтуға деректер жеткіліксіз.",
        "Данных недостаточно, чтобы назвать результат.",
        "The figures given are not enough to state the result.",
    ),
    Status.NO_VOTES: said("Бірде-бір дауыс берілмеген.", "Голосов нет.", "There are no votes."),
}

REASON_WORDS = {
    Reason.NO_RULES: said(
        "Ереже топтамасында мұндай дауыс берудің нәтижесін анықтайтын ереже жоқ.",
        "В пакете правил нет правил, по которым определяется итог такого голосования.",
        "The rule pack states no rules for the outcome of this kind of contest.",
    ),
    Reason.BELOW_ZERO: said(
        "Нәтиже шығарылмайды: хаттамалардағы сандар бір-біріне сәйкес келмейді, есептегенде нөлден кіші сан "
        "шығады.",
        "Итог не определяется: числа в протоколах не сходятся, и при подсчёте выходит число меньше нуля.",
        "No outcome is stated: the protocols do not add up, and what is counted comes to less than zero.",
    ),
    Reason.NO_SEATS: said(
        "Нәтиже шығарылмайды: мандаттардың саны көрсетілмеген немесе ондай сан болуы мүмкін емес.",
        "Итог не определяется: число мандатов не указано или такого быть не может.",
        "No outcome is stated: the number of seats is not given, or there can be no such number.",
    ),
    Reason.FEW_VOTES: said(
        "Нәтиже шығарылмайды: әзірге дауыс саны мандат санынан аз.",
        "Итог не определяется: голосов пока меньше, чем мандатов.",
        "No outcome is stated: there are fewer votes than seats so far.",
    ),
    Reason.OTHER_ANSWERS: said(
        "Бюллетеньдегі жауаптар ережелерде аталған жауаптарға сәйкес келмейді.",
        "Ответы в бюллетене – не те, которые называют правила.",
        "The answers on the ballot are not those that the rules name.",
    ),
    Reason.OTHER_ROUND: said(
        "Бұл дауыстар көрсетілген айналымнікі бола алмайды.",
        "Эти голоса не могут быть голосами названного тура.",
        "These votes cannot be those of the round that was named.",
    ),
}

ANSWER_WORDS = {
    Answer.ADOPTED: said(
        "Референдумда шешім қабылданды.",
        "Решение на референдуме принято.",
        "The referendum adopted the decision.",
    ),
    Answer.NOT_ADOPTED: said(
        "Референдумда шешім қабылданбады.",
        "Решение на референдуме не принято.",
        "The referendum did not adopt the decision.",
    ),
    Answer.NOT_HELD: said(
        "Қатысқандар жеткіліксіз, референдум өтпеді деп саналады.",
        "Участников недостаточно, референдум считается несостоявшимся.",
        "Too few took part; the referendum counts as not held.",
    ),
}

KIND_WORDS = {
    "party_list": said("партиялық тізімдер", "партийные списки", "party lists"),
    "single_mandate": said("бір мандатты сайлау округі", "одномандатный округ", "single-mandate district"),
    "president": said("Президент сайлауы", "выборы Президента", "presidential election"),
    "referendum": said("республикалық референдум", "республиканский референдум", "republican referendum"),
}

COLUMN_WORDS = {
    "choice": said("Тізім, кандидат", "Список, кандидат", "List, candidate"),
    "votes": said("Дауыс", "Голоса", "Votes"),
    "share": said("Үлесі", "Доля", "Share"),
    "admitted": said("Шектен өтті", "Порог пройден", "Let in"),
    "claim": said("Квота саны", "Число квот", "Quotas"),
    "whole": said("Бүтін бөлігі", "Целая часть", "Whole"),
    "remainder": said("Қалдық", "Остаток", "Remainder"),
    "seats": said("Мандат", "Мандаты", "Seats"),
    "elected": said("Сайланды", "Избран(а)", "Elected"),
    "base": said("Негіз", "Основа", "Of what"),
    "decisive": said("Шешуші", "Решает", "Decides"),
    "votes_for": said("«Қолдаймын»", "«За»", "For"),
    "total": said("Барлығы", "Всего", "Total"),
    "enough": said("Жеткілікті", "Достаточно", "Enough"),
    "contenders": said("Таласушылар", "Претенденты", "Contenders"),
    "open_seats": said("Берілмеген мандат", "Не распределено мандатов", "Seats not given"),
}

YES = said("иә", "да", "yes")
NO = said("жоқ", "нет", "no")
UNKNOWN = said("белгісіз", "неизвестно", "not known")
INFERRED = said("біздің түсінуімізше", "в нашем понимании", "our reading")
