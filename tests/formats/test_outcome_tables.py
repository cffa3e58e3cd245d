"""Outcomes for machines: the same facts as the outcome, fractions exact, one row a choice."""

import csv
import io
import json
from dataclasses import replace

import pytest

from hattama.core.outcomes import Outcome, decide
from hattama.core.vocabulary import Words
from hattama.formats.outcome_tables import render_outcome_csv, render_outcome_json
from hattama.phrases.of_rooms.outcome_documents import outcome_document
from tests.core.outcomes.every_case import EVERY_OUTCOME
from tests.core.outcomes.samples import REFERENDUM, kazakh_lists, votes_for

LISTS = decide(kazakh_lists(seats=10), votes_for({"a": 60, "b": 37, "c": 3}))


@pytest.mark.parametrize("outcome", EVERY_OUTCOME, ids=lambda outcome: f"{outcome.kind} {outcome.status}")
def test_every_outcome_can_be_written(outcome: Outcome) -> None:
    record = json.loads(render_outcome_json(outcome_document(outcome, "kk")))
    assert record["status"] == outcome.status.value
    assert record["seats"] == outcome.seats
    assert len(record["steps"]) == len(outcome.steps)
    rows = list(csv.reader(io.StringIO(render_outcome_csv(outcome, "kk").decode())))
    persons = [line for of_list in outcome.persons for line in of_list.lines]
    assert len(rows) == 1 + len(outcome.conclusions or outcome.lines) + len(persons)
    assert len({len(row) for row in rows}) == 1


def test_fractions_are_exact() -> None:
    first = outcome_document(LISTS, "en")["choices"][0]
    assert (first["claim"], first["share"], first["share_of"]) == ("600/97", "60/100", "valid")
    assert first["share_of_words"] == "voters who took part, invalid ballots excluded"


def test_a_step_carries_its_article_values_and_sentence() -> None:
    step = outcome_document(LISTS, "en")["steps"]
    assert step[0]["norms"] == []
    assert step[0]["values"] == {"base": "voters who took part, invalid ballots excluded", "total": 100}
    assert step[0]["sentence"].endswith("[43(5)]")


def test_a_row_of_a_choice_says_of_what_its_share_is() -> None:
    (first, *_) = csv.DictReader(io.StringIO(render_outcome_csv(LISTS, "en").decode()))
    assert first["choice"] == "a"
    assert first["share"] == "60/100"
    assert first["share_of"] == "valid"
    assert (first["admitted"], first["seats"], first["elected"]) == ("true", "6", "true")


def test_what_is_not_known_is_an_empty_cell_and_not_a_zero() -> None:
    outcome = decide(REFERENDUM, votes_for({"for": 6, "against": 2}))
    rows = list(csv.DictReader(io.StringIO(render_outcome_csv(outcome, "en").decode())))
    assert [row["of"] for row in rows] == ["ballots", "for_and_against", "registered"]
    assert (rows[0]["total"], rows[0]["enough"]) == ("", "")
    assert (rows[1]["total"], rows[1]["enough"]) == ("8", "true")


def test_no_name_of_a_list_is_a_formula_to_a_spreadsheet() -> None:
    named = replace(LISTS, lines=tuple(replace(one, names=Words.of({"und": "=1+1"})) for one in LISTS.lines))
    (first, *_) = csv.DictReader(io.StringIO(render_outcome_csv(named, "en").decode()))
    assert first["name"] == "'=1+1"
