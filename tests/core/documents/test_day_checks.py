import pytest

from tests.core.documents.found_codes import codes


@pytest.mark.parametrize(
    "text",
    [
        "Voting was on Sunday, 19 March 2023, and again on 20 March.",
        "Голосование прошло 19 марта 2023 года (воскресенье).",
        "Сайлау 2023 жылғы 19 наурызда (жексенбі) өтті.",
        "Тізімдер 15 мамырдан бастап 4 маусымға дейін тексерілді.",
        "The mission worked from 28 December to 5 January 2023.",
        "Сбор шёл с 26 декабря 2010 года по 14 января 2011 года.",
        "On 31 January the court ruled, and the next day, 1 February, the decree was signed.",
        "On 29 February the list was shown, and the next day, 1 March, it was closed.",
        "On 28 February the list was shown, and the next day, 29 February, it was closed.",
        "On 28 February the list was shown, and the next day, 29 February 2024, it was closed.",
        "He left on 4 June and returned to 15 May Street.",
    ],
)
def test_innocent_dates_are_not_accused(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Голосование прошло 19 марта 2023 года (суббота).", "DOC-WEEKDAY"),
        ("Сайлау 2023 жылғы 19 наурызда (сенбі) өтті.", "DOC-WEEKDAY"),
        ("The list was shown on 31 June 2022.", "DOC-DAYS"),
        ("Тізімдер 15 маусымнан бастап 4 мамырға дейін тексерілді.", "DOC-DAYS"),
        ("The mission worked from 9 June to 24 May 2022.", "DOC-DAYS"),
        ("On 28 February it was shown, and the next day, 29 February 2023, closed.", "DOC-DAYS"),
        ("On 31 January the court ruled, and the next day, 4 February, the decree was signed.", "DOC-DAYS"),
    ],
)
def test_a_date_that_cannot_be_is_named(text, code):
    assert codes(text) == [code]
