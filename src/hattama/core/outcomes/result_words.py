"""Words for results: how far the rules led, what a referendum came to, kinds of contest, heads of columns."""

from __future__ import annotations

from hattama.core.outcomes.result import Answer, Status
from hattama.core.vocabulary import Words


def _say(kk: str, ru: str, en: str) -> Words:
    return Words.of({"kk": kk, "ru": ru, "en": en})


STATUS_WORDS = {
    Status.DECIDED: _say("Нәтиже анықталды.", "Результат определён.", "Decided."),
    Status.TIE: _say(
        "Теңдік: мандаттардың бір бөлігі берілмеді.",
        "Равенство: часть мандатов не распределена.",
        "A tie: some seats are not given.",
    ),
    Status.REPEAT: _say(
        "Ешкім сайланбады: қайталама дауыс беру өтеді.",
        "Никто не избран: проводится повторное голосование.",
        "Nobody is elected: repeat voting is held.",
    ),
    Status.SECOND_ROUND: _say(
        "Ешкім сайланбады: екі көшбасшы арасында қайталама дауыс беру өтеді.",
        "Никто не избран: между двумя лидерами проводится повторное голосование.",
        "Nobody is elected: a second round is held between the two leaders.",
    ),
    Status.REPEAT_ELECTION: _say(
        "Ешкім сайланбады: қайта сайлау өткізіледі.",
        "Никто не избран: проводятся повторные выборы.",
        "Nobody is elected: the election is repeated.",
    ),
    Status.LAW_IS_SILENT: _say(
        "Бұл жағдайға арналған ереже жоқ; нәтиже ойдан шығарылмайды.",
        "Правила на этот случай нет; результат не додумывается.",
        "There is no rule for this case; no result is invented.",
    ),
    Status.INCOMPLETE: _say(
        "Нәтижені айтуға деректер жеткіліксіз.",
        "Данных недостаточно, чтобы назвать результат.",
        "The figures given are not enough to state the result.",
    ),
    Status.NO_VOTES: _say("Бірде-бір дауыс берілмеген.", "Голосов нет.", "There are no votes."),
}

ANSWER_WORDS = {
    Answer.ADOPTED: _say(
        "Референдумда шешім қабылданды.",
        "Решение на референдуме принято.",
        "The referendum adopted the decision.",
    ),
    Answer.NOT_ADOPTED: _say(
        "Референдумда шешім қабылданбады.",
        "Решение на референдуме не принято.",
        "The referendum did not adopt the decision.",
    ),
    Answer.NOT_HELD: _say(
        "Қатысқандар жеткіліксіз, референдум өтпеді деп саналады.",
        "Участников недостаточно, референдум считается несостоявшимся.",
        "Too few took part; the referendum counts as not held.",
    ),
}

KIND_WORDS = {
    "party_list": _say("партиялық тізімдер", "партийные списки", "party lists"),
    "single_mandate": _say("бір мандатты сайлау округі", "одномандатный округ", "single-mandate district"),
    "president": _say("Президент сайлауы", "выборы Президента", "presidential election"),
    "referendum": _say("республикалық референдум", "республиканский референдум", "republican referendum"),
}

COLUMN_WORDS = {
    "choice": _say("Тізім, кандидат", "Список, кандидат", "List, candidate"),
    "votes": _say("Дауыс", "Голоса", "Votes"),
    "share": _say("Үлесі", "Доля", "Share"),
    "admitted": _say("Шектен өтті", "Порог пройден", "Let in"),
    "claim": _say("Квота саны", "Число квот", "Quotas"),
    "whole": _say("Бүтін бөлігі", "Целая часть", "Whole"),
    "remainder": _say("Қалдық", "Остаток", "Remainder"),
    "seats": _say("Мандат", "Мандаты", "Seats"),
    "elected": _say("Сайланды", "Избран(а)", "Elected"),
    "base": _say("Негіз", "Основа", "Of what"),
    "decisive": _say("Шешуші", "Решает", "Decides"),
    "votes_for": _say("«Қолдаймын»", "«За»", "For"),
    "total": _say("Барлығы", "Всего", "Total"),
    "enough": _say("Жеткілікті", "Достаточно", "Enough"),
    "contenders": _say("Таласушылар", "Претенденты", "Contenders"),
    "open_seats": _say("Берілмеген мандат", "Не распределено мандатов", "Seats not given"),
}

YES = _say("иә", "да", "yes")
NO = _say("жоқ", "нет", "no")
UNKNOWN = _say("белгісіз", "неизвестно", "not known")
INFERRED = _say("біздің түсінуімізше", "в нашем понимании", "our reading")
