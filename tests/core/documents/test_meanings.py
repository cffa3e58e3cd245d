"""Numbers said of two things, labels that name another thing, papers for voting given out too late."""

import pytest

from hattama.core.documents import SourceText, check_documents


def told(text):
    found = check_documents([SourceText("made-up", text)])
    return [(one.rule.code, one.found, one.expected) for one in found if one.rule.code != "DOC-LETTERS"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Дауыс беру күнінен кейін 3 күн ішінде есептен шығару куәлігін алады.", "Дауыс беру күнінен кейін"),
        (
            "Избиратель вправе за 15 дней после дня голосования получить открепительное удостоверение.",
            "после дня голосования",
        ),
        ("Absentee certificates may be requested until 15 days after election day.", "after election day"),
    ],
)
def test_a_certificate_for_voting_is_not_given_out_after_the_voting(text, found):
    assert told(text) == [("DOC-AFTER", found, "")]


@pytest.mark.parametrize(
    "text",
    [
        "Есептен шығару куәлігі сайлау күнінен кейін 5 жыл сақталады.",
        "После дня голосования открепительные удостоверения хранятся один год.",
        "Complaints about absentee certificates may be filed within 10 days after election day.",
        "Сайлау күніне дейін 15 күн ішінде есептен шығару куәлігін алады.",
    ],
)
def test_what_is_kept_or_told_of_after_the_voting_is_innocent(text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("В 8 случаях отмечено, что протокол подписан заранее и что записи изменены.", ("8", "")),
        ("In 8 cases it was seen that protocols were signed early and that entries were changed.", ("8", "")),
        (
            "В 32 случаях бюллетени не оценивались единообразно и в 27 случаях не оценивались.",
            ("32", "27"),
        ),
    ],
)
def test_a_number_of_two_facts_and_two_numbers_of_one_are_questions(text, found):
    assert told(text) == [("DOC-ONE-THING", *found)]


@pytest.mark.parametrize(
    "text",
    [
        "В 8 случаях отмечено, что протокол подписан заранее, а в 5 случаях, что записи изменены.",
        "In 32 cases the list was not read aloud and in 27 cases the ballots were not shown.",
        "32 жағдайда тізім оқылмады және 27 жағдайда бюллетеньдер көрсетілмеді.",
    ],
)
def test_two_numbers_of_two_facts_are_innocent(text):
    assert told(text) == []


TABLE = "{label} 10,500\nиз них по открепительным 120\nЗа 6,000\nПротив 3,500\nНедействительных 1,000"


def test_a_row_of_voters_that_is_the_sum_of_votes_counts_ballots():
    assert told(TABLE.format(label="Число избирателей")) == [("DOC-LABEL", "10 500", "3")]


@pytest.mark.parametrize("label", ["Число избирателей, принявших участие", "Бюллетеней в урнах"])
def test_a_row_that_says_what_it_counts_is_innocent(label):
    assert told(TABLE.format(label=label)) == []


def test_voters_of_districts_make_the_voters_of_the_country():
    rows = "Number of voters 10,500\nNorth, number of voters 6,000\nSouth, number of voters 3,500\n"
    assert told(rows + "West, number of voters 1,000") == []
