"""Words for results: how far the rules led, what a referendum came to, kinds of contest, heads of columns."""

from __future__ import annotations

from hattama.core.outcomes.result import Answer, Status
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
