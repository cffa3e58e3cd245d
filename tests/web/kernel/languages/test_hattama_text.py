"""The filters speak the language of the page, and say so when there is nothing to say."""

from datetime import UTC, date, datetime
from fractions import Fraction
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from hattama.core.vocabulary import Share, Words

MOMENT = datetime(2026, 11, 20, 22, 5, tzinfo=UTC)
LATE_ZONE = ZoneInfo("Etc/GMT-5")
PARTY = Words.of({"kk": "«Аманат» партиясы", "ru": "Партия «Аманат»"})


def shown(expression: str, language: str, **values: Any) -> str:
    with translation.override(language), timezone.override(LATE_ZONE):
        return Template("{% load i18n hattama_text %}{{ " + expression + " }}").render(Context(values))


@pytest.mark.parametrize(
    ("expression", "value", "kk", "ru", "en"),
    [
        ("x|count", 12345, "12\u00a0345", "12\u00a0345", "12,345"),
        ("x|count", 0, "0", "0", "0"),
        ("x|count", None, "дерек жоқ", "нет данных", "no data"),
        ("x|share", Fraction(2, 3), "66,67%", "66,67\u00a0%", "66.67%"),
        ("x|share:0", Share(2, 3, Words.of({"en": "voters"})), "67%", "67\u00a0%", "67%"),
        ("x|share", None, "дерек жоқ", "нет данных", "no data"),
        (
            "x|moment",
            MOMENT,
            "2026\u00a0ж. 21 қараша, 03:05",
            "21 ноября 2026\u00a0г., 03:05",
            "21 November 2026, 03:05",
        ),
        ("x|moment", None, "дерек жоқ", "нет данных", "no data"),
        *(
            ("x|machine_time", MOMENT.replace(microsecond=fraction), *["2026-11-21T03:05:00+05:00"] * 3)
            for fraction in (0, 910_986)
        ),
        ("x|clock", MOMENT, "03:05", "03:05", "03:05"),
        ("x|clock", None, "дерек жоқ", "нет данных", "no data"),
        ("x|day", MOMENT, "2026\u00a0ж. 21 қараша", "21 ноября 2026\u00a0г.", "21 November 2026"),
        ("x|day", date(2023, 3, 19), "2023\u00a0ж. 19 наурыз", "19 марта 2023\u00a0г.", "19 March 2023"),
        ("x|day", None, "дерек жоқ", "нет данных", "no data"),
        ("x|words", PARTY, "«Аманат» партиясы", "Партия «Аманат»", "«Аманат» партиясы"),
        ("x|words", None, "", "", ""),
        ("x|words", {"ka": "არჩევნები"}, "არჩევნები", "არჩევნები", "არჩევნები"),
        ("x|words", {"en": "Voters", "ru": "Избиратели"}, "Избиратели", "Избиратели", "Voters"),
        ("x|bytes_size", 2_621_440, "2,5\u00a0МБ", "2,5\u00a0МБ", "2.5\u00a0MB"),
    ],
)
def test_values_are_said_in_the_language_of_the_page(
    expression: str, value: Any, kk: str, ru: str, en: str
) -> None:
    assert [shown(expression, language, x=value) for language in ("kk", "ru", "en")] == [kk, ru, en]


def test_a_page_may_name_what_is_missing() -> None:
    assert shown('x|count:"оқылмайды"', "kk", x=None) == "оқылмайды"
    assert shown('x|count:"оқылмайды"', "kk", x=5) == "5"


def test_names_from_outside_cannot_bring_markup() -> None:
    assert shown("x|words", "en", x={"en": "<b>Party</b>"}) == "&lt;b&gt;Party&lt;/b&gt;"


def test_words_of_another_language_than_the_page_s_are_marked_as_of_that_language() -> None:
    address = {"kk": "Абай к-сі <7>", "ru": "ул. Абая, 7"}
    said = [shown("x|spoken", language, x=address) for language in ("kk", "ru", "en")]
    assert said == ["Абай к-сі &lt;7&gt;", "ул. Абая, 7", '<span lang="kk">Абай к-сі &lt;7&gt;</span>']
    assert shown("x|spoken", "ru", x={}) == ""


@pytest.mark.parametrize(
    ("language", "moment", "number"),
    [("kk", "2026 ж. 21 қараша, 03:05", "1234,5"), ("en", "21 November 2026, 03:05", "1234.5")],
)
def test_pages_of_other_packages_show_dates_and_numbers_our_way(
    language: str, moment: str, number: str
) -> None:
    with translation.override(language), timezone.override(LATE_ZONE):
        assert Template("{{ x|date:'DATETIME_FORMAT' }}").render(Context({"x": MOMENT})) == moment
        assert Template("{{ x }}").render(Context({"x": 1234.5})) == number


@pytest.mark.parametrize(
    ("media_type", "pages", "kk", "ru", "en"),
    [
        ("image/png", 1, "PNG суреті", "Изображение PNG", "PNG picture"),
        ("image/jpeg", 1, "JPEG суреті", "Изображение JPEG", "JPEG picture"),
        ("image/tiff", 1, "TIFF суреті", "Изображение TIFF", "TIFF picture"),
        ("image/tiff", 2, "TIFF суреті, 2 бет", "Изображение TIFF, 2 страницы", "TIFF picture, 2 pages"),
        ("application/pdf", 1, "PDF, 1 бет", "PDF, 1 страница", "PDF, 1 page"),
        ("application/pdf", 3, "PDF, 3 бет", "PDF, 3 страницы", "PDF, 3 pages"),
        ("application/pdf", 11, "PDF, 11 бет", "PDF, 11 страниц", "PDF, 11 pages"),
        ("application/zip", 1, "application/zip", "application/zip", "application/zip"),
    ],
)
def test_a_received_file_is_named_in_words(media_type: str, pages: int, kk: str, ru: str, en: str) -> None:
    file = SimpleNamespace(media_type=media_type, pages=pages)
    for language, said in (("kk", kk), ("ru", ru), ("en", en)):
        assert shown("x|file_kind", language, x=file) == said
