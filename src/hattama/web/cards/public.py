"""The page of the balance and that of a precinct's card, and both as files."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from hattama.core.cards import STATE_WORDS, Card, Criterion, State
from hattama.core.vocabulary import Contest, Message
from hattama.phrases.of_rooms.cards import SAYS_NOT, card_document, card_line
from hattama.publish.precinct_cards import cards_csv
from hattama.web.cards.reading import (
    balance_name,
    balance_of,
    load_all_cards,
    load_balance,
    load_cards,
    load_rules,
)
from hattama.web.cards.tables import PrecinctCard, states_in
from hattama.web.kernel.elections.loading import load_definition
from hattama.web.kernel.elections.tables import AreaRow, ElectionRow
from hattama.web.kernel.pages.area_names import in_page_order
from hattama.web.kernel.pages.election_pages import (
    ElectionPage,
    asking,
    election_page,
    page_language,
    shown_election,
)
from hattama.web.kernel.pages.file_answers import answer_made
from hattama.web.kernel.pages.paging import page_of
from hattama.web.kernel.published.browsing import children_of, load_ancestors
from hattama.web.kernel.stores.kept_questions import rows_among
from hattama.web.kernel.stores.kept_readings import kept_by_key

WIDTH = 100
MOST_PRECINCTS = 300
_JSON = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: the state and its words, from where and how wide of WIDTH, how many precincts."""

    state: str
    words: Message
    x: str
    width: str
    precincts: int
    stand: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BarRow:
    """A line with its bar; `code` of an area or a criterion, `names` in every language."""

    code: str
    names: Mapping[str, str]
    pieces: tuple[Piece, ...]
    cited: Mapping[str, str] | None = None


@election_page
@asking("contest", "area", "page")
def balance(page: ElectionPage) -> HttpResponse:
    """How many precincts and votes stand under each state, down from the country or an area of it."""
    contests = page.definition.election.contests
    chosen = page.contest_of_all()
    told = load_balance(page.row, chosen)
    areas = {area["area"]: area for area in told["areas"]}
    asked = page.request.GET.get("area", "")
    if not areas or (asked and asked not in areas):
        raise Http404(asked)
    shown = areas[asked] if asked else told["areas"][0]
    row = page.area(shown["area"])
    below = [area for area in told["areas"] if area["parent"] == shown["area"]]
    language = page_language()
    context = {
        "contests": contests,
        "chosen": chosen,
        "told": told,
        "sentence": told["sentence"][language],
        "alone": told["contradicted_alone"][language],
        "of_copies": told["of_copies"] and told["of_copies"][language],
        "says_not": told["says_not"][language],
        "within": row if asked and not row.is_root else None,
        "above": load_ancestors(row) if not row.is_root else None,
        "precincts": shown["precincts"],
        "whole": _bar_row(shown["area"], shown["names"], shown["overall"]),
        "criteria": [
            _bar_row(one["code"], one["question"], shown["by_criterion"].get(one["code"], {}), one["cited"])
            for one in told["criteria"]
        ],
        "divisions": _divisions(page.row, below),
        **_precincts_below(page, row, chosen, bool(below)),
    }
    return page.render("cards/balance.html", "data", context)


def _divisions(election: ElectionRow, below: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[BarRow]]]:
    """The areas below by their level: a station lies in one of each division. In the order of pages."""
    told = {area["area"]: area for area in below}
    rows = in_page_order(AreaRow.objects.filter(election=election, code__in=told))
    bars = [(row.level, _bar_row(row.code, row.names, told[row.code]["overall"])) for row in rows]
    levels = dict.fromkeys(area["level"] for area in below)
    return [(level, [bar for of, bar in bars if of == level]) for level in levels]


def _precincts_below(page: ElectionPage, row: AreaRow, chosen: Contest, has_areas: bool) -> dict[str, Any]:
    """The precincts right below an area, each with its card in a line; of one whose parts are areas, none."""
    if has_areas:
        return {}
    rows = children_of(row).exclude(kind="unit")
    paging = page_of(page.request.GET, rows.count(), MOST_PRECINCTS)
    areas = list(rows[paging.start : paging.stop])
    kept = PrecinctCard.objects.filter(area__in=[area.pk for area in areas], contest=chosen.code)
    letters = dict(kept.values_list("area", "states"))
    lines = [(area, _line(letters[area.pk]) if area.pk in letters else None) for area in areas]
    return {"lines": lines, "paging": paging}


