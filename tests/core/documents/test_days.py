import pytest

from hattama.core.documents.days import find_days, next_days, weekday_beside, weekday_of


@pytest.mark.parametrize(
    "text",
    [
        "on 19 March 2023",
        "on March 19, 2023",
        "19 марта 2023 года",
        "2023 жылғы 19 наурызда",
        "19 наурыз 2023 ж.",
        "«19» наурыз 2023",
        "19.03.2023",
    ],
)
def test_a_date_is_read_in_three_languages(text):
    (day,) = find_days(text)
    assert (day.day, day.month, day.year) == (19, 3, 2023)


def test_months_in_oblique_cases_are_months():
    assert [(day.day, day.month, day.year) for day in find_days("15 мамыр мен 4 маусымға дейін")] == [
        (15, 5, None),
        (4, 6, None),
    ]


def test_the_calendar_knows_its_days():
    (day,) = find_days("29 ақпан 2023")
    assert not day.exists and weekday_of(day) is None
    (day,) = find_days("28 ақпан 2023")
    assert weekday_of(day) == 1 and next_days(day, None) == [(1, 3)]


@pytest.mark.parametrize(
    "text", ["Sunday, 19 March 2023", "19 марта 2023 (воскресенье)", "жексенбі күні, 19 наурыз"]
)
def test_the_day_of_the_week_beside_a_date_is_its_own(text):
    (day,) = find_days(text)
    found = weekday_beside(text, day)
    assert found is not None and found[0] == 6


def test_what_may_be_is_no_date_in_may():
    assert find_days("Works under CC0 may be used; 5 may stay. Voters may 40 days before.") == []


@pytest.mark.parametrize("text", ["45 маусымдық жұмысшы", "50 маек и 60 майоров", "35 мартенов"])
def test_a_word_that_begins_as_a_month_is_none(text):
    assert find_days(text) == []


@pytest.mark.parametrize("text", ["19 наурыз 2023, Жұмабаев келді", "Жұмағали, 19 наурыз 2023"])
def test_a_name_that_begins_as_a_day_of_the_week_is_none(text):
    (day,) = find_days(text)
    assert weekday_beside(text, day) is None


@pytest.mark.parametrize("text", ["жұмада, 17 наурыз", "17 наурыз (жұма)", "17 наурыз, жұмадан"])
def test_a_day_of_the_week_in_its_cases_is_one(text):
    (day,) = find_days(text)
    assert weekday_beside(text, day)[0] == 4


def test_without_a_year_february_may_have_29_days():
    (day,) = find_days("28 ақпан")
    assert next_days(day, None) == [(1, 3), (29, 2)] and next_days(day, 2024) == [(29, 2)]
    (leap,) = find_days("29 ақпан")
    assert next_days(leap, None) == [(1, 3)] and next_days(leap, 2023) == []
