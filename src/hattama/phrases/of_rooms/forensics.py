"""Answers of the statistical questions as a document in all languages, and their cells as written."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from hattama.core.forensics import (
    MOST_AT_A_STATION,
    Answer,
    AreaId,
    Bars,
    Calibration,
    Cell,
    Family,
    Heat,
    Numbers,
    Percent,
    Probability,
    Standing,
    Table,
)
from hattama.core.outcomes import say_decimal, say_number
from hattama.core.vocabulary import Message, Words
from hattama.phrases.sayings import LANGUAGES, in_every_language, say

MAY = Message(
    "What may be said: how far figures lie from a stated model, what else is known to explain it, and at "
    "which papers to look."
)
MAY_NOT = Message(
    "What may not be said: that votes were stolen, how many, or by whom. Nothing here proves a wrong, and no "
    "election is certified clean: stuffing that keeps the counts ordinary stays unseen. No probability here "
    "is that of fraud or of innocence: each says how often chance alone would give figures so far off."
)
IMPOSSIBLE = Message(
    "Polling stations left out, as they have a figure above {most}, which no station can have: {count}."
)
NONE_DEVIATES = Message(
    "Questions that gave a probability: {asked}. Corrected for the contests of the election ({contests}; "
    "Benjamini and Hochberg within a question) and for all questions (Holm), none deviates from its model at "
    "5 %. That certifies nothing."
)
SOME_DEVIATE = Message(
    "Questions that gave a probability: {asked}. Corrected for the contests of the election ({contests}; "
    "Benjamini and Hochberg within a question) and for all questions (Holm), these deviate from their models "
    "at 5 %: {which}. Each names what else explains it; look at the papers."
)
NONE_DEVIATES_HERE = Message(
    "Questions that gave a probability here: {asked}. Corrected for all regions asked of all contests "
    "({regions}; Benjamini and Hochberg within a question) and for all questions (Holm), none deviates from "
    "its model at 5 %. That certifies nothing."
)
SOME_DEVIATE_HERE = Message(
    "Questions that gave a probability here: {asked}. Corrected for all regions asked of all contests "
    "({regions}; Benjamini and Hochberg within a question) and for all questions (Holm), these deviate from "
    "their models at 5 %: {which}. Each names what else explains it; look at the papers."
)
STATES = {
    "not_applicable": Message("not applicable"),
    "deviates": Message("deviates from the stated model"),
    "within": Message("does not stand out against the stated model"),
    "described": Message("described"),
    "drawn": Message("drawn only"),
}
STANDING_WORDS = {
    Standing.CALIBRATED: Message("Questions that give a probability"),
    Standing.DESCRIBED: Message("Described, without a probability"),
    Standing.DRAWN: Message("Drawn for readers who know them"),
}
NULL, CAUSES = Message("Null model"), Message("What else explains it")
NOT_CONCLUDED, SOURCE = Message("What may not be concluded"), Message("Published in")
WHY, PROBABILITY = (
    Message("Why not"),
    Message("How often chance gives figures so far off, where the null model holds (p)"),
)
CORRECTED = Message("The same, corrected for all questions and all contests of this election")
CORRECTED_HERE = Message(
    "The same, corrected for the regions of all contests where this question gave one ({regions}) and for "
    "all questions"
)
USED, LEFT_OUT = Message("Stations used"), Message("Stations left out")
MEASURED, CALIBRATED = Message("Measured on ordinary elections"), Message("Simulated with these stations")
MEASURED_RATE = Message("it speaks in {at_5} % of {trials} trials at 5 %")
MEASURED_RATES = Message("it speaks in {at_5} % of {trials} trials at 5 %, in {at_1} % at 1 %")
SIMULATED_RATE = Message("it speaks in {percent} % of {draws} clean elections at 5 %")
METHOD = Message("Computed")
EXACT, BY_DRAWS = Message("without drawing lots"), Message("with up to {draws} draws by the seed {seed}")


def forensics_document(answers: Sequence[Answer], family: Family, seed: int) -> dict[str, Any]:
    """All answers with every text in every language: what a program reads and a page shows.

    `of_regions`: of how many regions asked, of all contests, this is one, None of a whole contest.
    `of_contests`: how many contests the election has, for which each p is corrected.
    """
    return {
        "may": _words(MAY),
        "may_not": _words(MAY_NOT),
        "statement": _words(_statement(family)),
        "left_out": _left_out(family.left_out),
        "seed": seed,
        "of_regions": family.regions or None,
        "of_contests": family.contests,
        "asked": family.asked,
        "deviating": [question.code for question in family.deviating],
        "answers": [_answer(answer, seed) for answer in answers],
    }


def _left_out(count: int) -> dict[str, str] | None:
    return _words(IMPOSSIBLE.given(count=count, most=MOST_AT_A_STATION)) if count else None


def _words(message: Message) -> dict[str, str]:
    return dict(in_every_language(message))


def _statement(family: Family) -> Message:
    if not family.asked:
        return Message("No question could be asked of these figures.")
    asked = {"asked": family.asked, "contests": family.contests}
    asked |= {"regions": family.regions} if family.regions else {}
    if not family.deviating:
        return (NONE_DEVIATES_HERE if family.regions else NONE_DEVIATES).given(**asked)
    titles = [question.title for question in family.deviating]
    which = {language: ", ".join(say(title, language) for title in titles) for language in LANGUAGES}
    return (SOME_DEVIATE_HERE if family.regions else SOME_DEVIATE).given(**asked, which=Words.of(which))


def state_of(answer: Answer) -> str:
    """Which of STATES an answer has; there is no "passed"."""
    if not answer.is_applicable:
        return "not_applicable"
    if answer.question.standing is Standing.DRAWN:
        return "drawn"
    if answer.corrected is None:
        return "described"
    return "deviates" if answer.deviates else "within"


def _answer(answer: Answer, seed: int) -> dict[str, Any]:
    question, state, rate = answer.question, state_of(answer), answer.calibration
    card: dict[str, Any] = {
        "code": question.code,
        "standing": str(question.standing),
        "standing_words": _words(STANDING_WORDS[question.standing]),
        "title": _words(question.title),
        "question": _words(question.question),
        "state": state,
        "state_words": _words(STATES[state]),
        "lines": [{"label": _words(label), "words": words} for label, words in _lines(answer, seed)],
        "stations": answer.stations,
        "left_out": answer.left_out,
        "p": answer.p,
        "p_corrected": answer.corrected,
        "p_regions": answer.regions or None,
        "clean_elections": rate
        and {"simulated": rate.draws, "spoke": rate.spoke, "words": _words(_rate_words(rate))},
        "values": [
            {"label": _words(label), "value": value, "kind": kind_of(value)} for label, value in answer.values
        ],
        "tables": [_table(table) for table in answer.tables],
        "drawing": _drawing(answer.drawing),
    }
    return card


def _lines(answer: Answer, seed: int) -> list[tuple[Message, dict[str, str]]]:
    question = answer.question
    told: list[tuple[Message, Message]] = [(NULL, question.null)]
    if answer.reason is not None:
        told.insert(0, (WHY, answer.reason))
    lines = [(label, _words(words)) for label, words in told]
    lines += [(CAUSES, _words(question.causes)), (NOT_CONCLUDED, _words(question.not_concluded))]
    if question.measured is not None:
        rate = question.measured
        words = MEASURED_RATE if rate.at_1 is None else MEASURED_RATES
        at_5, at_1 = _decimal(rate.at_5), _decimal(rate.at_1 or 0.0)
        lines.append((MEASURED, _words(words.given(trials=say_number(rate.trials), at_5=at_5, at_1=at_1))))
    if answer.calibration is not None:
        lines.append((CALIBRATED, _words(_rate_words(answer.calibration))))
    if answer.is_applicable:
        how = BY_DRAWS.given(draws=answer.draws, seed=seed) if answer.draws else EXACT
        lines.append((METHOD, _words(how)))
    if question.source:
        lines.append((SOURCE, dict.fromkeys(LANGUAGES, question.source)))
    return lines


def _rate_words(rate: Calibration) -> Message:
    return SIMULATED_RATE.given(percent=_decimal(rate.percent), draws=rate.draws)


def _decimal(value: float) -> Words:
    return Words.of({language: say_decimal(Fraction(value), 1, language) for language in LANGUAGES})


def _table(table: Table) -> dict[str, Any]:
    kinds = [
        next((kind_of(row[at]) for row in table.rows if row[at] is not None), "text")
        for at in range(len(table.heads))
    ]
    return {
        "code": table.code,
        "title": _words(table.title),
        "heads": [_words(head) for head in table.heads],
        "kinds": kinds,
        "rows": [list(row) for row in table.rows],
    }


def _drawing(drawing: Bars | Heat | None) -> dict[str, Any] | None:
    match drawing:
        case Bars(labels, observed, expected, names, along, upward):
            return {
                "kind": "bars",
                "labels": list(labels),
                "observed": list(observed),
                "expected": list(expected),
                "names": [_words(name) for name in names],
                "along": _words(along),
                "upward": _words(upward),
            }
        case Heat(bins, cells):
            return {"kind": "heat", "bins": bins, "cells": [list(cell) for cell in cells]}
    return None


def kind_of(value: Cell) -> str:
    """How a cell is written: as text, several numbers, count, percent, probability or one number; or that it
    is an area."""
    match value:
        case AreaId():
            return "area"
        case Numbers():
            return "numbers"
        case Probability():
            return "probability"
        case Percent():
            return "percent"
        case float():
            return "number"
        case int():
            return "count"
    return "text"


def say_facts(answer: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """What an answer of the document measured, each fact under its name; of one that applies."""
    if answer["state"] == "not_applicable":
        return []
    regions = answer["p_regions"]
    corrected = CORRECTED_HERE.given(regions=regions) if regions else CORRECTED
    facts = [
        (say(words, language), say_cell(answer[key], kind, language))
        for words, key, kind in (
            (USED, "stations", "count"),
            (LEFT_OUT, "left_out", "count"),
            (PROBABILITY, "p", "probability"),
            (corrected, "p_corrected", "probability"),
        )
        if answer[key] is not None
    ]
    return facts + [
        (value["label"][language], say_cell(value["value"], value["kind"], language))
        for value in answer["values"]
    ]


def say_cell(value: Cell, kind: str, language: str) -> str:
    """A cell as it is written in `language`; a dash for what there is not."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value.replace(".", ",") if kind == "numbers" and language != "en" else value
    if kind == "count":
        return say_number(int(value))
    if kind == "probability" and value < _LEAST:
        return f"< {say_decimal(_LEAST, 4, language)}"
    places = {"probability": 4, "percent": 2}.get(kind, 3 if abs(value) < 100 else 1)
    return say_decimal(Fraction(value), places, language)


_LEAST = Fraction(1, 10_000)