def _line(letters: str) -> Message:
    return card_line(states_in(letters))


def _bar_row(
    code: str, names: Mapping[str, str], stands: Mapping[str, Any], cited: Mapping[str, str] | None = None
) -> BarRow:
    return BarRow(code, names, tuple(_pieces(stands)), cited)


def _pieces(stands: Mapping[str, Any]) -> Iterator[Piece]:
    whole = sum(stand["precincts"] for stand in stands.values()) or 1
    start = 0
    for state in State:
        stand = stands.get(state.value)
        if stand is not None:
            count = stand["precincts"]
            x, width = (f"{WIDTH * part / whole:.2f}" for part in (start, count))
            yield Piece(state.value, STATE_WORDS[state], x, width, count, stand)
            start += count


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer beside its criterion, its state in words."""

    criterion: Criterion
    state: str
    words: Message
    why: Message
    evidence: Sequence[Any]


@election_page
def precinct_card(page: ElectionPage, area_id: str) -> HttpResponse:
    """The card of a precinct: every criterion with its state, reason, norm and evidence."""
    area = page.precinct(area_id)
    criteria = load_rules(page.definition).criteria
    cards = load_cards(page.row, area)
    context = {
        "area": area,
        "above": [*load_ancestors(area)[1:], area],
        "cards": [(page.contest(card.contest), _card_words(card), _shown(card, criteria)) for card in cards],
        "says_not": SAYS_NOT,
    }
    return page.render("cards/card.html", "results", context)


def _card_words(card: Card) -> dict[str, Any]:
    line = card_line([answer.state for answer in card.answers])
    return {"line": line, "state": card.state.value, "words": STATE_WORDS[card.state], "card": card}


def _shown(card: Card, criteria: Iterable[Criterion]) -> list[ShownAnswer]:
    by_code = {criterion.code: criterion for criterion in criteria}
    return [
        ShownAnswer(
            by_code[answer.criterion],
            answer.state.value,
            STATE_WORDS[answer.state],
            answer.why(),
            answer.evidence,
        )
        for answer in card.answers
    ]


def card_lines(area: AreaRow) -> dict[str, dict[str, Any]]:
    """For the precinct's own page: the line of each kept card, by contest."""
    rows = kept_by_key({area.pk}, _letters).get(area.pk, ())
    return {contest: {"line": _line(letters)} for contest, letters in rows}


def _letters(keys: set[int]) -> dict[int, list[tuple[str, str]]]:
    letters: dict[int, list[tuple[str, str]]] = {}
    for key, contest, states in rows_among(PrecinctCard, "area", keys, "area_id", "contest", "states"):
        letters.setdefault(key, []).append((contest, states))
    return letters


def _asked(election_id: str, contest: str) -> tuple[ElectionRow, Contest]:
    row = shown_election(election_id)
    held = {one.code: one for one in load_definition(row).election.contests}
    if contest not in held:
        raise Http404(contest)
    return row, held[contest]


def balance_json(request: HttpRequest, election_id: str, contest: str) -> HttpResponseBase:
    """The balance of a contest with every area, as JSON in all languages."""
    row, asked = _asked(election_id, contest)
    return answer_made(request, row, balance_name(contest), lambda: [balance_of(row, asked)], _JSON)


def cards_table(request: HttpRequest, election_id: str, contest: str) -> HttpResponseBase:
    """Every card of a contest as CSV: a row a precinct, a column a criterion."""
    row, _ = _asked(election_id, contest)
    codes = [criterion.code for criterion in load_rules(load_definition(row)).criteria]
    name = f"balance/{contest}/cards.csv"
    return answer_made(
        request, row, name, lambda: cards_csv(load_all_cards(row, contest), codes), "text/csv; charset=utf-8"
    )


def cards_json(request: HttpRequest, election_id: str, contest: str) -> HttpResponseBase:
    """Every card of a contest with its reasons and evidence, as JSON."""
    row, _ = _asked(election_id, contest)
    name = f"balance/{contest}/cards.json"
    return answer_made(request, row, name, lambda: _json(load_all_cards(row, contest)), _JSON)


def _json(cards: Iterable[Card]) -> Iterator[bytes]:
    yield b"["
    for number, card in enumerate(cards):
        yield (",\n" if number else "\n").encode()
        yield json.dumps(card_document(card), ensure_ascii=False).encode()
    yield b"\n]\n"
