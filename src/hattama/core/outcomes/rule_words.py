"""What each rule, and each word that a rule may have for its value, is called in three languages."""

from __future__ import annotations

from hattama.core.vocabulary import Words


def _say(kk: str, ru: str, en: str) -> Words:
    return Words.of({"kk": kk, "ru": ru, "en": en})


RULE_WORDS = {
    "seats": _say("Бөлінетін мандаттар", "Распределяемые мандаты", "Seats to share"),
    "threshold": _say("Сайлау шегі", "Избирательный порог", "Threshold"),
    "threshold_base": _say(
        "Шек қай саннан есептеледі", "От чего считается порог", "Of what the threshold is"
    ),
    "groups": _say("Шегі бөлек топтар", "Группы со своим порогом", "Groups with a threshold of their own"),
    "against_all": _say(
        "Бюллетеньде «Бәріне қарсымын» жолы бар",
        "В бюллетене есть строка «Против всех»",
        "The ballot paper has the line against all",
    ),
    "method": _say("Бөлу әдісі", "Метод распределения", "Method"),
    "first_divisor": _say("Бірінші бөлгіш", "Первый делитель", "First divisor"),
    "remaining": _say("Қалған мандаттар", "Оставшиеся мандаты", "Seats left over"),
    "ties": _say("Көрсеткіштер тең болғанда", "При равенстве", "Where claims are equal"),
    "lone_list": _say(
        "Шектен бір ғана тізім өтсе", "Если порог преодолел один список", "Where one list alone reaches it"
    ),
    "mandate_quota": _say("Мандаттардағы квота", "Квота в мандатах", "Quota among mandates"),
    "winner": _say("Кім сайланады", "Кто избирается", "Who is elected"),
    "tie": _say("Бірінші орын тең бөлінсе", "Если первое место делят", "Where the first place is shared"),
    "turnout": _say("Қатысу шегі", "Порог участия", "Turnout asked"),
    "turnout_base": _say("Қатысқандар деп кім саналады", "Кто считается принявшим участие", "Who took part"),
    "majority": _say("Қажет көпшілік", "Нужное большинство", "Majority asked"),
    "base": _say("Үлес қай саннан есептеледі", "От чего считается доля", "Of what the share is"),
    "shown": _say("Салыстыру үшін көрсетіледі", "Показывается для сравнения", "Shown for comparison"),
    "regions_share": _say("Өңірлердің қажет үлесі", "Нужная доля регионов", "Share of regions asked"),
    "regions": _say("Өңірлердің саны", "Число регионов", "Number of regions"),
    "leaders": _say(
        "Қайталама дауыс беруге шығатындар", "Участники повторного голосования", "Leaders who go on"
    ),
    "second_round_tie": _say(
        "Қайталама дауыс беруде теңдік болса",
        "При равенстве в повторном голосовании",
        "Where the second round is shared",
    ),
}
"""The rules by their keys, in the order in which the reasoning meets them."""

VALUE_WORDS = {
    "hare": _say(
        "квота: дауыстар ÷ мандаттар (Хэр)", "квота: голоса ÷ мандаты (Хэр)", "quota: votes ÷ seats (Hare)"
    ),
    "droop": _say("Друп квотасы", "квота Друпа", "Droop quota"),
    "dhondt": _say(
        "ең үлкен орташа, 1, 2, 3 … (Д’Ондт)",
        "наибольшее среднее, 1, 2, 3 … (д’Ондт)",
        "highest averages, 1, 2, 3 … (D'Hondt)",
    ),
    "sainte_lague": _say(
        "ең үлкен орташа, 1, 3, 5 … (Сент-Лагю)",
        "наибольшее среднее, 1, 3, 5 … (Сент-Лагю)",
        "highest averages, 1, 3, 5 … (Sainte-Laguë)",
    ),
    "modified_sainte_lague": _say(
        "түрлендірілген Сент-Лагю", "изменённый метод Сент-Лагю", "modified Sainte-Laguë"
    ),
    "largest_remainder": _say("ең үлкен қалдыққа", "наибольшему остатку", "to the largest remainder"),
    "most_votes": _say("көп дауыс алғанға", "набравшему больше голосов", "to the most votes"),
    "registered_earlier": _say(
        "бұрын тіркелгенге", "зарегистрированному раньше", "to the one registered earlier"
    ),
    "more_votes": _say("дауысы көбіне", "имеющему больше голосов", "to the one with more votes"),
}
"""What the words that stand as values mean."""

GROUP_WORDS = {
    "women": _say("әйелдер", "женщины", "women"),
    "youth": _say("жастар", "молодёжь", "youth"),
    "persons_with_disabilities": _say(
        "мүгедектігі бар адамдар", "лица с инвалидностью", "persons with disabilities"
    ),
}
"""The groups of a quota that are known by name."""
