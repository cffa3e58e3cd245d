"""Outcomes told to people: whole sentences, tables that agree with the values, articles in brackets."""

import pytest

from hattama.core.outcomes import Method, Outcome, decide, plain_method
from hattama.phrases.of_rooms.outcome_documents import outcome_document
from hattama.phrases.of_rooms.outcomes import say_outcome, say_step, table_of
from tests.core.outcomes.every_case import EVERY_OUTCOME
from tests.core.outcomes.samples import DISTRICT, PRESIDENT, REFERENDUM, kazakh_lists, votes_for

LANGUAGES = ("kk", "ru", "en")
OUTCOME_2023 = decide(kazakh_lists(), votes_for({"amanat": 60, "auyl": 40}, {"against_all": 1}), seats=5)


@pytest.mark.parametrize("outcome", EVERY_OUTCOME, ids=lambda outcome: f"{outcome.kind} {outcome.status}")
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_said_is_whole(outcome: Outcome, language: str) -> None:
    said = [say_outcome(outcome, language), *(say_step(step, language) for step in outcome.steps)]
    for sentence in said:
        assert sentence.strip()
        assert "{" not in sentence
        assert "None" not in sentence
    table = table_of(outcome, language)
    assert all(len(row) == len(table.columns) == len(table.numeric) for row in table.rows)
    assert table.rows


def test_a_step_ends_with_its_article_and_says_where_the_reading_is_ours() -> None:
    counted = decide(REFERENDUM, votes_for({"for": 4, "against": 2}, {"invalid": 0, "registered": 9}))
    decisive = next(step for step in counted.steps if step.code.startswith("for_decisive"))
    assert say_step(decisive, "en").endswith("[31(3), our reading]")
    assert say_step(OUTCOME_2023.steps[0], "kk").endswith("[43(5)]")
    plain = decide(plain_method(Method.DHONDT), votes_for({"a": 4, "b": 3}), seats=2)
    assert "[" not in say_step(plain.steps[0], "en")


def test_the_sentence_names_those_with_seats() -> None:
    assert say_outcome(OUTCOME_2023, "en") == "Decided. amanat – 3; auyl – 2."
    assert say_outcome(OUTCOME_2023, "kk") == "Нәтиже анықталды. amanat – 3; auyl – 2."
    assert say_outcome(OUTCOME_2023, "ru") == "Результат определён. amanat – 3; auyl – 2."


def test_the_sentence_names_those_between_whom_voting_is_repeated() -> None:
    outcome = decide(DISTRICT, votes_for({"a": 5, "b": 5, "c": 1}))
    assert say_outcome(outcome, "en") == "Nobody is elected: repeat voting is held. Contenders: a, b."


def test_the_sentence_says_how_many_seats_are_not_given() -> None:
    outcome = decide(kazakh_lists(), votes_for({"a": 900_000, "b": 10_000}))
    assert say_outcome(outcome, "en").endswith("Seats not given: 69.")


def test_the_table_of_lists_shows_claims_where_the_method_has_them() -> None:
    hare = table_of(OUTCOME_2023, "en")
    assert hare.columns == (
        "List, candidate",
        "Votes",
        "Share",
        "Let in",
        "Quotas",
        "Whole",
        "Remainder",
        "Seats",
    )
    assert hare.rows[0] == ("amanat", "60", "59.41\u202f%", "yes", "3.0000", "3", "0.0000", "3")
    dhondt = table_of(decide(plain_method(Method.DHONDT), votes_for({"a": 4, "b": 3}), seats=2), "en")
    assert dhondt.columns == ("List, candidate", "Votes", "Share", "Let in", "Seats")


def test_the_table_of_candidates_says_who_is_elected() -> None:
    table = table_of(decide(PRESIDENT, votes_for({"a": 6, "b": 3})), "en")
    assert [row[-1] for row in table.rows] == ["yes", "no"]


NONE = votes_for({"a": 0, "b": 0})
D_HONDT = plain_method(Method.DHONDT)


@pytest.mark.parametrize(
    ("outcome", "last"),
    [
        (decide(DISTRICT, NONE), [None, None]),
        (decide(DISTRICT, votes_for({"a": 5, "b": 5, "c": 1})), [None, None, False]),
        (decide(PRESIDENT, votes_for({"a": 4, "b": 3, "c": 2})), [None, None, False]),
        (decide(kazakh_lists(), votes_for({"a": 900_000, "b": 10_000})), [None, None]),
        (decide(D_HONDT, votes_for({"a": 3, "b": 1, "c": 1}), seats=4), [True, None, None]),
        (decide(D_HONDT, votes_for({"a": 9, "b": 1}), seats=2), [True, False]),
    ],
)
def test_nobody_is_told_not_to_be_elected_while_that_is_open(
    outcome: Outcome, last: list[bool | None]
) -> None:
    """As a table and as JSON; a list with no seat settled is not told to have none."""
    cells = [row[-1] for row in table_of(outcome, "en").rows]
    assert [cell == "not known" for cell in cells] == [elected is None for elected in last]
    assert [line["elected"] for line in outcome_document(outcome)["choices"]] == last


def test_the_table_of_a_referendum_has_a_row_for_every_whole() -> None:
    rows = table_of(EVERY_OUTCOME[-1], "en").rows
    assert len(rows) == 3
    assert rows[0][1] == "yes"
    assert rows[0][-1] == "not known"


def test_a_share_just_below_the_threshold_is_not_written_as_the_threshold() -> None:
    votes = votes_for({"a": 600_000, "b": 350_001, "c": 49_999})
    outcome = decide(kazakh_lists(), votes)
    assert table_of(outcome, "en").rows[2][2:4] == ("4.9999\u202f%", "no")
    (step,) = [step for step in outcome.steps if step.code == "not_admitted"]
    assert "4.9999\u202f% – below the threshold" in say_step(step, "en")


def test_a_list_let_in_beside_a_lone_one_is_said_to_be_let_in_by_that_article() -> None:
    outcome = decide(kazakh_lists(), votes_for({"a": 900_000, "b": 40_000, "c": 9_000}))
    rows = {row[0]: row for row in table_of(outcome, "en").rows}
    assert [rows[code][3] for code in "abc"] == ["yes", "let in by 97-1(2)", "no"]
    assert [rows[code][-1] for code in "abc"] == ["67", "2", "0"]
