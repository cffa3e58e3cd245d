"""What each rule, and each word that a rule may have for its value, is called in three languages."""

from __future__ import annotations

from hattama.core.vocabulary import said

RULE_WORDS = {
    "seats": said("Бөлінетін мандаттар", "Распределяемые мандаты", "Seats to share"),
    "threshold": said("Сайлау шегі", "Избирательный порог", "Threshold"),
    "threshold_base": said(
        "Шек қай саннан есептеледі", "От чего считается порог", "Of what the threshold is"
    ),
    "groups": said("Шегі бөлек топтар", "Группы со своим порогом", "Groups with a threshold of their own"),
    "against_all": said(
        "Бюллетеньде «Бәріне қарсымын» жолы бар",
        "В бюллетене есть строка «Против всех»",
        "The ballot paper has the line against all",
    ),
    "method": said("Бөлу әдісі", "Метод распределения", "Method"),
    "first_divisor": said("Бірінші бөлгіш", "Первый делитель", "First divisor"),
    "remaining": said("Қалған мандаттар", "Оставшиеся мандаты", "Seats left over"),
    "ties": said("Көрсеткіштер тең болғанда", "При равенстве", "Where claims are equal"),
    "lone_list": said(
        "Шектен бір ғана тізім өтсе", "Если порог преодолел один список", "Where one list alone reaches it"
    ),
    "mandate_quota": said("Мандаттардағы квота", "Квота в мандатах", "Quota among mandates"),
    "winner": said("Кім сайланады", "Кто избирается", "Who is elected"),
    "tie": said("Бірінші орын тең бөлінсе", "Если первое место делят", "Where the first place is shared"),
    "turnout": said("Қатысу шегі", "Порог участия", "Turnout asked"),
    "turnout_base": said("Қатысқандар деп кім саналады", "Кто считается принявшим участие", "Who took part"),
    "majority": said("Қажет көпшілік", "Нужное большинство", "Majority asked"),
    "base": said("Үлес қай саннан есептеледі", "От чего считается доля", "Of what the share is"),
    "shown": said("Салыстыру үшін көрсетіледі", "Показывается для сравнения", "Shown for comparison"),
    "regions_share": said("Өңірлердің қажет үлесі", "Нужная доля регионов", "Share of regions asked"),
    "regions": said("Өңірлердің саны", "Число регионов", "Number of regions"),
    "leaders": said(
        "Қайталама дауыс беруге шығатындар", "Участники повторного голосования", "Leaders who go on"
    ),
    "second_round_tie": said(
        "Қайталама дауыс беруде теңдік болса",
        "При равенстве в повторном голосовании",
        "Where the second round is shared",
    ),
}
"""The rules by their keys, in the order in which the reasoning meets them."""

VALUE_WORDS = {
    "hare": said(
        "квота: дауыстар ÷ мандаттар (Хэр)", "квота: голоса ÷ мандаты (Хэр)", "quota: votes ÷ seats (Hare)"
    ),
    "droop": said("Друп квотасы", "квота Друпа", "Droop quota"),
    "dhondt": said(
        "ең үлкен орташа, 1, 2, 3 … (Д’Ондт)",
        "наибольшее среднее, 1, 2, 3 … (д’Ондт)",
        "highest averages, 1, 2, 3 … (D'Hondt)",
    ),
    "sainte_lague": said(
        "ең үлкен орташа, 1, 3, 5 … (Сент-Лагю)",
        "наибольшее среднее, 1, 3, 5 … (Сент-Лагю)",
        "highest averages, 1, 3, 5 … (Sainte-Laguë)",
    ),
    "modified_sainte_lague": said(
        "түрлендірілген Сент-Лагю", "изменённый метод Сент-Лагю", "modified Sainte-Laguë"
    ),
    "largest_remainder": said("ең үлкен қалдыққа", "наибольшему остатку", "to the largest remainder"),
    "most_votes": said("көп дауыс алғанға", "набравшему больше голосов", "to the most votes"),
    "registered_earlier": said(
        "бұрын тіркелгенге", "зарегистрированному раньше", "to the one registered earlier"
    ),
    "more_votes": said("дауысы көбіне", "имеющему больше голосов", "to the one with more votes"),
}
"""What the words that stand as values mean."""

GROUP_WORDS = {
    "women": said("әйелдер", "женщины", "women"),
    "youth": said("жастар", "молодёжь", "youth"),
    "persons_with_disabilities": said(
        "мүгедектігі бар адамдар", "лица с инвалидностью", "persons with disabilities"
    ),
}
"""The groups of a quota that are known by name."""


def say_group(code: str, language: str) -> str:
    """The name of a quota's group in `language`, or its code where no name is known."""
    return GROUP_WORDS[code].say(language) if code in GROUP_WORDS else code
