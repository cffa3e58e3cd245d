"""The published figures of one contest by precinct, and all answers, made once a state of the log."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from typing import Any

from hattama.core.forensics import METHODS, Asked, StationFigures, ask, figures_of_precincts
from hattama.core.tabulation import AreaTree, Total
from hattama.core.vocabulary import Contest
from hattama.phrases import forensics_document
from hattama.publish.views import render_json
from hattama.web.kernel.elections.loading import load_areas, load_contribution, load_definition
from hattama.web.kernel.elections.tables import ElectionRow
from hattama.web.kernel.log.snapshots import load_log_size
from hattama.web.kernel.pages.file_answers import read_made
from hattama.web.kernel.published.tables import PublishedProtocol

SIMULATIONS = 50
MOST_SIMULATED = 1500
"""Up to so many precincts clean elections are simulated here; of more, by the command."""


def load_figures(row: ElectionRow, contest: Contest) -> StationFigures:
    """Precincts whose published protocol counts."""
    definition = load_definition(row)
    published = PublishedProtocol.objects.filter(election=row, contest=contest.code, annulled_by=None)
    totals = {}
    for protocol in published.select_related("area").defer("explanation").iterator(chunk_size=2000):
        total = Total(expected=1)
        total.add(load_contribution(protocol, definition), 1)
        totals[protocol.area.code, contest.code] = total
    areas = AreaTree.of_checked(load_areas(row))
    return figures_of_precincts(definition.rules[contest.code], contest, areas, totals)


def answers_of(row: ElectionRow, contest: Contest) -> bytes:
    """All answers as a document; the seed of what is drawn is the size of the log."""
    size = load_log_size(row)
    figures = load_figures(row, contest)
    simulations = SIMULATIONS if len(figures.stations) <= MOST_SIMULATED else 0
    asked = Asked(figures, random.Random(size), simulations=simulations)  # noqa: S311 -- simulations, no secret
    told = forensics_document(*ask(asked, METHODS), size)
    head = {"election": row.election_id, "contest": contest.code, "tree_size": size}
    return render_json(head | {"stations": len(figures.stations)} | told)


def load_answers(row: ElectionRow, contest: Contest) -> dict[str, Any]:
    """The answers as they were made for this state of the log. Raises MakersBusy."""
    data = read_made(row, document_name(contest.code), lambda: [answers_of(row, contest)])
    answers: dict[str, Any] = json.loads(data)
    return answers


def document_name(contest: str) -> str:
    """Under which name the answers lie among the files that are made once."""
    return f"forensics/{contest}.json"


def find_table(told: Mapping[str, Any], answer: str, table: str) -> Mapping[str, Any] | None:
    """The table of this name in the document of answers; None where there is none."""
    tables = (one for held in told["answers"] if held["code"] == answer for one in held["tables"])
    return next((one for one in tables if one["code"] == table), None)
